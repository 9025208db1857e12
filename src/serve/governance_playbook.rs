//! The playbook of a desk, in the form of the governance server.

use http::StatusCode;

use super::answer::HttpAnswer;
use super::asking::look;
use super::call::Call;
use super::fields::BodyFields;
use super::governance::{FAULTS, GROUP, MOVED, OVERRIDE};
use super::problem::{Dialect, Problem, problem_of};
use super::route::{Described, Handler, Method, Param, Route};
use super::scope::TokenScope;
use crate::contract::{GoChecklist, GoComplete, GoCompleted, GoNext};
use crate::core::{
    Command, ID, MarkKind, NOTE, Playbook, PlaybookCommand, PlaybookStanding, REASON, Refusal,
    Request, Verb, Watch,
};
use crate::desk::{Became, Desk, View};
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
        query: &[PLAYBOOK, OVERRIDE],
        body: Some("GoComplete"),
        answers: &[
            (200, Described::Json("GoCompleted")),
            (404, Described::Json("DetailedWords")),
            (409, Described::Json("DetailedWords")),
            MOVED,
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
    let view = look(&desk)?;
    let playbook = meant((&desk, &view), name.as_deref(), NOT_SHOWN)?;
    let playbook = view.watch.playbook_standing(playbook, &view.moment(desk.moment()));
    let now = &view.watch.at(&desk.moment()).governance;
    Ok(show(&playbook, (&now.cone, &now.health))?.at(&view.watch))
}

/// Returns the playbook that a name means. `what` is what did not happen if there is none.
fn meant<'a>(
    (desk, view): (&Desk, &'a View),
    name: Option<&str>,
    what: &str,
) -> Result<&'a Playbook, Problem> {
    let refused = |refusal: Refusal| problem_of(&Failure::Refused(refusal), &desk.name());
    view.directives.playbooks.meant(name, what).map_err(refused)
}

fn complete(call: &Call) -> Result<HttpAnswer, Problem> {
    let mut fields = BodyFields::of(call)?;
    let in_query = fields.query_text("playbook", ID);
    let against = fields.query_text("override", REASON);
    let asked = GoComplete {
        step_id: fields.needed_text("step_id", ID),
        done: fields.flag("done"),
        notes: fields.text("notes", NOTE),
        value: fields.scalar("value", NOTE),
        playbook: fields.text("playbook", ID),
        against: fields.text("override", REASON).or(against),
    };
    if in_query.is_some() && asked.playbook.is_some() && in_query != asked.playbook {
        let msg = "Value error, `playbook` of the body is another one";
        fields.refuse_query("playbook", "value_error", msg);
    }
    fields.check()?;
    let done = asked.done.unwrap_or(true);
    let name = asked.playbook.or(in_query);
    let desk = call.usual_desk()?;
    let view = look(&desk)?;
    let verb = if done { Verb::StepDone } else { Verb::StepUndo };
    let playbook = meant((&desk, &view), name.as_deref(), verb.spec().not_done)?;
    let step = playbook.step(&asked.step_id).map(|(_, step)| step);
    let mark =
        |watch: &Watch| step.and_then(|step| watch.progress(playbook)?.mark(&step.id)).cloned();
    let is_open = step.is_some() && mark(&view.watch).is_none();
    let command = if done {
        let asks = step.is_some_and(|step| step.answer.is_some());
        // The services know only notes.
        let value = asked.value.clone().or_else(|| asked.notes.clone().filter(|_| asks));
        let (step, note) = (asked.step_id.clone(), asked.notes.clone());
        PlaybookCommand::Done { playbook: name, step, value, note }
    } else {
        PlaybookCommand::Undo { playbook: name, step: asked.step_id.clone() }
    };
    let GoComplete { step_id, notes, .. } = asked;
    let (mut now, mut is_repeat) = (view.watch.clone(), false);
    // A step without a mark needs none removed.
    if done || !is_open || call.headers.operation.is_some() {
        let request = Request::new(Command::Playbook(command), call.by());
        let request = Request { override_reason: asked.against.filter(|_| done), ..request };
        match call.obey_request(&desk, request) {
            Ok(outcome) => {
                is_repeat = outcome.became == Became::Repeated;
                now = outcome.watch;
            }
            Err(problem) if is_open && !done && problem.status == StatusCode::NOT_FOUND => {}
            Err(problem) => return Err(problem),
        }
    } else {
        call.check_seen(&desk)?;
    }
    // A repeat gets the first answer; any other request is told what stands.
    let answer = if is_repeat {
        let notes = notes.filter(|notes| done && !notes.trim().is_empty());
        GoCompleted { ok: true, step_id, done, notes }
    } else {
        let mark = mark(&now);
        let done = mark.as_ref().is_some_and(|mark| mark.kind == MarkKind::Done);
        GoCompleted { ok: true, step_id, done, notes: mark.and_then(|mark| mark.note) }
    };
    Ok(HttpAnswer::json(&answer)?.at(&now))
}
