//! The panel without a screen, for screen readers, logs and dumb terminals: the status, then a line
//! for each change. Verbs are typed line by line. The cursor never moves back.

use std::ffi::OsString;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::args::{Cli, DesksArgs, GlobalOptions, StatusArgs};
use super::chosen_desk::BrokenSettings;
use super::cli_session::CliSession;
use super::delivery::{OutputFormat, deliver, fail};
use super::error::CliError;
use super::follow::FollowEvent;
use super::invocation::Invocation;
use super::query::Query;
use super::reader::{InputLine, LINE_MAX};
use super::reply::{
    Output, Reply, failed_lines, options_in_text_line, pass_on, report, warning_lines,
};
use super::runs::about_its_run;
use super::typed_line::TypedLine;
use super::usage::not_parsed;
use super::world::World;
use super::{dispatch, log, status};
use crate::core::{Activity, Interface, time_text, who_text};
use crate::failure::Words;
use crate::watcher::FileChange;
use crate::zone::Zone;

const HINT: &str =
    "Type a verb such as pause, note TEXT or end. help or ? lists them, quit leaves.";

/// What may happen while the panel waits.
enum PlainEvent {
    /// The desk, or the reader of stdout.
    Follow(FollowEvent),
    /// A line was typed.
    Typed(InputLine),
    /// The input cannot be read any more.
    Unreadable(io::Error),
    /// No line will be typed any more.
    Closed,
}

impl From<FollowEvent> for PlainEvent {
    fn from(event: FollowEvent) -> Self {
        Self::Follow(event)
    }
}

/// What the panel does next.
enum NextStep {
    /// Report new events, except that of the typed line: its answer was printed.
    GoOn(Option<u64>),
    Leave,
}

/// Prints the status and each change, and answers typed verbs, until the operator leaves or nobody
/// reads stdout any more.
///
/// # Errors
/// [`CliError`] if the desk cannot be read or stdout cannot be written.
pub(super) fn run(options: &GlobalOptions, world: &mut World<'_>) -> Result<Reply, CliError> {
    let session = CliSession::begin(Interface::Cli, options, world, BrokenSettings::Fail)?;
    let session = session.at_kept_run(world)?;
    report(world, &warning_lines(&session.warnings));
    let (hear, news) = channel();
    session.listen(world.until_unread, hear.clone())?;
    let glance = session.look()?.glance;
    let mut lines = status::lines(&glance, &[], session.zone);
    let go_on = world.typed.then(|| listen_to_lines(world.read_line, hear)).transpose()?;
    lines.extend(world.terminal.then(|| HINT.to_owned()));
    // At a terminal, the end of the input means that the operator leaves.
    let stays = !world.terminal;
    let mut plain =
        PlainLoop { session, options, seq: glance.seq, unread: None, stays, lines: 0, exit: 0 };
    let mut is_read = pass_on(world, &Output::Lines(lines))?;
    while is_read && let NextStep::GoOn(own) = plain.next(&news, go_on.as_ref(), world) {
        is_read = plain.report_news(own, world)?;
    }
    let last =
        plain.session.look().map(|desk| status::lines(&desk.glance, &[], plain.session.zone));
    let last = last.unwrap_or_default().into_iter().take(1).collect();
    // A person has read the answers. A script looks at the exit code.
    let exit = if world.terminal { 0 } else { plain.exit };
    Ok(Reply { exit, ..Reply::done(Output::Lines(last)) })
}

/// Reads lines in a thread of its own. It reads the next line only after a message: a typed verb may
/// open an editor that reads the same terminal.
fn listen_to_lines(
    read_line: fn() -> io::Result<Option<InputLine>>,
    tell: Sender<PlainEvent>,
) -> io::Result<Sender<()>> {
    let (go_on, wait) = channel();
    thread::Builder::new().name("lines".into()).spawn(move || {
        let last = loop {
            match read_line() {
                Ok(Some(line)) => {
                    if tell.send(PlainEvent::Typed(line)).is_err() || wait.recv().is_err() {
                        return;
                    }
                }
                Ok(None) => break PlainEvent::Closed,
                Err(error) => break PlainEvent::Unreadable(error),
            }
        };
        // The receiver may have ended already.
        drop(tell.send(last));
    })?;
    Ok(go_on)
}

struct PlainLoop<'a> {
    session: CliSession<'a>,
    options: &'a GlobalOptions,
    /// The number of the newest event that was reported.
    seq: u64,
    /// Whether it continues at the end of the input: the input is no terminal and had no line.
    stays: bool,
    /// Why the store could not be read at the last look. It is reported once.
    unread: Option<Words>,
    /// The number of lines that were read.
    lines: usize,
    /// The exit code of the last line that failed; 0 if none did.
    exit: u8,
}

impl PlainLoop<'_> {
    /// Waits for the next event, and answers it if it is a typed line.
    fn next(
        &mut self,
        news: &Receiver<PlainEvent>,
        go_on: Option<&Sender<()>>,
        world: &mut World<'_>,
    ) -> NextStep {
        match news.recv() {
            Ok(PlainEvent::Follow(FollowEvent::Changed(
                FileChange::Files | FileChange::Settings,
            ))) => NextStep::GoOn(None),
            Ok(PlainEvent::Follow(FollowEvent::Changed(FileChange::Polling(why)))) => {
                let what = "changes may be reported two seconds late".to_owned();
                report(world, &warning_lines(&[format!("{what}: {why}")]));
                NextStep::GoOn(None)
            }
            Ok(PlainEvent::Typed(line)) => {
                self.stays = false;
                self.lines += 1;
                let then = self.read(line, world);
                // After `quit` no line is read.
                let _ =
                    go_on.filter(|_| !matches!(then, NextStep::Leave)).map(|go_on| go_on.send(()));
                then
            }
            Ok(PlainEvent::Unreadable(error)) => {
                self.note_exit(fail(&unreadable(&error), OutputFormat::default(), world));
                NextStep::Leave
            }
            Ok(PlainEvent::Closed) if self.stays => NextStep::GoOn(None),
            Ok(PlainEvent::Closed | PlainEvent::Follow(FollowEvent::Unread)) | Err(_) => {
                NextStep::Leave
            }
        }
    }

    /// Answers a line of the input. A line that cannot be read is a failure of its own.
    fn read(&mut self, line: InputLine, world: &mut World<'_>) -> NextStep {
        let (why, next) = match line {
            // Some editors begin a file with a byte order mark.
            InputLine::Text(line) if self.lines == 1 => {
                return self.answer(line.trim_start_matches('\u{feff}'), world);
            }
            InputLine::Text(line) => return self.answer(&line, world),
            InputLine::NotUtf8 => ("it is not UTF-8 text".to_owned(), "write it in UTF-8"),
            InputLine::TooLong => {
                (format!("it is longer than {LINE_MAX} bytes"), "write less in one line")
            }
        };
        let what = format!("Line {} was not obeyed", self.lines);
        let error = CliError::Usage(Words { what, why, next: next.to_owned() });
        self.note_exit(fail(
            &error,
            OutputFormat { json: self.options.json, ..OutputFormat::default() },
            world,
        ));
        NextStep::GoOn(None)
    }

    /// Answers a typed line as the command line does.
    fn answer(&mut self, line: &str, world: &mut World<'_>) -> NextStep {
        let words = match TypedLine::read(line) {
            TypedLine::Nothing => return NextStep::GoOn(None),
            TypedLine::Leave => return NextStep::Leave,
            TypedLine::Words(words) => words,
        };
        let words: Vec<OsString> =
            ["onwatch".into()].into_iter().chain(words.into_iter().map(OsString::from)).collect();
        let cli = match Cli::read(&words) {
            Ok(cli) => cli,
            Err(error) => {
                self.note_exit(not_parsed(&words, &error, world));
                return NextStep::GoOn(None);
            }
        };
        let format = OutputFormat { silent: false, ..OutputFormat::of(&cli.global) };
        let notice = options_in_text_line(&cli.options_in_text).filter(|_| !format.quiet);
        let (own, below) = (cli.global.clone(), self.options);
        let options = match &cli.verb {
            Some(verb) => about_its_run(own, verb),
            None => Ok(own),
        };
        let is_own = matches!(&options, Ok(GlobalOptions { profile: None, run: None, .. }));
        let answered = match cli.verb.map(Invocation::from) {
            None => Err(no_verb()),
            Some(Invocation::Query(Query::Log { follow: true, .. })) => Err(not_followed(
                "new activities are reported here anyway",
                "`log` for earlier ones",
            )),
            Some(Invocation::Query(Query::Status(StatusArgs { follow: true, .. }))) => {
                Err(not_followed("no line would be read after it", "`status` whenever you want it"))
            }
            Some(Invocation::Query(Query::Desks(DesksArgs { follow: true, .. }))) => {
                Err(not_followed(
                    "no line would be read after it",
                    "`desks` whenever you want the list",
                ))
            }
            Some(invocation) => options
                .and_then(|options| dispatch::answer(invocation, &options.over(below), world)),
        };
        match answered {
            Ok(mut reply) => {
                reply.notices.extend(notice);
                self.note_exit(deliver(&reply, format, world));
                // Another desk has its own event numbers.
                NextStep::GoOn(reply.made.filter(|_| is_own))
            }
            Err(error) => {
                self.note_exit(fail(&error, format, world));
                NextStep::GoOn(None)
            }
        }
    }

    fn note_exit(&mut self, exit: u8) {
        if exit != 0 {
            self.exit = exit;
        }
    }

    /// Reports new events, except the answered one. Returns whether anybody reads them.
    fn report_news(&mut self, own: Option<u64>, world: &mut World<'_>) -> io::Result<bool> {
        match self.session.desk.log_after(self.seq, None) {
            Ok((seq, activities)) => {
                (self.seq, self.unread) = (seq, None);
                let news = activities.iter().rev().filter(|activity| Some(activity.seq) != own);
                let lines = news.map(|activity| sentence(activity, self.session.zone)).collect();
                pass_on(world, &Output::Lines(lines))
            }
            Err(failure) => {
                let words = failure.words(&|next| self.session.hint(next));
                if self.unread.as_ref() != Some(&words) {
                    report(world, &failed_lines(&words));
                }
                self.unread = Some(words);
                Ok(true)
            }
        }
    }
}

/// Returns an activity as a sentence, as in `09:12 bo (cli) paused SESSION-014: lunch`.
fn sentence(activity: &Activity, zone: &dyn Zone) -> String {
    let at = time_text(zone.local(activity.at_utc));
    let text = log::details(activity, zone);
    let text = if text.is_empty() { text } else { format!(": {text}") };
    let who = who_text(&activity.by.operator, activity.by.interface);
    format!("{at} {who} {}{text}", activity.did())
}

fn unreadable(error: &io::Error) -> CliError {
    CliError::Input(Words {
        what: "The input could not be read".into(),
        why: error.to_string(),
        next: "check where the lines come from; every change so far is recorded".into(),
    })
}

fn no_verb() -> CliError {
    CliError::Usage(Words {
        what: "Nothing was done".into(),
        why: "the line has no verb".into(),
        next: "begin it with a verb, such as `pause`; `help` lists them".into(),
    })
}

fn not_followed(why: &str, instead: &str) -> CliError {
    CliError::Usage(Words {
        what: "Nothing was done".into(),
        why: why.to_owned(),
        next: format!("type {instead}"),
    })
}
