//! One visit to the desk: who comes, what is asked, what is answered.

use std::io;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::World;
use super::args::Everywhere;
use super::asked::{Asked, Order, Question, Treatment};
use super::config;
use super::context::{self, ContextJson};
use super::doctor::{self, DoctorJson};
use super::gaps::{self, GapsJson};
use super::governance::{self, ConeJson, HealthJson};
use super::paths::{self, PathsJson};
use super::reply::{Output, Reply, failed_lines, object, tell};
use super::status::{self, StatusJson, local_time};
use super::trouble::Trouble;
use crate::config::{ConfigError, Settings};
use crate::core::{By, Glance, Interface, Refusal, RefusalKind, SessionGlance, Verb, undo_message};
use crate::desk::Desk;
use crate::failure::{Failure, Words};
use crate::identity;
use crate::paths::Paths;
use crate::zone::Zone;

/// The exit code of an answer that has nothing to tell of.
pub(super) const NOTHING_THERE: u8 = 3;
/// The exit code of a store that is not sound.
const NEEDS_ATTENTION: u8 = 6;

/// Returns the desk, who sits at it and how they want it, for the panel.
///
/// # Errors
/// [`Trouble`] when the files have no place or the settings are broken.
pub fn panel(
    everywhere: &Everywhere,
    world: &mut World<'_>,
) -> Result<(Arc<Desk>, By, Settings), Trouble> {
    let visit = Visit::begin(Interface::Tui, everywhere, world, false)?;
    tell(world.err, &aside(&visit.warnings));
    Ok((Arc::new(visit.desk), visit.by, visit.settings))
}

/// Answers what was asked.
///
/// # Errors
/// [`Trouble`] when there is no answer.
pub fn ask(asked: Asked, everywhere: &Everywhere, world: &mut World<'_>) -> Result<Reply, Trouble> {
    let forgiving = asked.runs_on_defaults();
    let visit = || Visit::begin(Interface::Cli, everywhere, world, forgiving);
    match asked {
        Asked::Change(order) => visit()?.change(order, everywhere.quiet),
        Asked::Show(Question::Status) => visit()?.status(),
        Asked::Show(Question::Context) => visit()?.context(),
        Asked::Show(Question::Log { count, session, follow: true }) => {
            visit()?.follow(count, session.as_ref(), world)
        }
        Asked::Show(Question::Log { count, session, .. }) => visit()?.log(count, session.as_ref()),
        Asked::Show(Question::History(past)) => visit()?.history(&past),
        Asked::Show(Question::Session(name)) => visit()?.session(name),
        Asked::Show(Question::Page(name)) => visit()?.page(name),
        Asked::Show(Question::Gaps) => visit()?.gaps(),
        Asked::Show(Question::Cone) => visit()?.cone(),
        Asked::Show(Question::Health) => visit()?.health(),
        Asked::Show(Question::Paths) => visit()?.paths(),
        Asked::Treat(treatment) => visit()?.treat(treatment),
        Asked::Settings(verb) => config::answer(verb, everywhere, world),
    }
}

/// One visit to the desk.
pub(super) struct Visit<'a> {
    pub(super) desk: Desk,
    by: By,
    settings: Settings,
    pub(super) zone: &'a dyn Zone,
    pub(super) json: bool,
    /// What is worth hearing about the settings.
    pub(super) warnings: Vec<String>,
}

/// What a look at the desk shows.
struct Seen {
    glance: Glance,
    read_only: Option<Words>,
    warnings: Vec<String>,
}

impl<'a> Visit<'a> {
    pub(super) fn begin(
        interface: Interface,
        everywhere: &Everywhere,
        world: &World<'a>,
        forgiving: bool,
    ) -> Result<Self, Failure> {
        let paths = Paths::find(everywhere.profile.as_deref(), world.env)?;
        let (settings, warnings) = settings(&paths, forgiving)?;
        let named = everywhere.operator.as_deref();
        Ok(Self {
            desk: Desk::new(paths, world.clock.clone()).with_thresholds(settings.thresholds),
            by: identity::by(interface, named, settings.operator.as_deref(), world.env),
            settings,
            zone: world.zone,
            json: everywhere.json,
            warnings,
        })
    }

    fn change(self, order: Order, quiet: bool) -> Result<Reply, Trouble> {
        let json = self.json;
        let order = order.or_notes(&self.settings.default_notes);
        let seen = if order.looks_first() { Some(self.look()?.glance) } else { None };
        let request =
            order.request(self.by.clone(), self.desk.moment().utc, seen.as_ref(), self.zone)?;
        let outcome = self.desk.say_when_waiting(say_waiting).obey(&request)?;
        let warnings = [self.warnings, outcome.warnings].concat();
        let glance = Glance::of(&outcome.watch, &outcome.moment);
        // Who says that it goes on has been asked already.
        let forgotten = outcome.forgotten.filter(|_| outcome.verb != Verb::Keep);
        let before = Glance { forgotten, ..glance.clone() };
        let questions = gaps::questions(&glance, self.zone).into_iter();
        let asked = gaps::forgotten(&before, self.zone).into_iter().chain(questions);
        let asked: Vec<String> = asked.map(|line| format!("onwatch: {line}")).collect();
        let clock = |at| local_time(at, glance.now_utc, self.zone);
        let told = undo_message(&outcome.watch, outcome.verb, &clock);
        let answer = if quiet {
            Output::Lines(Vec::new())
        } else if json {
            let done = DoneJson {
                seq: outcome.seq,
                at_utc: outcome.at,
                verb: outcome.verb,
                message: &outcome.message,
                repeated: outcome.repeated,
                warnings: &warnings,
                status: &glance,
            };
            Output::Json(vec![object("onwatch.done/1", &done)?])
        } else if outcome.repeated {
            Output::Lines(vec![format!("Done before: {}", outcome.message)])
        } else {
            Output::Lines(vec![told.unwrap_or(outcome.message)])
        };
        let made = Some(outcome.seq);
        Ok(Reply { asides: [aside(&warnings), asked].concat(), made, ..Reply::done(answer) })
    }

    fn status(&self) -> Result<Reply, Trouble> {
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

    fn gaps(&self) -> Result<Reply, Trouble> {
        let seen = self.look()?;
        let lines = || gaps::lines(&seen.glance, self.zone);
        let answer = self.answer("onwatch.gaps/1", &GapsJson::from(&seen.glance), lines)?;
        Ok(seen.reply(answer))
    }

    fn context(&self) -> Result<Reply, Trouble> {
        let seen = self.look()?;
        let live = live(&seen.glance)?;
        let lines = || context::lines(live);
        let answer = self.answer("onwatch.context/1", &ContextJson::from(live), lines)?;
        Ok(seen.reply(answer))
    }

    fn cone(&self) -> Result<Reply, Trouble> {
        let seen = self.look()?;
        let lines = || governance::cone_lines(&seen.glance);
        let answer = self.answer("onwatch.cone/1", &ConeJson::from(&seen.glance), lines)?;
        Ok(seen.reply(answer))
    }

    fn health(&self) -> Result<Reply, Trouble> {
        let seen = self.look()?;
        let lines = || governance::health_lines(&seen.glance);
        let answer = self.answer("onwatch.health/1", &HealthJson::from(&seen.glance), lines)?;
        Ok(seen.reply(answer))
    }

    fn paths(&self) -> Result<Reply, Trouble> {
        let paths = self.desk.paths();
        let lines = || paths::lines(paths);
        let answer = self.answer("onwatch.paths/1", &PathsJson::from(paths), lines)?;
        Ok(Reply { asides: aside(&self.warnings), ..Reply::done(answer) })
    }

    fn treat(self, treatment: Treatment) -> Result<Reply, Trouble> {
        let visit = Self { desk: self.desk.say_when_waiting(say_waiting), ..self };
        let report = match treatment {
            Treatment::Check => visit.desk.check(),
            Treatment::Repair => visit.desk.repair(),
            Treatment::Adopt => visit.desk.adopt(),
        }?;
        let next = if report.is_sound() { None } else { Some(visit.what_mends()) };
        let next = next.as_deref();
        let lines = || doctor::lines(&report, next);
        let answer = visit.answer("onwatch.doctor/1", &DoctorJson::of(&report, next), lines)?;
        let exit = if report.is_sound() { 0 } else { NEEDS_ATTENTION };
        Ok(Reply { exit, asides: aside(&visit.warnings), ..Reply::done(answer) })
    }

    /// Returns what to do about a store that is not sound: what stands against writing says it,
    /// and where nothing does, the doctor mends.
    fn what_mends(&self) -> String {
        let against = match self.desk.look() {
            Ok(view) => view.read_only.map(Failure::from),
            Err(failure) => Some(failure),
        };
        against.map_or_else(|| "`onwatch doctor --repair`".to_owned(), |why| why.words().next)
    }

    fn look(&self) -> Result<Seen, Failure> {
        let view = self.desk.look()?;
        Ok(Seen {
            glance: Glance::of(&view.watch, &view.moment(self.desk.moment())),
            read_only: view.read_only.map(|error| Failure::from(error).words()),
            warnings: [self.warnings.clone(), view.warnings].concat(),
        })
    }

    pub(super) fn answer<T: Serialize>(
        &self,
        schema: &str,
        body: &T,
        lines: impl FnOnce() -> Vec<String>,
    ) -> io::Result<Output> {
        Ok(if self.json {
            Output::Json(vec![object(schema, body)?])
        } else {
            Output::Lines(lines())
        })
    }
}

impl Seen {
    fn reply(&self, answer: Output) -> Reply {
        let mut asides = aside(&self.warnings);
        asides.extend(self.read_only.iter().flat_map(failed_lines));
        Reply { asides, ..Reply::done(answer) }
    }
}

/// A change that was made, as JSON.
#[derive(Serialize)]
struct DoneJson<'a> {
    seq: u64,
    at_utc: DateTime<Utc>,
    verb: Verb,
    message: &'a str,
    repeated: bool,
    warnings: &'a [String],
    status: &'a Glance,
}

fn settings(paths: &Paths, forgiving: bool) -> Result<(Settings, Vec<String>), ConfigError> {
    match Settings::load(&paths.settings()) {
        Ok(loaded) => Ok((loaded.settings, loaded.warnings)),
        Err(error) if forgiving => {
            let warning = format!("the settings were not read, so the defaults hold: {error}");
            Ok((Settings::defaults()?, vec![warning]))
        }
        Err(error) => Err(error),
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

pub(super) fn aside(warnings: &[String]) -> Vec<String> {
    warnings.iter().map(|warning| format!("onwatch: warning: {warning}")).collect()
}

fn say_waiting(holder: Option<&str>) {
    let holder =
        holder.map_or("another program".to_owned(), |name| format!("another onwatch ({name})"));
    tell(&mut io::stderr(), &[format!("onwatch: waiting for {holder}, which is writing")]);
}
