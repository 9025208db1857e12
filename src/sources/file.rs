//! Reads the file of a source.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

use chrono::{DateTime, Utc};
use rustix::fs::OFlags;

use super::outcome::{Came, NoAnswer, bytes_text};
use crate::formats::Code;

/// How often a file that changes while it is read is read.
const TRIES: usize = 3;

/// Reads a file of at most some bytes.
pub(super) fn read(path: &Path, field: &str, most: u64) -> Came {
    read_while(path, field, most, &mut || {})
}

/// Reads a file, while something else happens between the opening and the reading.
fn read_while(path: &Path, field: &str, most: u64, meanwhile: &mut dyn FnMut()) -> Came {
    for _ in 0..TRIES {
        match read_once(path, field, most, meanwhile) {
            Ok(Some(came)) => return came,
            Ok(None) => {}
            Err(failure) => return failure.into(),
        }
    }
    let next = "write a new file beside it, and rename that one";
    NoAnswer::new("the file changes each time while it is read", next).into()
}

/// Returns the content; `None` if it changed meanwhile.
fn read_once(
    path: &Path,
    field: &str,
    most: u64,
    meanwhile: &mut dyn FnMut(),
) -> Result<Option<Came>, NoAnswer> {
    let unread = |error: io::Error| unread(&error, field);
    // To open a device can already do something.
    no_special(&fs::metadata(path).map_err(unread)?, field)?;
    let file = open(path).map_err(unread)?;
    let before = file.metadata().map_err(unread)?;
    no_special(&before, field)?;
    meanwhile();
    let mut body = Vec::new();
    (&file).take(most.saturating_add(1)).read_to_end(&mut body).map_err(unread)?;
    if u64::try_from(body.len()).unwrap_or(u64::MAX) > most {
        let cause = format!("the file has more than {}", bytes_text(most));
        return Err(NoAnswer::new(cause, "raise `max_bytes`"));
    }
    let after = file.metadata().map_err(unread)?;
    if stamp(&before) != stamp(&after) {
        return Ok(None);
    }
    let written_at = after.modified().ok().map(DateTime::<Utc>::from);
    Ok(Some(Came { code: Some(Code::File), body, written_at, ..Came::default() }))
}

fn open(path: &Path) -> io::Result<File> {
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed();
    OpenOptions::new().read(true).custom_flags(flags).open(path)
}

fn stamp(known: &Metadata) -> (u64, i64, i64) {
    (known.size(), known.mtime(), known.mtime_nsec())
}

/// Refuses what is no file: a reader might wait for ever, or start something.
fn no_special(known: &Metadata, field: &str) -> Result<(), NoAnswer> {
    let kind = known.file_type();
    let what = match () {
        () if kind.is_file() => return Ok(()),
        () if kind.is_dir() => "a directory",
        () if kind.is_fifo() => "a pipe",
        () if kind.is_socket() => "a socket",
        () if kind.is_char_device() || kind.is_block_device() => "a device",
        () => "no file",
    };
    Err(NoAnswer::new(format!("it is {what}, not a file"), format!("change `{field}`")))
}

fn unread(error: &io::Error, field: &str) -> NoAnswer {
    let next = || format!("change `{field}`");
    match error.kind() {
        ErrorKind::NotFound => NoAnswer::new("there is no such file", next()),
        ErrorKind::PermissionDenied => {
            NoAnswer::new("you may not read the file", format!("chmod it, or change `{field}`"))
        }
        _ => NoAnswer::new(format!("the file cannot be read ({error})"), next()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const MOST: u64 = 1_024;

    #[test]
    fn a_file_that_is_replaced_while_it_is_read_is_read_whole() {
        let dir = tempfile::tempdir().unwrap();
        let (path, new) = (dir.path().join("state.json"), dir.path().join("new"));
        fs::write(&path, "old").unwrap();
        fs::write(&new, "newer").unwrap();
        let came = read_while(&path, "path", MOST, &mut || {
            let _ = fs::rename(&new, &path);
        });
        assert_eq!((came.body.as_slice(), came.failure), (&b"old"[..], None));
        assert_eq!(read(&path, "path", MOST).body, b"newer");
    }

    #[test]
    fn a_file_that_is_deleted_while_it_is_read_is_read_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state.json");
        fs::write(&path, "old").unwrap();
        let came = read_while(&path, "path", MOST, &mut || fs::remove_file(&path).unwrap());
        assert_eq!((came.body.as_slice(), came.failure), (&b"old"[..], None));
        let failure = read(&path, "path", MOST).failure.unwrap();
        assert_eq!(failure.cause, "there is no such file");
    }

    #[test]
    fn a_file_that_is_cut_once_is_read_again_and_one_that_always_changes_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state.json");
        fs::write(&path, "a long text").unwrap();
        let mut times = 0;
        let came = read_while(&path, "path", MOST, &mut || {
            if times == 0 {
                fs::write(&path, "short").unwrap();
            }
            times += 1;
        });
        assert_eq!((came.body.as_slice(), times), (&b"short"[..], 2));
        let mut length = 0;
        let came = read_while(&path, "path", MOST, &mut || {
            length += 1;
            fs::write(&path, "x".repeat(length)).unwrap();
        });
        let failure = came.failure.unwrap();
        assert_eq!(
            (failure.cause.as_str(), length),
            ("the file changes each time while it is read", TRIES)
        );
    }
}
