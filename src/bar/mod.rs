//! A desk in one line, for status bars and prompts: templates, styles and the forms of known bars.
//!
//! It is pure: it gets what the desk shows, and returns text. It must not know files, clocks or settings.
//! Whatever somebody typed is made harmless here for the program that reads the text.

mod desk;
mod edge;
mod field;
mod form;
mod line;
mod markup;
mod parser;
mod part;
mod piece;
mod reading_look;
mod sign;
mod style;
mod template;
mod tone;
mod waits;

pub use desk::BarDesk;
pub use edge::BarEdge;
pub use field::{BarField, target_text};
pub use form::{BarForm, BarState, FormContent};
pub use line::{OneLine, band_text, cut, head, light_text};
pub use markup::BarMarkup;
pub use parser::TemplateError;
pub use part::BarPart;
pub use reading_look::ReadingLook;
pub use sign::{band_sign, light_sign, phase_sign, severity_sign};
pub use template::Template;
pub use tone::{BarTone, TonedPart};
pub use waits::{others_text, question_mark, thousands};

#[cfg(test)]
mod line_tests;
#[cfg(test)]
mod tests;
