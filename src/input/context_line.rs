//! A context as people type it: `task 7`, `TASK-7`, `T-01`, `customer: acme` or `Fix the importer ~2h`.
//!
//! Known ids and types come first; any other text is the title of a new task. A new type needs a colon.
//! A word is an id after its type if it has a digit, if it is known, or if it is the last word:
//! `task 7 Import` and `project acme` name a context, `task force meeting` is a title.

use std::ops::Range;

use super::context_wish::{ContextLine, ContextWish, KnownContexts};
use super::duration::duration;
use crate::core::{
    Argument, Entering, FrameKind, FrameRef, Hint, LookAt, NewFrame, Refusal, RefusalKind,
    TaskName, Verb,
};

/// The forms of a context, for a sentence.
pub const CONTEXT_LINES: &str = "a known id, a type and an id, or the title of a new task";

/// Reads the line that names a context: what it means, and what else it may mean.
///
/// A last word with `~` is an estimate, unless it is a path; so is a word such as `~2h30m` before it.
///
/// # Errors
/// A refusal if nothing is named, if an id is missing or not known, or if the estimate is not a duration.
pub fn context_line(line: &str, known: &dyn KnownContexts) -> Result<ContextLine, Refusal> {
    let (text, estimate_seconds) = take_estimate(line)?;
    let meanings = meanings_of(text.trim(), known)?;
    let estimated = |frame: NewFrame| NewFrame { estimate_seconds, ..frame };
    let mut all = meanings.into_iter().map(|meaning| meaning.with(estimated));
    let wish = all.next().ok_or_else(|| refused("nothing was typed"))?;
    Ok(ContextLine { wish, others: all.collect() })
}

/// Reads the words that name a context whose title is given apart: a type and an id, or an id alone. No
/// words mean a new task.
///
/// # Errors
/// A refusal if the words are more than a name, or if they have a new type without a colon.
pub fn named_context(
    words: &[String],
    title: &str,
    known: &dyn KnownContexts,
) -> Result<ContextWish, Refusal> {
    let titled =
        |wish: ContextWish| wish.with(|frame| NewFrame { title: Some(title.to_owned()), ..frame });
    match words {
        [] => Ok(next(FrameKind::task(), title.to_owned())),
        [word] => {
            let only_name = alone(word, known).or_else(|| named_by_one_word(word, known));
            let of_task = || by_name(FrameKind::task(), word, None, known);
            let is_type = type_of(word, known).is_some();
            if is_type {
                return Err(no_id(word));
            }
            Ok(titled(only_name.unwrap_or_else(of_task)))
        }
        [first, id] => match type_of(first, known) {
            Some(Type { kind, .. }) => Ok(titled(by_name(kind, id, None, known))),
            None => Err(no_type(first, id)),
        },
        [..] => Err(refused("there is a title among the words and another one after -t")),
    }
}

/// Returns what a text without an estimate may mean.
fn meanings_of(text: &str, known: &dyn KnownContexts) -> Result<Vec<ContextWish>, Refusal> {
    let first = text.split_whitespace().next().ok_or_else(|| refused("nothing was typed"))?;
    let rest = text.get(first.len()..).unwrap_or_default().trim_start();
    if let Some(wish) = alone(text, known) {
        return Ok(vec![wish]);
    }
    let as_title = || next(FrameKind::task(), text.to_owned());
    if rest.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit()) {
        return if known.is_complete() {
            Err(unknown_number(first))
        } else {
            Ok(vec![named(FrameKind::task(), first, None)])
        };
    }
    let Some(of_type) = type_of(first, known) else {
        if let Some(ContextWish::Known(frame) | ContextWish::Named(frame)) =
            named_by_one_word(first, known)
        {
            let frame = by_name(frame.kind, &frame.id, some(rest), known);
            return Ok(vec![frame, as_title()]);
        }
        return Ok(vec![as_title()].into_iter().chain(less_likely(first, rest, known)).collect());
    };
    let Type { kind, has_colon } = of_type;
    let Some(id) = rest.split_whitespace().next() else { return Err(no_id(first)) };
    let title = rest.get(id.len()..).unwrap_or_default().trim_start();
    let whole = TaskName { kind: Some(kind.clone()), id: rest.to_owned() };
    if known.find(&whole).is_some() {
        return Ok(vec![by_name(kind, rest, None, known)]);
    }
    let named = by_name(kind.clone(), id, some(title), known);
    let is_id = title.is_empty() || has_digit(id) || matches!(named, ContextWish::Known(_));
    Ok(match (is_id, has_colon) {
        (true, _) => vec![named, as_title()],
        (false, true) => vec![next(kind, rest.to_owned()), named, as_title()],
        (false, false) => vec![as_title(), named],
    })
}

/// A word that is a type.
struct Type {
    kind: FrameKind,
    /// Whether a colon follows it.
    has_colon: bool,
}

/// Returns the type that a word is: a known one, or one with a colon.
fn type_of(word: &str, known: &dyn KnownContexts) -> Option<Type> {
    let without = word.strip_suffix(':');
    let kind: FrameKind = without.unwrap_or(word).parse().ok()?;
    let has_colon = without.is_some();
    (has_colon || kind.is_usual() || known.has_type(&kind)).then_some(Type { kind, has_colon })
}

/// Returns the known context whose id is the whole text.
fn alone(text: &str, known: &dyn KnownContexts) -> Option<ContextWish> {
    let kinds = [None, Some(FrameKind::sprint()), Some(FrameKind::project())];
    let names = kinds.map(|kind| TaskName { kind, id: text.to_owned() });
    let is_number = has_only_digits(text);
    let mut names = names.iter().take(if is_number { 1 } else { 3 });
    let found = names.find_map(|name| known.find(name))?;
    Some(ContextWish::Known(NewFrame::new(found.kind, found.id)))
}

/// Returns the context that a word names as it is shown, such as `TASK-7`, if its type is known.
fn named_by_one_word(word: &str, known: &dyn KnownContexts) -> Option<ContextWish> {
    let FrameRef { kind, id } = FrameRef::of_one_word(word)?;
    let number = word.split_once('-').map(|(_, rest)| rest).filter(|rest| begins_with_digit(rest));
    let is_of_known_type = kind.is_usual() || known.has_type(&kind);
    (number.is_some() && is_of_known_type).then(|| by_name(kind, &id, None, known))
}

/// Returns what a title may mean too: a name of a type that nobody has used, or a new id.
fn less_likely(first: &str, rest: &str, known: &dyn KnownContexts) -> Option<ContextWish> {
    if rest.is_empty() {
        return has_digit(first).then(|| by_name(FrameKind::task(), first, None, known));
    }
    let kind: FrameKind = first.parse().ok()?;
    let is_name = has_digit(rest) && !rest.contains(char::is_whitespace);
    is_name.then(|| ContextWish::OfNewType(NewFrame::new(kind, rest)))
}

/// Returns the context of a type and an id, as it is known or as a new one.
fn by_name(
    kind: FrameKind,
    id: &str,
    title: Option<&str>,
    known: &dyn KnownContexts,
) -> ContextWish {
    let name = TaskName { kind: Some(kind.clone()), id: id.to_owned() };
    let titled = |frame: NewFrame| NewFrame { title: title.map(str::to_owned), ..frame };
    match known.find(&name) {
        Some(found) => ContextWish::Known(titled(NewFrame::new(found.kind, found.id))),
        None if kind.is_usual() || known.has_type(&kind) => named(kind, id, title),
        None => ContextWish::OfNewType(titled(NewFrame::new(kind, id))),
    }
}

fn named(kind: FrameKind, id: &str, title: Option<&str>) -> ContextWish {
    ContextWish::Named(NewFrame { title: title.map(str::to_owned), ..NewFrame::new(kind, id) })
}

fn next(kind: FrameKind, title: String) -> ContextWish {
    let entering = Entering::New;
    ContextWish::Next(NewFrame { title: Some(title), entering, ..NewFrame::new(kind, "") })
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn has_digit(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

fn begins_with_digit(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

fn has_only_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Takes the estimate out of a line. The other text stays as it was typed.
fn take_estimate(line: &str) -> Result<(String, Option<u64>), Refusal> {
    let words = words_of(line);
    let last = words.len().saturating_sub(1);
    for (at, place) in words.iter().enumerate().rev() {
        let word = line.get(place.clone()).unwrap_or_default();
        let Some(length) = word.strip_prefix('~') else { continue };
        let is_last = at == last;
        let seconds = match duration(length) {
            Ok(length) if is_last || !has_only_digits(word.trim_start_matches('~')) => {
                length.as_secs()
            }
            Err(why) if is_last && !length.starts_with('/') => return Err(refused(&why)),
            Ok(_) | Err(_) => continue,
        };
        let before = line.get(..place.start).unwrap_or_default().trim_end();
        let after = line.get(place.end..).unwrap_or_default().trim_start();
        let join = if before.is_empty() || after.is_empty() { "" } else { " " };
        return Ok((format!("{before}{join}{after}"), Some(seconds)));
    }
    Ok((line.to_owned(), None))
}

/// Returns where the words of a line are.
fn words_of(line: &str) -> Vec<Range<usize>> {
    let start = line.as_ptr() as usize;
    let words = line.split_whitespace().map(|word| (word.as_ptr() as usize - start, word.len()));
    words.map(|(at, length)| at..at + length).collect()
}

fn refused(why: &str) -> Refusal {
    let next = "type the title of a new task, a known id, or a type and an id such as `task 7`";
    Refusal::new(RefusalKind::Usage, Verb::Push.spec().not_done, why, next)
}

fn no_id(word: &str) -> Refusal {
    let kind = word.trim_end_matches(':');
    refused(&format!("'{kind}' is a type, and the {kind} has no id"))
}

fn no_type(word: &str, id: &str) -> Refusal {
    let why = format!("'{word}' is not a known type");
    let next = Hint::say(format!("for a new type, write a colon after it: `{word}: {id}`"));
    Refusal::new(RefusalKind::Usage, Verb::Push.spec().not_done, why, next)
}

fn unknown_number(number: &str) -> Refusal {
    let kind = FrameKind::task();
    let why = format!("no task {} is known", TaskName::task(number).if_new().id);
    let arguments = [(Argument::Type, kind.as_str()), (Argument::Id, number)];
    let enter = Hint::give_with("enter it as a new one", Verb::Push, arguments);
    Refusal::new(RefusalKind::NothingThere, Verb::Push.spec().not_done, why, enter)
        .or(Hint::show("see what is known", LookAt::Tasks))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    /// Some contexts that are known.
    struct Some7;

    impl Some7 {
        fn all() -> Vec<FrameRef> {
            let of = [
                ("task", "TASK-7"),
                ("task", "T-01"),
                ("task", "two words"),
                ("task", "importer"),
                ("sprint", "SPRINT-1"),
                ("sprint", "alpha"),
                ("project", "web"),
                ("customer", "acme"),
            ];
            of.map(|(kind, id)| FrameRef { kind: kind.parse().unwrap(), id: id.to_owned() }).into()
        }
    }

    impl KnownContexts for Some7 {
        fn find(&self, name: &TaskName) -> Option<FrameRef> {
            Self::all().into_iter().find(|known| name.is(known))
        }

        fn has_type(&self, kind: &FrameKind) -> bool {
            Self::all().iter().any(|known| known.kind == *kind)
        }
    }

    /// Nothing is known, because nothing could be asked.
    struct NotRead;

    impl KnownContexts for NotRead {
        fn find(&self, _: &TaskName) -> Option<FrameRef> {
            None
        }

        fn has_type(&self, _: &FrameKind) -> bool {
            false
        }

        fn is_complete(&self) -> bool {
            false
        }
    }

    fn told(wish: &ContextWish) -> String {
        let frame = wish.frame();
        let way = match wish {
            ContextWish::Known(_) => "known",
            ContextWish::Named(_) => "named",
            ContextWish::OfNewType(_) => "type",
            ContextWish::Next(_) => "next",
        };
        let title = frame.title.as_deref().map(|title| format!(": {title}")).unwrap_or_default();
        let estimate = frame.estimate_seconds.map(|s| format!(" ~{s}")).unwrap_or_default();
        format!("{way} {} {}{title}{estimate}", frame.kind, frame.id)
    }

    #[test]
    fn each_line_means_what_people_mean() {
        for (line, meant) in [
            ("task 7", "known task TASK-7"),
            ("Task 7 Fix the import ~2h30m", "known task TASK-7: Fix the import ~9000"),
            ("TASK-7", "known task TASK-7"),
            ("task-7 Rotate  keys", "known task TASK-7: Rotate  keys"),
            ("7", "known task TASK-7"),
            ("t-01", "known task T-01"),
            (" T-01  ~1h ", "known task T-01 ~3600"),
            ("Two Words", "known task two words"),
            ("task two words", "known task two words"),
            ("importer", "known task importer"),
            ("ACME", "known customer acme"),
            ("alpha", "known sprint alpha"),
            ("sprint-1", "known sprint SPRINT-1"),
            ("web", "known project web"),
            ("task 12", "named task 12"),
            ("TASK-12", "named task TASK-12"),
            ("task T-02 Create tables", "named task T-02: Create tables"),
            ("project docs", "named project docs"),
            ("sprint 2026-11 Winter", "named sprint 2026-11: Winter"),
            ("customer globex", "named customer globex"),
            ("client: acme", "type client acme"),
            ("Client: 7 Call them", "type client 7: Call them"),
            ("client: Acme Corp", "next client : Acme Corp"),
            ("task: Fix the importer", "next task : Fix the importer"),
            ("Fix the importer ~2h", "next task : Fix the importer ~7200"),
            ("Fix ~2h the importer", "next task : Fix the importer ~7200"),
            ("~2h Fix the importer", "next task : Fix the importer ~7200"),
            ("fix the importer", "next task : fix the importer"),
            ("importer is broken", "next task : importer is broken"),
            ("T-01 again", "next task : T-01 again"),
            ("task force meeting", "next task : task force meeting"),
            ("task-force meeting", "next task : task-force meeting"),
            ("epic 3", "next task : epic 3"),
            ("T-99", "next task : T-99"),
            ("7 tests fail", "next task : 7 tests fail"),
            ("12:30 call", "next task : 12:30 call"),
            ("clean ~/tmp", "next task : clean ~/tmp"),
            ("sort ~500 records", "next task : sort ~500 records"),
            ("ask ~all of them", "next task : ask ~all of them"),
            ("sort records ~90", "next task : sort records ~5400"),
            ("Ärger mit 3 Queues", "next task : Ärger mit 3 Queues"),
        ] {
            let read = context_line(line, &Some7).unwrap_or_else(|why| panic!("{line}: {why}"));
            assert_eq!(told(&read.wish), meant, "{line}");
        }
    }

    #[test]
    fn a_line_offers_what_else_it_may_mean() {
        for (line, others) in [
            ("task force meeting", &["named task force: meeting"][..]),
            ("task 7 tests", &["next task : task 7 tests"]),
            ("sprint planning", &["next task : sprint planning"]),
            ("client: Acme Corp", &["type client Acme: Corp", "next task : client: Acme Corp"]),
            ("epic 3", &["type epic 3"]),
            ("T-99", &["named task T-99"]),
            ("fix the importer", &[]),
            ("T-01", &[]),
        ] {
            let read = context_line(line, &Some7).unwrap();
            let told: Vec<String> = read.others.iter().map(told).collect();
            assert_eq!(told, others, "{line}");
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (line, named) in [
            ("", "nothing was typed"),
            (" ~2h ", "nothing was typed"),
            ("task", "the task has no id"),
            ("client:", "the client has no id"),
            ("8", "no task TASK-8 is known"),
            ("task 7 ~2x", "2x"),
            ("Fix importer ~abc", "'abc' is not a duration"),
            ("Fix importer ~", "'' is not a duration"),
        ] {
            let refusal = context_line(line, &Some7).unwrap_err();
            assert!(refusal.why.contains(named), "{line}: {refusal}");
        }
    }

    #[test]
    fn a_title_that_is_given_apart_leaves_a_name() {
        for (words, meant) in [
            (&[][..], "next task : X"),
            (&["T-02"], "named task T-02: X"),
            (&["t-01"], "known task T-01: X"),
            (&["8"], "named task 8: X"),
            (&["sprint-4"], "named sprint SPRINT-4: X"),
            (&["task", "a b\n"], "named task a b\n: X"),
            (&["zebra:", "7"], "type zebra 7: X"),
        ] {
            let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
            let wish = named_context(&words, "X", &Some7).unwrap();
            assert_eq!(told(&wish), meant, "{words:?}");
        }
        for words in [&["zebra", "7"][..], &["task"], &["task", "7", "Fix"]] {
            let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
            assert!(named_context(&words, "X", &Some7).is_err(), "{words:?}");
        }
    }

    #[test]
    fn a_number_is_a_task_if_nothing_can_be_asked() {
        assert_eq!(told(&context_line("8", &NotRead).unwrap().wish), "named task 8");
    }

    #[test]
    fn what_will_be_entered_is_said_before() {
        for (line, said) in [
            ("T-01", "T-01: Create tables"),
            ("T-01 ~2h", "T-01: Create tables"),
            ("Fix the importer", "new TASK-13: Fix the importer"),
            ("task 12", "new TASK-12"),
            ("client: acme", "new client acme, of the new type client"),
        ] {
            let wish = context_line(line, &Some7).unwrap().wish;
            let title = matches!(wish, ContextWish::Known(_)).then_some("Create tables");
            assert_eq!(wish.offer(13, title), said.replace("T-01:", "task T-01:"), "{line}");
        }
        let new = context_line("Fix it", &Some7).unwrap().wish.numbered(13);
        assert_eq!((new.id.as_str(), new.entering), ("13", Entering::New));
    }

    proptest::proptest! {
        /// Whatever is typed, a title keeps every sign but the blanks around an estimate.
        #[test]
        fn any_text_is_read(line in "[^\0]{0,40}") {
            if let Ok(read) = context_line(&line, &Some7)
                && let ContextWish::Next(NewFrame { title: Some(title), estimate_seconds: None, kind, .. }) = read.wish
                && kind == FrameKind::task() && !line.contains(':')
            {
                proptest::prop_assert_eq!(title, line.trim());
            }
        }
    }
}
