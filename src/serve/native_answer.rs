//! Answers a native request: it becomes words of the command line, and their answer becomes JSON.

use std::ffi::OsString;
use std::path::Path;
use std::sync::atomic::Ordering;

use http::StatusCode;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::answer::{HttpAnswer, JSON};
use super::asking::look;
use super::call::Call;
use super::native_desk::{NativeDesk, context_header};
use super::native_words::words;
use super::problem::{NextHints, Problem, status_of};
use super::rates::StartPlace;
use super::recipe::{Recipe, Shape, Target, part_names};
use super::route::{Method, Route};
use super::server::variable;
use crate::cli::{DoorAnswer, DoorGuest, DoorRefusal, door_arguments, through_door};
use crate::contract::BodyFault;
use crate::core::{DeskName, Interface, RefusalKind};
use crate::failure::Failure;
use crate::index::IndexError;
use crate::paths::Paths;
use crate::store::StoreError;

/// The form of a failure among documents.
const ERROR: &str = "onwatch.error/1";
/// The exit code of an answer about something that is not there.
const NOTHING_THERE: u8 = 3;
/// The exit code of words that were not understood.
const USAGE: u8 = 2;
/// After how long a client may try again what another program prevented, seconds.
const WAIT: &str = "1";

/// What every document has, as far as it is of use here.
#[derive(Deserialize)]
struct DocumentHead {
    schema: Option<String>,
    seq: Option<u64>,
    #[serde(default)]
    repeated: bool,
}

/// About which desk a document is.
#[derive(Deserialize)]
struct DocumentDesk {
    desk: String,
}

/// A failure among documents.
#[derive(Deserialize)]
struct FailedDocument {
    exit: u8,
    what: String,
    why: String,
    next: String,
    #[serde(default)]
    warnings: Vec<String>,
}

/// Answers a native request.
///
/// # Errors
/// The [`Problem`] if it was not done.
pub fn answer(call: &Call, route: &Route, recipe: &Recipe) -> Result<HttpAnswer, Problem> {
    let named = part_names(route.path).zip(&call.parts);
    let parts: Vec<(&str, &str)> = named.map(|(name, value)| (name, value.as_str())).collect();
    let desk_part = match recipe.target {
        Target::Run => "run",
        _ => "desk",
    };
    let of_desk = |(name, _): &&(&str, &str)| *name == desk_part;
    let name = parts.iter().find(of_desk).map_or("", |(_, value)| *value);
    let target = asked_target(call, recipe)?;
    let desk = call.native_desk(target, name)?;
    let words = words(call, route, recipe, (&parts, desk.as_ref().map(|found| found.desk.name())))?;
    let starts = match recipe.verb {
        "start" | "continue" | "run start" => true,
        "toggle" => match &desk {
            Some(found) => look(&found.desk)?.watch.live().is_none(),
            None => true,
        },
        _ => false,
    };
    let of_desk = desk.as_ref().map(|found| &found.desk);
    let place = if starts { call.start_place(of_desk)? } else { None };
    let mut made = give(call, &words);
    if let (Target::Allowed, Ok(answer)) = (recipe.target, &mut made) {
        answer.documents.retain(|document| may_see(call, document));
    }
    match made {
        Ok(answer) => {
            if route.asked != Method::Get {
                call.note_event(&answer.documents);
                if was_recorded(&answer.documents) {
                    place.into_iter().for_each(StartPlace::keep);
                }
            }
            in_json(&answer, recipe.shape).and_then(|answer| in_session(answer, desk))
        }
        Err(refusal) => Err(refused((call, route, recipe), *refusal, desk.as_ref())),
    }
}

/// Reports whether a caller may see a document: it is about a desk that the caller may use, or about none.
fn may_see(call: &Call, document: &str) -> bool {
    match serde_json::from_str::<DocumentDesk>(document) {
        Ok(DocumentDesk { desk }) => call.caller.may_use(&DeskName::named(&desk)),
        Err(_) => call.caller.may_use_all() || document.contains(ERROR),
    }
}

impl Call {
    /// Notes for the access log which event an answer says was made.
    fn note_event(&self, documents: &[String]) {
        let seq = |one: &String| serde_json::from_str::<DocumentHead>(one).ok()?.seq;
        if let Some(seq) = documents.iter().find_map(seq) {
            self.made.store(seq, Ordering::Relaxed);
        }
    }
}

/// Reports whether an answer tells of something that was recorded now.
fn was_recorded(documents: &[String]) -> bool {
    let head = |one: &String| serde_json::from_str::<DocumentHead>(one).ok();
    !documents.iter().filter_map(head).any(|head| head.repeated)
}

/// Returns for which desks a request is: a report of one desk is for that one.
fn asked_target(call: &Call, recipe: &Recipe) -> Result<Target, Problem> {
    // What was claimed on another desk is not only of the caller's.
    let body = serde_json::from_slice::<Map<String, Value>>(&call.body).unwrap_or_default();
    let is_forced = body.get("force") == Some(&Value::Bool(true));
    if is_forced || recipe.wide.iter().any(|name| call.query(name).is_some()) {
        call.must_be_for_all()?;
    }
    if recipe.target == Target::All
        && recipe.fields.contains(&"desk")
        && let Some(desk) = call.query("desk")
        && !call.caller.may_use_all()
    {
        call.used_desk(desk)?;
        // The desk was judged: the answer has only its work.
        return Ok(Target::Named);
    }
    Ok(recipe.target)
}

/// Gives words to the command line.
fn give(call: &Call, words: &[OsString]) -> Result<DoorAnswer, Box<DoorRefusal>> {
    let root = home(&call.server.paths);
    let env = |name: &str| match (name, &root) {
        ("ONWATCH_HOME", Some(root)) => Some(root.clone().into_os_string()),
        _ => variable(name),
    };
    let guest = DoorGuest {
        env: &env,
        clock: std::sync::Arc::clone(&call.server.clock),
        running: call.server.running.clone(),
        interface: Interface::Api,
    };
    through_door(words, &guest)
}

/// Returns the directory with both directories of the server, if they lie in one.
fn home(paths: &Paths) -> Option<std::path::PathBuf> {
    let usual = paths.of_profile(None);
    let root = usual.config.parent().map(Path::to_owned)?;
    let under = Paths::under(&root);
    (under.config == usual.config && under.data == usual.data).then_some(root)
}

fn in_json(answer: &DoorAnswer, shape: Shape) -> Result<HttpAnswer, Problem> {
    let heads = answer.documents.iter().map(|one| serde_json::from_str::<DocumentHead>(one).ok());
    let heads: Vec<Option<DocumentHead>> = heads.collect();
    let schema = |head: &Option<DocumentHead>| head.as_ref().and_then(|head| head.schema.clone());
    if let [head] = heads.as_slice()
        && schema(head).as_deref() == Some(ERROR)
        && let Some(failed) = answer.documents.first()
    {
        let failed: FailedDocument =
            serde_json::from_str(failed).map_err(|error| Problem::unexpected(&error))?;
        if failed.exit == NOTHING_THERE && shape == Shape::Items {
            return HttpAnswer::json(&Map::from_iter([(
                "items".to_owned(),
                Value::Array(Vec::new()),
            )]));
        }
        let FailedDocument { what, why, next, warnings, .. } = failed;
        let status = status_of_exit(failed.exit);
        return Err(Problem { warnings, ..Problem::new(status, what, why, next) });
    }
    match (shape, answer.documents.as_slice()) {
        (Shape::Items, documents) => {
            let items: Result<Vec<&RawValue>, _> =
                documents.iter().map(|one| serde_json::from_str(one)).collect();
            let items = items.map_err(|error| Problem::unexpected(&error))?;
            HttpAnswer::json(&std::collections::BTreeMap::from([("items", items)]))
        }
        (Shape::One, [document]) => {
            let seq = heads.first().and_then(|head| head.as_ref()?.seq);
            let body = document.clone().into_bytes();
            let answer =
                HttpAnswer { status: StatusCode::OK, media_type: JSON, headers: Vec::new(), body };
            Ok(match seq {
                Some(seq) => answer.with_header("etag", format!("\"{seq}\"")),
                None => answer,
            })
        }
        (Shape::One, _) => Err(Problem::unexpected(&"the answer is not one document")),
    }
}

/// Adds the session in which a request was answered, if a header named it.
fn in_session(answer: HttpAnswer, desk: Option<NativeDesk>) -> Result<HttpAnswer, Problem> {
    let Some(NativeDesk { desk, is_of_session: true }) = desk else { return Ok(answer) };
    let watch = look(&desk)?.watch;
    Ok(match context_header(&watch) {
        Some((key, path)) => {
            let answer = answer.with_header("session-key", key);
            answer.with_header("session-context", path)
        }
        None => answer,
    })
}

fn status_of_exit(exit: u8) -> StatusCode {
    match exit {
        USAGE => StatusCode::UNPROCESSABLE_ENTITY,
        NOTHING_THERE => StatusCode::NOT_FOUND,
        4 | 5 => StatusCode::CONFLICT,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn refused(
    (call, route, recipe): (&Call, &Route, &Recipe),
    refusal: DoorRefusal,
    desk: Option<&NativeDesk>,
) -> Problem {
    if refusal.failure.is_none() && refusal.exit == USAGE {
        return not_understood(route, recipe, &refusal.words.why);
    }
    let DoorRefusal { exit, failure, words, check, warnings } = refusal;
    let mut status = failure.as_ref().map_or_else(|| status_of_exit(exit), status_of);
    if failure.as_ref().is_some_and(is_refused) && has_moved(call, desk) {
        status = StatusCode::PRECONDITION_FAILED;
    }
    let name = desk.map_or_else(|| call.server.paths.desk.clone(), |found| found.desk.name());
    let problem = Problem {
        words: Box::new(words),
        hints: failure.as_ref().and_then(|failure| NextHints::of(failure, &name)),
        check: check.map(Box::new),
        warnings,
        ..Problem::new(status, "", "", "")
    };
    if failure.as_ref().is_some_and(passes) {
        problem.with_header("retry-after", WAIT)
    } else {
        problem
    }
}

/// Returns the problem of values that only together are wrong: arguments are named as the client knows them.
fn not_understood(route: &Route, recipe: &Recipe, why: &str) -> Problem {
    let mut msg = why.to_owned();
    for argument in door_arguments(recipe.verb).iter().filter(|one| !one.is_placed) {
        let option = format!("--{}", argument.name.replace('_', "-"));
        msg = msg.replace(&option, &format!("`{}`", argument.name));
    }
    let part = if route.asked == Method::Get { "query" } else { "body" };
    let (kind, loc, input) = ("value_error", vec![part.into()], Value::Null);
    Problem::invalid(vec![BodyFault { kind, loc, msg, input, ctx: None }])
}

fn is_refused(failure: &Failure) -> bool {
    matches!(failure, Failure::Refused(refusal) if refusal.kind == RefusalKind::Refused)
}

/// Reports whether something happened on the desk since the event that the caller saw.
fn has_moved(call: &Call, desk: Option<&NativeDesk>) -> bool {
    let Ok(Some(seen)) = call.seen() else { return false };
    let view = desk.and_then(|found| found.desk.look().ok());
    view.is_some_and(|view| view.watch.seq != seen)
}

/// Reports whether a failure passes by itself.
fn passes(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::Store(StoreError::Locked { .. } | StoreError::NoTasksLock { .. })
            | Failure::Index(IndexError::NotNow { .. } | IndexError::Busy { .. })
    )
}
