//! One session: phases, spans, gaps, pauses, contexts, and the readings of band and health.
//!
//! It must not know commands, events or the rest of the desk.

mod band;
mod breaks;
mod context;
mod effect;
mod elapsed;
mod gap;
mod gap_answer;
mod gaps;
mod governance;
mod lifecycle;
mod light;
mod merge;
mod normalize;
mod notes;
mod phase;
mod readings;
mod severity;
mod span;
mod stored;
mod withdraw;

pub use band::Band;
pub use context::{ClosedFrame, ContextStack, Frame, FrameKind, FrameRef, expand_id};
pub use gap::{Absence, Gap, GapId};
pub use gap_answer::GapAnswer;
pub use gaps::Worked;
pub use governance::{Cone, Drift, Governance, Health, Snapshot, Trend};
pub use lifecycle::Session;
pub use light::Light;
pub use notes::NotesKind;
pub use phase::Phase;
pub use readings::{AllReadings, BandValue, HealthValue, SourceReading, SourceReadings};
pub use severity::Severity;
pub use span::{Folded, Span};

pub(in crate::core) use breaks::{AddedBreak, add_break};
pub(in crate::core) use context::{contexts_at, merge_by_name};
pub(in crate::core) use effect::EffectiveAt;
pub(in crate::core) use elapsed::{Elapsed, clock_step_ms};
pub(in crate::core) use gap::{Found, GAPS_MAX};
pub(in crate::core) use gap_answer::answer_gap;
pub(in crate::core) use lifecycle::any_moment;
pub(in crate::core) use notes::{newest_notes, notes_text};
