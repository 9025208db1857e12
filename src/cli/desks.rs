//! The list of desks, and that of runs.

use super::args::{DesksArgs, RunFilter};
use super::chosen_desk::no_run;
use super::cli_session::CliSession;
use super::error::CliError;
use super::markup::composed;
use super::reply::{NEEDS_ATTENTION, NOTHING_THERE, Output, Reply, warning_lines};
use super::world::World;
use super::{desk_table, run_lines, show};
use crate::contract::{self, DeskNow, RunAudit};
use crate::core::{DeskGlance, RunGlance, RunQuery};
use crate::desk::Asked;
use crate::failure::Failure;

/// What is said if no desk is listed.
pub(super) const NO_DESK: &str = "no desk is live";
/// How many events of one run are told at most.
const EVENTS_MAX: usize = 100_000;

impl CliSession<'_> {
    /// Lists the desks of this machine.
    pub(super) fn desks(&self, args: &DesksArgs, world: &World<'_>) -> Result<Reply, CliError> {
        self.list(&self.listed_desks(args)?, NO_DESK, world)
    }

    pub(super) fn listed_desks(&self, args: &DesksArgs) -> Result<Asked<Vec<DeskGlance>>, Failure> {
        let mut asked = if args.all { self.desk.all_desks()? } else { self.desk.desks()? };
        asked.answer.retain(|desk| args.all || desk.is_live());
        Ok(asked)
    }

    /// Lists the runs that are wanted.
    pub(super) fn runs(&self, filter: RunFilter, world: &World<'_>) -> Result<Reply, CliError> {
        let since = filter.since(self.desk.moment().utc, self.zone)?;
        let RunFilter { agent, workflow, user, session_type, status, since: _ } = filter;
        let query = RunQuery { agent, workflow, user, session_type, status, since };
        self.list(&self.desk.runs(&query)?, "no run matches", world)
    }

    fn list(
        &self,
        asked: &Asked<Vec<DeskGlance>>,
        nothing: &str,
        world: &World<'_>,
    ) -> Result<Reply, CliError> {
        let answer = if self.json {
            let desks = asked.answer.iter().map(|desk| DeskNow { desk, listed: None });
            Output::Json(contract::lines(desks)?)
        } else {
            Output::Lines(self.desk_lines(asked, nothing, world))
        };
        let is_whole = asked.missing.is_empty() && !asked.answer.iter().any(DeskGlance::is_unread);
        let exit = match (is_whole, asked.answer.is_empty()) {
            (false, _) => NEEDS_ATTENTION,
            (true, true) => NOTHING_THERE,
            (true, false) => 0,
        };
        Ok(Reply { exit, notices: warning_lines(&asked.warnings), ..Reply::done(answer) })
    }

    /// Returns the lines of the desks, or one that says that there is none. If the list is not whole there
    /// may be some: the warning says why it is not known.
    pub(super) fn desk_lines(
        &self,
        desks: &Asked<Vec<DeskGlance>>,
        nothing: &str,
        world: &World<'_>,
    ) -> Vec<String> {
        if desks.answer.is_empty() {
            let is_none = desks.missing.is_empty();
            return is_none.then(|| composed(nothing)).into_iter().collect();
        }
        desk_table::lines(&desks.answer, self.desk.moment().utc, self.zone, (world.columns)())
    }

    /// Shows the run of this desk.
    pub(super) fn run(&self) -> Result<Reply, CliError> {
        let run = self.kept_run()?;
        let answer =
            self.answer(&run, || run_lines::lines(&run, &self.settings.workflows, self.zone))?;
        Ok(Reply::done(answer))
    }

    /// Shows the run of this desk, with every event.
    pub(super) fn run_audit(&self) -> Result<Reply, CliError> {
        let run = self.kept_run()?;
        let events = self.desk.run_events(EVENTS_MAX)?;
        let lines = || {
            let log = run_lines::event_lines(&events, self.zone);
            let run = run_lines::lines(&run, &self.settings.workflows, self.zone);
            run.into_iter().chain(show::section_lines("activities", true, log)).collect()
        };
        let audit = RunAudit::of(run.clone(), &events);
        let answer = self.answer(&audit, lines)?;
        Ok(Reply::done(answer))
    }

    fn kept_run(&self) -> Result<RunGlance, Failure> {
        let view = self.desk.look()?;
        let run = RunGlance::of(&view.watch, &view.moment(self.desk.moment()));
        // It was there a moment ago.
        run.ok_or_else(|| no_run(self.desk.name().as_str()).into())
    }
}
