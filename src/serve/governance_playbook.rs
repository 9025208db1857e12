//! The playbook of a desk, in the form of the governance server.

use super::answer::HttpAnswer;
use super::asking::look;
use super::call::Call;
use super::fields::BodyFields;
use super::governance::{FAULTS, GROUP, OVERRIDE};
use super::problem::{Dialect, Problem, problem_of};
use super::route::{Described, Handler, Method, Param, Route};
use super::scope::TokenScope;
use crate::contract::{GoChecklist, GoComplete, GoCompleted, GoNext};
use crate::core::{
    Command, ID, NOTE, PlaybookCommand, PlaybookStanding, REASON, Refusal, Request, StepState,
};
use crate::desk::Desk;
use crate::failure::Failure;

const PLAYBOOK: Param = Param {
    name: "playbook",
    about: "The name of the playbook; otherwise the main one.",
    kind: "string",
};
/// What did not happen if there is no such playbook.
const NOT_SHOWN: &str = "Nothing was shown";

/// The routes.
pub const ROUTES: &[Route] = &[
    Route {
        asked: Method::Get,
        path: "/core/go/checklist",
        scope: TokenScope::Read,
        group: GROUP,
        summary: "Return the steps of the playbook, and which are done",
        query: &[PLAYBOOK],
        body: None,
        answers: &[
            (200, Described::Json("GoChecklist")),
            (404, Described::Json("DetailedWords")),
            FAULTS,
        ],
        dialect: Dialect::Detail,
        handler: Handler::Function(checklist),
    },
    Route {
        asked: Method::Get,
        path: "/core/go/next_step",
        scope: TokenScope::Read,
        group: GROUP,
        summary: "Return the next step of the playbook, and what blocks it",
        query: &[PLAYBOOK],
        body: None,
        answers: &[
            (200, Described::Json("GoNext")),
            (404, Described::Json("DetailedWords")),
            FAULTS,
        ],
        dialect: Dialect::Detail,
        handler: Handler::Function(next_step),
    },
    Route {
        asked: Method::Post,
        path: "/core/go/complete",
        scope: TokenScope::Operate,
        group: GROUP,
        summary: "Mark a step of the playbook as done, or remove its mark",
        query: &[OVERRIDE],
        body: Some("GoComplete"),
        answers: &[
            (200, Described::Json("GoCompleted")),
            (404, Described::Json("DetailedWords")),
            (409, Described::Json("DetailedWords")),
            (423, Described::Json("DetailedWords")),
            FAULTS,
        ],
        dialect: Dialect::Detail,
        handler: Handler::Function(complete),
    },
];

fn checklist(call: &Call) -> Result<HttpAnswer, Problem> {
    shown(call, |playbook, (cone, health)| {
        HttpAnswer::json(&GoChecklist::of(playbook, (cone, health)))
    })
}

fn next_step(call: &Call) -> Result<HttpAnswer, Problem> {
    shown(call, |playbook, (cone, health)| HttpAnswer::json(&GoNext::of(playbook, (cone, health))))
}

fn shown(
    call: &Call,
    show: impl FnOnce(
        &PlaybookStanding,
        (&crate::core::Cone, &crate::core::Health),
    ) -> Result<HttpAnswer, Problem>,
) -> Result<HttpAnswer, Problem> {
    let mut fields = BodyFields::of_query(call);
    let name = fields.query_text("playbook", ID);
    fields.check()?;
    let desk = call.usual_desk()?;
    let playbook = standing(&desk, name.as_deref())?;
    let view = look(&desk)?;
    let now = &view.watch.at(&desk.moment()).governance;
    show(&playbook, (&now.cone, &now.health))
}

/// Returns how a playbook stands.
fn standing(desk: &Desk, name: Option<&str>) -> Result<PlaybookStanding, Problem> {
    let view = look(desk)?;
    let now = view.moment(desk.moment());
    let refused = |refusal: Refusal| problem_of(&Failure::Refused(refusal), &desk.name());
    let playbook = view.directives.playbooks.meant(name, NOT_SHOWN).map_err(refused)?;
    Ok(view.watch.playbook_standing(playbook, &now))
}

fn complete(call: &Call) -> Result<HttpAnswer, Problem> {
    let mut fields = BodyFields::of(call)?;
    let against = fields.query_text("override", REASON);
    let asked = GoComplete {
        step_id: fields.needed_text("step_id", ID),
        done: fields.flag("done"),
        notes: fields.text("notes", NOTE),
        value: fields.text("value", NOTE),
        playbook: fields.text("playbook", ID),
        against: fields.text("override", REASON).or(against),
    };
    fields.check()?;
    let done = asked.done.unwrap_or(true);
    let desk = call.usual_desk()?;
    let known = standing(&desk, asked.playbook.as_deref())?;
    let step = known.steps.iter().find(|step| step.id == asked.step_id);
    let is_open =
        step.is_some_and(|step| !matches!(step.state, StepState::Done | StepState::Skipped));
    let (playbook, step_id) = (asked.playbook.clone(), asked.step_id.clone());
    let command = if done {
        let asks = step.is_some_and(|step| step.answer.is_some());
        // The services know only notes.
        let value = asked.value.clone().or_else(|| asked.notes.clone().filter(|_| asks));
        PlaybookCommand::Done { playbook, step: step_id, value, note: asked.notes.clone() }
    } else {
        PlaybookCommand::Undo { playbook, step: step_id }
    };
    // A step without a mark needs none removed.
    if done || !is_open || call.headers.operation.is_some() {
        let request = Request::new(Command::Playbook(command), call.by());
        let request = Request { override_reason: asked.against.filter(|_| done), ..request };
        match call.obey_request(&desk, request) {
            Err(_) if !done && is_open => {}
            obeyed => drop(obeyed?),
        }
    }
    HttpAnswer::json(&GoCompleted { ok: true, step_id: asked.step_id, done, notes: asked.notes })
}
