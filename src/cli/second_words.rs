//! What the second word of a verb asks for: `gap keep`, `break add`, `cone set`.

use super::args::{BreakVerb, ConeVerb, Ends, GapVerb, HealthVerb, text};
use super::unresolved::{TypedEnd, UnresolvedCommand, UnresolvedRequest};
use crate::core::{Command, GapAnswer};

impl From<GapVerb> for UnresolvedRequest {
    fn from(answer: GapVerb) -> Self {
        let plain = |session, id, answer, guard| {
            let command = Command::AnswerGap { session, id, answer };
            Self::new(UnresolvedCommand::Plain(command), guard)
        };
        match answer {
            GapVerb::Keep { id, session, guard } => plain(session, id, GapAnswer::Keep, guard),
            GapVerb::Discard { id, session, guard } => {
                plain(session, id, GapAnswer::Discard, guard)
            }
            GapVerb::Split { time, id, session, guard } => {
                Self::new(UnresolvedCommand::SplitGap { session, id, at: time }, guard)
            }
        }
    }
}

impl From<BreakVerb> for UnresolvedRequest {
    fn from(change: BreakVerb) -> Self {
        match change {
            BreakVerb::Add { from, to, session, guard } => {
                Self::new(UnresolvedCommand::AddBreak { session, from, to }, guard)
            }
            BreakVerb::Remove { time, session, guard } => {
                Self::new(UnresolvedCommand::RemoveBreak { session, at: time }, guard)
            }
        }
    }
}

impl From<ConeVerb> for UnresolvedRequest {
    fn from(change: ConeVerb) -> Self {
        match change {
            ConeVerb::Set { band, reason, words, source, ends, when, guard } => {
                let reason = text(reason, &words).unwrap_or_default();
                let command = UnresolvedCommand::Plain(Command::SetBand { band, reason });
                Self {
                    when,
                    ends: ends.into(),
                    provenance: source.into(),
                    ..Self::new(command, guard)
                }
            }
            ConeVerb::Clear { source, when, guard } => {
                let command = UnresolvedCommand::Plain(Command::ClearBand { source });
                Self { when, ..Self::new(command, guard) }
            }
        }
    }
}

impl From<HealthVerb> for UnresolvedRequest {
    fn from(change: HealthVerb) -> Self {
        match change {
            HealthVerb::Set { status, mut reasons, words, source, ends, when, guard } => {
                reasons.extend(text(None, &words));
                let command = UnresolvedCommand::Plain(Command::SetHealth { status, reasons });
                Self {
                    when,
                    ends: ends.into(),
                    provenance: source.into(),
                    ..Self::new(command, guard)
                }
            }
            HealthVerb::Clear { source, when, guard } => {
                let command = UnresolvedCommand::Plain(Command::ClearHealth { source });
                Self { when, ..Self::new(command, guard) }
            }
        }
    }
}

impl From<Ends> for Option<TypedEnd> {
    fn from(Ends { until, long }: Ends) -> Self {
        until.map(TypedEnd::At).or(long.map(TypedEnd::For))
    }
}
