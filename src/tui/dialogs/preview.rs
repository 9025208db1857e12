//! What an answer would lead to. The core decides; here it is only asked beforehand.

use std::sync::Arc;

use crate::core::{
    Command, Evidence, Fact, FrameRef, GapAnswer, GapId, Glance, Judgement, Recorded, Refusal,
    Request, SessionGlance, apply, decide, judge,
};

use super::answers::ForgottenAnswer;
use super::context::DialogContext;
use super::dialog::Dialog;
use super::field_name::FieldName;
use super::kind::DialogKind;
use super::request::DialogRequest;

/// How a context that is being typed is understood.
#[derive(Debug)]
pub struct ContextPreview {
    /// Its type and id.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
    /// The contexts that are left on the way, innermost first.
    pub leaves: Vec<String>,
}

impl Dialog {
    /// Returns how the text in the field of a context is understood.
    pub fn preview(&self, context: DialogContext<'_>) -> Option<ContextPreview> {
        let request = self.request(context).ok()?.request;
        let Command::Push(new) = &request.command else { return None };
        let estimate_seconds = new.estimate_seconds;
        let Fact::Pushed { frame, title, popped, .. } = decided(request, context).ok()??.event
        else {
            return None;
        };
        let leaves = popped.iter().map(|frame| frame.name().to_string()).collect();
        Some(ContextPreview { name: frame.to_string(), title, estimate_seconds, leaves })
    }

    /// Returns what the policy says of the answer so far; nothing while it cannot be given anyway.
    pub fn judgement(&self, context: DialogContext<'_>) -> Judgement {
        if !matches!(self.kind, DialogKind::Start | DialogKind::Switch | DialogKind::Context) {
            return Judgement::default();
        }
        let Ok(DialogRequest { request, .. }) = self.request(context) else {
            return Judgement::default();
        };
        let request = Request { expect: None, ..request };
        let directives = Arc::clone(context.directives);
        let evidence = Evidence { directives, ..evidence(&request, context) };
        judge(context.watch, &request, context.now, &evidence).unwrap_or_default()
    }

    /// Returns the live session as it will be if it ended at the time that is typed; `None` while no
    /// time is typed at which it can end.
    pub fn ended(&self, context: DialogContext<'_>) -> Option<SessionGlance> {
        if self.value(FieldName::When).is_empty() {
            return None;
        }
        let at = self.when(context).ok()?;
        let end = Request::new(Command::End { notes: None }, context.by.clone());
        shown_after(Request { at, ..end }, context)
    }
}

impl ForgottenAnswer {
    /// Returns the active time after the answer, milliseconds.
    pub fn active_ms_after(self, context: DialogContext<'_>) -> Option<u64> {
        let (command, at) = self.command();
        active_ms_after(Request { at, ..Request::new(command, context.by.clone()) }, context)
    }
}

/// Returns the active time after the answer to a gap, milliseconds.
pub fn active_ms_with(id: GapId, answer: GapAnswer, context: DialogContext<'_>) -> Option<u64> {
    let command = Command::AnswerGap { session: None, id: Some(id), answer };
    active_ms_after(Request::new(command, context.by.clone()), context)
}

fn active_ms_after(request: Request, context: DialogContext<'_>) -> Option<u64> {
    shown_after(request, context).map(|session| session.active_ms)
}

/// Returns the session that would be shown after a request.
fn shown_after(request: Request, context: DialogContext<'_>) -> Option<SessionGlance> {
    let recorded = decided(request, context).ok()??;
    let mut watch = context.watch.clone();
    apply(&mut watch, &recorded);
    Glance::of(&watch, context.now).shown().cloned()
}

/// Returns what the core would record for a request of a dialog now, whatever the request relies on; `None`
/// if nothing would change.
///
/// # Errors
/// The refusal of the core.
pub fn decided(request: Request, context: DialogContext<'_>) -> Result<Option<Recorded>, Refusal> {
    let request = Request { expect: None, ..request };
    let event = decide(context.watch, &request, context.now, &evidence(&request, context))?.event();
    Ok(event.map(|event| context.watch.next_line(&request, event, context.now)))
}

/// Returns what is known for a command about a task.
fn evidence(request: &Request, context: DialogContext<'_>) -> Evidence {
    let Command::Push(new) = &request.command else { return Evidence::default() };
    let name = FrameRef { kind: new.kind.clone(), id: new.id.clone() };
    let tasks = context.tasks.evidence(context.desk, &name);
    Evidence { tasks: Some(tasks), ..Evidence::default() }
}
