//! What to do next: the answer of `next`, what other programs get beside a change, and a line for a person.

use std::cell::RefCell;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::args::{NextArgs, NextFormat};
use super::cli_session::CliSession;
use super::current::reply;
use super::error::CliError;
use super::markup::{LinePart, composed, part};
use super::phrases::local_time;
use super::reply::{Output, Reply};
use crate::config::{instructions_file, own_instructions, unknown_instructions};
use crate::contract::{self, Instructions, NextSteps, Status};
use crate::core::{
    DeskName, Phase, SharedTask, TaskBound, TaskQuery, TaskRow, TaskStand, TaskStatus, Verb,
};
use crate::failure::Words;
use crate::instructions::{
    Advice, AdvisedStep, Scenario, Situation, SprintRest, TemplateFault, advice, check, page,
    quoted,
};

/// What happens if a template cannot be used.
const INSTEAD: &str = "the built-in words are used";
/// How many tasks of a sprint are looked at to find the one to do next.
const TASKS_READ: usize = 20;

impl CliSession<'_> {
    /// Answers with what to do next.
    pub(super) fn next(&self, args: NextArgs) -> Result<Reply, CliError> {
        let format = self.next_format(args)?;
        let mut now = self.look()?;
        let (desk, glance) = (self.desk.name(), now.glance.clone());
        let clock = |at| local_time(at, glance.now_utc, self.zone);
        let problem = now.read_only.as_ref().map(|words| {
            let Words { why, next, .. } = words;
            (why.clone(), next.clone())
        });
        let asked = Situation { problem, ..Situation::asked(&glance, &desk, &clock) };
        let (mut advice, warnings) = self.advice(asked);
        advice.steps.extend(self.governed_steps(&now));
        now.warnings.extend(warnings);
        let answer = match format {
            NextFormat::Text => Output::Lines(lines(&advice)),
            NextFormat::Md => Output::Document(page(&advice)),
            NextFormat::Json => {
                let instructions = Instructions::from(&advice);
                let body = NextSteps { instructions, warnings: now.warnings.clone() };
                Output::Json(vec![contract::line(&body)?])
            }
        };
        Ok(reply(&now, answer))
    }

    /// Returns what the policy asks and reminds of, and where a playbook that was left goes on.
    fn governed_steps(&self, now: &Status) -> Vec<AdvisedStep> {
        let option = self.desk.name().option();
        let step = |action: String, commands: &[&str]| AdvisedStep {
            action,
            commands: commands.iter().map(|words| format!("onwatch {option}{words}")).collect(),
        };
        let turned = now.policy.turned.iter().map(|turned| {
            let commands: &[&str] = if turned.asks { &["ack", "pause", "end"] } else { &["ack"] };
            step(turned.why.clone(), commands)
        });
        let reminders = now.policy.reminders.iter();
        let reminders = reminders.map(|reminder| step(reminder.sentence(), &["pause"]));
        let playbooks = now.playbooks.iter().map(|playbook| {
            let next = format!("playbook next --playbook {}", quoted(&playbook.name));
            step(playbook.going_on(), &[&next])
        });
        turned.chain(reminders).chain(playbooks).collect()
    }

    /// Returns the form that is asked for: by name, or by `--json`.
    fn next_format(&self, args: NextArgs) -> Result<NextFormat, CliError> {
        match args.format {
            Some(format) if self.json && format != NextFormat::Json => {
                Err(CliError::Usage(Words {
                    what: "The command line was not understood".to_owned(),
                    why: format!(
                        "--json and --format {} are two forms of one answer",
                        format.word()
                    ),
                    next: "leave out one of them".to_owned(),
                }))
            }
            Some(format) => Ok(format),
            None if self.json => Ok(NextFormat::Json),
            None => Ok(NextFormat::Text),
        }
    }

    /// Returns what to do in a situation, and warnings about somebody's own templates. What only the index
    /// knows is looked up first.
    pub(super) fn advice(&self, now: Situation<'_>) -> (Advice, Vec<String>) {
        let stand = self.stand(&now);
        let now = Situation { stand, ..now };
        let rest = self.rest(&now);
        let now = Situation { rest, ..now };
        let settings = self.desk.paths().settings();
        let unread = RefCell::new(Vec::new());
        let own = |scenario| {
            own_instructions(&settings, scenario).unwrap_or_else(|error| {
                unread.borrow_mut().push(format!("{error}; {INSTEAD}"));
                None
            })
        };
        let (advice, faults) = advice(&now, &own);
        let faults = faults.iter().map(|fault| {
            let path = instructions_file(&settings, fault.scenario);
            format!("{}; {INSTEAD}", fault_text(&path, fault))
        });
        let faults: Vec<String> = faults.collect();
        (advice, [unread.into_inner(), faults].concat())
    }

    /// Returns where the open task stands; `None` if that is not known, or nobody asks the index.
    fn stand(&self, now: &Situation<'_>) -> Option<TaskStand> {
        let live = now.glance.session.as_ref().filter(|live| live.phase == Phase::Active)?;
        let task = Situation::task_of(live)?;
        let asks = now.verb.is_none_or(|verb| {
            verb.changes_tasks() || verb.is_a_step() || matches!(verb, Verb::Resume | Verb::Toggle)
        });
        if !asks || now.problem.is_some() {
            return None;
        }
        let shared = self.desk.who_else().ok()?.answer.into_iter();
        let mut of_task = shared.filter(|shared: &SharedTask| shared.task == task.name);
        of_task.next()?.stand
    }

    /// Returns what is left of the open sprint, if its next task is of use now.
    fn rest(&self, now: &Situation<'_>) -> Option<SprintRest> {
        let is_of_use = Scenario::of(now).iter().any(|scenario| {
            matches!(scenario, Scenario::NoTask | Scenario::TaskDone | Scenario::Blocked)
        });
        let live = now.glance.session.as_ref().filter(|_| is_of_use)?;
        let sprint = Situation::sprint_of(live)?;
        let bound = Some(TaskBound { count: TASKS_READ, closed: Some(0) });
        let query = TaskQuery { sprint: Some(sprint), bound, ..TaskQuery::default() };
        let zone = self.zone;
        let head = self.desk.task_head(&query, &|at| zone.day_clock(at)).ok()?.answer;
        let next = head.rows.iter().find(|row| is_free(row, now.desk, now.glance.now_utc));
        let next = next.map(|row| (row.task.name.clone(), row.task.title.clone()));
        Some(SprintRest { open: head.rows.len() + head.left.open, closed: head.left.closed, next })
    }
}

/// Reports whether a task can be entered, and nobody else has it.
fn is_free(row: &TaskRow, desk: &DeskName, now: DateTime<Utc>) -> bool {
    let can_go_on = match row.task.status {
        TaskStatus::Todo | TaskStatus::InProgress => true,
        TaskStatus::Blocked | TaskStatus::Done | TaskStatus::Dropped => false,
    };
    let claim = row.task.claim.as_ref().filter(|claim| claim.holds_at(now));
    let is_others = claim.is_some_and(|claim| claim.desk != *desk);
    can_go_on && !is_others && !row.is_open && row.elsewhere.is_empty()
}

/// Returns what is wrong with somebody's own templates beside a settings file.
pub(super) fn checked(settings: &Path) -> Vec<String> {
    let fault = |scenario: Scenario| match own_instructions(settings, scenario) {
        Ok(text) => {
            let fault = check(scenario, &text?).err()?;
            Some(fault_text(&instructions_file(settings, scenario), &fault))
        }
        Err(error) => Some(error.to_string()),
    };
    let faults = Scenario::ALL.iter().copied().filter_map(fault);
    let faults = faults.map(|fault| format!("{fault}; {INSTEAD}"));
    unknown_instructions(settings).into_iter().chain(faults).collect()
}

/// Returns a fault of a template, with the file and the line.
fn fault_text(path: &Path, fault: &TemplateFault) -> String {
    let line = if fault.line == 0 { String::new() } else { format!(":{}", fault.line) };
    format!("{}{line}: {}", path.display(), fault.message)
}

/// Returns what to do next as lines.
fn lines(advice: &Advice) -> Vec<String> {
    let mut lines: Vec<String> = advice.reminder().iter().map(|text| composed(text)).collect();
    for step in &advice.steps {
        if !step.action.is_empty() {
            lines.push(composed(&format!("- {}", step.action)));
        }
        lines.extend(step.commands.iter().map(|command| format!("    {}", composed(command))));
    }
    lines
}

/// Returns the first thing to do as a quiet line for a person; `None` if there is none.
pub(super) fn hint_line(advice: &Advice) -> Option<String> {
    let step = advice.steps.iter().find(|step| !step.action.is_empty())?;
    let command = step.commands.first().map(|command| format!(": `{command}`"));
    let line = format!("next: {}{}", step.action, command.unwrap_or_default());
    Some(part(LinePart::Label, &composed(&line)))
}
