//! The words of the command line that a native request stands for.

use std::collections::BTreeSet;
use std::ffi::OsString;

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::problem::Problem;
use super::recipe::Recipe;
use super::route::{Method, Route};
use crate::cli::{DoorArgument, DoorMisfit, DoorWords, door_arguments};
use crate::contract::BodyFault;
use crate::core::DeskName;

/// The values of a path, by the names in braces, and the desk that was found.
type Placed<'a> = (&'a [(&'a str, &'a str)], Option<DeskName>);

/// Returns the words of the command line that a request stands for.
///
/// # Errors
/// The [`Problem`] if it gives something that the route does not take.
pub fn words(
    call: &Call,
    route: &Route,
    recipe: &Recipe,
    (parts, desk): Placed<'_>,
) -> Result<Vec<OsString>, Problem> {
    let arguments = door_arguments(recipe.verb);
    let of_run = recipe.verb.starts_with("run ");
    let named = desk.as_ref().filter(|_| !of_run);
    let operator = call.caller.name.as_deref().or(call.server.operator.as_deref());
    let mut words = DoorWords::of(recipe.verb, &arguments, named).by(operator);
    recipe.always.iter().for_each(|flag| words.flag(flag));
    guard(call, route, &arguments, &mut words)?;
    let mut faults = Vec::new();
    for (part, value) in parts.iter().filter(|(part, _)| *part != "desk") {
        let run = desk.as_ref().filter(|_| *part == "run").map(DeskName::as_str);
        if let Some(argument) = of_part(&arguments, part)
            && let Err(misfit) = words.text(argument, run.unwrap_or(value))
        {
            faults.push(fault(("path", part), &misfit, &json!(value)));
        }
    }
    let offered: Vec<&DoorArgument> =
        arguments.iter().filter(|one| recipe.fields.contains(&one.name.as_str())).collect();
    if route.asked == Method::Get {
        from_query(call, &offered, &mut words, &mut faults);
        let given = |name: &str| call.query.iter().any(|(known, _)| known == name);
        faults.extend(missing(&offered, given, ("query", &Value::Null)));
    } else {
        if let Some((name, value)) = call.query.first() {
            faults.push(unknown(("query", name), &json!(value), &[]));
        }
        let body = body(call)?;
        from_body(&body, &offered, &mut words, &mut faults);
        let given = |name: &str| body.contains_key(name);
        faults.extend(missing(&offered, given, ("body", &Value::Object(body.clone()))));
    }
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    words.finish().map_err(|(lacking, given)| {
        let msg = format!("`{given}` needs `{lacking}`");
        let loc = vec![json!("body"), json!(lacking)];
        Problem::invalid(vec![BodyFault {
            kind: "missing",
            loc,
            msg,
            input: Value::Null,
            ctx: None,
        }])
    })
}

/// Returns the argument that a part of a path is.
pub fn of_part<'a>(arguments: &'a [DoorArgument], part: &str) -> Option<&'a DoorArgument> {
    let named = |name: &str| arguments.iter().find(|argument| argument.name == name);
    named(part).or_else(|| named("id"))
}

/// Adds what the headers say: the operation id, and the event that the caller saw.
fn guard(
    call: &Call,
    route: &Route,
    arguments: &[DoorArgument],
    words: &mut DoorWords,
) -> Result<(), Problem> {
    let knows = |name: &str| arguments.iter().find(|argument| argument.name == name);
    if route.asked == Method::Get {
        return Ok(());
    }
    if let (Some(id), Some(argument)) = (&call.headers.operation, knows("operation")) {
        words.text(argument, id).map_err(|misfit| {
            Problem::invalid(vec![fault(("header", "Idempotency-Key"), &misfit, &json!(id))])
        })?;
    }
    if let (Some(seq), Some(_)) = (call.seen()?, knows("expect_seq")) {
        words.option("expect-seq", &seq.to_string());
    }
    Ok(())
}

impl Call {
    /// Returns the number of the newest event that the caller saw, from the header `If-Match`; `None` if any is
    /// right.
    ///
    /// # Errors
    /// The [`Problem`] if the header has another form.
    pub fn seen(&self) -> Result<Option<u64>, Problem> {
        let Some(text) = self.headers.if_match.as_deref() else { return Ok(None) };
        if text.trim() == "*" {
            return Ok(None);
        }
        let number = text.trim().strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        let digits = number.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        digits.and_then(|text| text.parse().ok()).map(Some).ok_or_else(|| {
            let misfit = DoorMisfit::Form("a number in quotes, as in the ETag of an answer");
            Problem::invalid(vec![fault(("header", "If-Match"), &misfit, &json!(text))])
        })
    }
}

fn from_query(
    call: &Call,
    offered: &[&DoorArgument],
    words: &mut DoorWords,
    faults: &mut Vec<BodyFault>,
) {
    let mut met = BTreeSet::new();
    for (name, value) in &call.query {
        let place = ("query", name.as_str());
        let Some(argument) = offered.iter().find(|argument| argument.name == *name) else {
            faults.push(unknown(place, &json!(value), offered));
            continue;
        };
        if !met.insert(name) && !argument.repeats() {
            faults.push(fault(place, &DoorMisfit::Form("given once"), &json!(value)));
        } else if let Err(misfit) = words.text(argument, value) {
            faults.push(fault(place, &misfit, &json!(value)));
        }
    }
}

fn from_body(
    body: &Map<String, Value>,
    offered: &[&DoorArgument],
    words: &mut DoorWords,
    faults: &mut Vec<BodyFault>,
) {
    for (name, value) in body {
        let place = ("body", name.as_str());
        let Some(argument) = offered.iter().find(|argument| argument.name == *name) else {
            faults.push(unknown(place, value, offered));
            continue;
        };
        if let Err(misfit) = words.json(argument, value) {
            faults.push(fault(place, &misfit, value));
        }
    }
}

/// Returns a fault for each argument that must be there and is not.
fn missing(
    offered: &[&DoorArgument],
    is_given: impl Fn(&str) -> bool,
    (part, input): (&str, &Value),
) -> Vec<BodyFault> {
    let lacking = offered.iter().filter(|one| one.is_required && !is_given(&one.name));
    let fault = |argument: &&DoorArgument| BodyFault {
        kind: "missing",
        loc: vec![json!(part), json!(argument.name)],
        msg: format!("`{}` is required", argument.name),
        input: input.clone(),
        ctx: None,
    };
    lacking.map(fault).collect()
}

/// Returns the fields of the body; none if it is empty.
fn body(call: &Call) -> Result<Map<String, Value>, Problem> {
    if call.body.is_empty() {
        return Ok(Map::new());
    }
    let next = "send one JSON object in UTF-8; /openapi.json describes it";
    let what = "The request was not understood";
    match serde_json::from_slice(&call.body) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => {
            let why = "the body is no JSON object";
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what, why, next))
        }
        Err(error) => {
            let why = format!("the body is not JSON: {error}");
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what, why, next))
        }
    }
}

fn fault((part, name): (&str, &str), misfit: &DoorMisfit, value: &Value) -> BodyFault {
    BodyFault {
        kind: "value_error",
        loc: vec![json!(part), json!(name)],
        msg: misfit.sentence(name),
        input: value.clone(),
        ctx: None,
    }
}

fn unknown((part, name): (&str, &str), value: &Value, offered: &[&DoorArgument]) -> BodyFault {
    let alike = |known: &&&DoorArgument| strsim::jaro_winkler(&known.name, name);
    let nearest = offered.iter().max_by(|one, other| alike(one).total_cmp(&alike(other)));
    let names: Vec<String> = offered.iter().map(|known| format!("`{}`", known.name)).collect();
    let meant = match nearest.filter(|known| alike(known) > 0.8) {
        Some(known) => format!("; `{}` may be meant", known.name),
        None if names.is_empty() => "; it takes none".to_owned(),
        None => format!("; it takes {}", names.join(", ")),
    };
    BodyFault {
        kind: "extra_forbidden",
        loc: vec![json!(part), json!(name)],
        msg: format!("`{name}` is not taken here{meant}"),
        input: value.clone(),
        ctx: None,
    }
}
