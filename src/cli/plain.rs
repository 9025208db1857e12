//! The panel without a screen: how the desk stands, then a line for each change, and verbs typed
//! line by line. No cursor moves and nothing ticks: for screen readers, logs and dumb terminals.

use std::ffi::OsString;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use clap::Parser;

use super::args::{Cli, Everywhere};
use super::asked::{Asked, Question};
use super::follow::Heard;
use super::reply::{Output, Reply, failed_lines, pass_on, tell};
use super::trouble::Trouble;
use super::visit::{self, Visit, aside};
use super::{World, deliver, fail, log, not_parsed, status};
use crate::core::{Activity, Glance, Interface, Verb};
use crate::failure::Words;
use crate::watcher::Change;
use crate::zone::Zone;

const HINT: &str =
    "Type a verb such as pause, note TEXT or end. help or ? lists them, quit leaves.";

/// What may come next.
enum News {
    Heard(Heard),
    Typed(String),
    /// Nobody will type any more.
    Closed,
}

impl From<Heard> for News {
    fn from(heard: Heard) -> Self {
        Self::Heard(heard)
    }
}

/// What is to be done next.
enum Then {
    /// Tell what is new, but for the event that a typed line made and that was answered.
    GoOn(Option<u64>),
    Leave,
}

/// Tells how things stand and what changes, and obeys what is typed, until somebody leaves or
/// nobody reads any more.
///
/// # Errors
/// [`Trouble`] when the desk cannot be looked at or stdout takes nothing.
pub(super) fn sit(everywhere: &Everywhere, world: &mut World<'_>) -> Result<Reply, Trouble> {
    let visit = Visit::begin(Interface::Cli, everywhere, world, false)?;
    tell(world.err, &aside(&visit.warnings));
    let (hear, news) = channel();
    visit.listen(world.until_unread, hear.clone())?;
    let glance = visit.glance()?;
    let mut lines = status::lines(&glance, visit.zone);
    let go_on = world.typed.then(|| listen_to_lines(world.read_line, hear)).transpose()?;
    lines.extend(world.terminal.then(|| HINT.to_owned()));
    // Who sits at a terminal leaves by ending the input. Nobody sits at an empty one.
    let stays = !world.terminal;
    let mut seat = Seat { visit, everywhere, seq: glance.seq, unread: None, stays, exit: 0 };
    let mut is_read = pass_on(world.out, &Output::Lines(lines))?;
    while is_read && let Then::GoOn(own) = seat.next(&news, go_on.as_ref(), world) {
        is_read = seat.tell_news(own, world)?;
    }
    let last = seat.visit.glance().map(|glance| status::lines(&glance, seat.visit.zone));
    let last = last.unwrap_or_default().into_iter().take(1).collect();
    // A person has read the answers; a script that piped its lines in looks at the exit code.
    let exit = if world.terminal { 0 } else { seat.exit };
    Ok(Reply { exit, ..Reply::done(Output::Lines(last)) })
}

/// Reads lines in a thread of its own: the next one only when it is told to go on, since a typed
/// verb may open an editor that reads the same terminal.
fn listen_to_lines(
    read_line: fn() -> Option<String>,
    tell: Sender<News>,
) -> io::Result<Sender<()>> {
    let (go_on, wait) = channel();
    thread::Builder::new().name("lines".into()).spawn(move || {
        while let Some(line) = read_line() {
            if tell.send(News::Typed(line)).is_err() || wait.recv().is_err() {
                return;
            }
        }
        // Whoever sat there may have left already.
        drop(tell.send(News::Closed));
    })?;
    Ok(go_on)
}

struct Seat<'a> {
    visit: Visit<'a>,
    everywhere: &'a Everywhere,
    /// The number of the newest event that was told.
    seq: u64,
    /// Whether it goes on where the input ends: it is no terminal's, and had no line.
    stays: bool,
    /// Why the store could not be read when it was last looked at, so that it is said once.
    unread: Option<Words>,
    /// The first exit code of a line that was not zero, as the command line would have given it.
    exit: u8,
}

impl Seat<'_> {
    /// Waits for what comes next, and obeys it where it was typed.
    fn next(
        &mut self,
        news: &Receiver<News>,
        go_on: Option<&Sender<()>>,
        world: &mut World<'_>,
    ) -> Then {
        match news.recv() {
            Ok(News::Heard(Heard::Of(Change::Files | Change::Settings))) => Then::GoOn(None),
            Ok(News::Heard(Heard::Of(Change::Polling(why)))) => {
                let what = "changes may be told two seconds late".to_owned();
                tell(world.err, &aside(&[format!("{what}: {why}")]));
                Then::GoOn(None)
            }
            Ok(News::Typed(line)) => {
                self.stays = false;
                let then = self.obey(&line, world);
                // Who leaves reads no more lines.
                let _ = go_on.filter(|_| !matches!(then, Then::Leave)).map(|go_on| go_on.send(()));
                then
            }
            Ok(News::Closed) if self.stays => Then::GoOn(None),
            Ok(News::Closed | News::Heard(Heard::Unread)) | Err(_) => Then::Leave,
        }
    }

    /// Answers a typed line as the command line answers it.
    fn obey(&mut self, line: &str, world: &mut World<'_>) -> Then {
        let mut words = words(line);
        match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [] => return Then::GoOn(None),
            ["quit" | "exit" | "q"] => return Then::Leave,
            ["?"] => words = vec!["help".to_owned()],
            _ => {}
        }
        let words: Vec<OsString> =
            ["onwatch".into()].into_iter().chain(words.into_iter().map(OsString::from)).collect();
        let cli = match Cli::try_parse_from(&words) {
            Ok(cli) => cli,
            Err(error) => {
                self.note_exit(not_parsed(&words, &error, world));
                return Then::GoOn(None);
            }
        };
        let json = cli.everywhere.json;
        let answered = match cli.action.map(Asked::from) {
            None => Err(no_verb()),
            Some(Asked::Show(Question::Log { follow: true, .. })) => Err(follows_anyway()),
            Some(asked) => visit::ask(asked, &cli.everywhere.over(self.everywhere), world),
        };
        match answered {
            Ok(reply) => {
                self.note_exit(deliver(&reply, world, false));
                // The numbers of another desk are not this one's.
                Then::GoOn(reply.made.filter(|_| cli.everywhere.profile.is_none()))
            }
            Err(trouble) => {
                self.note_exit(fail(&trouble, world, json, false));
                Then::GoOn(None)
            }
        }
    }

    fn note_exit(&mut self, exit: u8) {
        if self.exit == 0 {
            self.exit = exit;
        }
    }

    /// Tells what is new, but for what was answered already; tells whether anybody reads it.
    fn tell_news(&mut self, own: Option<u64>, world: &mut World<'_>) -> io::Result<bool> {
        match self.visit.desk.log_after(self.seq, None) {
            Ok((seq, activities)) => {
                (self.seq, self.unread) = (seq, None);
                let news = activities.iter().rev().filter(|activity| Some(activity.seq) != own);
                let lines = news.map(|activity| told(activity, self.visit.zone)).collect();
                pass_on(world.out, &Output::Lines(lines))
            }
            Err(failure) => {
                let words = failure.words();
                if self.unread.as_ref() != Some(&words) {
                    tell(world.err, &failed_lines(&words));
                }
                self.unread = Some(words);
                Ok(true)
            }
        }
    }
}

impl Visit<'_> {
    fn glance(&self) -> Result<Glance, Trouble> {
        let view = self.desk.look()?;
        Ok(Glance::of(&view.watch, &view.moment(self.desk.moment())))
    }
}

/// Returns an activity as a sentence, as in `09:12 paused SESSION-014: lunch, by bo (cli)`.
fn told(activity: &Activity, zone: &dyn Zone) -> String {
    let at = zone.local(activity.at_utc).format("%H:%M");
    let past = activity.verb.past();
    let what = match (activity.verb, activity.session) {
        (Verb::Band | Verb::Health, _) => format!("set the {past}"),
        (Verb::Undo | Verb::Redo, _) | (_, None) => past.to_owned(),
        (Verb::Note | Verb::Push | Verb::Pop | Verb::Break, Some(key)) => {
            format!("{past} in {key}")
        }
        (Verb::Amend, Some(key)) => format!("{past} the notes of {key}"),
        (_, Some(key)) => format!("{past} {key}"),
    };
    let text = log::said(activity);
    let text = if text.is_empty() { text } else { format!(": {text}") };
    format!("{at} {what}{text}, by {} ({})", activity.by.operator, activity.by.interface.name())
}

/// Splits a line at its blanks; what stands between quotes stays together.
///
/// Notes are typed here as they are meant, so this is no shell: a backslash and `#` are letters, and
/// so is an apostrophe, unless it begins a word and another one ends one.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        let begins = word.as_ref().is_none_or(|word| word.ends_with('='));
        match (quote, c) {
            (Some('"'), '"') => quote = None,
            (Some('\''), '\'') if ends_a_word(rest.as_str()) => quote = None,
            (None, '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '\'') if begins && is_closed(rest.as_str()) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Tells whether an apostrophe in what follows ends a word.
fn is_closed(rest: &str) -> bool {
    rest.match_indices('\'')
        .any(|(at, sign)| ends_a_word(rest.get(at + sign.len()..).unwrap_or("")))
}

fn ends_a_word(rest: &str) -> bool {
    rest.chars().next().is_none_or(char::is_whitespace)
}

fn no_verb() -> Trouble {
    Trouble::Usage(Words {
        what: "Nothing was done".into(),
        why: "the line has no verb".into(),
        next: "begin it with one, as in `pause`; `help` lists them".into(),
    })
}

fn follows_anyway() -> Trouble {
    Trouble::Usage(Words {
        what: "Nothing was done".into(),
        why: "what is new is told here anyway".into(),
        next: "write `log` for what was before".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_split_at_blanks_outside_of_quotes() {
        for (line, expected) in [
            ("", &[] as &[&str]),
            ("  pause ", &["pause"]),
            ("note it's done", &["note", "it's", "done"]),
            ("start -n \"Fix the importer\"", &["start", "-n", "Fix the importer"]),
            ("start -n 'Plain day' --target 2h", &["start", "-n", "Plain day", "--target", "2h"]),
            ("start -n '' -n='a b'", &["start", "-n", "", "-n=a b"]),
            ("note 'it's done'", &["note", "it's done"]),
            ("note 'tis Bob's", &["note", "'tis", "Bob's"]),
            ("note \"it's 'so'\"", &["note", "it's 'so'"]),
            ("note #42 in C:\\tmp", &["note", "#42", "in", "C:\\tmp"]),
            ("note \"", &["note", ""]),
            ("note a\"b c\"d", &["note", "ab cd"]),
        ] {
            assert_eq!(words(line), expected, "{line:?}");
        }
    }
}
