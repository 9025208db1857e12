//! What a source of band and health said lately: when its value counts, and until when it is fresh.
//!
//! It must not know how a source is asked, nor what is recorded.

mod settling;

pub use settling::{SettleTimes, Settled, Settling};
