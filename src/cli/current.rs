//! Answers with how things stand now.

use super::cli_session::CliSession;
use super::context::{self, ContextJson};
use super::error::CliError;
use super::gaps::{self, GapsJson};
use super::governance::{self, ConeJson, HealthJson};
use super::paths::{self, PathsJson};
use super::reply::{NOTHING_THERE, Reply, warning_lines};
use super::status::{self, StatusJson};
use crate::core::{Glance, Refusal, RefusalKind, SessionGlance, Verb};

impl CliSession<'_> {
    pub(super) fn status(&self) -> Result<Reply, CliError> {
        let seen = self.look()?;
        let body = StatusJson {
            glance: &seen.glance,
            read_only: seen.read_only.clone().map(Into::into),
            warnings: &seen.warnings,
        };
        let lines = || status::lines(&seen.glance, self.zone);
        let answer = self.answer(Glance::SCHEMA, &body, lines)?;
        let exit = if seen.glance.session.is_some() { 0 } else { NOTHING_THERE };
        Ok(Reply { exit, ..seen.reply(answer) })
    }

    pub(super) fn gaps(&self) -> Result<Reply, CliError> {
        let seen = self.look()?;
        let lines = || gaps::lines(&seen.glance, self.zone);
        let answer = self.answer("onwatch.gaps/1", &GapsJson::from(&seen.glance), lines)?;
        Ok(seen.reply(answer))
    }

    pub(super) fn context(&self) -> Result<Reply, CliError> {
        let seen = self.look()?;
        let live = live(&seen.glance)?;
        let lines = || context::lines(live);
        let answer = self.answer("onwatch.context/1", &ContextJson::from(live), lines)?;
        Ok(seen.reply(answer))
    }

    pub(super) fn cone(&self) -> Result<Reply, CliError> {
        let seen = self.look()?;
        let lines = || governance::cone_lines(&seen.glance);
        let answer = self.answer("onwatch.cone/1", &ConeJson::from(&seen.glance), lines)?;
        Ok(seen.reply(answer))
    }

    pub(super) fn health(&self) -> Result<Reply, CliError> {
        let seen = self.look()?;
        let lines = || governance::health_lines(&seen.glance);
        let answer = self.answer("onwatch.health/1", &HealthJson::from(&seen.glance), lines)?;
        Ok(seen.reply(answer))
    }

    pub(super) fn paths(&self) -> Result<Reply, CliError> {
        let paths = self.desk.paths();
        let lines = || paths::lines(paths);
        let answer = self.answer("onwatch.paths/1", &PathsJson::from(paths), lines)?;
        Ok(Reply { asides: warning_lines(&self.warnings), ..Reply::done(answer) })
    }
}

/// Returns the live session, or the reason the core gives why there is none to enter a context in.
fn live(glance: &Glance) -> Result<&SessionGlance, Refusal> {
    glance.session.as_ref().ok_or_else(|| {
        let (why, next) = glance
            .refusal(Verb::Push)
            .map(|refusal| (refusal.why.clone(), refusal.next.clone()))
            .unwrap_or_default();
        Refusal::new(RefusalKind::NothingThere, "There is no context", why, next)
    })
}
