//! What to do next: the actions, the commands that do them, and a reminder of where one was.
//!
//! Which scenarios a desk is in follows from what it shows and from what was just done. A template words
//! each scenario; somebody's own one can take its place. This room must not know clocks, files or settings:
//! times come as text, and so do templates. Whatever somebody typed stays within its line.

mod advice;
mod markdown;
mod scenario;
mod shell;
mod situation;
mod template;
mod values;

pub use advice::{Advice, AdvisedStep};
pub use markdown::page;
pub use scenario::Scenario;
pub use shell::quoted;
pub use situation::{Situation, SprintRest};
pub use template::{OwnTemplates, TemplateFault, advice, check};

#[cfg(test)]
mod tests;
