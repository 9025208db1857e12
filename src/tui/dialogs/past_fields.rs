//! The fields of the dialogs about the past, with the values as they are.

use crate::core::{SessionRecord, date_time_text, time_text};
use crate::input::duration_text;
use crate::zone::Zone;

use super::context::DialogContext;
use super::field::Field;
use super::field_name::FieldName;
use super::input_history::InputHistory;
use super::kind::DialogKind;
use super::past::PastSubject;

/// Returns the fields of a dialog about the past.
pub(super) fn fields(
    kind: DialogKind,
    subject: &PastSubject,
    context: DialogContext<'_>,
    history: &InputHistory,
) -> Vec<Field> {
    let text = |name, value: &str| Field::text(name, value, history.of(name, context.watch));
    let types = || history.of(FieldName::Type, context.watch);
    let range = || vec![Field::time(FieldName::Since, ""), Field::time(FieldName::Until, "")];
    match (kind, &subject.session) {
        (DialogKind::Edit, Some(session)) => {
            let [start, end] = times(session, context.zone);
            let is_live = session.phase.is_live();
            let notes = |notes: &Option<String>| notes.clone().unwrap_or_default();
            let mut fields = vec![Field::time(FieldName::Start, &start)];
            // A time there ends the live session then.
            fields.push(Field::time(FieldName::End, if is_live { "" } else { &end }));
            fields.push(text(FieldName::Notes, &notes(&session.start_notes)));
            if is_live {
                let target = subject.target_seconds.map(duration_text).unwrap_or_default();
                fields.push(text(FieldName::Target, &target));
            } else {
                fields.push(text(FieldName::Closing, &notes(&session.closing_notes)));
            }
            fields.push(Field::word(FieldName::Type, session.session_type.as_str(), types()));
            fields.push(text(FieldName::Operator, &session.operator));
            fields
        }
        (DialogKind::Add, _) => {
            let more = [text(FieldName::Notes, ""), text(FieldName::Context, "")];
            let breaks = Field::time(FieldName::Breaks, "");
            range().into_iter().chain(more).chain([breaks, text(FieldName::Type, "")]).collect()
        }
        (DialogKind::PastBreak, _) => range(),
        (DialogKind::RemoveBreak, session) => {
            let last = session.iter().flat_map(|it| &it.pauses).rfind(|it| it.until_utc.is_some());
            let last = last.map(|pause| time_text(context.zone.local(pause.from_utc)));
            vec![Field::time(FieldName::InPause, last.as_deref().unwrap_or_default())]
        }
        (DialogKind::PastGap(_), _) => vec![text(FieldName::GapAnswer, "")],
        (
            DialogKind::Edit
            | DialogKind::Start
            | DialogKind::Switch
            | DialogKind::End
            | DialogKind::Pause
            | DialogKind::Break
            | DialogKind::Note
            | DialogKind::Context
            | DialogKind::Done
            | DialogKind::Block
            | DialogKind::Estimate
            | DialogKind::Band
            | DialogKind::Health
            | DialogKind::Ack
            | DialogKind::StepDone
            | DialogKind::StepSkip
            | DialogKind::Override(_)
            | DialogKind::Gap(_)
            | DialogKind::Forgotten,
            _,
        ) => vec![],
    }
}

/// Returns the start and the end of a session as they are typed: times of its day; another day is
/// named.
fn times(session: &SessionRecord, zone: &dyn Zone) -> [String; 2] {
    let start = zone.local(session.started_at_utc);
    let end = zone.local(session.ended_at_utc);
    let end = if end.date() == start.date() { time_text(end) } else { date_time_text(end) };
    [time_text(start), end]
}
