//! Policy: what the settings say of work while the health is red or the band is strict.
//!
//! This room judges facts that somebody else has fetched. It must not know commands, or where the settings are.

mod directives;
mod finding;
mod pattern;
mod rules;

pub use directives::Directives;
pub use finding::{FindingLevel, Judgement, Overridden, PolicyFinding};
pub use pattern::{ContextPattern, fits_wildcards};
pub use rules::{BandRule, LiveLevel, Policy, Required, StartLevel};
