//! Makes the document of the interface from the table of routes, the verbs and the types of the answers.
//!
//! Format: `OpenAPI` 3.1, <https://spec.openapis.org/oas/v3.1.1.html>.

use serde_json::{Map, Value, json};

use super::native_words::of_part;
use super::problem::Dialect;
use super::recipe::{Recipe, part_names};
use super::route::{Described, Handler, Method, Route};
use super::scope::TokenScope;
use super::table::routes;
use crate::cli::{DoorArgument, DoorKind, door_arguments};
use crate::contract::components::components;

/// The version of the format.
const OPENAPI: &str = "3.1.1";
/// What the interface is, in the document.
const ABOUT: &str = "Programs ask and command what a person does in the panel or on the command line. \
    Times are UTC. A failure of a route below `/api/v1` is an `application/problem+json` with what happened \
    (`title`), why (`detail`) and what to do `next`.\n\n\
    `{desk}` is `default`, a profile, or the id of a run. With the header `Session-Key`, which has the \
    key of a session such as `SESSION-012` or its id, it may be `-`: the desk is then the one whose live or last \
    session that is, and the answer has the headers `Session-Key` and `Session-Context`.\n\n\
    `Idempotency-Key` names a command: a repeat with the same name changes nothing and answers again. `If-Match` \
    has the `ETag` of an earlier answer: if something happened since, the answer is 412 and nothing is done.";

/// Returns the document, one line for each path and each component.
///
/// # Errors
/// If the serializer fails; it does so for nothing that is in the document.
pub fn document() -> serde_json::Result<String> {
    let info = json!({
        "title": "onwatch",
        "version": env!("CARGO_PKG_VERSION"),
        "description": ABOUT,
        "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
    });
    let token = json!({
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "A token that `onwatch token add` made.",
        },
    });
    let components = components();
    Ok(format!(
        "{{\"openapi\":\"{OPENAPI}\",\n\"info\":{info},\n\"servers\":[{{\"url\":\"/\"}}],\n\"tags\":{},\n\
         \"paths\":{{\n{}\n}},\n\"components\":{{\"securitySchemes\":{token},\n\"responses\":{{\n{}\n}},\n\"schemas\":{{\n{}\n}}}}}}\n",
        tags(),
        lines(&paths())?,
        lines(&shared())?,
        lines(&components)?,
    ))
}

fn lines(map: &Map<String, Value>) -> serde_json::Result<String> {
    let line = |(name, value): (&String, &Value)| {
        Ok(format!("{}:{}", serde_json::to_string(name)?, serde_json::to_string(value)?))
    };
    let lines: serde_json::Result<Vec<String>> = map.iter().map(line).collect();
    Ok(lines?.join(",\n"))
}

fn tags() -> Value {
    let mut names: Vec<&str> = Vec::new();
    for route in routes() {
        if !names.contains(&route.group) {
            names.push(route.group);
        }
    }
    names.into_iter().map(|name| json!({ "name": name })).collect()
}

fn paths() -> Map<String, Value> {
    let mut paths = Map::new();
    for route in routes() {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Some(methods) = path.as_object_mut() {
            methods.insert(route.asked.method().to_lowercase(), operation(route));
        }
    }
    paths
}

fn operation(route: &Route) -> Value {
    let arguments = match &route.handler {
        Handler::Recipe(recipe) => door_arguments(recipe.verb),
        Handler::AtOnce(_) | Handler::Function(_) | Handler::Events => Vec::new(),
    };
    let mut operation = json!({
        "operationId": operation_id(route),
        "summary": route.summary,
        "tags": [route.group],
        "parameters": parameters(route, &arguments),
        "responses": responses(route),
        "security": if route.scope == TokenScope::Open { json!([]) } else { json!([{ "token": [] }]) },
    });
    if let (Some(body), Some(fields)) = (body(route, &arguments), operation.as_object_mut()) {
        fields.insert("requestBody".to_owned(), body);
    }
    operation
}

/// Returns the name of an operation: its method and the parts of its path.
fn operation_id(route: &Route) -> String {
    let parts = route.path.split('/').filter(|part| !part.is_empty());
    let parts = parts.map(|part| part.trim_matches(['{', '}']).replace(['-', '.'], "_"));
    let all = std::iter::once(route.asked.method().to_lowercase()).chain(parts);
    all.collect::<Vec<_>>().join("_")
}

fn parameters(route: &Route, arguments: &[DoorArgument]) -> Vec<Value> {
    let mut all: Vec<Value> = part_names(route.path)
        .map(|name| {
            let argument = of_part(arguments, name);
            let about = match (name, argument) {
                ("desk", _) => "The desk: `default`, a profile, the id of a run, or `-`",
                ("run", _) => "The run: its id, or the name that it was given",
                (_, Some(argument)) => argument.about.as_str(),
                (_, None) => "Which one",
            };
            json!({
                "name": name, "in": "path", "required": true, "description": about,
                "schema": { "type": "string", "minLength": 1 },
            })
        })
        .collect();
    all.extend(route.query.iter().map(|param| {
        let schema = match param.kind {
            "array" => json!({ "type": "array", "items": { "type": "string" } }),
            kind => json!({ "type": kind }),
        };
        json!({ "name": param.name, "in": "query", "description": param.about, "schema": schema })
    }));
    if part_names(route.path).any(|name| name == "desk") {
        all.push(header("Session-Key", "A session on the desk: its key or its id", "^\\S+$"));
    }
    if let Handler::Events = &route.handler {
        let about =
            "The id of the last event that an earlier stream had: this one goes on after it";
        let schema = json!({ "type": "string" });
        let (name, place) = ("Last-Event-ID", "header");
        all.push(json!({ "name": name, "in": place, "description": about, "schema": schema }));
    }
    if let (Handler::Recipe(recipe), Method::Get) = (&route.handler, route.asked) {
        all.extend(offered(recipe, arguments).map(|argument| {
            json!({
                "name": argument.name, "in": "query", "description": argument.about,
                "required": argument.is_required, "schema": schema(argument),
            })
        }));
    }
    let of_services = route.asked != Method::Get && route.dialect == Dialect::Detail;
    if of_services || arguments.iter().any(|argument| argument.name == "expect_seq") {
        let about = "The `ETag` of an earlier answer: refuse if something happened since";
        all.push(header("If-Match", about, "^(\\*|\"[0-9]{1,18}\")$"));
    }
    if route.asked != Method::Get {
        let about = "A name for this command; a repeat with the same name changes nothing";
        let schema = json!({ "type": "string" });
        let (name, place) = ("Idempotency-Key", "header");
        all.push(json!({ "name": name, "in": place, "description": about, "schema": schema }));
    }
    all
}

fn header(name: &str, about: &str, pattern: &str) -> Value {
    let schema = json!({ "type": "string", "pattern": pattern });
    json!({ "name": name, "in": "header", "description": about, "schema": schema })
}

fn offered<'a>(
    recipe: &'a Recipe,
    arguments: &'a [DoorArgument],
) -> impl Iterator<Item = &'a DoorArgument> {
    arguments.iter().filter(|argument| recipe.fields.contains(&argument.name.as_str()))
}

fn schema(argument: &DoorArgument) -> Value {
    let text = || match argument.words.as_slice() {
        [] => json!({ "type": "string" }),
        words => json!({ "type": "string", "enum": words }),
    };
    match argument.kind {
        DoorKind::Flag => json!({ "type": "boolean" }),
        DoorKind::Whole => json!({ "type": "integer", "minimum": 0 }),
        DoorKind::Text => text(),
        DoorKind::Scalar => json!({ "type": ["string", "number", "boolean"] }),
        DoorKind::Address => json!({ "type": "string", "format": "uri" }),
        DoorKind::Texts => json!({ "type": "array", "items": text() }),
        DoorKind::Fields => json!({ "type": "object" }),
        DoorKind::Json => json!({}),
    }
}

/// Returns the body that a route takes; `None` if it takes none.
fn body(route: &Route, arguments: &[DoorArgument]) -> Option<Value> {
    let media = |schema: Value| json!({ "application/json": { "schema": schema } });
    if let Some(name) = route.body {
        return Some(json!({ "required": true, "content": media(reference(name)) }));
    }
    let Handler::Recipe(recipe) = &route.handler else { return None };
    if !matches!(route.asked, Method::Post | Method::Patch) {
        return None;
    }
    let fields: Map<String, Value> = offered(recipe, arguments)
        .map(|argument| {
            let mut schema = schema(argument);
            if let Some(fields) = schema.as_object_mut() {
                fields.insert("description".to_owned(), argument.about.clone().into());
            }
            (argument.name.clone(), schema)
        })
        .collect();
    let required = offered(recipe, arguments).filter(|argument| argument.is_required);
    let required: Vec<&str> = required.map(|argument| argument.name.as_str()).collect();
    let schema = json!({
        "type": "object", "properties": fields, "required": required,
        "additionalProperties": false,
    });
    Some(json!({ "required": !required.is_empty(), "content": media(schema) }))
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn responses(route: &Route) -> Map<String, Value> {
    let mut all: Map<String, Value> = failures(route)
        .into_iter()
        .map(|status| (status.to_string(), json!({ "$ref": shared_path(route.dialect, status) })))
        .collect();
    for (status, described) in route.answers {
        let content = match described {
            Described::Json(name) => json!({ "application/json": { "schema": reference(name) } }),
            Described::Items(name) => {
                let items = json!({ "type": "array", "items": reference(name) });
                let schema = json!({
                    "type": "object", "properties": { "items": items }, "required": ["items"],
                });
                json!({ "application/json": { "schema": schema } })
            }
            Described::Text(media) => json!({ *media: { "schema": { "type": "string" } } }),
            Described::Problem => {
                json!({ "application/problem+json": { "schema": reference("ProblemDetails") } })
            }
        };
        let content = or_failure(route, *status, content);
        let answer = json!({ "description": meaning(*status), "content": content });
        all.insert(status.to_string(), answer);
    }
    all
}

/// Returns the content of an answer whose status is also that of another failure: it is the one or the other.
fn or_failure(route: &Route, status: u16, content: Value) -> Value {
    let failure = failure(route.dialect, status);
    let (Some(Value::Object(other)), Value::Object(mut all)) = (failure.get("content"), content)
    else {
        return Value::Null;
    };
    if failures(route).contains(&status) {
        for (media, body) in other {
            let (own, other) = (all.get(media), body.get("schema"));
            let both = match own.and_then(|own| own.get("schema")) {
                Some(own) if Some(own) != other => json!({ "schema": { "anyOf": [own, other] } }),
                Some(_) | None => body.clone(),
            };
            all.insert(media.clone(), both);
        }
    }
    Value::Object(all)
}

/// Returns the statuses of the failures that a route may have.
fn failures(route: &Route) -> Vec<u16> {
    let mut all = vec![400, 405, 408, 413, 414, 421, 429, 431, 503];
    if route.dialect == Dialect::Problem {
        all.push(415);
    }
    if route.scope != TokenScope::Open {
        all.extend([401, 403, 404, 422]);
    }
    if route.asked != Method::Get {
        all.extend([409, 412, 423]);
    }
    if route.path.contains("{desk}") {
        // The header names a session of another desk.
        all.push(409);
    }
    if let Handler::Recipe(_) = route.handler {
        // A session on several desks, and an answer of the policy.
        all.extend([409, 423]);
    }
    all
}

/// Returns where the answer of a failure is described for all routes.
fn shared_path(dialect: Dialect, status: u16) -> String {
    format!("#/components/responses/{}", shared_name(dialect, status))
}

fn shared_name(dialect: Dialect, status: u16) -> String {
    match dialect {
        Dialect::Problem => format!("Problem{status}"),
        Dialect::Detail => format!("Detail{status}"),
    }
}

/// Returns the answers of the failures of all routes.
fn shared() -> Map<String, Value> {
    let all = routes()
        .flat_map(|route| failures(route).into_iter().map(move |status| (route.dialect, status)));
    all.map(|(dialect, status)| (shared_name(dialect, status), failure(dialect, status))).collect()
}

fn failure(dialect: Dialect, status: u16) -> Value {
    let (media, name) = match (dialect, status) {
        // The server answers before a request has a route, and the library before the server.
        (_, 414 | 431) => return json!({ "description": meaning(status) }),
        (Dialect::Problem, _) | (_, 421) => ("application/problem+json", "ProblemDetails"),
        (Dialect::Detail, 422) => ("application/json", "BodyFaults"),
        (Dialect::Detail, _) => ("application/json", "DetailedWords"),
    };
    json!({ "description": meaning(status), "content": { media: { "schema": reference(name) } } })
}

fn meaning(status: u16) -> &'static str {
    match status {
        200 => "Done",
        201 => "Made",
        400 => "The request is no HTTP, or its body is no UTF-8",
        401 => "The request has no token that is known",
        403 => "The token does not allow it",
        404 => "Nothing of that name is there",
        405 => "The path is not asked with this method",
        408 => "The body was not sent in time",
        409 => "Refused: the lifecycle, a check or another command forbids it",
        412 => "Refused: something happened since the event that the client saw",
        413 => "The body is too large",
        414 => "The address is too long",
        415 => "The body is not sent as JSON",
        421 => "The server has no name like this `Host`",
        422 => "The request was not understood",
        423 => "Refused: the policy or a playbook forbids it",
        429 => "Too many requests: wait as `Retry-After` says",
        431 => "The headers are too large",
        503 => "The store cannot be read or written now",
        _ => "As the status says",
    }
}
