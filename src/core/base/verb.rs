//! The verbs: everything that can be done to a desk.
//!
//! Command line, panel, help and README take what they say of a verb from its row, or are checked
//! against it. A new verb begins here, and the compiler names the other places.

use serde::{Deserialize, Serialize};
use strum::VariantArray;

/// What can be done, one word each.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, VariantArray,
)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Start a session.
    Start,
    /// Pause the session.
    Pause,
    /// Resume the session.
    Resume,
    /// Start, pause or resume, whichever fits.
    Toggle,
    /// End the session.
    End,
    /// Discard the session.
    Cancel,
    /// Reopen the last session.
    Reopen,
    /// Undo the newest change.
    Undo,
    /// Redo the change that was undone last.
    Redo,
    /// Write a note.
    Note,
    /// Enter a context.
    Push,
    /// Leave a context.
    Pop,
    /// Answer a gap.
    Gap,
    /// Confirm that the session goes on.
    Keep,
    /// Add a forgotten pause.
    Break,
    /// Remove a pause that was none.
    RemoveBreak,
    /// Correct a session.
    Edit,
    /// Add a session that was never started.
    Add,
    /// Start a session like an earlier one.
    Continue,
    /// Say where a run stands.
    RunStatus,
    /// Record a completed step of a run.
    RunStep,
    /// Change the data of a run.
    RunUpdate,
    /// End a run that failed.
    RunFail,
    /// Delete a run.
    RunDelete,
    /// Make a task known.
    TaskAdd,
    /// Change what is known of a task.
    TaskEdit,
    /// Drop a task.
    TaskDrop,
    /// Complete a task.
    Done,
    /// Say that a task cannot go on.
    Block,
    /// Say that a task can go on.
    Unblock,
    /// Estimate a task.
    Estimate,
    /// Say what was done.
    Summary,
    /// Claim a task.
    Claim,
    /// Release a task.
    Release,
    /// Record what came out of the work.
    Artifact,
    /// Mark a step of a playbook as done.
    StepDone,
    /// Remove the mark of a step.
    StepUndo,
    /// Skip a step of a playbook.
    StepSkip,
    /// Begin a playbook anew.
    PlaybookReset,
    /// Set the band.
    Band,
    /// Set the health.
    Health,
    /// Acknowledge a bad band or health.
    Ack,
}

/// Everything that is fixed about a verb: its row in the table of verbs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerbSpec {
    /// Its word, in files and in the panel.
    pub word: &'static str,
    /// The words that give it on the command line.
    pub command: &'static str,
    /// Other words that the command line takes for it.
    pub aliases: &'static [&'static str],
    /// Words that mean it elsewhere: they are answered with its word, and do nothing.
    pub similar: &'static [&'static str],
    /// What it does, as an imperative sentence without a full stop.
    pub sentence: &'static str,
    /// The word that an activity begins with.
    pub past: &'static str,
    /// What somebody did, as in "ana entered a context".
    pub did: &'static str,
    /// What stands between that and the session's key; `None` if no session is named.
    pub link: Option<&'static str>,
    /// The head of a refusal: what did not happen.
    pub not_done: &'static str,
    /// What must be there; without it the verb is refused.
    pub needs: Needs,
    /// Whether it can be undone.
    pub undo: Undo,
    /// What its caller takes for granted, and what a prompt therefore expects.
    pub concerns: Concern,
    /// What it can be given.
    pub arguments: &'static [Argument],
}

/// What must be there for a verb to be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: it is always allowed.
    Nothing,
    /// That no session is live.
    NoLiveSession,
    /// A live session.
    LiveSession,
    /// A live session that is active.
    ActiveSession,
    /// A live session that is paused.
    PausedSession,
    /// A live session with an open context.
    OpenContext,
    /// A live session with an open task, unless a task is named.
    OpenTask,
    /// A gap without an answer.
    OpenGap,
    /// A last session that is over.
    EndedSession,
    /// A session, live or over.
    AnySession,
    /// A run, live or over.
    Run,
    /// A live run.
    LiveRun,
    /// A change that can be undone.
    UndoStep,
    /// A change that was undone.
    RedoStep,
    /// A bad band or health that nobody has acknowledged, unless it is shelved.
    OpenAlert,
}

/// Whether a verb can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undo {
    /// Yes, whoever gave it.
    Always,
    /// Only what a person gave; what a source measured stands until its next reading.
    UnlessMeasured,
    /// No: it changes nothing that could be restored.
    Never,
    /// It is an undo or a redo itself.
    IsStep,
}

/// The part of a desk that a verb is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    /// The live session and its phase.
    Session,
    /// The newest change that can be undone.
    UndoStep,
    /// The change that was undone last.
    RedoStep,
    /// The band.
    Band,
    /// The health.
    Health,
    /// What is new of band and health.
    Alerts,
    /// Everything: what it acts on need not be live, and is not named.
    Everything,
}

/// What a verb can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, VariantArray)]
pub enum Argument {
    /// The notes of a session.
    Notes,
    /// Why.
    Reason,
    /// What to write down.
    Text,
    /// The type of a context.
    Type,
    /// The id of a context.
    Id,
    /// The title of a context.
    Title,
    /// How long a context should take.
    Estimate,
    /// What kind of work a session is.
    SessionType,
    /// How long the current task should take.
    Length,
    /// The active time that a session should take.
    Target,
    /// That a live session ends first.
    Switch,
    /// The agent that a session belongs to.
    Agent,
    /// The workflow that a session belongs to.
    Workflow,
    /// When it takes effect: a time of day, or how long ago.
    Time,
    /// That it takes effect at the last activity.
    LastActivity,
    /// Which session.
    Session,
    /// In which session a break or a gap is.
    OfSession,
    /// When a session started.
    Start,
    /// When a session ended.
    End,
    /// The closing notes of a session.
    Closing,
    /// Who worked.
    Operator,
    /// When a session that is added began.
    Since,
    /// When a session that is added ended.
    Until,
    /// The contexts of a session that is added.
    Contexts,
    /// The breaks of a session that is added.
    Breaks,
    /// The band of a session that is added.
    SaidBand,
    /// The health of a session that is added.
    SaidHealth,
    /// A time in a pause.
    InPause,
    /// When a break began.
    From,
    /// When a break ended.
    To,
    /// Which gap.
    Gap,
    /// What the gap was.
    Answer,
    /// The band.
    Band,
    /// The health.
    Status,
    /// The source that measured a reading.
    Source,
    /// Which run.
    Run,
    /// Where a run stands.
    RunStatus,
    /// The name of a step.
    Step,
    /// How long a step took.
    Took,
    /// What came of a step.
    StepData,
    /// A field of the data of a run, and its value.
    SetField,
    /// A field of the data of a run that goes.
    UnsetField,
    /// Which task.
    Task,
    /// The sprint of a task.
    Sprint,
    /// The parent of a task.
    Parent,
    /// Who should do a task.
    Assignee,
    /// Where a task stands.
    TaskStatus,
    /// What was done.
    Summary,
    /// That a task is done.
    Complete,
    /// How long a claim holds.
    For,
    /// That the claim of another desk is overridden.
    Force,
    /// Where an artifact is.
    Location,
    /// Whether the band or the health is meant.
    AlertOf,
    /// How long nobody is called.
    Shelve,
    /// Which playbook.
    Playbook,
    /// Which step of a playbook.
    PlaybookStep,
    /// The value that was read at a step.
    StepValue,
    /// A note to a step.
    StepNote,
    /// Why it is done against a rule.
    Override,
}

impl Verb {
    /// Every verb, in the order of the table.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// Returns its word, in files, on the command line and in the panel.
    #[must_use]
    pub const fn word(self) -> &'static str {
        self.spec().word
    }

    /// Returns the word that an activity begins with.
    #[must_use]
    pub const fn past(self) -> &'static str {
        self.spec().past
    }

    /// Reports whether it sets the band or the health.
    #[must_use]
    pub fn is_a_reading(self) -> bool {
        self.spec().undo == Undo::UnlessMeasured
    }

    /// Reports whether it is about a run. Only the command line gives it.
    #[must_use]
    pub fn is_of_a_run(self) -> bool {
        matches!(self.spec().needs, Needs::Run | Needs::LiveRun)
    }

    /// Reports whether it is about a playbook.
    #[must_use]
    pub fn is_of_a_playbook(self) -> bool {
        matches!(self, Self::StepDone | Self::StepUndo | Self::StepSkip | Self::PlaybookReset)
    }

    /// Reports whether it is about a task.
    #[must_use]
    pub fn is_of_a_task(self) -> bool {
        use Verb::{
            Artifact, Block, Claim, Done, Estimate, Release, Summary, TaskAdd, TaskDrop, TaskEdit,
            Unblock,
        };
        matches!(
            self,
            TaskAdd
                | TaskEdit
                | TaskDrop
                | Done
                | Block
                | Unblock
                | Estimate
                | Summary
                | Claim
                | Release
                | Artifact
        )
    }

    /// Reports whether it may make a task known, or change one.
    #[must_use]
    pub fn changes_tasks(self) -> bool {
        self.is_of_a_task() || matches!(self, Self::Push | Self::Pop | Self::Continue | Self::Add)
    }

    /// Reports whether it is an undo or a redo.
    #[must_use]
    pub fn is_a_step(self) -> bool {
        self.spec().undo == Undo::IsStep
    }

    /// Reports whether it may take effect at an explicit earlier time.
    #[must_use]
    pub fn takes_a_time(self) -> bool {
        self.spec().arguments.contains(&Argument::Time)
    }
}
