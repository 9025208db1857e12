//! Puts pages into a directory: all of them, or none if another file stands in the way.

use std::path::Path;

use super::page::{MARK, ManualPage};
use crate::cli::error::CliError;
use crate::cli::new_file::{self, NewFile, Replaces};
use crate::core::Hint;
use crate::failure::{Failure, Words};

/// What was tried.
const WHAT: &str = "The pages were not written";

/// Everybody may read a page. An earlier page is replaced.
const HOW: NewFile = NewFile { what: WHAT, mode: 0o666, replaces: Replaces::BeginningWith(MARK) };

/// Writes pages.
///
/// # Errors
/// A refusal if another file has the name of a page; the error of the system in words.
pub fn write(dir: &Path, pages: &[ManualPage], own: &[&Path]) -> Result<(), CliError> {
    if !dir.is_dir() {
        return Err(no_directory(dir));
    }
    for page in pages {
        let next = format!("name another directory, or move {} away first", page.file);
        HOW.check_old(&dir.join(&page.file)).map_err(|error| for_directory(error, &next))?;
    }
    for page in pages {
        new_file::write(&dir.join(&page.file), &page.text, HOW, own)
            .map_err(|error| for_directory(error, "name another directory"))?;
    }
    Ok(())
}

/// Returns an error in words for somebody who gave a directory, and not the name of a page.
fn for_directory(error: CliError, next: &str) -> CliError {
    match error {
        CliError::Failure(mut failed) => {
            if let Failure::Refused(refusal) = &mut failed.failure {
                refusal.next = vec![Hint::say(next.to_owned())];
            }
            CliError::Failure(failed)
        }
        CliError::File(words) => CliError::File(Words {
            next: "check the directory, or name another one".into(),
            ..words
        }),
        other => other,
    }
}

fn no_directory(dir: &Path) -> CliError {
    CliError::File(Words {
        what: WHAT.into(),
        why: format!("{} is not a directory", dir.display()),
        next: "create it first, such as with `mkdir -p`, or name another one".into(),
    })
}
