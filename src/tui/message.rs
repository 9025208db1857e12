//! What the panel can hear, and what it can ask for in return. No rule lives here.

use chrono::{DateTime, Utc};
use crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Size;

use crate::config::{ConfigError, LoadedSettings};
use crate::core::{Activity, HistoryUpdate, Moment, Request, SessionId, SessionName, Story, Tally};
use crate::desk::{Outcome, View};
use crate::failure::Failure;
use crate::tui::model::Marked;
use crate::tui::screens::Page;

/// The name of the thread that gives the desk its commands.
pub(in crate::tui) const WORKER: &str = "worker";

/// One thing that happened, and when the panel heard of it.
#[derive(Debug)]
pub struct Message {
    /// When the panel heard of it.
    pub at: Moment,
    /// What happened.
    pub news: News,
}

/// What the panel can hear.
#[derive(Debug)]
pub enum News {
    /// Time has passed; nothing else.
    Tick,
    /// A key was pressed, repeated or released.
    Key(KeyEvent),
    /// The mouse was used.
    Mouse(MouseEvent),
    /// Text was pasted.
    Pasted(String),
    /// The terminal has another size.
    Resized(Size),
    /// The files of the store may have changed.
    StoreChanged,
    /// The files cannot be watched and are looked at every two seconds, and why.
    Polling(String),
    /// The user's settings may have changed.
    SettingsChanged,
    /// The worker has read the settings.
    Settings(Box<Result<LoadedSettings, ConfigError>>),
    /// The worker has looked at the store.
    Looked(Box<Result<View, Failure>>),
    /// The reader has found something of what it was asked for.
    Found(Found),
    /// The worker has given the desk a command, and this is its answer.
    Answered(Box<Result<Outcome, Failure>>),
    /// The worker has read one session in full, for a summary of it.
    Told(Box<Result<Story, Failure>>),
    /// Somebody wants the panel to stand aside (`SIGTSTP`).
    Suspend,
    /// The panel is in the foreground again (`SIGCONT`).
    Continued,
    /// Somebody wants the panel to end (`SIGTERM`, `SIGINT`, `SIGHUP`, `SIGQUIT`).
    Stop,
    /// Nobody can see or type any more: the terminal is gone.
    TerminalGone,
    /// A thread broke.
    Broke {
        /// The thread's name.
        thread: String,
        /// What it said.
        text: String,
    },
}

/// What the panel asks the world for; `run.rs` alone does it.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Give the desk a command; the answer comes as [`News::Answered`].
    Obey(Box<Request>),
    /// Look at the store; the answer comes as [`News::Looked`].
    Look,
    /// Read something of the past; the answer comes as [`News::Found`].
    Read(Read),
    /// Keep a sight of the running machine.
    Beat,
    /// Read the settings; the answer comes as [`News::Settings`].
    ReadSettings,
    /// Read one session in full; the answer comes as [`News::Told`].
    Tell(SessionName),
    /// Put a text into the clipboard.
    Copy(String),
    /// Tell whoever looks elsewhere.
    Notify(Notice),
    /// Give the terminal back and stop until somebody continues the process.
    Suspend,
    /// Take the terminal again and draw everything.
    Restore,
    /// Give the terminal back for good.
    Leave(Farewell),
}

/// What the reader can be asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Read {
    /// The past sessions, in pages.
    Sessions {
        /// For whom.
        ticket: u32,
    },
    /// No more past sessions.
    Enough,
    /// What was filed, or withdrawn, after an event.
    Filed {
        /// The event's number.
        after: u64,
    },
    /// One session in full.
    Story(SessionName),
    /// What the past sessions come to, by day.
    Tally {
        /// From when on, UTC.
        since: DateTime<Utc>,
    },
    /// The newest activities.
    Activities {
        /// How many.
        count: usize,
    },
    /// What the strip of a session tells.
    Marks {
        /// Which.
        session: SessionId,
    },
}

/// What the reader finds.
#[derive(Debug)]
pub enum Found {
    /// A page of past sessions.
    Sessions(Page),
    /// Why there are no more pages.
    NoSessions {
        /// For whom they were read.
        ticket: u32,
        /// Why.
        failure: Failure,
    },
    /// What was filed or withdrawn, and the newest event that this takes in.
    Filed(Result<(u64, Vec<HistoryUpdate>), Failure>),
    /// One session in full.
    Story {
        /// What it was called.
        name: SessionName,
        /// Its story.
        story: Box<Result<Story, Failure>>,
    },
    /// What the past sessions come to, by day, and the newest filing that this takes in.
    Tallied(Result<(u64, Tally), Failure>),
    /// The newest activities, newest first.
    Activities {
        /// How many were asked for.
        count: usize,
        /// As many as there are.
        activities: Result<Vec<Activity>, Failure>,
    },
    /// What the strip of a session tells.
    Marks {
        /// Which.
        session: SessionId,
        /// Its marks.
        marked: Result<Marked, Failure>,
    },
}

/// How the panel ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Farewell {
    /// In order: the lines to print once the terminal was given back.
    Bye(String),
    /// A thread broke: what it said, and the outcome of a command that was under way.
    Broke {
        /// What the thread said.
        text: String,
        /// The command's outcome.
        outcome: Option<String>,
    },
}

/// A word to whoever looks elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What a notification on the desktop says; nothing when none is wanted.
    pub text: Option<String>,
    /// Whether the bell rings.
    pub bell: bool,
}
