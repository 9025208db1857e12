//! How the HTTP interface words what to do next: as a request to send.

use chrono::Local;

use super::native_changes;
use super::problem::{Dialect, NextHints, Problem};
use super::recipe::part_names;
use super::route::{Handler, Route};
use crate::cli::{DoorArgument, DoorKind, door_arguments, hint};
use crate::contract::CompletionAnswer;
use crate::core::{Argument, DeskName, Hint, LookAt, Verb};

/// Returns a problem that says as requests what to do next.
#[must_use]
pub fn in_requests(mut problem: Problem, dialect: Dialect) -> Problem {
    let Some(hints) = problem.hints.take() else { return problem };
    let NextHints { next, desk, report } = *hints;
    let speak = |hint: &Hint| text(hint, &desk, dialect);
    problem.words.next = next.iter().map(speak).collect::<Vec<_>>().join("; ");
    problem.words.why = problem.words.why.replace("operation id", "`Idempotency-Key`");
    if let (Some(check), Some(report)) = (&mut problem.check, &report) {
        **check = CompletionAnswer::of(report, &speak);
    }
    problem
}

/// Returns a hint as the client of a desk reads it.
fn text(hint: &Hint, desk: &DeskName, dialect: Dialect) -> String {
    let usual = || hint::text(hint, desk, &Local);
    match hint {
        Hint::Do { purpose, verb, arguments } => {
            let service = match dialect {
                Dialect::Detail => of_services(*verb, arguments),
                Dialect::Problem => None,
            };
            let request = service.or_else(|| request(*verb, arguments, desk));
            request.map_or_else(usual, |request| format!("{purpose}: {request}"))
        }
        Hint::Show { purpose, view } => format!("{purpose}: `GET {}`", shown_by(view, desk)),
        Hint::Taken { session, .. } => match usual().rsplit_once(": `onwatch ") {
            Some((taken, _)) => {
                let path = shown_by(&LookAt::Session(session.clone()), desk);
                format!("{taken}: `GET {path}`")
            }
            None => usual(),
        },
        Hint::NotBefore { .. } | Hint::NotAfter { .. } => usual(),
        Hint::Say(sentence) => said(sentence, dialect).unwrap_or_else(usual),
    }
}

/// Returns a sentence that names options of the command line or the operation id; `None` for another one.
fn said(sentence: &str, dialect: Dialect) -> Option<String> {
    let (shown, given): (String, _) = match dialect {
        Dialect::Problem => (sentence.replace("the command", "the request"), ("`", "`: ")),
        Dialect::Detail => (sentence.replace("the command", "the request"), ("`?", "=")),
    };
    let (open, between) = given;
    for (option, value) in [("override", "REASON"), ("reason", "WHY")] {
        let typed = format!("--{option} {value}");
        if sentence.contains(&typed) {
            let close = if dialect == Dialect::Detail { "`" } else { "" };
            let named = format!("{open}{option}{between}{value}{close}");
            return Some(shown.replace(&typed, &named));
        }
    }
    let id = "operation id";
    sentence.contains(id).then(|| sentence.replace(id, "`Idempotency-Key`"))
}

/// Returns the request of the services that gives a verb; `None` if they have none.
fn of_services(verb: Verb, arguments: &[(Argument, String)]) -> Option<String> {
    let path = match verb {
        Verb::Start => "/core/go/start_session",
        Verb::End => "/core/go/end_session",
        Verb::StepDone => "/core/go/complete",
        _ => return None,
    };
    let query = |(argument, value): &(Argument, String)| match argument {
        Argument::Switch => Some("switch=true".to_owned()),
        Argument::Override => Some(format!("override={value}")),
        Argument::Reason => Some(format!("reason={value}")),
        _ => None,
    };
    let query: Vec<String> = arguments.iter().filter_map(query).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    Some(format!("`POST {path}{mark}{}`", query.join("&")))
}

/// Returns the request that gives a verb; `None` if no route does.
fn request(verb: Verb, arguments: &[(Argument, String)], desk: &DeskName) -> Option<String> {
    let (words, given) = hint::of_sprints(verb, arguments);
    let (route, recipe) = route_of(words)?;
    let known = door_arguments(words);
    let (mut path, mut fields) = (route.path.to_owned(), Vec::new());
    path = path.replace("{desk}", desk.as_str()).replace("{run}", desk.as_str());
    for (argument, value) in &given {
        let name = name_of(*argument)?;
        let argument = known.iter().find(|one| one.name == name);
        let part = part_names(route.path).find(|part| *part == name || name == "id");
        match part.filter(|part| path.contains(&format!("{{{part}}}"))) {
            Some(part) => path = path.replace(&format!("{{{part}}}"), value),
            None => fields.push(field(argument.filter(|_| recipe.contains(&&*name))?, value)),
        }
    }
    // A part that the hint does not name stands for what the client sent.
    let body = if fields.is_empty() {
        String::new()
    } else {
        format!(" with `{{{}}}`", fields.join(", "))
    };
    Some(format!("`{} {path}`{body}", route.asked.method()))
}

/// Returns the route that gives a verb, and the fields of its body.
fn route_of(words: &str) -> Option<(&'static Route, &'static [&'static str])> {
    native_changes::ROUTES.iter().find_map(|route| match &route.handler {
        Handler::Recipe(recipe) if recipe.verb == words => Some((route, recipe.fields)),
        _ => None,
    })
}

/// Returns a field of a body.
fn field(argument: &DoorArgument, value: &str) -> String {
    let value = match argument.kind {
        DoorKind::Flag => "true".to_owned(),
        DoorKind::Texts => serde_json::json!([value]).to_string(),
        DoorKind::Whole | DoorKind::Json => value.to_owned(),
        DoorKind::Text | DoorKind::Scalar | DoorKind::Address | DoorKind::Fields => {
            serde_json::json!(value).to_string()
        }
    };
    format!("\"{}\": {value}", argument.name)
}

/// Returns the name of an argument in a path or a body; `None` if no request has it.
fn name_of(argument: Argument) -> Option<String> {
    if let Some(option) = hint::option(argument) {
        return Some(option.replace('-', "_"));
    }
    let name = match argument {
        Argument::Text => "text",
        Argument::Length => "length",
        Argument::Type => "kind",
        Argument::Id => "id",
        Argument::From => "from",
        Argument::To => "to",
        Argument::Session => "session",
        Argument::InPause => "time",
        Argument::Band => "band",
        Argument::Run => "run",
        Argument::RunStatus | Argument::Status => "status",
        Argument::Step | Argument::PlaybookStep => "step",
        Argument::AlertOf => "of",
        Argument::StepValue => "value",
        Argument::Location => "location",
        _ => return None,
    };
    Some(name.to_owned())
}

fn shown_by(view: &LookAt, desk: &DeskName) -> String {
    let of_desk = |rest: &str| match rest {
        "" => format!("/api/v1/desks/{desk}"),
        rest => format!("/api/v1/desks/{desk}/{rest}"),
    };
    match view {
        LookAt::Status => of_desk(""),
        LookAt::Log => of_desk("log"),
        LookAt::LogOf(session) => of_desk(&format!("log?session={session}")),
        LookAt::Session(session) => of_desk(&format!("sessions/{session}")),
        LookAt::Gaps => of_desk("gaps"),
        LookAt::History => of_desk("history"),
        LookAt::Runs => "/api/v1/runs".to_owned(),
        LookAt::Tasks => of_desk("tasks"),
        LookAt::Task(id) => of_desk(&format!("tasks/{id}")),
        LookAt::Sprints => of_desk("sprints"),
        LookAt::Band => of_desk("band"),
        LookAt::Health => of_desk("health"),
        LookAt::Playbook(name) if name.is_empty() => of_desk("playbooks"),
        LookAt::Playbook(name) => of_desk(&format!("playbooks/{name}")),
        LookAt::Policy => of_desk("policy"),
    }
}
