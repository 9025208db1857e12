//! Tasks as todo.txt has them: `x 2026-01-31 (A) 2026-01-01 Title +SPRINT-1 id:7 est:2h`.
//!
//! A `+word` is the sprint if a sprint of that id is known; otherwise it stays in the title, as every
//! `@word` does. Priorities and the dates before the title are left out.

use super::fields::{FieldsRead, TaskField, nearest};
use super::file::{ReadTask, TaskFile};
use super::known::KnownTasks;
use crate::core::{FrameKind, TaskName};

/// The words before a colon that are fields.
const KEYS: [(&str, TaskField); 8] = [
    ("id", TaskField::Id),
    ("est", TaskField::Estimate),
    ("estimate", TaskField::Estimate),
    ("parent", TaskField::Parent),
    ("p", TaskField::Parent),
    ("sprint", TaskField::Sprint),
    ("assignee", TaskField::Assignee),
    ("status", TaskField::Status),
];

pub(super) fn read(bytes: &[u8], usual: &FrameKind, known: &KnownTasks<'_>, file: &mut TaskFile) {
    for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line = line.trim_ascii();
        match std::str::from_utf8(line) {
            Ok("") => {}
            Ok(text) => {
                let task = task(text, usual, known, file);
                file.take(at + 1, task);
            }
            Err(_) => file.refuse(at + 1, "it is not UTF-8 text; save the file as UTF-8"),
        }
    }
}

fn task(line: &str, usual: &FrameKind, known: &KnownTasks<'_>, file: &mut TaskFile) -> ReadTask {
    let mut read = FieldsRead::new(usual);
    let (is_done, text) = match line.strip_prefix("x ") {
        Some(text) => (true, text.trim_start()),
        None => (false, line),
    };
    if is_done {
        read.take(TaskField::Status, "done");
    } else {
        read.is_not_done();
    }
    let text = without_dates(without_priority(without_dates(text)));
    let (mut title, mut has_sprint) = (Vec::new(), false);
    for word in text.split_whitespace() {
        if let Some((field, value)) = field_of(word) {
            read.take(field, value);
            has_sprint |= field == TaskField::Sprint;
            continue;
        }
        if let Some((key, meant)) = meant_key(word) {
            file.warn(format!("the word '{key}:' is not read; did you mean '{meant}:'?"));
        }
        let sprint = word.strip_prefix('+').filter(|id| !id.is_empty() && !has_sprint);
        match sprint.filter(|id| known.find(&TaskName::sprint(*id)).is_some()) {
            Some(id) => {
                read.take(TaskField::Sprint, id);
                has_sprint = true;
            }
            None => title.push(word),
        }
    }
    read.take(TaskField::Title, &title.join(" "));
    read.finish()
}

/// Returns the field that a word such as `est:2h` gives.
fn field_of(word: &str) -> Option<(TaskField, &str)> {
    let (key, value) = word.split_once(':')?;
    let field = KEYS.iter().find(|(name, _)| *name == key).map(|(_, field)| *field)?;
    (!value.is_empty()).then_some((field, value))
}

/// Returns the word before a colon that seems to be meant as a field, and the field.
fn meant_key(word: &str) -> Option<(&str, &'static str)> {
    let (key, value) = word.split_once(':')?;
    let (field, _) = nearest(key).filter(|_| key.len() >= 4 && !value.is_empty())?;
    let known = KEYS.iter().filter(|(name, _)| name.len() > 3);
    known.clone().find(|(_, of)| *of == field).map(|(name, _)| (key, *name))
}

/// Returns the text after a priority such as `(A)`.
fn without_priority(text: &str) -> &str {
    let bytes = text.as_bytes();
    match bytes {
        [b'(', b'A'..=b'Z', b')', b' ', ..] => text.get(4..).unwrap_or_default().trim_start(),
        _ => text,
    }
}

/// Returns the text after dates such as `2026-01-31`.
fn without_dates(text: &str) -> &str {
    let is_date = |word: &str| {
        word.len() == 10
            && word.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    };
    match text.split_once(' ') {
        Some((word, rest)) if is_date(word) => without_dates(rest.trim_start()),
        Some(_) | None => text,
    }
}
