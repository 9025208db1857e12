//! The ids of contexts: what they mean, which of them are the same, and which may be given to new ones.

use crate::core::base::composed_text;
use crate::core::session::FrameKind;

/// Returns the full id: digits alone get the type as a prefix, as in `SPRINT-1`. Leading zeros of such a
/// number mean nothing.
#[must_use]
pub fn expand_id(kind: &FrameKind, id: &str) -> String {
    let Some(digits) = number_of(kind, id) else { return id.to_owned() };
    let number = digits.trim_start_matches('0');
    let number = if number.is_empty() { "0" } else { number };
    format!("{}-{number}", kind.as_str().to_uppercase())
}

/// Returns an id as ids are compared: those that look the same are the same.
#[must_use]
pub fn id_key(kind: &FrameKind, id: &str) -> String {
    composed_text(&expand_id(kind, id.trim()).to_lowercase())
}

/// Returns why a new context may not have an id; `None` if it may.
#[must_use]
pub fn unfit_id(kind: &FrameKind, id: &str) -> Option<String> {
    let id = id.trim();
    if id.starts_with('-') {
        return Some(format!("the id '{id}' begins with -"));
    }
    if id.chars().any(is_unseen) {
        return Some("its id has a sign that cannot be seen".to_owned());
    }
    let other = of_another_type(kind, id)?;
    Some(format!("{id} names a {other}, not a {kind}"))
}

/// Returns the number of an id that is digits alone, or a type and digits.
fn number_of<'i>(kind: &FrameKind, id: &'i str) -> Option<&'i str> {
    let is_number =
        |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let of_type = || {
        let (before, digits) = id.rsplit_once('-')?;
        (composed_text(&before.to_lowercase()) == kind.as_str()).then_some(digits)
    };
    Some(id).filter(is_number).or_else(|| of_type().filter(is_number))
}

/// Returns the usual type that an id such as `SPRINT-3` names, if it is another one.
fn of_another_type(kind: &FrameKind, id: &str) -> Option<FrameKind> {
    let (named, rest) = id.split_once('-')?;
    let named: FrameKind = named.parse().ok()?;
    let is_name = named.is_usual() && rest.starts_with(|c: char| c.is_ascii_digit());
    (is_name && named != *kind).then_some(named)
}

/// Reports whether a sign takes no place, or turns the text around it.
fn is_unseen(sign: char) -> bool {
    sign.is_control()
        || matches!(
            sign,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn kind(word: &str) -> FrameKind {
        word.parse().unwrap()
    }

    #[test]
    fn a_number_alone_is_shorthand_for_type_and_number() {
        for (of, id, full) in [
            ("Sprint", "1", "SPRINT-1"),
            ("sprint", "alpha-1", "alpha-1"),
            ("sprint", "1b", "1b"),
            ("task", "007", "TASK-7"),
            ("task", "task-007", "TASK-7"),
            ("task", "TASK-000", "TASK-0"),
            ("task", "T-01", "T-01"),
            ("task", "SPRINT-01", "SPRINT-01"),
            ("task", "TASK-07b", "TASK-07b"),
        ] {
            assert_eq!(expand_id(&kind(of), id), full);
        }
    }

    #[test]
    fn ids_that_look_the_same_are_the_same() {
        let task = kind("task");
        for (one, other) in
            [("TASK-7", " 0007 "), ("task-7", "TASK-07"), ("Caf\u{e9}-1", "cafe\u{301}-1")]
        {
            assert_eq!(id_key(&task, one), id_key(&task, other));
        }
        assert_ne!(id_key(&task, "T-1"), id_key(&task, "T-01"));
        assert_eq!(kind("e\u{301}pic"), kind("\u{c9}pic"));
    }

    #[test]
    fn a_new_context_gets_no_id_that_nobody_can_type_or_that_means_something_else() {
        for (of, id) in [
            ("task", "-"),
            ("task", " -7"),
            ("task", "a\u{1b}b"),
            ("task", "a\tb"),
            ("task", "a\u{200b}b"),
            ("task", "\u{202e}7"),
            ("task", "SPRINT-3"),
            ("task", "subtask-3"),
            ("sprint", "task-9"),
            ("project", "Sprint-2026-11"),
        ] {
            assert!(unfit_id(&kind(of), id).is_some(), "{of} {id:?}");
        }
        for (of, id) in [
            ("task", "T-01"),
            ("task", "TASK-7"),
            ("task", "sprint-review"),
            ("task", "EPIC-3"),
            ("sprint", "Winter"),
            ("customer", "acme corp"),
            ("task", "\u{e9}"),
        ] {
            assert_eq!(unfit_id(&kind(of), id), None, "{of} {id:?}");
        }
    }
}
