//! What every handler does with a call: finds its desk, looks at it, gives it a command, words a failure.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use http::StatusCode;

use super::call::Call;
use super::problem::{Problem, problem_of};
use super::rates::StartPlace;
use super::server::variable;
use crate::core::{By, Command, DeskName, Expect, Interface, RefusalKind, Request, Verb};
use crate::desk::{Became, Desk, Outcome, Runs, View};
use crate::failure::{FailedCommand, Failure};
use crate::identity;
use crate::paths::Paths;
use crate::sources::Secrets;

/// What did not happen.
const NOTHING: &str = "Nothing was done";

impl Call {
    /// Returns who gives a command, for the audit trail.
    #[must_use]
    pub fn by(&self) -> By {
        let named = self.caller.name.as_deref().or(self.server.operator.as_deref());
        identity::by(Interface::Api, named, None, &variable)
    }

    /// Gives a desk a command, with the operation id of the call, and what the sources say if it starts a session.
    ///
    /// # Errors
    /// The [`Problem`] if it was not done.
    pub fn obey(&self, desk: &Desk, command: Command) -> Result<Outcome, Problem> {
        self.obey_request(desk, Request::new(command, self.by()))
    }

    /// Gives a desk a request, as [`Self::obey`] gives it a command.
    ///
    /// # Errors
    /// The [`Problem`] if it was not done.
    pub fn obey_request(&self, desk: &Desk, request: Request) -> Result<Outcome, Problem> {
        let request = self.expecting(self.guarded(request))?;
        let name = desk.name();
        let settings = self.server.settings().map_err(|failure| problem_of(&failure, &name))?;
        let place =
            if may_start(desk, &request.command)? { self.start_place(Some(desk))? } else { None };
        let asking = (&Secrets::of_process(), &self.server.running);
        let request = desk.with_heard(request, &settings.sources, asking);
        let outcome = desk.obey(&request).map_err(|failed| {
            let problem = failed_problem(&failed, &name);
            let moved = is_refused(&failed.failure) && self.has_moved(desk);
            if moved { problem.of_a_moved_desk() } else { problem }
        })?;
        self.made.store(outcome.seq, Ordering::Relaxed);
        if outcome.became == Became::Recorded {
            place.into_iter().for_each(StartPlace::keep);
        }
        Ok(outcome)
    }

    /// Adds to a request what its caller saw, from the header `If-Match`.
    ///
    /// # Errors
    /// The [`Problem`] if the header has another form.
    pub fn expecting(&self, request: Request) -> Result<Request, Problem> {
        let seen = self.seen()?.map(Expect::Seq);
        Ok(Request { expect: seen.or(request.expect), ..request })
    }

    /// Checks what the caller saw, for a call that gives a desk no command.
    ///
    /// # Errors
    /// The [`Problem`] with status 412 if something happened on the desk since.
    pub fn check_seen(&self, desk: &Desk) -> Result<(), Problem> {
        self.seen()?;
        if !self.has_moved(desk) {
            return Ok(());
        }
        let why = format!("something happened on the desk {} since `If-Match`", desk.name());
        let next = "read it again, and repeat the request with its `ETag`";
        Err(Problem::new(StatusCode::PRECONDITION_FAILED, "Nothing was done", why, next))
    }

    /// Reports whether something happened on a desk since the event that the caller saw.
    fn has_moved(&self, desk: &Desk) -> bool {
        let Ok(Some(seen)) = self.seen() else { return false };
        desk.look().is_ok_and(|view| view.watch.seq != seen)
    }

    /// Takes a place for the start of a session on a desk, or of a run; `None` if there may be any number. A repeat
    /// starts nothing.
    ///
    /// # Errors
    /// The [`Problem`] with status 429 if the caller has started too many.
    pub fn start_place(&self, desk: Option<&Desk>) -> Result<Option<StartPlace>, Problem> {
        let usual = self.server.settings().ok().and_then(|settings| settings.serve.starts);
        if let Some(operation) = &self.headers.operation {
            let paths = &self.server.paths;
            let runs = Runs::new(paths, Arc::clone(&self.server.clock));
            let is_repeat = match desk {
                Some(desk) => look(desk)?.watch.answered(operation).is_some(),
                None => runs
                    .began_by(operation)
                    .map_err(|failure| problem_of(&failure, &paths.desk))?
                    .is_some(),
            };
            if is_repeat {
                return Ok(None);
            }
        }
        self.server.rates.start_of(&self.caller, usual).map_err(|exceeded| exceeded.problem())
    }

    /// Returns the desk of a call that names none.
    ///
    /// # Errors
    /// The [`Problem`] if the settings are broken.
    pub fn usual_desk(&self) -> Result<Desk, Problem> {
        self.desk_at(self.server.paths.clone())
    }

    /// Returns the desk with a name: `default`, a profile, or the id of a run. A run may have the name of any desk,
    /// so the name of a run names none here.
    ///
    /// # Errors
    /// The [`Problem`] if there is none, or as [`Call::desk_at`].
    pub fn desk_named(&self, name: &str) -> Result<Desk, Problem> {
        let desk = DeskName::named(name);
        match desk.run() {
            Some(_) => self.run_named(name),
            None => self.desk_at(self.server.paths.of_desk(&desk).ok_or_else(|| no_desk(name))?),
        }
    }

    /// Returns the desk of a run by its id, or by the name that a client gave it.
    ///
    /// # Errors
    /// The [`Problem`] if there is none, or as [`Call::desk_at`].
    pub fn run_named(&self, name: &str) -> Result<Desk, Problem> {
        let paths = &self.server.paths;
        let runs = Runs::new(paths, Arc::clone(&self.server.clock));
        let found = runs.find(name).map_err(|failure| problem_of(&failure, &paths.desk))?;
        let found = found.and_then(|id| paths.of_run(&id));
        let none = || {
            let next = "GET /api/v1/runs lists the runs";
            Problem::new(StatusCode::NOT_FOUND, NOTHING, format!("there is no run {name}"), next)
        };
        self.desk_at(found.ok_or_else(none)?)
    }

    /// Returns a desk that was used before, by its name.
    ///
    /// # Errors
    /// As [`Call::desk_named`].
    pub fn used_desk(&self, name: &str) -> Result<Desk, Problem> {
        let desk = self.desk_named(name)?;
        let paths = desk.paths();
        let is_new =
            desk.name().profile().is_some() && !paths.state().exists() && !paths.data.exists();
        if is_new { Err(no_desk(name)) } else { Ok(desk) }
    }

    /// Returns a desk, if the caller may use it.
    ///
    /// # Errors
    /// The [`Problem`] if the caller may not, or the settings are broken.
    pub fn desk_at(&self, paths: Paths) -> Result<Desk, Problem> {
        let name = paths.desk.clone();
        if !self.caller.may_use(&name) {
            let why = format!("this token is not for the desk {name}");
            let next = "use a token for that desk; `onwatch token list` shows for which each is";
            return Err(Problem::new(StatusCode::FORBIDDEN, "Nothing was done", why, next));
        }
        self.server.desk(paths).map_err(|failure| problem_of(&failure, &name))
    }
}

/// Looks at a desk.
///
/// # Errors
/// The [`Problem`] if it cannot be read.
pub fn look(desk: &Desk) -> Result<View, Problem> {
    desk.look().map_err(|failure| problem_of(&failure, &desk.name()))
}

/// Returns the problem of a failed command on a desk.
fn failed_problem(failed: &FailedCommand, desk: &DeskName) -> Problem {
    Problem { warnings: failed.warnings.clone(), ..problem_of(&failed.failure, desk) }
}

/// Reports whether a desk refused a command because of how it stands.
pub fn is_refused(failure: &Failure) -> bool {
    matches!(failure, Failure::Refused(refusal) if refusal.kind == RefusalKind::Refused)
}

/// Reports whether a command may start a session or a run.
fn may_start(desk: &Desk, command: &Command) -> Result<bool, Problem> {
    match command.verb() {
        Verb::Start | Verb::Continue => Ok(true),
        // It pauses or resumes what is live.
        Verb::Toggle => Ok(look(desk)?.watch.live().is_none()),
        _ => Ok(false),
    }
}

fn no_desk(name: &str) -> Problem {
    let why = format!("there is no desk {name}");
    let next = "GET /api/v1/desks?all=true lists them; POST .../start makes one";
    Problem::new(StatusCode::NOT_FOUND, NOTHING, why, next)
}
