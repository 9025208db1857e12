//! What a session *is*: the words, the rules and the read model.
//!
//! Nothing here reads a clock, a file, the environment or a terminal. A front end (or the Desk)
//! hands in a [`Moment`], a [`Request`] and a [`Watch`]; [`decide`] answers with an [`Event`] or a
//! [`Refusal`], and [`apply`] is the only place where a `Watch` changes. Both are total: no input
//! makes them panic.

mod base;
mod command;
mod history;
mod read;
mod rules;
mod session;

pub use base::bounds::{Bound, ID, METADATA, NOTE, REASON, STACK_MAX, TITLE, UNDO_BYTES, UNDO_MAX};
pub use base::by::{By, Interface, Provenance};
pub use base::keys::{SessionId, SessionKey, SessionName};
pub use base::moment::{Anchor, GRAIN_MS, Moment, Stamp, Thresholds};
pub use base::phrases::{
    ago_text, breaks_text, clock_text, column_day_text, count_text, date_time_text, day_text,
    seconds_text, short_text, spent_text, time_text, who_text,
};
pub use base::refusal::{Hint, LookAt, Phrase, Refusal, RefusalKind};
pub use base::time::ms_between;
pub use base::verb::{Argument, Concern, Needs, Undo, Verb, VerbSpec};
pub use command::request::{At, Command, Expect, NewFrame, Request};
pub use history::activity::{Activity, Marks};
pub use history::apply::apply;
pub use history::change::{Change, Delta, SessionChange};
pub use history::event::{Event, Fact, Recorded, SessionRef};
pub use history::forgotten::Forgotten;
pub use history::history_update::{HistoryUpdate, SessionRecord};
pub use history::last_ended::LastEnded;
pub use history::list_change::ListChange;
pub use history::patch::SessionPatch;
pub use history::watch::{Counters, Operation, UndoStep, Watch};
pub use read::day::{Day, Period, Tally};
pub use read::day_totals::{DayTotals, Quarters};
pub use read::gap_glance::{GapGlance, GapState};
pub use read::glance::{Glance, GovernanceGlance, StepGlance};
pub use read::session_glance::{FrameGlance, SessionGlance, Stretch, StretchKind};
pub use read::story::{Story, no_such_session};
pub use read::timeline::{Piece, PieceKind};
pub use read::undo_message::undo_message;
pub use rules::available::available;
pub use rules::decide::decide;
pub use rules::decision::Decision;
pub use session::context::{ClosedFrame, ContextStack, Frame, FrameKind, FrameRef};
pub use session::gap::{Absence, Gap, GapId};
pub use session::gap_answer::GapAnswer;
pub use session::gaps::Worked;
pub use session::governance::{Band, Cone, Drift, Governance, Health, Light, Snapshot, Trend};
pub use session::lifecycle::{Phase, Session};
pub use session::span::{Folded, Span};
