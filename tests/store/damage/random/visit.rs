//! What a user runs, what is shown then, and what is missing in it.

use std::collections::BTreeSet;

use onwatch::core::{Activity, Period, SessionKey, SessionName, SessionRecord, Story};
use onwatch::desk::{Desk, View};
use onwatch::failure::Failure;
use onwatch::store::{Report, StoreError};

use super::super::day::{DAY, Known};

/// The answers to every question that a user has.
pub struct Visit {
    pub view: Result<View, Failure>,
    pub check: Result<Report, Failure>,
    log: Result<Vec<Activity>, Failure>,
    history: Result<Vec<SessionRecord>, Failure>,
    /// The truth and the answer.
    story: Option<(SessionKey, Story, Result<Story, Failure>)>,
}

/// Something acknowledged that is not shown as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// An event, by its number.
    Event(u64),
    /// The state of the desk.
    State,
    /// A past session in the list.
    Session(u32),
    /// The story of a past session.
    Story(u32),
}

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A refusal with exit code 6.
    Refusal,
    /// A warning of a reader or of a command.
    Warning,
    /// A finding of the doctor.
    Doctor,
}

/// A sentence that was shown.
pub type Said = (Source, String);

/// How much a user asks.
#[derive(Debug, Clone, Copy)]
pub enum Depth {
    /// Also the story of one past session, by its place in the list.
    Story(usize),
    /// Only what is now, and the lists.
    Lists,
}

impl Visit {
    pub fn of(desk: &Desk, known: &Known, depth: Depth) -> Self {
        let story = |key| desk.story(Some(SessionName::Key(key)));
        let asked = match depth {
            Depth::Story(nth) => known.stories.get(nth % known.stories.len()),
            Depth::Lists => None,
        };
        Self {
            view: desk.look(),
            check: desk.check(),
            log: desk.log(usize::MAX),
            history: desk.history(&Period::default(), usize::MAX),
            story: asked.map(|(key, truth)| (*key, truth.clone(), story(*key))),
        }
    }

    /// Returns what is missing. What was refused is not missing.
    pub fn losses(&self, known: &Known) -> BTreeSet<Loss> {
        let mut losses = BTreeSet::new();
        if self.view.as_ref().is_ok_and(|view| view.watch != known.watch) {
            losses.insert(Loss::State);
        }
        if let Ok(log) = &self.log {
            // What the commands after the damage say, and their numbers, depend on what was lost.
            let newest = DAY.known.watch.seq;
            let is_there = |event: &&Activity| {
                let is_later = |other: &Activity| event.seq > newest && other.seq > newest;
                log.iter().any(|other| other == *event || is_later(other))
            };
            let lost = known.log.iter().filter(|event| !is_there(event));
            losses.extend(lost.map(|event| Loss::Event(event.seq)));
        }
        if let Ok(history) = &self.history {
            let lost = known.sessions.iter().filter(|session| !history.contains(session));
            losses.extend(lost.map(|session| Loss::Session(session.key.0)));
            let more = history.iter().filter(|session| !known.sessions.contains(session));
            losses.extend(more.map(|session| Loss::Session(session.key.0)));
        }
        if let Some((key, truth, answer)) = &self.story {
            match answer {
                Ok(story) if story == truth => {}
                Ok(_) | Err(Failure::Refused(_)) => {
                    losses.insert(Loss::Story(key.0));
                }
                Err(_) => {}
            }
        }
        losses
    }

    /// Returns the numbers of the events that the log shows; `None` if it was refused.
    pub fn logged(&self) -> Option<BTreeSet<u64>> {
        let log = self.log.as_ref().ok()?;
        Some(log.iter().map(|activity| activity.seq).collect())
    }

    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        let story = self.story.iter().filter_map(|(_, _, story)| story.as_ref().err());
        let all = [self.view.as_ref().err(), self.check.as_ref().err(), self.log.as_ref().err()];
        all.into_iter().chain([self.history.as_ref().err()]).flatten().chain(story)
    }

    pub fn said(&self) -> Vec<Said> {
        let mut said: Vec<Said> = self.failures().filter_map(refusal).collect();
        if let Ok(view) = &self.view {
            said.extend(view.warnings.iter().map(|text| (Source::Warning, text.clone())));
            said.extend(view.read_only.as_ref().map(|error| (Source::Refusal, spoken(error))));
        }
        if let Ok(report) = &self.check {
            said.extend(found(report));
        }
        said
    }
}

/// Returns the findings of a report as sentences.
pub fn found(report: &Report) -> Vec<Said> {
    let all = report.troubles.iter().chain(&report.notes);
    let said = all.map(|it| (Source::Doctor, format!("{}: {}", it.path.display(), it.cause)));
    // That a file was rebuilt does not say that anything is lost.
    let done = report.done.iter().filter(|done| !done.starts_with("rebuilt"));
    said.chain(done.map(|done| (Source::Doctor, done.clone()))).collect()
}

/// Returns the sentence of a failure of the store, not of a refusal by the rules.
pub fn refusal(failure: &Failure) -> Option<Said> {
    match failure {
        Failure::Store(error) => Some((Source::Refusal, spoken(error))),
        Failure::Refused(_)
        | Failure::Incomplete(_)
        | Failure::Index(_)
        | Failure::Config(_)
        | Failure::UnknownDesk(_)
        | Failure::Paths(_) => None,
    }
}

fn spoken(error: &StoreError) -> String {
    match error {
        StoreError::NoJournal { .. } => format!("{error}: its history is missing"),
        StoreError::JournalBehind { path, seq, journal_seq } => format!(
            "{} contains event {seq}, but the journal ends at event {journal_seq}",
            path.display()
        ),
        _ => error.to_string(),
    }
}
