//! Writes the manual pages: onwatch.1, and a page for each verb.
//!
//! They are made from the one definition of the command line, so a new verb has its page. `page` makes
//! one, `sections` says what no verb says, and `files` puts them into a directory.

mod files;
mod help_blocks;
mod page;
mod sections;

use std::path::Path;

use chrono::{DateTime, Utc};
use clap::Command;

use self::page::ManualPage;
use super::args::Cli;
use super::error::CliError;
use super::reply::{Output, Reply};
use super::world::World;
use crate::paths::Paths;

/// Writes the pages into a directory, and says which.
///
/// # Errors
/// [`CliError`] if one cannot be written, or another file has its name.
pub fn write(dir: &Path, world: &World<'_>) -> Result<Reply, CliError> {
    let mut root = Cli::command().disable_help_subcommand(true);
    root.build();
    let mut pages = Vec::new();
    add_pages(&root, &date(world), &mut pages);
    let own = Paths::find(None, world.env).ok();
    let own = own.iter().flat_map(|paths| [paths.config.as_path(), paths.data.as_path()]);
    files::write(dir, &pages, &own.collect::<Vec<_>>())?;
    let count = pages.len();
    let lines = vec![
        format!("Wrote {count} pages to {}", dir.display()),
        "read one with `man onwatch`, or `man onwatch-start`".to_owned(),
    ];
    Ok(Reply::done(Output::Lines(lines)))
}

fn add_pages(command: &Command, date: &str, pages: &mut Vec<ManualPage>) {
    pages.push(ManualPage::of(command, date));
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        add_pages(below, date, pages);
    }
}

/// Returns the date of the pages: today, unless a builder of packages wants the same bytes each time.
fn date(world: &World<'_>) -> String {
    let epoch = (world.env)("SOURCE_DATE_EPOCH").and_then(|text| text.to_str()?.parse().ok());
    let wanted = epoch.and_then(|seconds| DateTime::<Utc>::from_timestamp(seconds, 0));
    wanted.unwrap_or_else(|| world.clock.now().utc).format("%Y-%m-%d").to_string()
}
