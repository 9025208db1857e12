//! The JSON that leaves the program: one type for each `onwatch.<what>/<version>`.
//!
//! The command line, and whatever else answers in JSON, builds these types and prints them. Each is
//! made from what the core, the store or the settings show. Nothing here knows who asked, and
//! nothing here decides anything.
//!
//! Times are UTC. Durations are whole seconds, rounded down. Within one version fields are only
//! added. The feature `schemas` makes a JSON Schema of each type;
//! `cargo run --features schemas --example schemas` writes them to `assets/schemas`.

mod access;
mod agent_session;
mod assessment;
mod body_fault;
mod brief;
mod change;
mod check;
#[cfg(feature = "schemas")]
pub mod components;
mod desk;
mod desk_event;
mod document;
mod go_playbook;
mod go_session;
mod go_status;
mod governance;
mod history;
mod history_page;
mod import;
mod instructions;
mod now;
mod playbook;
mod playbook_check;
mod policy;
mod problem;
mod problem_details;
mod report;
#[cfg(feature = "schemas")]
pub mod schemas;
mod search;
mod server_times;
mod session;
mod settings;
mod source;
mod source_list;
mod source_look;
mod sprint;
mod standup;
mod store;
mod switch;
mod task;
mod task_import;
mod task_page;
mod token;

pub use access::{AccessLine, AccessLost};
pub use agent_session::{
    AgentSession, AgentSessionCreate, AgentSessionDeleted, AgentSessionFound, AgentSessionUpdate,
};
pub use assessment::{
    AssessmentAudit, AssessmentCreate, AssessmentSession, AssessmentStatus, AssessmentStep,
    AssessmentStepDone,
};
pub use body_fault::{BodyFault, BodyFaults, DetailedWords};
pub use brief::BriefNow;
pub use change::ChangeDone;
pub use check::{
    CheckDetails, ChecklistLine, CompletionAnswer, FailedCheck, Requirement, SubjectName,
};
pub use desk::{DeskNow, RunAudit};
pub use desk_event::{DeskEvent, EventsBegun};
pub use document::{Document, items, line, lines};
pub use go_playbook::{GoChecklist, GoComplete, GoCompleted, GoNext, GoStep};
pub use go_session::{
    GoEnd, GoListedSession, GoSession, GoSessions, GoSnapshot, GoStart, GoStartRefusal,
    GoStartRefused,
};
pub use go_status::{
    GoCone, GoCounts, GoDecisions, GoHealth, GoJobs, GoStatus, GoThresholds, GoWindow,
};
pub use governance::{BandReading, HealthReading};
pub use history::{ActiveDay, FrameTime, LoggedActivity, PastSession, Readings, TimedSpan};
pub use history_page::PastSessionsPage;
pub use import::{ImportDone, RefusedRecord};
pub use instructions::{Instructions, NextSteps};
pub use now::{ContextNow, OpenGaps, OpenTask, Status, WorkTotals};
pub use playbook::{PlaybookLeftOut, PlaybookShown, PlaybooksListed, StepShown};
pub use playbook_check::{PlaybookChecked, PlaybookFault};
pub use policy::{CommandJudged, PolicyChecked, RuleFound};
pub use problem::Failed;
pub use problem_details::ProblemDetails;
pub use report::{
    BreakTime, LiveTime, MetricsWritten, ReportDone, ReportWritten, RowTime, SessionGap,
};
pub use search::SearchResult;
pub use server_times::{MicrosUtc, MicrosWithoutZone};
pub use session::{DetailParts, EarlierSpans, SessionDetail, SessionSpan};
pub use settings::{SettingEntry, SettingSource, SettingsCheck, SettingsList, SettingsPath};
pub use source::{SourceAdded, SourceChecked, SourceFault, SourcesChecked, provides_words};
pub use source_list::{KnownSources, LookFailure, PROGRAM, SourceListed, SourcesListed, ValueAge};
pub use source_look::{SourceSaid, SourcesAsked};
pub use sprint::{BurnDownNumbers, SprintDetail};
pub use standup::StandupNow;
pub use store::{FilePaths, OverlappingSession, SessionOverlap, StoreFinding, StoreReport};
pub use switch::{StayEnded, SwitchMade};
pub use task::{DeskAtWork, TaskListed, TaskNumbers};
pub use task_import::TasksImported;
pub use task_page::{ArtifactListed, EstimateBefore, NoteOfTask, SessionOfTask, TaskDetail};
pub use token::{TokenAdded, TokenListed, TokenRevoked, TokensListed};
