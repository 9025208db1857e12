//! What a session *is*: the words, the rules and the read model.
//!
//! Nothing here reads a clock, a file, the environment or a terminal. A front end (or the Desk)
//! hands in a [`Moment`], a [`Request`] and a [`Watch`]; [`decide`] answers with an [`Event`] or a
//! [`Refusal`], and [`apply`] is the only place where a `Watch` changes. Both are total: no input
//! makes them panic.

mod base;
mod check;
mod command;
mod history;
mod playbook;
mod policy;
mod read;
mod rules;
mod session;
mod source;
mod task;

pub use base::CurrentReasons;
pub use base::{
    ADDED_BYTES, ADDED_MAX, ARTIFACTS_MAX, Anchor, Argument, At, Behind, Bound, By,
    CLOCK_TOLERANCE_MS, ClockReading, Concern, DeskName, Hint, ID, Interface, LookAt, MANUAL,
    METADATA, Moment, NOTE, Needs, Phrase, Provenance, REASON, REASONS_MAX, Refusal, RefusalKind,
    SOURCES_MAX, STACK_MAX, SessionId, SessionKey, SessionName, SourceTime, SourceTimes, Stamp,
    TASKS_BYTES, TASKS_MAX, TITLE, Thresholds, UNDO_MAX, Undo, Verb, VerbSpec, WantedDesks, YEARS,
    ago_text, breaks_text, clock_text, column_day_text, count_text, date_time_text, day_text,
    earlier, find_words, has_a_word, has_words, left_text, ms_between, near_name, near_time_text,
    not_after, not_before, plain_words, range_text, seconds_text, short_text, spent_text, taken,
    time_text, who_text,
};
pub use check::{
    CheckCode, CheckFacts, CheckItem, CheckLevel, CheckReport, CheckRules, CheckSubject,
    CompletionCheck, Despite, LiveSessionFacts, TaskFacts, TaskProgress, UPDATES_MAX,
    variance_percent,
};
pub use command::{
    Command, Entering, Expect, NewFrame, NewPastSession, NewRun, NewTask, PastContext,
    PlaybookCommand, Request, SeenSession, SessionEdit, TaskCommand, TaskEdit, Until,
};
pub use history::{
    AcknowledgedLevel, Activity, BreakTimes, Change, ContextTime, Counters, Delta, DeskSession,
    Event, Fact, FieldEdit, Forgotten, GapTime, HistoryUpdate, LastEnded, LeftContext, ListChange,
    Marks, Operation, OperationRef, PauseTime, PlaybookFact, ReadingChange, ReadingTime, Recorded,
    Sentence, SessionChange, SessionPatch, SessionRecord, SessionRef, StepName, TaskFact, UndoStep,
    Watch, apply,
};
pub use playbook::{
    BrokenPlaybook, ClosedGate, Gate, HeldAt, MarkKind, Playbook, PlaybookProgress, PlaybookScope,
    PlaybookStanding, PlaybookStep, Playbooks, ProgressChange, StepAnswer, StepMark, StepStanding,
    StepState,
};
pub use policy::{
    BandRule, ContextPattern, Directives, FindingLevel, Judgement, LiveLevel, Overridden, Policy,
    PolicyFinding, Required, StartLevel, fits_wildcards,
};
pub use read::{
    ActivePart, AllGauges, AnswerLength, BRIEF_TEXT_MOST, Brief, BriefAbout, BriefCheck,
    BriefContext, BriefGovernance, BriefHead, BriefItem, BriefLast, BriefLeft, BriefNote,
    BriefPart, BriefQuestion, BriefSession, BriefSources, BriefStep, BurnDownDay, Calendar,
    ColumnName, CompletedTask, ContextSum, ContextSums, ContextSwitch, Day, DecidedChange,
    DeskGauges, DeskGlance, FrameGlance, GapGlance, GapState, Glance, GovernanceGlance, Grouping,
    LastFiled, ListLength, LiveGauges, LiveWork, OpenPlaybook, OpenStep, Page, PageFrom, PageMark,
    PartContext, PastQuery, PastSum, PastWord, Period, Piece, PieceKind, PolicyGlance, Preview,
    ProfileGauges, Reminder, ReminderKind, ReportBreak, ReportGap, ReportOverride, ReportQuery,
    ReportRow, RowKey, RowPlan, RunCounts, RunEvent, RunGlance, RunMetadata, RunQuery, STANDUP_MAX,
    Search, SearchHit, SearchOrder, SessionGlance, SessionSummary, SharedTask, ShownCell,
    ShownColumn, ShownWeek, SinceItem, SomeOf, SprintPage, Standup, StandupNote, StandupReading,
    StandupSession, StandupTask, StepGlance, StepsChange, Story, Stretch, StretchKind, SumChange,
    Tally, TaskArtifact, TaskBound, TaskChoice, TaskChoices, TaskClass, TaskCounts, TaskHead,
    TaskNote, TaskOrder, TaskPage, TaskQuery, TaskRow, TaskSession, TaskStand, TaskSum, TaskSums,
    TextField, TextKind, TurnedBad, ValuesChange, VerbNow, WaitReason, WaitsFor, Week, WorkReport,
    burn_down, day_start, local_day, no_such_session, task_ms, undo_message, week_of, whole_units,
    within_budget,
};
pub use rules::{
    CountedTimes, Decision, Evidence, KnownTask, MadeOverlap, NOT_SHELVED, OpenElsewhere,
    PastNeeds, RedoneTasks, SessionTimes, TaskEvidence, TaskNeeds, TaskUser, UsedTask, WayApart,
    Workflows, available, completion_check, decide, estimate_fault, judge, judge_entry,
};
pub use session::{
    Absence, Acknowledged, Alert, AlertOf, AlertState, Alerts, AllReadings, Artifact, Author, Band,
    BandValue, CANCELLED, COMPLETED, CREATED, ClosedFrame, Cone, ContextStack, Correction, CutOff,
    Drift, ERROR, Edit, Folded, FoldedStays, Frame, FrameKind, FrameRef, Freshness, Gap, GapAnswer,
    GapId, Governance, Health, HealthValue, HeardReading, Level, Light, NotesKind, Overruled,
    Phase, Run, RunStatus, RunStep, SaidLevel, SaidWord, Session, SessionOverride, SessionStep,
    SessionType, Severity, Shelved, Snapshot, SourceReading, SourceReadings, Span, StayWithin,
    Trend, Unseen, Worked, contexts_at, expand_id, id_key, unfit_id,
};
pub use source::{SettleTimes, Settled, Settling};
pub use task::{
    Claim, Delegation, EstimateChange, OldEstimate, Task, TaskEvent, TaskName, TaskStatus,
    TaskUpdate, fold_task,
};
