//! One session: phases, spans, gaps, pauses, contexts, and the readings of band and health.
//!
//! It must not know commands, events or the rest of the desk.

mod alert;
mod alert_level;
mod artifact;
mod band;
mod breaks;
mod context;
mod corrected;
mod correction;
mod cut_off;
mod edit_text;
mod edit_times;
mod effect;
mod elapsed;
mod folded_stays;
mod frame_kind;
mod freshness;
mod frozen;
mod gap;
mod gap_answer;
mod gaps;
mod governance;
mod ids;
mod kept_run;
mod lapsed;
mod left_frames;
mod lifecycle;
mod light;
mod merge;
mod nesting;
mod new_past;
mod normalize;
mod notes;
mod notes_kind;
mod phase;
mod readings;
mod remove_break;
mod run;
mod session_type;
mod severity;
mod shift;
mod span;
mod stored;
mod take_out;
mod times;
mod withdraw;

pub use alert::{
    Acknowledged, Alert, AlertOf, AlertState, Alerts, Level, SHELVE_MAX, Shelved, Unseen,
};
pub use artifact::Artifact;
pub use band::Band;
pub use context::{ClosedFrame, ContextStack, Frame, FrameRef, contexts_at};
pub use correction::{Author, Correction, Edit};
pub use cut_off::CutOff;
pub use folded_stays::FoldedStays;
pub use frame_kind::FrameKind;
pub use freshness::Freshness;
pub use frozen::HeardReading;
pub use gap::{Absence, Gap, GapId};
pub use gap_answer::GapAnswer;
pub use gaps::Worked;
pub use governance::{Cone, Drift, Governance, Health, Snapshot, Trend};
pub use ids::{expand_id, id_key, unfit_id};
pub use lifecycle::Session;
pub use light::Light;
pub use nesting::StayWithin;
pub use notes_kind::NotesKind;
pub use phase::Phase;
pub use readings::{AllReadings, BandValue, HealthValue, SourceReading, SourceReadings};
pub use run::{CANCELLED, COMPLETED, CREATED, ERROR, Run, RunStatus, RunStep};
pub use session_type::SessionType;
pub use severity::Severity;
pub use span::{Folded, Span};

pub(in crate::core) use breaks::add_break;
pub(in crate::core) use context::{merge_by_name, open_at_the_end};
pub(in crate::core) use edit_times::NewTimes;
pub(in crate::core) use effect::EffectiveAt;
pub(in crate::core) use elapsed::{Elapsed, clock_step_ms};
pub(in crate::core) use gap::{Found, GAPS_MAX};
pub(in crate::core) use gap_answer::answer_gap;
pub(in crate::core) use nesting::{StaySpan, stay_within};
pub(in crate::core) use new_past::{SaidContext, SaidSession};
pub(in crate::core) use notes::{newest_notes, notes_text};
pub(in crate::core) use remove_break::remove_break;
