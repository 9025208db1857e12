//! Gives the desk a request, and answers with the change.

use chrono::{DateTime, Utc};

use super::artifact_file::TypedArtifact;
use super::cli_session::{CliSession, say_waiting};
use super::completion_questions::{Answered, Questions};
use super::error::CliError;
use super::markup::composed;
use super::phrases::local_time;
use super::reply::{Output, Reply, warning_lines};
use super::show::section_lines;
use super::typed_context::{NotLookedUp, TypedContext};
use super::typed_past::Reading;
use super::unresolved::{LookUp, TimesOf, UnresolvedRequest};
use super::world::World;
use super::{against_rules, gaps, hint, instructions, outcome_lines, table};
use crate::contract::{self, ChangeDone, CompletionAnswer, Instructions};
use crate::core::{
    Artifact, CheckReport, ClosedFrame, FrameRef, Glance, Hint, Interface, NewFrame, OpenPlaybook,
    RunGlance, SessionGlance, Verb, Watch, undo_message,
};
use crate::desk::Became;
use crate::failure::{FailedCommand, Failure};
use crate::instructions::Situation;

/// Returns what came out of a session that ends, as lines below the answer.
fn came_out(
    session: &SessionGlance,
    open: &[OpenPlaybook],
    told: &dyn Fn(DateTime<Utc>) -> String,
) -> Vec<String> {
    let completed = table::lines(&outcome_lines::completed(session));
    let artifacts = table::lines(&outcome_lines::artifacts(&session.artifacts));
    let steps = against_rules::steps(&session.playbook_steps, told);
    let overrides = against_rules::overrides(&session.overrides, told);
    let lines = [
        section_lines("done", true, completed),
        section_lines("artifacts", true, artifacts),
        section_lines("steps", true, steps),
        section_lines("open playbooks", true, against_rules::open(open)),
        section_lines("against a rule", true, overrides),
    ];
    lines.concat()
}

/// Returns the tasks that a note or a switch was about, if its command asked nobody who else works on them.
fn worked_on(verb: Verb, watch: &Watch, at: DateTime<Utc>) -> Vec<FrameRef> {
    let Some(live) = watch.live() else { return Vec::new() };
    let left = live.closed_frames.iter().rev().take_while(|frame| frame.popped_at_utc == at);
    let left = left.filter(|_| verb == Verb::Pop).map(ClosedFrame::name);
    let is_asked = matches!(verb, Verb::Note | Verb::Pop);
    left.chain(live.context_stack.path()).filter(|_| is_asked).collect()
}

/// Returns what the checks say of what was completed, in sentences: first what a reason passed over.
fn advice(check: &CheckReport) -> Vec<String> {
    let failed = check.errors().chain(check.warnings());
    failed.map(|item| format!("{}: {}", check.subject, item.text)).collect()
}

impl LookUp for CliSession<'_> {
    fn context(&self, typed: &TypedContext) -> Result<NewFrame, CliError> {
        if typed.is_plain_name() {
            return Ok(typed.read(&NotLookedUp)?);
        }
        if typed.means_previous() {
            let previous = self.desk.task_choices()?.answer.previous;
            return Ok(typed.previous(previous)?);
        }
        // What is not looked up is refused by the desk, unless it means the same anyway.
        let read = self.desk.with_known_names(&|known| Some(typed.read(known)));
        let read = read.ok().and_then(|asked| asked.answer);
        Ok(read.unwrap_or_else(|| typed.read(&NotLookedUp))?)
    }

    fn artifact(&self, typed: &TypedArtifact) -> Result<Artifact, CliError> {
        typed.look()
    }
}

impl CliSession<'_> {
    /// Returns the session whose times a request has to know; `None` if it needs none or there is none.
    fn subject(&self, request: &UnresolvedRequest) -> Option<SessionGlance> {
        let times_of = request.times_of();
        if times_of == TimesOf::Nothing {
            return None;
        }
        let view = self.desk.look().ok()?;
        let name = match times_of {
            TimesOf::Nothing | TimesOf::OnTheDesk => None,
            TimesOf::Usual => view.watch.usual_session(),
            TimesOf::Named(name) => Some(name),
        };
        let now = view.moment(self.desk.moment());
        let glance = Glance::of(&view.watch, &now);
        let on_the_desk = glance.session.or(glance.last_session);
        match name {
            None => on_the_desk,
            Some(name) => {
                on_the_desk.filter(|shown| name.is_of(shown.key, &shown.id)).or_else(|| {
                    // If it cannot be read, the command is refused, and says why.
                    let trail = self.desk.trail(Some(name)).ok()?.answer;
                    Some(trail.story.glance(&now))
                })
            }
        }
    }

    /// Gives the desk a request, and answers with the change.
    ///
    /// If checks block it, a person at a terminal of `world` is asked for what is missing.
    pub(super) fn change(
        self,
        request: UnresolvedRequest,
        world: Option<&mut World<'_>>,
    ) -> Result<Reply, CliError> {
        let (json, desk) = (self.json, self.desk.name());
        let request = request.or_notes(&self.settings.default_notes);
        let subject = self.subject(&request);
        let now = self.desk.moment().utc;
        let reading = Reading { now, zone: self.zone, subject: subject.as_ref() };
        let mut request = request.resolve(self.by(), reading, &self)?;
        let sources = &self.settings.sources;
        let asking = (&self.secrets(sources), &(self.running)(sources));
        request = self.desk.with_heard(request, sources, asking);
        let of_settings = self.warnings.clone();
        let warned = |more| [of_settings.clone(), more].concat();
        let session = match self.interface {
            Interface::Api | Interface::Mcp => self,
            Interface::Tui | Interface::Cli => {
                Self { desk: self.desk.say_when_waiting(say_waiting), ..self }
            }
        };
        let at_desk = &session.desk;
        let speak = |next: &Hint| hint::text(next, &desk, session.zone);
        // Who gives the name of an operation repeats the same command, and is no person to ask.
        let asks = request.operation.is_none();
        let mut questions = world.filter(|_| asks).and_then(|world| Questions::at(world, &speak));
        let outcome = loop {
            let failed = match at_desk.obey(&request) {
                Ok(outcome) => break outcome,
                Err(failed) => failed,
            };
            if let (Failure::Incomplete(incomplete), Some(questions)) =
                (&failed.failure, &mut questions)
                && let Answered::Again(next) = questions.ask(incomplete, &request, at_desk)?
            {
                request = *next;
                continue;
            }
            let warnings = warned(failed.warnings);
            return Err(FailedCommand { warnings, ..failed }.into());
        };
        let mut warnings = warned(outcome.warnings);
        let others = at_desk.others_on(&worked_on(outcome.verb, &outcome.watch, outcome.at));
        warnings.extend(others.into_iter().filter(|_| outcome.became == Became::Recorded));
        let advised = outcome.check.iter().flat_map(advice);
        warnings.extend(advised);
        let glance = Glance::of(&outcome.watch, &outcome.moment);
        // `keep` is the answer to this question: it is not asked again.
        let forgotten = outcome.forgotten.filter(|_| outcome.verb != Verb::Keep);
        let before = Glance { forgotten, ..glance.clone() };
        let questions = gaps::questions(&glance, session.zone).into_iter();
        let asked = gaps::forgotten(&before, session.zone).into_iter().chain(questions);
        let asked: Vec<String> = asked.map(|line| format!("onwatch: {line}")).collect();
        let clock = |at| local_time(at, glance.now_utc, session.zone);
        let run = RunGlance::of(&outcome.watch, &outcome.moment);
        // The answer or a question says already what to do next.
        let has_hint = session.hints
            && outcome.became == Became::Recorded
            && outcome.next.is_none()
            && asked.is_empty();
        let advice = (json || has_hint).then(|| {
            let is_deleted = desk.run().is_some() && run.is_none();
            let (verb, tasks) = (Some(outcome.verb), &*outcome.tasks);
            let now = Situation::asked(&before, &desk, &clock);
            session.advice(Situation { verb, tasks, is_deleted, ..now })
        });
        let (advice, of_templates) = advice.unwrap_or_default();
        warnings.extend(of_templates);
        let told = undo_message(&outcome.watch, outcome.verb, &clock);
        let answer = if json {
            let done = ChangeDone {
                seq: outcome.seq,
                at_utc: outcome.at,
                verb: outcome.verb,
                message: outcome.message.to_string(),
                repeated: outcome.became == Became::Repeated,
                unchanged: outcome.became == Became::Unchanged,
                warnings: warnings.clone(),
                check: outcome.check.as_ref().map(|check| CompletionAnswer::of(check, &speak)),
                tasks: outcome.tasks,
                run,
                instructions: Instructions::from(&advice),
                status: glance,
            };
            Output::Json(vec![contract::line(&done)?])
        } else if outcome.became == Became::Repeated {
            Output::Lines(vec![format!("Already done: {}", composed(&outcome.message.to_string()))])
        } else {
            let next =
                outcome.next.map(|next| format!("; {}", hint::text(&next, &desk, session.zone)));
            let answer = told.unwrap_or_else(|| outcome.message.text(|at| session.zone.local(at)));
            let answer = composed(&answer) + next.as_deref().unwrap_or_default();
            let ended = glance.last_session.as_ref().filter(|_| outcome.verb == Verb::End);
            let lines = ended.map(|ended| {
                let open = session.open_playbooks(&outcome.watch, &outcome.moment);
                came_out(ended, &open, &clock)
            });
            Output::Lines([vec![answer], lines.unwrap_or_default()].concat())
        };
        let made = (outcome.became != Became::Unchanged).then_some(outcome.seq);
        Ok(Reply {
            notices: [warning_lines(&warnings), asked].concat(),
            made,
            hint: instructions::hint_line(&advice).filter(|_| has_hint),
            ..Reply::done(answer)
        })
    }
}
