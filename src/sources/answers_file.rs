//! The file with what the sources answered lately. Whoever asks them writes it, all others read it.
//!
//! It is never flushed and not required: if it cannot be read, nobody was asked.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;
use serde::{Deserialize, Serialize};

use super::answer::SourceAnswers;

/// The version of its content. A file of another version is not read.
const VERSION: u32 = 1;
/// The most bytes of the file.
const MOST: usize = 4 * 1_024 * 1_024;

/// The content of the file.
#[derive(Serialize, Deserialize)]
struct AnswersFile<A> {
    v: u32,
    answers: A,
}

/// Returns what the sources answered lately. Nothing if the file cannot be read: nobody was asked.
#[must_use]
pub fn read_answers(path: &Path) -> SourceAnswers {
    read(path).unwrap_or_default()
}

fn read(path: &Path) -> Option<SourceAnswers> {
    let file = options().read(true).open(path).ok()?;
    // Nobody waits for the writer of a pipe.
    let length = file.metadata().ok().filter(fs::Metadata::is_file)?.len();
    let most = u64::try_from(MOST).ok().filter(|most| length <= *most)?;
    let mut bytes = Vec::with_capacity(usize::try_from(length).ok()?);
    file.take(most).read_to_end(&mut bytes).ok()?;
    let kept: AnswersFile<SourceAnswers> = serde_json::from_slice(&bytes).ok()?;
    (kept.v == VERSION).then_some(kept.answers)
}

/// Replaces the file. A reader sees the old content or the new one, never a part.
///
/// # Errors
/// The error of the system if it cannot be written. [`io::ErrorKind::FileTooLarge`] if it would be larger than
/// any reader takes, whatever is left out.
pub fn keep_answers(path: &Path, answers: &SourceAnswers) -> io::Result<()> {
    let bytes = within_bound(answers)?;
    private_parent(path)?;
    let new = path.with_extension("new");
    let mut file = match create(&new) {
        // Somebody was killed before the file got its name.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(&new)?;
            create(&new)?
        }
        created => created?,
    };
    file.write_all(&bytes)?;
    fs::rename(&new, path)
}

/// Returns the content. If it is too large, it is without the lines that only explain a value.
fn within_bound(answers: &SourceAnswers) -> io::Result<Vec<u8>> {
    let bytes = serde_json::to_vec(&AnswersFile { v: VERSION, answers })?;
    if bytes.len() <= MOST {
        return Ok(bytes);
    }
    let mut short = answers.clone();
    for answer in short.sources.values_mut() {
        (answer.suppressed, answer.not_known, answer.notes) = (vec![], vec![], vec![]);
    }
    let bytes = serde_json::to_vec(&AnswersFile { v: VERSION, answers: &short })?;
    if bytes.len() <= MOST { Ok(bytes) } else { Err(io::ErrorKind::FileTooLarge.into()) }
}

/// Makes the directory of a file, which only its owner reads.
pub(super) fn private_parent(path: &Path) -> io::Result<()> {
    private_dir(path.parent().unwrap_or(Path::new("/")))
}

/// Makes a directory, which only its owner reads. It is flushed: whoever writes a journal in a directory that is
/// there takes it for flushed.
pub(super) fn private_dir(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    let above = dir.parent().unwrap_or(Path::new("/"));
    private_dir(above)?;
    match DirBuilder::new().mode(0o700).create(dir) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        Ok(()) | Err(_) => {}
    }
    File::open(above)?.sync_all()
}

fn create(path: &Path) -> io::Result<File> {
    options().write(true).create_new(true).mode(0o600).open(path)
}

/// Follows no link, and waits for nobody.
fn options() -> OpenOptions {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed();
    let mut options = OpenOptions::new();
    options.custom_flags(flags);
    options
}
