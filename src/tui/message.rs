//! The events that the panel takes in, and the effects that it asks for. No rule lives here.

use crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Size;

use crate::config::{ConfigError, LoadedSettings, PanelSetup, SourceSettings};
use crate::core::{Moment, Request, SessionName, Story};
use crate::desk::{Outcome, View};
use crate::failure::{FailedCommand, Failure};
use crate::sources::SourceAnswers;

use super::past::{PastAnswer, PastRequest};

/// The name of the thread that gives the desk its commands.
pub(in crate::tui) const WORKER: &str = "worker";

/// One event, and when it reached the panel.
#[derive(Debug)]
pub struct Message {
    /// When it reached the panel.
    pub at: Moment,
    /// What happened.
    pub event: PanelEvent,
}

/// What can happen to the panel.
#[derive(Debug)]
pub enum PanelEvent {
    /// Only time has passed.
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
    /// Other desks of this machine may have changed.
    DesksChanged,
    /// Other desks cannot be watched and are read every five seconds; the reason.
    DesksPolling(String),
    /// The files cannot be watched and are read every two seconds; the reason.
    Polling(String),
    /// The user's settings may have changed.
    SettingsChanged,
    /// The worker has read the settings.
    SettingsRead(Box<Result<LoadedSettings<PanelSetup>, ConfigError>>),
    /// The worker has read the store.
    StoreRead(Box<Result<View, Failure>>),
    /// The reader has read something of the past.
    PastRead(PastAnswer),
    /// The desk has answered a command.
    CommandAnswered(Box<Result<Outcome, FailedCommand>>),
    /// The worker has read one session in full, for a summary of it.
    StoryRead(Box<Result<Story, Failure>>),
    /// A source of band and health was asked: this is what all of them answered lately.
    SourcesAnswered(Box<SourceAnswers>),
    /// Something around the sources failed; why.
    SourcesFailed(String),
    /// The process is asked to stop (`SIGTSTP`).
    Suspend,
    /// The process is in the foreground again (`SIGCONT`).
    Continued,
    /// The process is asked to end (`SIGTERM`, `SIGINT`, `SIGHUP`, `SIGQUIT`).
    Stop,
    /// The terminal is gone.
    TerminalGone,
    /// A thread panicked or could not go on.
    ThreadBroke {
        /// The thread's name.
        thread: String,
        /// The error or the panic's message.
        text: String,
    },
}

/// What the panel asks of the world; `run.rs` alone does it.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Give the desk a command; the answer is [`PanelEvent::CommandAnswered`].
    GiveCommand(Box<Request>),
    /// Read the store; the answer is [`PanelEvent::StoreRead`].
    ReadStore,
    /// Read something of the past; the answer is [`PanelEvent::PastRead`].
    ReadPast(PastRequest),
    /// Look whether the files were replaced; if so, the event is [`PanelEvent::StoreChanged`].
    LookAgain,
    /// Report changes of other desks soon, or seldom: whether somebody looks at them.
    FollowDesks(bool),
    /// Keep a heartbeat of the running machine.
    KeepHeartbeat,
    /// Read the settings; the answer is [`PanelEvent::SettingsRead`].
    ReadSettings,
    /// Ask these sources of band and health from now on, and no others.
    AskSources(Vec<SourceSettings>),
    /// Read one session in full; the answer is [`PanelEvent::StoryRead`].
    ReadStory(SessionName),
    /// Put a text into the clipboard.
    Copy(String),
    /// Notify an operator who is looking elsewhere.
    Notify(Notification),
    /// Give the terminal back and stop until the process is continued.
    Suspend,
    /// Take the terminal again and draw everything.
    Restore,
    /// Give the terminal back and end.
    Leave(PanelExit),
}

/// A notification outside the panel's own screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The text on the desktop; `None` if none is wanted.
    pub text: Option<String>,
    /// Whether the bell rings.
    pub bell: bool,
}

/// How the panel ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PanelExit {
    /// The operator left it: the lines to print once the terminal is given back.
    Left(String),
    /// A thread broke.
    Broke {
        /// The error or the panic's message.
        text: String,
        /// The outcome of the command that was pending.
        outcome: Option<String>,
    },
}
