//! The panel: one screen, one key per verb, drawn only when something visible changed.
//!
//! Threads for input, signals, files, the desk and its past all send to one channel; [`update`] is
//! pure and returns what is to be done; `run.rs` alone does it. Nothing here holds a rule of the
//! session: what is allowed, and why not, comes with the [`Glance`](crate::core::Glance).

mod content;
mod dialogs;
mod geometry;
mod input;
mod layout;
mod look;
mod message;
mod model;
mod outside;
mod run;
mod screens;
mod threads;
mod update;
mod view;

use std::io;
use std::sync::Arc;

use chrono::Local;
use thiserror::Error;

use crate::config::Settings;
use crate::core::By;
use crate::desk::Desk;
use crate::failure::Words;

pub use geometry::Place;
pub use input::markdown as keys_markdown;
pub use message::{Effect, Farewell, Found, Message, News, Notice, Read};
pub use model::{Marked, Model, Setting, Shows};
pub use screens::{Page, Row};
pub use update::update;
pub use view::draw;

/// Why the panel ended without anybody having left it.
#[derive(Debug, Error)]
pub enum PanelError {
    /// The terminal could not be used.
    #[error("the terminal could not be used: {0}")]
    Terminal(#[from] io::Error),
    /// A thread broke; the terminal was given back.
    #[error("the panel broke: {text}")]
    Broke {
        /// What the thread said.
        text: String,
        /// The outcome of the command that was under way.
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
                next: "the same verbs work on the command line: `onwatch --help`".into(),
            },
            Self::Broke { text, outcome } => Words {
                what: "The panel broke".into(),
                why: match outcome {
                    Some(outcome) => format!("{text}. The command under way: {outcome}"),
                    None => text.clone(),
                },
                next: "open it again: what was recorded stands; please report this message".into(),
            },
        }
    }
}

/// Opens the panel and runs it until somebody leaves it; returns the last line to print, once the
/// terminal was given back.
///
/// # Errors
/// [`PanelError`] when the terminal cannot be used or a thread broke; the terminal was given back.
pub fn run(
    desk: Arc<Desk>,
    by: By,
    settings: Settings,
    place: Place,
) -> Result<String, PanelError> {
    let setting = Setting {
        by,
        profile: desk.paths().profile.clone(),
        zone: &Local,
        job_control: threads::signals::can_be_continued(),
        shows: Shows::told_by(&|name| std::env::var_os(name)),
    };
    match run::run(desk, setting, settings, place)? {
        Farewell::Bye(line) => Ok(line),
        Farewell::Broke { text, outcome } => Err(PanelError::Broke { text, outcome }),
    }
}
