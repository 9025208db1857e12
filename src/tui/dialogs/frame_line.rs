//! One line that names a context: `TYPE ID [TITLE…] [~ESTIMATE]`, or `TYPE-ID [TITLE…] [~ESTIMATE]`.

use crate::core::{Entering, FrameKind, FrameRef, NewFrame, Refusal, RefusalKind};
use crate::input;

/// Reads a context from one line; the estimate may be anywhere after the id. A last word with `~` is
/// an estimate, unless it is a path from home.
///
/// # Errors
/// A usage refusal if the type or the id is missing, or the estimate is not a duration.
pub fn parse(line: &str) -> Result<NewFrame, Refusal> {
    let mut words = line.split_whitespace();
    let first = words.next().ok_or_else(|| refused("nothing was typed"))?;
    let name = if let Some(name) = FrameRef::of_one_word(first) {
        name
    } else {
        let kind: FrameKind = first.parse().map_err(|why: String| refused(&why))?;
        let id = words.next().ok_or_else(|| refused(&format!("the {kind} has no id")))?;
        FrameRef { kind, id: id.to_owned() }
    };
    let mut title = Vec::new();
    let mut estimate_seconds = None;
    let mut words = words.peekable();
    while let Some(word) = words.next() {
        let is_last = words.peek().is_none();
        let is_meant = |estimate: &str| {
            estimate.starts_with(|c: char| c.is_ascii_digit())
                || is_last && !estimate.starts_with('/')
        };
        match word.strip_prefix('~') {
            Some(estimate) if is_meant(estimate) => {
                let length = input::duration(estimate).map_err(|why| refused(&why))?;
                estimate_seconds = Some(length.as_secs());
            }
            _ => title.push(word),
        }
    }
    Ok(NewFrame {
        kind: name.kind,
        id: name.id,
        title: (!title.is_empty()).then(|| title.join(" ")),
        estimate_seconds,
        entering: Entering::Usual,
    })
}

fn refused(why: &str) -> Refusal {
    Refusal::new(
        RefusalKind::Usage,
        "No context was entered",
        why,
        "type TYPE ID [TITLE…] [~ESTIMATE], such as `task 7 Import ~2h30m`",
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn a_line_names_type_id_title_and_estimate() {
        let frame = parse("Task 7 Fix the import ~2h30m").unwrap();
        assert_eq!((frame.kind.as_str(), frame.id.as_str()), ("task", "7"));
        assert_eq!(frame.title.as_deref(), Some("Fix the import"));
        assert_eq!(frame.estimate_seconds, Some(9_000));
        assert_eq!(parse("sprint 1").unwrap().title, None);
    }

    #[test]
    fn a_context_is_named_as_it_is_shown() {
        for (line, title) in
            [("TASK-9", None), ("task-9 Rotate keys", Some("Rotate keys")), ("TASK-9 ~1h", None)]
        {
            let frame = parse(line).unwrap();
            assert_eq!((frame.kind.as_str(), frame.id.as_str()), ("task", "TASK-9"), "{line}");
            assert_eq!(frame.title.as_deref(), title, "{line}");
        }
    }

    #[test]
    fn a_tilde_that_begins_no_number_belongs_to_the_title() {
        let frame = parse("task 7 clean ~/tmp").unwrap();
        assert_eq!(frame.title.as_deref(), Some("clean ~/tmp"));
        let frame = parse("task 7 ask ~all of them").unwrap();
        assert_eq!(frame.title.as_deref(), Some("ask ~all of them"));
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (line, named) in [
            ("", "nothing was typed"),
            ("task", "no id"),
            ("task 7 ~2x", "2x"),
            ("task 7 Fix importer ~abc", "'abc' is not a duration"),
            ("task 7 Fix importer ~", "'' is not a duration"),
        ] {
            let refusal = parse(line).unwrap_err();
            assert!(refusal.why.contains(named), "{line}: {refusal}");
        }
    }
}
