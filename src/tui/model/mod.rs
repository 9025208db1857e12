//! Everything the panel knows.
//!
//! It must not read a clock, know how it is drawn, or hold a rule of the session.

mod commands;
mod days;
mod desk;
mod marks;
mod noted;
mod panel;
mod screen;
mod scroll;
mod setting;
mod settings;
mod timing;
mod toast;

pub use commands::{Leaving, Origin, Rest, UnderWay};
pub use days::{first_of, week_of};
pub use desk::{Known, Look, Trouble};
pub use marks::{MOST as MARKS_MAX, Mark, Marked};
pub use noted::Noted;
pub use panel::Model;
pub use screen::{Over, Screen};
pub use setting::Setting;
pub use settings::{Shows, Taste};
pub use toast::Toast;
