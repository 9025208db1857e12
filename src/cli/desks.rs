//! The list of desks, and that of runs.

use super::args::{DesksArgs, RunFilter};
use super::chosen_desk::no_run;
use super::cli_session::CliSession;
use super::error::CliError;
use super::markup::composed;
use super::phrases;
use super::reply::{NOTHING_THERE, Output, Reply, warning_lines};
use super::{run_lines, show, table};
use crate::contract::{self, LoggedActivity, RunAudit};
use crate::core::{DeskGlance, RunGlance, RunQuery, short_text};
use crate::desk::Asked;
use crate::failure::Failure;
use crate::zone::Zone;

/// What is said if no desk is listed.
pub(super) const NO_DESK: &str = "no desk is live";
/// How many events of one run are told at most.
const EVENTS_MAX: usize = 100_000;

impl CliSession<'_> {
    /// Lists the desks of this machine.
    pub(super) fn desks(&self, args: &DesksArgs) -> Result<Reply, CliError> {
        self.list(self.listed_desks(args)?, NO_DESK)
    }

    pub(super) fn listed_desks(&self, args: &DesksArgs) -> Result<Asked<Vec<DeskGlance>>, Failure> {
        let mut asked = if args.all { self.desk.all_desks()? } else { self.desk.desks()? };
        asked.answer.retain(|desk| args.all || desk.is_live());
        Ok(asked)
    }

    /// Lists the runs that are wanted.
    pub(super) fn runs(&self, filter: RunFilter) -> Result<Reply, CliError> {
        let since = filter.since(self.desk.moment().utc, self.zone)?;
        let RunFilter { agent, workflow, user, status, since: _ } = filter;
        let query = RunQuery { agent, workflow, user, status, since };
        self.list(self.desk.runs(&query)?, "there is no such run")
    }

    fn list(&self, asked: Asked<Vec<DeskGlance>>, nothing: &str) -> Result<Reply, CliError> {
        let Asked { answer: desks, warnings, .. } = asked;
        let answer = if self.json {
            Output::Json(desks.iter().map(contract::line).collect::<Result<_, _>>()?)
        } else {
            Output::Lines(self.desk_lines(&desks, nothing))
        };
        let exit = if desks.is_empty() { NOTHING_THERE } else { 0 };
        Ok(Reply { exit, notices: warning_lines(&warnings), ..Reply::done(answer) })
    }

    /// Returns a line for each desk, or one that says that there is none.
    pub(super) fn desk_lines(&self, desks: &[DeskGlance], nothing: &str) -> Vec<String> {
        if desks.is_empty() {
            return vec![composed(nothing)];
        }
        let now = self.desk.moment().utc;
        let rows: Vec<_> = desks.iter().map(|desk| cells(desk, now, self.zone)).collect();
        table::lines(&rows)
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
        let mut activities = self.desk.log(EVENTS_MAX)?;
        activities.reverse();
        let lines = || {
            let newest_first: Vec<_> = activities.iter().rev().cloned().collect();
            let log = super::log::lines(&newest_first, 0, self.zone);
            let run = run_lines::lines(&run, &self.settings.workflows, self.zone);
            run.into_iter().chain(show::section_lines("activities", true, log)).collect()
        };
        let events = activities.iter().map(LoggedActivity::from).collect();
        let audit = RunAudit::of(run.clone(), events);
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

/// The cells of a desk.
const CELLS: usize = 8;

fn cells(
    desk: &DeskGlance,
    now: chrono::DateTime<chrono::Utc>,
    zone: &dyn Zone,
) -> [String; CELLS] {
    let status = desk.status.as_ref().map(|status| status.0.clone());
    let phase = desk.phase.map(|phase| phase.word().to_owned()).unwrap_or_default();
    let who = desk.agent_id.clone().or(desk.operator.clone()).unwrap_or_default();
    let what = desk.context.as_ref().map(ToString::to_string);
    let title = desk.title.clone();
    let what: Vec<String> = what.into_iter().chain(title).collect();
    let touched = desk.touched_at_utc.map(|at| phrases::ago(at, now, zone)).unwrap_or_default();
    let standing = format!("{} {}", desk.band.letter(), desk.health.word());
    let waits = desk.waits_for.as_ref().map(|waits| format!("! {}", waits.text()));
    [
        desk.desk.to_string(),
        status.unwrap_or(phase),
        short_text(desk.active_seconds.saturating_mul(1_000)),
        standing,
        who,
        touched,
        what.join(" "),
        waits.unwrap_or_default(),
    ]
}
