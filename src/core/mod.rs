//! What a session *is*: the words, the rules and the read model.
//!
//! Nothing here reads a clock, a file, the environment or a terminal. A front end (or the Desk)
//! hands in a [`Moment`], a [`Request`] and a [`Watch`]; [`decide`] answers with an [`Event`] or a
//! [`Refusal`], and [`apply`] is the only place where a `Watch` changes. Both are total: no input
//! makes them panic.

mod activity;
mod answer;
mod apply;
mod available;
mod bounds;
mod breaks;
mod by;
mod change;
mod check;
mod command;
mod context;
mod day;
mod day_totals;
mod decide;
mod draft;
mod duration;
mod effect;
mod event;
mod filing;
mod forgotten;
mod gap;
mod gap_glance;
mod gaps;
mod glance;
mod governance;
mod keys;
mod midnight;
mod moment;
mod patch;
mod refusal;
mod session;
mod session_glance;
mod span;
mod story;
mod tail;
mod taken_back;
mod timeline;
mod wall;
mod watch;
mod wire;
mod wording;

pub use activity::{Activity, Marks};
pub use answer::Answer;
pub use apply::apply;
pub use available::{Verb, available};
pub use bounds::{Bound, ID, METADATA, NOTE, REASON, STACK_MAX, TITLE, UNDO_BYTES, UNDO_MAX};
pub use by::{By, Source};
pub use change::{Change, Delta, SessionChange};
pub use command::{Command, Expect, NewFrame, Request};
pub use context::{ClosedFrame, ContextStack, Frame, FrameKind, FrameRef};
pub use day::{Day, Period, Tally};
pub use day_totals::{DayTotals, Quarters};
pub use decide::decide;
pub use duration::{clock_text, short_text};
pub use event::{Event, Fact, Recorded, SessionRef};
pub use filing::{Filing, SessionRecord};
pub use forgotten::Forgotten;
pub use gap::{Absence, Gap, GapId};
pub use gap_glance::{GapGlance, GapState};
pub use gaps::Worked;
pub use glance::{Glance, GovernanceGlance, StepGlance};
pub use governance::{Band, Cone, Drift, Governance, Health, Light, Snapshot, Trend};
pub use keys::{SessionId, SessionKey, SessionName};
pub use moment::{Anchor, GRAIN_MS, Moment, Rules, Stamp};
pub use patch::SessionPatch;
pub use refusal::{Kind, Refusal};
pub use session::{Phase, Session};
pub use session_glance::{FrameGlance, SessionGlance, Stretch, StretchKind};
pub use span::{Folded, Span};
pub use story::{Story, no_such_session};
pub use tail::Tail;
pub use taken_back::taken_back;
pub use timeline::{Piece, PieceKind};
pub use wall::ms_between;
pub use watch::{Counters, LastEnded, Operation, UndoStep, Watch};
