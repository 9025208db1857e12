//! The outermost door: opens the panel, and words the errors that end it.

use std::io;
use std::sync::Arc;

use chrono::Local;
use thiserror::Error;

use crate::config::PanelSetup;
use crate::core::By;
use crate::desk::Desk;
use crate::failure::Words;

use super::geometry::Viewport;
use super::message::PanelExit;
use super::model::{Environment, TerminalCapabilities};
use super::run::run as run_loop;
use super::threads::signals;

/// Why the panel ended although the operator did not leave it.
#[derive(Debug, Error)]
pub enum PanelError {
    /// The terminal could not be used.
    #[error("the terminal could not be used: {0}")]
    Terminal(#[from] io::Error),
    /// A thread broke; the terminal was given back.
    #[error("the panel broke: {text}")]
    Broke {
        /// The error or the panic's message.
        text: String,
        /// The outcome of the command that was pending.
        outcome: Option<String>,
    },
}

impl PanelError {
    /// Returns what happened, why, and what to do next.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Self::Terminal(error) => Words {
                what: "The panel could not use the terminal".into(),
                why: error.to_string(),
                next: "use the command line instead: `onwatch --help`".into(),
            },
            Self::Broke { text, outcome } => Words {
                what: "The panel stopped after an internal error".into(),
                why: match outcome {
                    Some(outcome) => format!("{text}. The last command: {outcome}"),
                    None => text.clone(),
                },
                next:
                    "open the panel again, all recorded changes are kept; please report this error"
                        .into(),
            },
        }
    }
}

/// Runs the panel until the operator leaves it; returns the last line to print.
///
/// # Errors
/// [`PanelError`] if the terminal cannot be used or a thread broke; the terminal was given back.
pub fn run(
    desk: Arc<Desk>,
    by: By,
    setup: PanelSetup,
    viewport: Viewport,
) -> Result<String, PanelError> {
    let environment = Environment {
        by,
        desk: desk.paths().desk.clone(),
        zone: &Local,
        job_control: signals::can_be_continued(),
        capabilities: TerminalCapabilities::from_env(&|name| std::env::var_os(name)),
    };
    match run_loop(desk, environment, setup, viewport)? {
        PanelExit::Left(line) => Ok(line),
        PanelExit::Broke { text, outcome } => Err(PanelError::Broke { text, outcome }),
    }
}
