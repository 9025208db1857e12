//! The earlier inputs of a field: typed in this panel, or known from the desk.

use crate::core::{Activity, FrameRef, Verb, Watch};
use crate::input::duration_text;

use super::field_name::FieldName;

/// The most texts that are kept.
const KEPT_MAX: usize = 64;
/// The most texts that a field offers.
const OFFERED_MAX: usize = 50;

/// The texts that were typed in this panel, the newest last.
#[derive(Debug, Default)]
pub struct InputHistory(Vec<(FieldName, String)>);

impl InputHistory {
    /// Keeps a text; no text is kept twice.
    pub fn keep(&mut self, name: FieldName, text: &str) {
        let name = shared(name);
        if text.is_empty() || name.is_a_time() {
            return;
        }
        self.0.retain(|(other, known)| *other != name || known != text);
        self.0.push((name, text.to_owned()));
        if self.0.len() > KEPT_MAX {
            self.0.remove(0);
        }
    }

    /// Returns the earlier inputs of a field, newest first, without repeats.
    pub fn of(&self, name: FieldName, watch: &Watch) -> Vec<String> {
        let own = self.0.iter().rev().filter(|(other, _)| *other == shared(name));
        let own = own.map(|(_, text)| text.clone());
        let mut offered: Vec<String> = Vec::new();
        for text in own.chain(known(name, watch)) {
            if !text.trim().is_empty() && !offered.contains(&text) {
                offered.push(text);
            }
        }
        offered.truncate(OFFERED_MAX);
        offered
    }
}

/// Returns the name under which the inputs of a field are kept: all notes of a session are one kind.
fn shared(name: FieldName) -> FieldName {
    if name == FieldName::Closing { FieldName::Notes } else { name }
}

/// Returns the inputs that the desk knows, newest first.
fn known(name: FieldName, watch: &Watch) -> Vec<String> {
    let of = |verb: Verb| watch.recent.iter().filter(move |activity| activity.verb == verb);
    let subject = |activity: &Activity| activity.subject.clone();
    let session = watch.session.as_ref();
    match name {
        FieldName::Notes | FieldName::Closing => {
            let here =
                session.into_iter().flat_map(|s| [s.closing_notes.clone(), s.start_notes.clone()]);
            let given = watch.recent.iter().filter(|activity| gives_notes(activity.verb));
            here.flatten().chain(given.filter_map(subject)).collect()
        }
        FieldName::Note => of(Verb::Note).filter_map(subject).collect(),
        FieldName::Operator => watch.recent.iter().map(|done| done.by.operator.clone()).collect(),
        FieldName::Target => {
            let seconds = session.and_then(|session| session.target_seconds);
            seconds.map(duration_text).into_iter().collect()
        }
        FieldName::Type => {
            let special = session.and_then(|session| session.session_type.special());
            special.map(ToString::to_string).into_iter().collect()
        }
        FieldName::Context => {
            let open = session.into_iter().flat_map(|s| s.context_stack.frames().iter().rev());
            let open = open.map(|f| line(&f.name(), f.title.as_deref(), f.estimate_seconds));
            let closed = session.into_iter().flat_map(|s| s.closed_frames.iter().rev());
            let closed = closed.map(|f| line(&f.name(), f.title.as_deref(), f.estimate_seconds));
            open.chain(closed).chain(of(Verb::Push).filter_map(context)).collect()
        }
        FieldName::Summary => of(Verb::Done).filter_map(subject).collect(),
        FieldName::BlockReason => of(Verb::Block).filter_map(subject).collect(),
        FieldName::BandReason => of(Verb::Band).filter_map(subject).collect(),
        FieldName::HealthReason => of(Verb::Health).filter_map(subject).collect(),
        FieldName::AckReason => of(Verb::Ack).filter_map(subject).collect(),
        FieldName::PauseReason => of(Verb::Pause).filter_map(subject).collect(),
        FieldName::Contexts
        | FieldName::DespiteReason
        | FieldName::Estimate
        | FieldName::Band
        | FieldName::Health
        | FieldName::Shelve
        | FieldName::StepValue
        | FieldName::StepChoice
        | FieldName::StepNote
        | FieldName::SkipReason
        | FieldName::Override
        | FieldName::GapAnswer
        | FieldName::ForgottenAnswer
        | FieldName::From
        | FieldName::To
        | FieldName::When
        | FieldName::Start
        | FieldName::End
        | FieldName::Since
        | FieldName::Until
        | FieldName::Breaks
        | FieldName::InPause => Vec::new(),
    }
}

/// Returns a context as it is typed.
fn line(name: &FrameRef, title: Option<&str>, estimate_seconds: Option<u64>) -> String {
    let title = title.map(|title| format!(" {title}")).unwrap_or_default();
    let estimate = estimate_seconds.map(|seconds| format!(" ~{}", duration_text(seconds)));
    format!("{} {}{title}{}", name.kind, name.id, estimate.unwrap_or_default())
}

/// Returns the context that an activity entered, as it is typed.
fn context(entered: &Activity) -> Option<String> {
    Some(line(entered.context.last()?, entered.subject.as_deref(), None))
}

/// Reports whether an activity gives a session its notes.
fn gives_notes(verb: Verb) -> bool {
    match verb {
        Verb::Start | Verb::End | Verb::Edit | Verb::Add | Verb::Continue => true,
        Verb::Pause
        | Verb::Resume
        | Verb::Toggle
        | Verb::Cancel
        | Verb::Reopen
        | Verb::Undo
        | Verb::Redo
        | Verb::Note
        | Verb::Push
        | Verb::Pop
        | Verb::Gap
        | Verb::Keep
        | Verb::Break
        | Verb::RemoveBreak
        | Verb::RunStatus
        | Verb::RunStep
        | Verb::RunUpdate
        | Verb::RunFail
        | Verb::RunDelete
        | Verb::StepDone
        | Verb::StepUndo
        | Verb::StepSkip
        | Verb::PlaybookReset
        | Verb::TaskAdd
        | Verb::TaskEdit
        | Verb::TaskDrop
        | Verb::Done
        | Verb::Block
        | Verb::Unblock
        | Verb::Estimate
        | Verb::Summary
        | Verb::Claim
        | Verb::Release
        | Verb::Artifact
        | Verb::Band
        | Verb::Health
        | Verb::Ack => false,
    }
}
