//! A context as people type it: `task 7`, `TASK-7`, `T-01`, `customer: acme` or `Fix the importer ~2h`.
//!
//! Known ids and types come first, then the title of a known task; any other text is the title of a new one.
//! A new type needs a colon.
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
    let mut meanings = meanings_of(text.trim(), known)?;
    if matches!(meanings.first(), Some(ContextWish::Next(_))) {
        let titled = known.titled(text.trim());
        let known = titled.map(|name| ContextWish::Known(NewFrame::new(name.kind, name.id)));
        meanings.splice(0..0, known);
    }
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
    // `#7` is a number.
    let text = text.strip_prefix('#').filter(|number| has_only_digits(number)).unwrap_or(text);
    let first = text.split_whitespace().next().ok_or_else(|| refused("nothing was typed"))?;
    let rest = text.get(first.len()..).unwrap_or_default().trim_start();
    // `TASK-7: Rotate the keys`: the colon ends an id.
    let ends_id = is_numbered(first) && first.ends_with(':');
    let first = if ends_id { without_colon(first) } else { first };
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
        let by_id = || ends_id.then(|| alone(first, known)).flatten();
        if let Some(ContextWish::Known(frame) | ContextWish::Named(frame)) =
            named_by_one_word(first, known).or_else(by_id)
        {
            let frame = by_name(frame.kind, &frame.id, some(rest), known);
            return Ok(vec![frame, as_title()]);
        }
        return Ok(vec![as_title()].into_iter().chain(less_likely(first, rest, known)).collect());
    };
    let Type { kind, has_colon } = of_type;
    let Some(word) = rest.split_whitespace().next() else { return Err(no_id(first)) };
    let title = rest.get(word.len()..).unwrap_or_default().trim_start();
    let id = if has_digit(word) { without_colon(word) } else { word };
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
    let without = word.strip_suffix(':').filter(|_| !is_numbered(word));
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

/// Reports whether a word is a name with a number, such as `A-1` or `A-1:`.
fn is_numbered(word: &str) -> bool {
    let number = word.rsplit_once('-').map(|(_, number)| without_colon(number));
    number.is_some_and(has_only_digits)
}

fn without_colon(word: &str) -> &str {
    word.strip_suffix(':').unwrap_or(word)
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
    refused(&format!("'{kind}' is a type, and no id follows it"))
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
