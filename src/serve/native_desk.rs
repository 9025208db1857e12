//! Which desk a native request is for, and whether its caller may ask about it.

use http::StatusCode;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::asking::look;
use super::call::Call;
use super::problem::{Problem, problem_of};
use super::recipe::Target;
use crate::core::{FrameRef, SessionKey, Watch};
use crate::desk::Desk;

/// The name in the path that stands for the desk of the session in the header `Session-Key`.
const OF_SESSION: &str = "-";
/// What is coded in a header.
const CODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');
/// Why a request is about all desks.
const ALL_WORK: &str = "it is about the work of all desks";
/// Why a request about tasks is about all desks.
const ALL_TASKS: &str = "tasks and sprints belong to all desks";
/// What did not happen.
const NOTHING: &str = "Nothing was done";

/// The desk of a native request.
pub struct NativeDesk {
    /// The desk.
    pub desk: Desk,
    /// Whether the header `Session-Key` named a session on it.
    pub is_of_session: bool,
}

impl Call {
    /// Returns the desk that a request is for; `None` if it is for all of them. `name` is what the path says.
    ///
    /// # Errors
    /// The [`Problem`] if there is no such desk, or the caller may not ask about it, or about all of them.
    pub fn native_desk(&self, target: Target, name: &str) -> Result<Option<NativeDesk>, Problem> {
        match target {
            Target::All => self.must_be_for_all()?,
            Target::DeskAndAll => self.must_be_for_all_as(ALL_TASKS)?,
            Target::Desk | Target::DeskOrNew | Target::Run | Target::Named | Target::Allowed => {}
        }
        if matches!(target, Target::All | Target::Named | Target::Allowed) {
            return Ok(None);
        }
        let key = self.headers.session_key.as_deref();
        let desk = match (name, key) {
            (OF_SESSION, Some(key)) => self.desk_of_session(key)?,
            (OF_SESSION, None) => {
                let why = "the path names no desk, and there is no header Session-Key";
                let next = "send the header Session-Key, or name the desk in the path";
                return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, NOTHING, why, next));
            }
            (name, key) => {
                let desk = match target {
                    Target::Run => self.run_named(name)?,
                    Target::DeskOrNew => self.desk_named(name)?,
                    Target::Desk
                    | Target::DeskAndAll
                    | Target::Named
                    | Target::Allowed
                    | Target::All => self.used_desk(name)?,
                };
                if let Some(key) = key {
                    must_have_session(&desk, key)?;
                }
                desk
            }
        };
        Ok(Some(NativeDesk { desk, is_of_session: key.is_some() }))
    }

    /// Refuses a caller who may not ask about every desk.
    ///
    /// # Errors
    /// The [`Problem`].
    pub fn must_be_for_all(&self) -> Result<(), Problem> {
        self.must_be_for_all_as(ALL_WORK)
    }

    /// Refuses a caller who may not ask about every desk. `what` says why the request is about all of them.
    fn must_be_for_all_as(&self, what: &str) -> Result<(), Problem> {
        if self.caller.may_use_all() {
            return Ok(());
        }
        let why = format!("{what}, and this token is for some desks only");
        let next = "use a token for all desks";
        Err(Problem::new(StatusCode::FORBIDDEN, NOTHING, why, next))
    }

    /// Returns the desk whose live or last session has a key or an id.
    fn desk_of_session(&self, key: &str) -> Result<Desk, Problem> {
        let usual = self.server.desk(self.server.paths.of_profile(None));
        let usual = usual.map_err(|failure| problem_of(&failure, &self.server.paths.desk))?;
        let desks = usual.desks().map_err(|failure| problem_of(&failure, &usual.name()))?;
        let is_meant = |session: Option<SessionKey>, id: Option<&str>| {
            id == Some(key) || session.is_some_and(|session| session.to_string() == key)
        };
        let may = desks.answer.into_iter().filter(|desk| self.caller.may_use(&desk.desk));
        let found = may.filter(|desk| {
            let id = desk.session_id.as_ref().map(ToString::to_string);
            is_meant(desk.session, id.as_deref())
        });
        let names: Vec<String> = found.map(|desk| desk.desk.to_string()).collect();
        match names.as_slice() {
            [name] => self.desk_named(name),
            // A run that is over is known by its id.
            [] if key.starts_with("sess_") => self.desk_named(key),
            [] => {
                let why = format!("{key} is not the live or last session of any desk");
                let next = "GET /api/v1/desks?all=true shows the session of each";
                Err(Problem::new(StatusCode::NOT_FOUND, NOTHING, why, next))
            }
            several => {
                let why = format!("{key} is a session on several desks: {}", several.join(", "));
                let next = "send the id of the session, or name the desk in the path";
                Err(Problem::new(StatusCode::CONFLICT, NOTHING, why, next))
            }
        }
    }
}

/// Reports whether the session of a desk has a key or an id.
fn is_of(watch: &Watch, key: &str) -> bool {
    let session = watch.session.as_ref();
    session.is_some_and(|one| one.key.to_string() == key || one.id.to_string() == key)
}

/// Returns the contexts of the session of a desk for a header, outermost first: `sprint:SPRINT-1/task:TASK-7`.
/// What no header may have is written as in an address.
pub fn context_header(watch: &Watch) -> Option<(String, String)> {
    let session = watch.session.as_ref()?;
    let coded = |text: &str| utf8_percent_encode(text, CODED).to_string();
    let name = |frame: FrameRef| format!("{}:{}", coded(frame.kind.as_str()), coded(&frame.id));
    let path: Vec<String> = session.context_stack.path().into_iter().map(name).collect();
    Some((session.key.to_string(), path.join("/")))
}

fn must_have_session(desk: &Desk, key: &str) -> Result<(), Problem> {
    let watch = look(desk)?.watch;
    if is_of(&watch, key) {
        return Ok(());
    }
    let why = format!("{key} is not the live or last session of the desk {}", desk.name());
    let next = "write `-` for the desk, and the session is looked for on each";
    Err(Problem::new(StatusCode::CONFLICT, NOTHING, why, next))
}
