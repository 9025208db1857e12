//! The words of `sprint`: what is known of sprints.

use std::time::Duration;

use clap::{Args, Subcommand};

use super::shared::Guard;
use super::task::{DropOptions, HELP, SomeFilter, TaskChanges, TaskImport};
use super::task_values::sprint;
use crate::core::TaskName;
use crate::input;

/// The options of `sprint`.
#[derive(Debug, Args)]
pub struct SprintArgs {
    /// What is done with sprints
    #[command(subcommand)]
    pub action: SprintVerb,
}

/// What is done with sprints.
#[derive(Debug, Subcommand)]
pub enum SprintVerb {
    /// Make a sprint known
    #[command(after_help = "Example:\n  onwatch sprint add 1 -t 'The new importer' -e 40h")]
    Add {
        /// The id; 1 means SPRINT-1 [default: the next free one]
        id: Option<String>,
        /// What it is about
        #[arg(short, long)]
        title: Option<String>,
        /// The title, written without -t after all options
        #[arg(value_name = "TITLE", conflicts_with = "title")]
        words: Vec<String>,
        /// The estimated active time, such as 40h
        #[arg(short, long, value_name = "DURATION", value_parser = input::duration)]
        estimate: Option<Duration>,
        /// Who should do it
        #[arg(long, value_name = "NAME")]
        assignee: Option<String>,
        #[command(flatten)]
        guard: Guard,
    },
    /// List the sprints
    #[command(after_help = "Example:\n  onwatch sprint list --status in_progress\n\n\
        Exits 3 if there is none.")]
    List(SomeFilter),
    /// Show a sprint with its tasks and its burn-down
    #[command(after_help = "Example:\n  onwatch sprint show 1\n\n\
        Exits 3 if there is no such sprint.")]
    Show {
        /// The sprint; 1 means SPRINT-1 [default: the one of the live session]
        #[arg(value_name = "ID", value_parser = sprint)]
        id: Option<TaskName>,
    },
    /// Check whether a sprint is complete
    #[command(after_help = "Example:\n  onwatch sprint check 1\n\n\
        Exits 5 if a check blocks its completion. Changes nothing.")]
    Check {
        /// The sprint; 1 means SPRINT-1 [default: the one of the live session]
        #[arg(value_name = "ID", value_parser = sprint)]
        id: Option<TaskName>,
    },
    /// Change what is known of a sprint
    #[command(after_help = "Example:\n  onwatch sprint edit 1 -t 'The importer'\n\n\
        An empty value, or none, removes what is there.")]
    Edit {
        /// The sprint; 1 means SPRINT-1
        #[arg(value_name = "ID", value_parser = sprint)]
        id: TaskName,
        #[command(flatten)]
        edit: TaskChanges,
        #[command(flatten)]
        guard: Guard,
    },
    /// Drop a sprint: it will not be done
    #[command(after_help = "Example:\n  onwatch sprint drop 1 -r 'other plans'")]
    Drop {
        /// The sprint; 1 means SPRINT-1
        #[arg(value_name = "ID", value_parser = sprint)]
        id: TaskName,
        #[command(flatten)]
        drop: DropOptions,
        #[command(flatten)]
        guard: Guard,
    },
    /// Complete a sprint
    #[command(after_help = "Example:\n  onwatch sprint done 1 The importer runs")]
    Done {
        /// The sprint; 1 means SPRINT-1
        #[arg(value_name = "ID", value_parser = sprint)]
        id: TaskName,
        /// What was done
        #[arg(short, long, value_name = "TEXT")]
        summary: Option<String>,
        /// The summary, written without -s after all options
        #[arg(value_name = "SUMMARY", conflicts_with = "summary")]
        words: Vec<String>,
        /// Why it is complete although a check fails
        #[arg(long, value_name = "WHY")]
        reason: Option<String>,
        /// Complete it also if another desk claims it
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        guard: Guard,
    },
    /// Add the sprints in a file
    #[command(after_help = HELP)]
    Import(TaskImport),
}
