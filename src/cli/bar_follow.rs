//! Prints the line of a desk on each change and as time goes on, until nobody reads stdout any more.
//!
//! Between two changes time goes on from what was read. The files are read again once a minute: no event
//! says that a disk was mounted above them, or that they may no longer be read.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::args::GlobalOptions;
use super::bar::{BarAnswer, BarLine, command};
use super::bar_pace::{BarPace, MINUTE};
use super::bar_reading::BarReading;
use super::chosen_desk::BrokenSettings;
use super::cli_session::CliSession;
use super::error::CliError;
use super::follow::{FollowEvent, say_when_unread};
use super::reply::{Output, Reply, pass_on};
use super::world::World;
use crate::bar::{BarField, BarForm};
use crate::core::{DeskName, Interface};
use crate::failure::Failure;
use crate::watcher::{
    self, FileChange, FileWatch, Heeded, NamedFilesWatch, WatchedDesks, watch_named_files,
};

/// The time between two looks for a desk that is not known.
const SOON: Duration = Duration::from_secs(5);
/// By how much the clocks may differ before the desk is read again.
const JUMP: Duration = Duration::from_secs(2);

/// What may happen while a line is followed.
enum BarEvent {
    /// The desk, or the reader of stdout.
    Follow(FollowEvent),
    /// Other desks may have changed.
    Others,
}

impl From<FollowEvent> for BarEvent {
    fn from(event: FollowEvent) -> Self {
        Self::Follow(event)
    }
}

/// Why the wait for the next line ended.
enum WaitEnd {
    /// The desk may have changed.
    Read,
    /// The settings may have changed.
    Settings,
    /// Time went on.
    Time,
    /// Nobody reads stdout any more.
    Unread,
}

/// A line that is followed.
struct FollowedLine<'a, 'w> {
    line: BarLine,
    options: &'a GlobalOptions,
    world: &'a mut World<'w>,
    heard: Receiver<BarEvent>,
    hear: Sender<BarEvent>,
    /// The desk, and the thread that watches its files; `None` before it is known.
    watched: Option<(DeskName, FileWatch)>,
    /// The thread that watches what the sources answered; `None` without a source.
    of_sources: Option<NamedFilesWatch>,
    last: Option<String>,
    pace: BarPace,
}

/// Prints a line, and again whenever it changes. Returns when stdout has no reader.
///
/// # Errors
/// If no thread can be started, or stdout cannot be written.
pub fn follow(
    line: BarLine,
    options: &GlobalOptions,
    world: &mut World<'_>,
) -> Result<Reply, CliError> {
    let (hear, heard) = channel();
    say_when_unread(world.until_unread, hear.clone(), FollowEvent::Unread.into())?;
    let header = line.form().map(BarForm::header).unwrap_or_default();
    let pace = BarPace::new(line.is_for_tmux());
    let mut followed = FollowedLine {
        line,
        options,
        world,
        heard,
        hear,
        watched: None,
        of_sources: None,
        last: None,
        pace,
    };
    if pass_on(followed.world, &Output::Document(header.to_owned()))? {
        followed.run()?;
    }
    Ok(Reply::done(Output::Lines(Vec::new())))
}

impl<'w> FollowedLine<'_, 'w> {
    /// Prints lines until nobody reads them.
    fn run(&mut self) -> Result<(), CliError> {
        loop {
            let end = match self.begin() {
                Ok(session) => self.follow_session(&session)?,
                Err(failure) => self.tell_trouble(failure)?,
            };
            match end {
                WaitEnd::Unread => return Ok(()),
                WaitEnd::Read | WaitEnd::Settings | WaitEnd::Time => {}
            }
        }
    }

    /// Finds the desk and the settings, as for any verb.
    fn begin(&mut self) -> Result<CliSession<'w>, Failure> {
        self.look_again();
        let broken = BrokenSettings::UseDefaults;
        let session = CliSession::begin(Interface::Cli, self.options, self.world, broken);
        // A bar knows for which desk it asks.
        self.world.spoke_to.take();
        self.line.choose_signs(self.world.look.get().signs);
        session
    }

    /// Prints the lines of a desk, until the settings change or nobody reads them.
    fn follow_session(&mut self, session: &CliSession<'w>) -> Result<WaitEnd, CliError> {
        self.watch(session)?;
        loop {
            let end = match self.read(session) {
                Ok(reading) => self.follow_reading(session, &reading)?,
                Err(failure) => self.tell_trouble(failure)?,
            };
            match end {
                WaitEnd::Read | WaitEnd::Time => {}
                WaitEnd::Settings | WaitEnd::Unread => return Ok(end),
            }
        }
    }

    fn read(&mut self, session: &CliSession<'w>) -> Result<BarReading, Failure> {
        self.look_again();
        session.must_be_kept()?;
        BarReading::of(session, &|field| self.line.shows(field))
    }

    /// Prints lines while time goes on, until something has to be read.
    fn follow_reading(
        &mut self,
        session: &CliSession<'w>,
        reading: &BarReading,
    ) -> Result<WaitEnd, CliError> {
        let begun = Instant::now();
        loop {
            let now = session.desk.moment();
            if reading.is_outdated(session, &now, begun.elapsed() + JUMP, self.shows_totals()) {
                return Ok(WaitEnd::Read);
            }
            let signs = self.line.signs();
            let (answer, edge) = reading.show(session, now.clone(), signs, |desk| {
                let of_reading = reading.edges(&now, desk.glance);
                let edges = self.line.edges(desk).into_iter().chain(of_reading);
                (self.line.answer(desk, session.zone), edges.map(|edge| edge.after_ms).min())
            });
            if !self.print(&session.desk.name(), &answer)? {
                return Ok(WaitEnd::Unread);
            }
            let limit = edge.map(|after_ms| self.pace.until_next(after_ms, Instant::now()));
            match self.wait(limit) {
                WaitEnd::Time if !self.pace.has_to_look(Instant::now()) => {}
                end => return Ok(end),
            }
        }
    }

    /// Prints why a desk has no line, and waits.
    fn tell_trouble(&mut self, failure: Failure) -> Result<WaitEnd, CliError> {
        let answer = self.line.trouble(failure, self.world.zone);
        let desk = self.watched.as_ref().map(|(desk, _)| desk.clone());
        if !self.print(&desk.unwrap_or(DeskName::of(None)), &answer)? {
            return Ok(WaitEnd::Unread);
        }
        // Not every obstacle is in a file that is watched; before the desk is known, none is.
        Ok(self.wait(Some(if self.watched.is_some() { MINUTE } else { SOON })))
    }

    /// Prints an answer unless it was the last one; returns whether anybody reads it.
    fn print(&mut self, desk: &DeskName, answer: &BarAnswer) -> Result<bool, CliError> {
        let command = command(Some(desk).filter(|desk| **desk != DeskName::of(None)));
        let text = answer.next_written(&command, self.last.is_none());
        let first = answer.next_written(&command, true);
        let now = Instant::now();
        if self.last.as_ref() == Some(&first) && !self.pace.has_to_repeat(now) {
            return Ok(true);
        }
        self.last = Some(first);
        self.pace.print(now);
        Ok(pass_on(self.world, &Output::Document(text))?)
    }

    /// Starts to watch the files of a desk, and those of others if the line shows them.
    fn watch(&mut self, session: &CliSession<'w>) -> Result<(), CliError> {
        let desk = session.desk.name();
        let is_other = self.watched.as_ref().is_some_and(|(watched, _)| *watched != desk);
        if is_other || session.settings.sources.is_empty() {
            self.of_sources = None;
        }
        if self.of_sources.is_none() && !session.settings.sources.is_empty() {
            let (hear, file) = (self.hear.clone(), session.desk.paths().sources());
            // Without it, ages are those of the last change of the desk.
            self.of_sources = watch_named_files(vec![file], Heeded::Names, move |_| {
                let _ = hear.send(FollowEvent::Changed(FileChange::Files).into());
            })
            .ok();
        }
        if self.watched.as_ref().is_some_and(|(watched, _)| *watched == desk) {
            return Ok(());
        }
        let paths = session.desk.paths().clone();
        let hear = self.hear.clone();
        let changed =
            Box::new(move |change| hear.send(FollowEvent::Changed(change).into()).is_ok());
        let watch = watcher::watch(paths.clone(), changed)?;
        if self.watched.is_none() && (self.line.shows(BarField::Waits) || self.shows_totals()) {
            let hear = self.hear.clone();
            let changed = Box::new(move |_| hear.send(BarEvent::Others).is_ok());
            watcher::watch_desks(paths, WatchedDesks::Others, changed)?;
        }
        self.watched = Some((desk, watch));
        Ok(())
    }

    /// Begins a reading, and looks whether the files are elsewhere: no event says so if a directory above
    /// them was renamed, or a disk was mounted there. If so, the new ones are watched.
    fn look_again(&mut self) {
        self.pace.read(Instant::now());
        if let Some((_, watch)) = &self.watched {
            watch.look_again();
        }
    }

    fn shows_totals(&self) -> bool {
        self.line.shows(BarField::Today) || self.line.shows(BarField::Week)
    }

    /// Waits until something happened, the time is over or a reading is due. What happened is read at least
    /// a second after the last line and the last reading.
    fn wait(&self, limit: Option<Duration>) -> WaitEnd {
        let now = Instant::now();
        let mut end = match self.heard.recv_timeout(self.pace.most(limit, now)) {
            Ok(event) => event.end(),
            Err(RecvTimeoutError::Timeout) => return WaitEnd::Time,
            Err(RecvTimeoutError::Disconnected) => return WaitEnd::Unread,
        };
        // Many changes within a second are one.
        while !matches!(end, WaitEnd::Unread) {
            match self.heard.recv_timeout(self.pace.until_read(Instant::now())) {
                Ok(event) => match event.end() {
                    WaitEnd::Read | WaitEnd::Time => {}
                    more @ (WaitEnd::Settings | WaitEnd::Unread) => end = more,
                },
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return WaitEnd::Unread,
            }
        }
        end
    }
}

impl BarEvent {
    /// Returns how the wait ends with it.
    fn end(&self) -> WaitEnd {
        match self {
            Self::Follow(FollowEvent::Changed(FileChange::Settings)) => WaitEnd::Settings,
            Self::Follow(FollowEvent::Changed(FileChange::Files | FileChange::Polling(_)))
            | Self::Others => WaitEnd::Read,
            Self::Follow(FollowEvent::Unread) => WaitEnd::Unread,
        }
    }
}
