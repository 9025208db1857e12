//! Answers with how things stand now.

use super::alert_text::SpokenTime;
use super::args::StatusArgs;
use super::cli_session::CliSession;
use super::error::CliError;
use super::reply::{NOTHING_THERE, Output, Reply, failed_lines, warning_lines};
use super::world::World;
use super::{context, gaps, governance, paths, source_fresh, status};
use crate::contract::{
    BandReading, ContextNow, FilePaths, HealthReading, OpenGaps, OpenTask, Status,
};
use crate::core::{
    BriefNote, Glance, Hint, Refusal, RefusalKind, SessionGlance, SharedTask, Verb, VerbNow,
};
use crate::desk::Asked;

impl CliSession<'_> {
    pub(super) fn status(&self, args: &StatusArgs, world: &World<'_>) -> Result<Reply, CliError> {
        let (asked, warnings) = if args.fresh { self.freshen(world) } else { (None, Vec::new()) };
        let mut now = self.look()?;
        now.sources_asked = asked;
        now.warnings.extend(warnings);
        let shared = self.open_tasks(&mut now);
        now.allowed = VerbNow::all(&now.glance, &self.desk.name());
        (now.notes, now.has_more_notes) = BriefNote::at_hand(&now.glance);
        if args.totals {
            match self.totals() {
                Ok((totals, warnings)) => {
                    now.totals = Some(totals);
                    now.warnings.extend(warnings);
                }
                Err(error) => now.warnings.push(format!("the totals could not be read: {error}")),
            }
        }
        let lines = || {
            let lines = status::lines(&now.glance, &shared, self.zone);
            let time = SpokenTime { now: now.glance.now_utc, zone: self.zone };
            let asked = now.sources_asked.iter().flat_map(|asked| source_fresh::lines(asked, time));
            let governed = status::governed(&now.policy, &now.playbooks);
            let totals = now.totals.map(status::totals);
            lines.into_iter().chain(governed).chain(totals).chain(asked).collect()
        };
        let answer = self.answer(&now, lines)?;
        let exit = if now.glance.session.is_some() { 0 } else { NOTHING_THERE };
        Ok(Reply { exit, ..reply(&now, answer) })
    }

    /// Adds how the open tasks stand on all desks; returns that. If it cannot be read, that is a warning.
    fn open_tasks(&self, now: &mut Status) -> Vec<SharedTask> {
        match self.desk.who_else() {
            Ok(Asked { answer, warnings, .. }) => {
                now.warnings.extend(warnings);
                now.open_tasks = answer.iter().map(OpenTask::from).collect();
                answer
            }
            // Nobody can be asked: the answer says so.
            Err(_) if now.read_only.is_some() => Vec::new(),
            Err(error) => {
                let what = "how the open tasks stand on other desks was not looked up";
                now.warnings.push(format!("{what}: {error}"));
                Vec::new()
            }
        }
    }

    pub(super) fn gaps(&self) -> Result<Reply, CliError> {
        let now = self.look()?;
        let lines = || gaps::lines(&now.glance, self.zone);
        let answer = self.answer(&OpenGaps::from(&now.glance), lines)?;
        Ok(reply(&now, answer))
    }

    pub(super) fn context(&self) -> Result<Reply, CliError> {
        let mut now = self.look()?;
        let shared = self.open_tasks(&mut now);
        let live = live(&now.glance)?;
        let body = ContextNow::of(live, now.open_tasks.clone());
        let answer = self.answer(&body, || context::lines(live, &shared))?;
        Ok(reply(&now, answer))
    }

    pub(super) fn cone(&self) -> Result<Reply, CliError> {
        let now = self.look()?;
        let band = BandReading::from(&now.glance);
        let time = SpokenTime { now: now.glance.now_utc, zone: self.zone };
        let answer = self.answer(&band, || governance::band_lines(&band, time))?;
        Ok(reply(&now, answer))
    }

    pub(super) fn health(&self) -> Result<Reply, CliError> {
        let now = self.look()?;
        let health = HealthReading::from(&now.glance);
        let time = SpokenTime { now: now.glance.now_utc, zone: self.zone };
        let lines = || governance::health_lines(&health, time);
        let answer = self.answer(&health, lines)?;
        Ok(reply(&now, answer))
    }

    pub(super) fn paths(&self) -> Result<Reply, CliError> {
        let paths = FilePaths::from(self.desk.paths());
        let answer = self.answer(&paths, || paths::lines(&paths))?;
        Ok(Reply { notices: warning_lines(&self.warnings), ..Reply::done(answer) })
    }
}

/// Returns a reply with an answer, and the problems of the desk beside it.
pub(super) fn reply(now: &Status, answer: Output) -> Reply {
    let mut notices = warning_lines(&now.warnings);
    notices.extend(now.read_only.iter().flat_map(failed_lines));
    Reply { notices, ..Reply::done(answer) }
}

/// Returns the live session.
///
/// # Errors
/// The refusal of the core to enter a context, if no session is live.
fn live(glance: &Glance) -> Result<&SessionGlance, Refusal> {
    glance.session.as_ref().ok_or_else(|| {
        let what = "There is no context".to_owned();
        let refusal = glance.refusal(Verb::Push).cloned();
        let refusal = refusal.map(|refusal| Refusal { what: what.clone(), ..refusal });
        refusal.unwrap_or_else(|| {
            let start = Hint::give("start a session", Verb::Start);
            Refusal::new(RefusalKind::NothingThere, what, "no session is live", start)
        })
    })
}
