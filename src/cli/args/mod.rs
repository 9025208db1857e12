//! The words of the command line: every verb and option once, from which parser and help come.

mod root;
mod shared;
mod subverbs;
mod verbs;

pub use root::{Cli, GlobalOptions};
pub use shared::{Guard, When};
pub use subverbs::{BreakVerb, ConeVerb, ConfigVerb, GapVerb, HealthVerb};
pub use verbs::{HistoryFilter, Unit, VerbArgs};
