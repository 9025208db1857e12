//! Asks a person for what a completion lacks, one field at a time.

use std::io;

use super::markup::{LinePart, composed, part, typed};
use super::reader::InputLine;
use super::reply::{failed_lines, prompt, report};
use super::world::World;
use crate::contract;
use crate::core::{
    At, CheckCode, CheckItem, CheckLevel, CheckReport, CheckSubject, Command, FrameRef, Request,
    TaskCommand, TaskName,
};
use crate::desk::Desk;
use crate::failure::{Failure, Incomplete};

/// How many tasks that lie one below the other are finished on the way.
const DEEPEST: usize = 16;

/// A person at a terminal who can be asked.
pub struct Questions<'w, 'a> {
    world: &'w mut World<'a>,
    hint: &'w dyn Fn(&crate::core::Hint) -> String,
}

/// What somebody does about an unfinished task.
enum Choice {
    Finish,
    Anyway,
    CarryOn,
}

/// What came of the questions.
pub enum Answered {
    /// The request is given again like this.
    Again(Box<Request>),
    /// They carry on working.
    CarryOn,
}

impl<'w, 'a> Questions<'w, 'a> {
    /// Returns the questions at a terminal; `None` if nobody can be asked there.
    pub fn at(
        world: &'w mut World<'a>,
        hint: &'w dyn Fn(&crate::core::Hint) -> String,
    ) -> Option<Self> {
        (world.terminal && world.written_to.err).then_some(Self { world, hint })
    }

    /// Asks for the first thing that a completion lacks, and does what was answered.
    ///
    /// # Errors
    /// If stdin cannot be read.
    pub fn ask(
        &mut self,
        incomplete: &Incomplete,
        request: &Request,
        desk: &Desk,
    ) -> io::Result<Answered> {
        self.about(incomplete, request, (desk, 0))
    }

    fn about(
        &mut self,
        incomplete: &Incomplete,
        request: &Request,
        (desk, depth): (&Desk, usize),
    ) -> io::Result<Answered> {
        let report = &incomplete.report;
        self.say(&checklist(report));
        let Some(first) = report.errors().next() else { return Ok(Answered::CarryOn) };
        match first.code {
            CheckCode::SummaryMissing
            | CheckCode::SummaryShort
            | CheckCode::SprintSummaryMissing => {
                let summary =
                    self.line(&format!("{} (Enter: carry on working)", first.code.question()))?;
                Ok(summary.map_or(Answered::CarryOn, |text| again(with_summary(request, text))))
            }
            CheckCode::UpdatesNone | CheckCode::UpdatesFew => {
                let note =
                    self.line(&format!("{} (Enter: carry on working)", first.code.question()))?;
                let (Some(text), CheckSubject::Context(name)) = (note, &report.subject) else {
                    return Ok(Answered::CarryOn);
                };
                let note = Command::Note { text, task: Some(TaskName::of(name)) };
                self.give(note, request, (desk, depth))?;
                Ok(again(request.clone()))
            }
            CheckCode::SubtasksOpen | CheckCode::SprintTasksOpen => {
                let unfinished =
                    contract::CompletionAnswer::of(report, self.hint).details.unfinished;
                let Some(task) = unfinished.first() else { return self.anyway(request, first) };
                self.unfinished(task, request, (desk, depth))
            }
            CheckCode::TimeMissing
            | CheckCode::EstimateMissing
            | CheckCode::VarianceHigh
            | CheckCode::ContextMissing
            | CheckCode::ActivitiesFew
            | CheckCode::ContextsOpen
            | CheckCode::GapsOpen => self.anyway(request, first),
        }
    }

    /// Asks what becomes of a task that is not finished.
    fn unfinished(
        &mut self,
        task: &FrameRef,
        request: &Request,
        (desk, depth): (&Desk, usize),
    ) -> io::Result<Answered> {
        loop {
            let question = format!(
                "{} is not finished. Type f to finish it, a to complete anyway (Enter: carry on working)",
                typed(&task.to_string())
            );
            let Some(answer) = self.line(&question)? else { return Ok(Answered::CarryOn) };
            let choice = match answer.to_lowercase().as_str() {
                "f" | "finish" => Choice::Finish,
                "a" | "anyway" => Choice::Anyway,
                "c" | "carry on" | "q" => Choice::CarryOn,
                _ => {
                    self.say(&["Type one of these letters, or Enter.".to_owned()]);
                    continue;
                }
            };
            return match choice {
                Choice::CarryOn => Ok(Answered::CarryOn),
                Choice::Anyway => self.reason(request),
                Choice::Finish => {
                    let question =
                        format!("What was done in {}? (Enter: go back)", typed(&task.to_string()));
                    let Some(summary) = self.line(&question)? else { continue };
                    let task = TaskName::of(task);
                    let (task, summary) = (Some(task), Some(summary));
                    let done = TaskCommand::Complete { task, summary, force: false };
                    self.give(Command::Task(done), request, (desk, depth))?;
                    Ok(again(request.clone()))
                }
            };
        }
    }

    /// Asks whether something is completed although a check fails that no answer mends.
    fn anyway(&mut self, request: &Request, failed: &CheckItem) -> io::Result<Answered> {
        if let Some(next) = &failed.next {
            let next = (self.hint)(next);
            self.say(&[format!("To mend it: {}", composed(&next))]);
        }
        self.reason(request)
    }

    fn reason(&mut self, request: &Request) -> io::Result<Answered> {
        let reason = self.line("Why complete it anyway? (Enter: carry on working)")?;
        let with_reason = |reason| again(Request { reason: Some(reason), ..request.clone() });
        Ok(reason.map_or(Answered::CarryOn, with_reason))
    }

    /// Gives a command of its own on the way, with questions about it.
    fn give(
        &mut self,
        command: Command,
        like: &Request,
        (desk, depth): (&Desk, usize),
    ) -> io::Result<()> {
        let mut request = Request { at: At::Now, ..Request::new(command, like.by.clone()) };
        loop {
            let failed = match desk.obey(&request) {
                Ok(outcome) => {
                    self.say(&[composed(&outcome.message.to_string())]);
                    return Ok(());
                }
                Err(failed) => failed,
            };
            let asked = match &failed.failure {
                Failure::Incomplete(incomplete) if depth < DEEPEST => {
                    self.about(incomplete, &request, (desk, depth + 1))?
                }
                other => {
                    let words = other.words(self.hint);
                    self.say(&failed_lines(&words));
                    return Ok(());
                }
            };
            match asked {
                Answered::Again(next) => request = *next,
                Answered::CarryOn => return Ok(()),
            }
        }
    }

    /// Asks for one line; `None` if it is empty, or there are no more.
    fn line(&mut self, question: &str) -> io::Result<Option<String>> {
        loop {
            prompt(self.world, question);
            match (self.world.read_line)()? {
                None => {
                    self.say(&[String::new()]);
                    return Ok(None);
                }
                Some(InputLine::Text(text)) => {
                    let text = text.trim().to_owned();
                    return Ok(Some(text).filter(|text| !text.is_empty()));
                }
                Some(InputLine::NotUtf8) => {
                    self.say(&["The line is not UTF-8. Type it again.".to_owned()]);
                }
                Some(InputLine::TooLong) => {
                    self.say(&["The line is too long. Type a shorter one.".to_owned()]);
                }
            }
        }
    }

    fn say(&mut self, lines: &[String]) {
        report(self.world, lines);
    }
}

fn again(request: Request) -> Answered {
    Answered::Again(Box::new(request))
}

/// Returns a request that completes a task with another summary.
fn with_summary(request: &Request, text: String) -> Request {
    let mut request = request.clone();
    match &mut request.command {
        Command::Task(TaskCommand::Complete { summary, .. })
        | Command::Pop { summary, complete: true, .. } => *summary = Some(text),
        Command::Task(TaskCommand::Edit { task, .. }) => {
            let (task, summary) = (Some(task.clone()), Some(text));
            request.command = Command::Task(TaskCommand::Complete { task, summary, force: false });
        }
        _ => {}
    }
    request
}

/// Returns what the checks say, as lines: first what blocks, then what warns, then what is done.
#[must_use]
pub fn checklist(report: &CheckReport) -> Vec<String> {
    let head = if report.is_valid() { "can be completed" } else { "is not complete" };
    let subject = typed(&report.subject.to_string());
    let head = part(LinePart::Heading, &format!("{subject} {head}"));
    let line = |item: &CheckItem| {
        let (kind, sign) = match (item.is_met, item.level) {
            (true, _) => (LinePart::Good, "√"),
            (false, CheckLevel::Error) => (LinePart::Bad, "×"),
            (false, CheckLevel::Warning) => (LinePart::Caution, "▲"),
            (false, CheckLevel::Advice | CheckLevel::Off) => (LinePart::Label, "·"),
        };
        format!("  {} {}", part(kind, sign), composed(&item.text))
    };
    let done = report.items.iter().filter(|item| item.is_met);
    let all = report.errors().chain(report.warnings()).chain(done);
    std::iter::once(head).chain(all.map(line)).collect()
}
