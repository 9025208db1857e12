//! What can be asked of the past sessions, and the pages in which they are listed.

use chrono::{DateTime, Utc};

use crate::core::base::SessionKey;
use crate::core::history::SessionRecord;
use crate::core::session::{Band, FrameRef, Light, SessionType};

/// What the listed sessions have in common. Without a condition, all past sessions are listed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PastQuery {
    /// The text of the session has all of these.
    pub words: Vec<PastWord>,
    /// It is one of these sessions, if there are any.
    pub keys: Vec<SessionKey>,
    /// It is of one of these types, if there are any.
    pub types: Vec<SessionType>,
    /// It worked in all of these contexts. Upper and lower case of their ids make no difference.
    pub contexts: Vec<FrameRef>,
    /// It had all of these bands, at its start or at its end.
    pub bands: Vec<Band>,
    /// It had all of these healths, at its start or at its end.
    pub healths: Vec<Light>,
    /// It lasted until then or longer, UTC. A live session does.
    pub since: Option<DateTime<Utc>>,
    /// It began before then, UTC.
    pub until: Option<DateTime<Utc>>,
    /// It was cancelled. Without this, those that were cancelled are left out.
    pub is_cancelled: bool,
}

/// One or several words that follow one another. Upper and lower case, accents and signs between
/// the words make no difference. Of the last word, the beginning is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastWord {
    /// Where it is; `None` for anywhere.
    pub field: Option<TextField>,
    /// The words.
    pub text: String,
}

/// A part of the text of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextField {
    /// Both of its names.
    Names,
    /// Both notes.
    Notes,
    /// Who started it.
    Operator,
    /// The agent.
    Agent,
    /// The workflow.
    Workflow,
    /// Types, ids and titles of its contexts.
    Contexts,
    /// What kind of work it was, if it is not `work`.
    Type,
}

/// The place of a session in the order of starts. It is of use only for the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageMark(pub i64);

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageFrom {
    /// With the session that started last.
    Newest,
    /// It ends with the session that started first.
    Oldest,
    /// With the next one that started before this one.
    Before(PageMark),
    /// It ends with the next one that started after this one.
    After(PageMark),
    /// With this one, or the next one that started before it.
    At(PageMark),
}

/// Some past sessions, the one that started last first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// The sessions.
    pub sessions: Vec<(PageMark, SessionRecord)>,
    /// Whether there are sessions that started later.
    pub has_newer: bool,
    /// Whether there are sessions that started earlier.
    pub has_older: bool,
}

/// How many past sessions there are, and their active time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PastSum {
    /// How many.
    pub sessions: usize,
    /// Their active time, milliseconds.
    pub active_ms: u64,
}
