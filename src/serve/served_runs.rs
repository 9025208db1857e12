//! How the clients of two services start a run and find one.

use http::StatusCode;

use super::asking::{is_refused, look};
use super::call::Call;
use super::problem::{Problem, problem_of};
use crate::core::{Command, NewRun, Request, RunGlance, SessionId};
use crate::desk::{Desk, Outcome, Runs};
use crate::failure::Failure;

impl Call {
    /// Starts a run, and returns its id with what became of the start. `start` returns the command for the run.
    ///
    /// # Errors
    /// The [`Problem`] if it was not started.
    pub fn start_run(
        &self,
        start: impl Fn(NewRun) -> Command,
    ) -> Result<(SessionId, Outcome), Problem> {
        let paths = &self.server.paths;
        let command = |id: &SessionId| start(NewRun { id: id.clone(), name: None, user_id: None });
        // Until it has an id of its own. Who may not use it must not make its folder.
        let any = SessionId::new(self.server.clock.now().utc, 0);
        if let Some(paths) = paths.of_run(&any) {
            self.desk_at(paths)?;
        }
        let request = self.expecting(self.guarded(Request::new(command(&any), self.by())))?;
        // Nothing has happened yet on the desk of a run that is to start.
        let is_moved = self.seen()?.is_some_and(|seen| seen != 0);
        let failed = |failure: Failure| {
            let problem = problem_of(&failure, &paths.desk);
            let moved = is_moved && is_refused(&failure);
            if moved { problem.of_a_moved_desk() } else { problem }
        };
        let birth = self.runs()?.make(&request).map_err(failed)?;
        let desk = self.desk_of(&birth.id)?;
        let outcome = self.obey(&desk, command(&birth.id))?;
        Ok((birth.id.clone(), outcome))
    }

    /// Returns the desk of a run by its id, or by the name that a client gave it; `None` if there is none.
    ///
    /// # Errors
    /// The [`Problem`] if it cannot be looked for.
    pub fn run_desk(&self, name: &str) -> Result<Option<Desk>, Problem> {
        let failed = |failure: Failure| problem_of(&failure, &self.server.paths.desk);
        let found = self.runs()?.find(name).map_err(failed)?;
        found.map(|id| self.desk_of(&id)).transpose()
    }

    /// Returns the run that a part of the path names, and its desk.
    ///
    /// # Errors
    /// The [`Problem`] if there is none.
    pub fn needed_run(&self, name: &str) -> Result<(Desk, RunGlance), Problem> {
        if let Some(desk) = self.run_desk(name)?
            && let Some(run) = run_of(&desk)?
        {
            return Ok((desk, run));
        }
        let why = format!("there is no session '{}'", shortened(name));
        let next = "look for its id; a deleted session is not found";
        Err(Problem::new(StatusCode::NOT_FOUND, "Nothing was done", why, next))
    }

    fn runs(&self) -> Result<Runs, Problem> {
        let paths = &self.server.paths;
        let settings = self.server.settings();
        let settings = settings.map_err(|failure| problem_of(&failure, &paths.desk))?;
        let runs = Runs::new(paths, self.server.clock.clone());
        Ok(runs.with_workflows(settings.workflows.clone()))
    }

    fn desk_of(&self, id: &SessionId) -> Result<Desk, Problem> {
        let paths = self.server.paths.of_run(id);
        self.desk_at(paths.unwrap_or_else(|| self.server.paths.clone()))
    }
}

/// Returns the beginning of a name: an answer need not repeat all of a long one.
fn shortened(name: &str) -> String {
    name.chars().take(80).collect()
}

/// Returns the run of a desk as it is now; `None` if it was deleted, or never began.
///
/// # Errors
/// The [`Problem`] if it cannot be read.
pub fn run_of(desk: &Desk) -> Result<Option<RunGlance>, Problem> {
    let view = look(desk)?;
    Ok(RunGlance::of(&view.watch, &view.moment(desk.moment())))
}
