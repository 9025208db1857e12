//! What a command line asks for, in the words of the core.

use chrono::{DateTime, TimeDelta, Utc};

use super::args::{
    Action, BreakVerb, ConeVerb, ConfigVerb, GapVerb, Guard, HealthVerb, Past, When,
};
use crate::core::{
    By, Command, Expect, GapAnswer, GapId, Glance, NewFrame, Period, Refusal, RefusalKind, Request,
    SessionName, Verb,
};
use crate::input;
use crate::zone::Zone;

/// What a command line asks for.
#[derive(Debug)]
pub enum Asked {
    /// Something is to change.
    Change(Order),
    /// Something is to be shown.
    Show(Question),
    /// The store is to be looked after.
    Treat(Treatment),
    /// Something about the settings, whose file may be broken.
    Settings(ConfigVerb),
}

/// What can be shown.
#[derive(Debug)]
pub enum Question {
    /// How things stand.
    Status,
    /// The context stack.
    Context,
    /// The newest activities.
    Log {
        /// How many.
        count: usize,
        /// Only what concerns this session.
        session: Option<SessionName>,
        /// Go on with what is new.
        follow: bool,
    },
    /// The past sessions.
    History(Past),
    /// One session in full; the live or last one when none is named.
    Session(Option<SessionName>),
    /// One session in full as a page of Markdown.
    Page(Option<SessionName>),
    /// The gaps that wait for an answer.
    Gaps,
    /// The band.
    Cone,
    /// The health.
    Health,
    /// Where the files are.
    Paths,
}

/// What the doctor is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treatment {
    /// Look and change nothing.
    Check,
    /// Mend what can be mended.
    Repair,
    /// Start a new history from a state that has none.
    Adopt,
}

/// A command as it was given, its time not read yet.
#[derive(Debug)]
pub struct Order {
    /// What is wanted.
    pub wanted: Wanted,
    when: When,
    guard: Guard,
}

/// What an order wants, as far as it can be known before its times are read.
#[derive(Debug)]
pub enum Wanted {
    /// A command.
    Command(Command),
    /// An end at the last activity.
    EndAtLastActivity {
        /// Replaces the session's notes.
        notes: Option<String>,
    },
    /// A gap is to be split at a time.
    SplitGap {
        /// Which.
        id: Option<GapId>,
        /// Where.
        at: String,
    },
    /// A break is to be put in.
    AddBreak {
        /// When it began.
        from: String,
        /// When it was over.
        to: String,
    },
}

impl Asked {
    /// Tells whether it has to work whatever the settings say: a look at the state, stopping the
    /// clock, mending the store.
    #[must_use]
    pub fn runs_on_defaults(&self) -> bool {
        match self {
            Self::Change(order) => {
                let stops = |command: &Command| matches!(command.verb(), Verb::Pause | Verb::End);
                match &order.wanted {
                    Wanted::Command(command) => stops(command),
                    wanted => matches!(wanted, Wanted::EndAtLastActivity { .. }),
                }
            }
            Self::Show(question) => matches!(question, Question::Status | Question::Paths),
            Self::Treat(_) | Self::Settings(_) => true,
        }
    }
}

impl From<Action> for Asked {
    fn from(action: Action) -> Self {
        let timed = |command, when, guard| {
            Self::Change(Order { wanted: Wanted::Command(command), when, guard })
        };
        let later = |wanted, guard| Self::Change(Order { wanted, when: When::default(), guard });
        let plain = |command, guard| timed(command, When::default(), guard);
        match action {
            Action::Start { notes, switch, agent, workflow, target, when, guard } => {
                let command = Command::Start {
                    notes,
                    switch,
                    agent_id: agent,
                    workflow_id: workflow,
                    target_seconds: target.map(|target| target.as_secs()),
                    metadata: serde_json::Map::new(),
                };
                timed(command, when, guard)
            }
            Action::Pause { reason, when, guard } => timed(Command::Pause { reason }, when, guard),
            Action::Resume { when, guard } => timed(Command::Resume, when, guard),
            Action::Toggle { when, guard } => timed(Command::Toggle { notes: None }, when, guard),
            Action::End { notes, at_last_activity: true, guard, .. } => {
                later(Wanted::EndAtLastActivity { notes }, guard)
            }
            Action::End { notes, when, guard, .. } => timed(Command::End { notes }, when, guard),
            Action::Cancel { when, guard } => timed(Command::Cancel, when, guard),
            Action::Reopen { when, guard } => timed(Command::Reopen, when, guard),
            Action::Undo { guard } => plain(Command::Undo, guard),
            Action::Redo { guard } => plain(Command::Redo, guard),
            Action::Note { text, guard } => plain(Command::Note { text: text.join(" ") }, guard),
            Action::Push { kind, id, title, estimate, guard } => {
                let estimate_seconds = estimate.map(|estimate| estimate.as_secs());
                plain(Command::Push(NewFrame { kind, id, title, estimate_seconds }), guard)
            }
            Action::Pop { kind, guard } => plain(Command::Pop { kind }, guard),
            Action::Gap { answer: None } => Self::Show(Question::Gaps),
            Action::Gap { answer: Some(GapVerb::Keep { id, guard }) } => {
                plain(Command::AnswerGap { id, answer: GapAnswer::Keep }, guard)
            }
            Action::Gap { answer: Some(GapVerb::Discard { id, guard }) } => {
                plain(Command::AnswerGap { id, answer: GapAnswer::Discard }, guard)
            }
            Action::Gap { answer: Some(GapVerb::Split { time, id, guard }) } => {
                later(Wanted::SplitGap { id, at: time }, guard)
            }
            Action::Keep { guard } => plain(Command::Keep, guard),
            Action::Break { change: BreakVerb::Add { from, to, guard } } => {
                later(Wanted::AddBreak { from, to }, guard)
            }
            Action::Amend { notes, start, guard } => plain(Command::Amend { notes, start }, guard),
            Action::Cone { change: Some(ConeVerb::Set { band, reason, guard }) } => {
                plain(Command::SetBand { band, reason }, guard)
            }
            Action::Health { change: Some(HealthVerb::Set { status, reasons, guard }) } => {
                plain(Command::SetHealth { status, reasons }, guard)
            }
            Action::Cone { change: None } => Self::Show(Question::Cone),
            Action::Health { change: None } => Self::Show(Question::Health),
            Action::Context => Self::Show(Question::Context),
            Action::Log { count, session, follow } => {
                Self::Show(Question::Log { count, session, follow })
            }
            Action::History(past) => Self::Show(Question::History(past)),
            Action::Show { session, markdown: true } => Self::Show(Question::Page(session)),
            Action::Show { session, .. } => Self::Show(Question::Session(session)),
            Action::Status => Self::Show(Question::Status),
            Action::Doctor { repair: true, .. } => Self::Treat(Treatment::Repair),
            Action::Doctor { adopt: true, .. } => Self::Treat(Treatment::Adopt),
            Action::Doctor { .. } => Self::Treat(Treatment::Check),
            Action::Config { action } => Self::Settings(action),
            Action::Paths => Self::Show(Question::Paths),
        }
    }
}

impl Order {
    /// Tells whether it takes a look at the desk to know what is wanted.
    pub fn looks_first(&self) -> bool {
        matches!(self.wanted, Wanted::EndAtLastActivity { .. })
    }

    /// Returns the order with the notes that a session starts with where none are given.
    #[must_use]
    pub fn or_notes(mut self, default: &str) -> Self {
        if let Wanted::Command(Command::Start { notes, .. } | Command::Toggle { notes }) =
            &mut self.wanted
        {
            notes.get_or_insert_with(|| default.to_owned());
        }
        self
    }

    /// Returns the request for the desk; `seen` is what was to be seen there, where it looks first.
    ///
    /// # Errors
    /// A usage refusal when a time it names cannot be read.
    pub fn request(
        self,
        by: By,
        now: DateTime<Utc>,
        seen: Option<&Glance>,
        zone: &dyn Zone,
    ) -> Result<Request, Refusal> {
        let next = "name a time that has passed, or leave it out for now";
        let time =
            |text: &str| input::time(text, now, zone).map_err(|why| not_understood(why, next));
        let mut at = self.when.read(now, zone).map_err(|why| not_understood(why, next))?;
        let mut expect = self.guard.expect_seq.map(Expect::Seq);
        let command = match self.wanted {
            Wanted::Command(command) => command,
            Wanted::EndAtLastActivity { notes } => {
                at = seen.and_then(|glance| glance.last_activity_utc);
                // What was the last activity must still be it.
                expect = expect.or(seen.map(|glance| Expect::Seq(glance.seq)));
                Command::End { notes }
            }
            Wanted::SplitGap { id, at } => {
                Command::AnswerGap { id, answer: GapAnswer::Split(time(&at)?) }
            }
            Wanted::AddBreak { from, to } => {
                Command::AddBreak { from: time(&from)?, to: time(&to)? }
            }
        };
        let operation = self.guard.operation;
        Ok(Request { at, expect, operation, ..Request::new(command, by) })
    }
}

/// Reads a time that a person wrote.
type Reading = fn(&str, DateTime<Utc>, &dyn Zone) -> Result<DateTime<Utc>, String>;

impl Past {
    /// Tells whether anything but all was asked for.
    #[must_use]
    pub fn is_bounded(&self) -> bool {
        self.since.is_some() || self.until.is_some() || self.count == Some(0)
    }

    /// Returns the stretch of time that is asked for.
    ///
    /// # Errors
    /// A usage refusal when a time cannot be read.
    pub fn period(&self, now: DateTime<Utc>, zone: &dyn Zone) -> Result<Period, Refusal> {
        let read = |text: &Option<String>, reading: Reading| {
            let time = text.as_ref().map(|text| reading(text, now, zone)).transpose();
            time.map_err(|why| not_understood(why, "name a day or a time, or leave it out for all"))
        };
        Ok(Period {
            since: read(&self.since, input::beginning)?,
            until: read(&self.until, input::ending)?,
        })
    }
}

impl When {
    fn read(&self, now: DateTime<Utc>, zone: &dyn Zone) -> Result<Option<DateTime<Utc>>, String> {
        if let Some(text) = &self.at {
            return input::time(text, now, zone).map(Some);
        }
        let Some(ago) = self.ago else { return Ok(None) };
        let past = TimeDelta::from_std(ago).ok().and_then(|ago| now.checked_sub_signed(ago));
        let too_long =
            || format!("{} ago is before all calendars", humantime::format_duration(ago));
        past.map(Some).ok_or_else(too_long)
    }
}

fn not_understood(why: String, next: &str) -> Refusal {
    Refusal::new(RefusalKind::Usage, "The time was not understood", why, next)
}
