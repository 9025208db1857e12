//! What there is to see: the read models that front ends show, computed from a desk and a moment.
//!
//! It must not decide or change anything.

mod brief;
mod brief_cut;
mod brief_governance;
mod brief_left;
mod brief_part;
mod budget;
mod burn_down;
mod calendar;
mod context_sums;
mod day;
mod desk_gauges;
mod desk_glance;
mod frame_glance;
mod gap_glance;
mod glance;
mod grouping;
mod midnight;
mod nesting;
mod open_playbook;
mod parts;
mod past_match;
mod past_query;
mod policy_glance;
mod preview;
mod report_override;
mod report_row;
mod run_event;
mod run_glance;
mod run_metadata;
mod run_query;
mod search;
mod session_glance;
mod standup;
mod story;
mod summary;
mod switches;
mod task_order;
mod task_sums;
mod tasks;
mod timeline;
mod undo_message;
mod verb_now;
mod week;
mod whole_units;
mod work_report;

pub use brief::{Brief, BriefSources};
pub use brief_cut::BRIEF_TEXT_MOST;
pub use brief_left::{BriefLeft, BriefPart};
pub use brief_part::{
    BriefAbout, BriefCheck, BriefContext, BriefGovernance, BriefHead, BriefItem, BriefLast,
    BriefNote, BriefQuestion, BriefSession, BriefStep,
};
pub use budget::{AnswerLength, within_budget};
pub use burn_down::{BurnDownDay, burn_down};
pub use calendar::Calendar;
pub use context_sums::{ContextSum, ContextSums};
pub use day::{Day, Period, Tally};
pub use desk_gauges::{AllGauges, DeskGauges, LiveGauges, ProfileGauges, RunCounts};
pub use desk_glance::{DeskGlance, WaitReason, WaitsFor};
pub use frame_glance::FrameGlance;
pub use gap_glance::{GapGlance, GapState};
pub use glance::{Glance, GovernanceGlance, StepGlance};
pub use grouping::{Grouping, RowKey, SprintOf, week_of};
pub use midnight::{day_start, local_day};
pub use open_playbook::{OpenPlaybook, OpenStep};
pub use parts::{ActivePart, PartContext};
pub use past_query::{Page, PageFrom, PageMark, PastQuery, PastSum, PastWord, TextField};
pub use policy_glance::{PolicyGlance, Reminder, ReminderKind, TurnedBad};
pub use preview::{DecidedChange, Preview, SumChange};
pub use report_override::ReportOverride;
pub use report_row::{ReportRow, RowPlan};
pub use run_event::{RunEvent, StepsChange, ValuesChange};
pub use run_glance::RunGlance;
pub use run_metadata::RunMetadata;
pub use run_query::RunQuery;
pub use search::{Search, SearchHit, SearchOrder, TextKind};
pub use session_glance::{SessionGlance, Stretch, StretchKind};
pub use standup::{
    STANDUP_MAX, SinceItem, SomeOf, Standup, StandupNote, StandupReading, StandupSession,
    StandupTask,
};
pub use story::{LastFiled, Story, no_such_session};
pub use summary::{CompletedTask, SessionSummary};
pub use switches::ContextSwitch;
pub use task_order::{ListLength, TaskBound, TaskOrder};
pub use task_sums::{TaskSum, TaskSums, task_ms};
pub use tasks::{
    SharedTask, SprintPage, TaskArtifact, TaskChoice, TaskChoices, TaskClass, TaskCounts, TaskHead,
    TaskNote, TaskPage, TaskQuery, TaskRow, TaskSession, TaskStand,
};
pub use timeline::{Piece, PieceKind};
pub use undo_message::undo_message;
pub use verb_now::VerbNow;
pub use week::{ColumnName, ShownCell, ShownColumn, ShownWeek, Week};
pub use whole_units::whole_units;
pub use work_report::{LiveWork, ReportBreak, ReportGap, ReportQuery, WorkReport};

pub(in crate::core) use day::spans;
pub(in crate::core) use midnight::split_days;
pub(in crate::core) use timeline::timeline;
pub(in crate::core) use whole_units::nearest;
