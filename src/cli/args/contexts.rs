//! The options of the verbs that write into a session: notes and contexts.

use std::time::Duration;

use clap::Args;

use super::shared::{Guard, When};
use crate::core::FrameKind;
use crate::input;

/// The options of `note`.
#[derive(Debug, Args)]
pub struct NoteArgs {
    /// The note, after all options; several words are joined by spaces
    #[arg(required = true)]
    pub text: Vec<String>,
    /// When it takes effect.
    #[command(flatten)]
    pub when: When,
    /// What keeps it from taking effect twice.
    #[command(flatten)]
    pub guard: Guard,
}

/// The options of `push`.
#[derive(Debug, Args)]
pub struct PushArgs {
    /// The type: project, sprint, task, subtask or your own word
    #[arg(value_name = "TYPE")]
    pub kind: FrameKind,
    /// The id; a number alone means TYPE-number
    pub id: String,
    /// The title
    #[arg(short, long)]
    pub title: Option<String>,
    /// The title, written without -t after all options
    #[arg(value_name = "TITLE", conflicts_with = "title")]
    pub words: Vec<String>,
    /// The estimated active time, such as 2h30m
    #[arg(short, long, value_name = "DURATION", value_parser = input::duration)]
    pub estimate: Option<Duration>,
    /// When it takes effect.
    #[command(flatten)]
    pub when: When,
    /// What keeps it from taking effect twice.
    #[command(flatten)]
    pub guard: Guard,
}

/// The options of `pop`.
#[derive(Debug, Args)]
pub struct PopArgs {
    /// The type of the context; inner contexts are left too [default: the innermost]
    #[arg(value_name = "TYPE")]
    pub kind: Option<FrameKind>,
    /// When it takes effect.
    #[command(flatten)]
    pub when: When,
    /// What keeps it from taking effect twice.
    #[command(flatten)]
    pub guard: Guard,
}
