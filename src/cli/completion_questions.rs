//! Asks a person for what a completion lacks, one field at a time.

use std::io;

use super::markup::{LinePart, composed, part, typed};
use super::reader::InputLine;
use super::reply::{failed_lines, prompt, report};
use super::world::World;
use crate::core::{
    Bound, CheckCode, CheckItem, CheckLevel, CheckReport, CheckSubject, Command, Expect, FrameRef,
    Hint, NOTE, REASON, Request, TaskCommand, TaskName, Verb,
};
use crate::desk::Desk;
use crate::failure::{Failure, Incomplete};

/// How many tasks that lie one below the other are finished on the way.
const DEEPEST: usize = 16;

/// A person at a terminal who can be asked.
pub struct Questions<'w, 'a> {
    world: &'w mut World<'a>,
    hint: &'w dyn Fn(&Hint) -> String,
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
    pub fn at(world: &'w mut World<'a>, hint: &'w dyn Fn(&Hint) -> String) -> Option<Self> {
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
        // What is asked is about this task or session: whatever changes meanwhile, the answer is for no other.
        let seen = Some(Expect::Seq(incomplete.seq));
        let request = &Request { expect: seen, ..request.clone() };
        let Some(first) = report.errors().next() else { return Ok(Answered::CarryOn) };
        match (first.code, &report.subject) {
            (
                CheckCode::SummaryMissing
                | CheckCode::SummaryShort
                | CheckCode::SprintSummaryMissing,
                CheckSubject::Context(name),
            ) => {
                let Some(text) = self.text(first.code.question(), NOTE)? else {
                    return Ok(Answered::CarryOn);
                };
                let is_last = report.errors().nth(1).is_none();
                if let Some(request) = with_summary(request, &text).filter(|_| is_last) {
                    return Ok(again(request));
                }
                // Whatever is answered next, the summary is not lost.
                let task = Some(TaskName::of(name));
                let said = Command::Task(TaskCommand::Summarize { task, text });
                self.give(said, request, (desk, depth))
            }
            (CheckCode::UpdatesNone | CheckCode::UpdatesFew, CheckSubject::Context(name)) => {
                let Some(text) = self.text(first.code.question(), NOTE)? else {
                    return Ok(Answered::CarryOn);
                };
                let note = Command::Note { text, task: Some(TaskName::of(name)) };
                self.give(note, request, (desk, depth))
            }
            (CheckCode::SubtasksOpen | CheckCode::SprintTasksOpen, CheckSubject::Context(_)) => {
                match report.facts.unfinished().first() {
                    Some(task) => self.unfinished(task, request, (desk, depth)),
                    None => self.anyway(request, first),
                }
            }
            (
                CheckCode::TimeMissing
                | CheckCode::EstimateMissing
                | CheckCode::VarianceHigh
                | CheckCode::ContextMissing
                | CheckCode::ActivitiesFew
                | CheckCode::ContextsOpen
                | CheckCode::GapsOpen,
                CheckSubject::Context(_),
            )
            | (_, CheckSubject::Session(_)) => self.anyway(request, first),
        }
    }

    /// Asks what becomes of a task that is not finished.
    fn unfinished(
        &mut self,
        task: &FrameRef,
        request: &Request,
        (desk, depth): (&Desk, usize),
    ) -> io::Result<Answered> {
        let name = typed(&task.to_string());
        loop {
            let question = format!(
                "{name} is not finished. Type f to finish it, a to complete anyway (Enter: carry on working)"
            );
            let Some(answer) = self.line(&question)? else { return Ok(Answered::CarryOn) };
            match answer.to_lowercase().as_str() {
                "a" | "anyway" => return self.reason(request),
                "c" | "carry on" | "q" => return Ok(Answered::CarryOn),
                "f" | "finish" => {
                    let question = format!("What was done in {name}?");
                    let Some(summary) = self.text(&question, NOTE)? else {
                        return Ok(Answered::CarryOn);
                    };
                    let (task, summary) = (Some(TaskName::of(task)), Some(summary));
                    let done = TaskCommand::Complete { task, summary, force: false };
                    return self.give(Command::Task(done), request, (desk, depth));
                }
                _ => self.say(&["Type one of these letters, or Enter.".to_owned()]),
            }
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
        let ends = matches!(request.command.verb(), Verb::End | Verb::Start);
        let question = if ends { "Why end it anyway?" } else { "Why complete it anyway?" };
        let mut reason = self.text(question, REASON)?;
        // A letter answers other questions.
        while reason.as_ref().is_some_and(|reason| reason.chars().count() == 1) {
            self.say(&["Type the reason in words.".to_owned()]);
            reason = self.text(question, REASON)?;
        }
        let with_reason = |reason| again(Request { reason: Some(reason), ..request.clone() });
        Ok(reason.map_or(Answered::CarryOn, with_reason))
    }

    /// Gives a command of its own on the way, with questions about it. If it is obeyed, the first request is
    /// given again; if not, its caller carries on working.
    fn give(
        &mut self,
        command: Command,
        like: &Request,
        (desk, depth): (&Desk, usize),
    ) -> io::Result<Answered> {
        let expect = like.expect.clone();
        let mut request = Request { expect, ..Request::new(command, like.by.clone()) };
        loop {
            let failed = match desk.obey(&request) {
                Ok(outcome) => {
                    self.say(&[composed(&outcome.message.to_string())]);
                    let expect = Some(Expect::Seq(outcome.seq));
                    return Ok(again(Request { expect, ..like.clone() }));
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
                    return Ok(Answered::CarryOn);
                }
            };
            match asked {
                Answered::Again(next) => request = *next,
                Answered::CarryOn => return Ok(Answered::CarryOn),
            }
        }
    }

    /// Asks for a text within a bound; `None` if it is empty, or there are no more lines.
    fn text(&mut self, question: &str, bound: Bound) -> io::Result<Option<String>> {
        loop {
            let Some(text) = self.line(&format!("{question} (Enter: carry on working)"))? else {
                return Ok(None);
            };
            match bound.check_some(&text) {
                Ok(()) => return Ok(Some(text)),
                Err(refusal) => self.say(&[composed(&refusal.why)]),
            }
        }
    }

    /// Asks for one line; `None` if it is empty, or there are no more.
    fn line(&mut self, question: &str) -> io::Result<Option<String>> {
        loop {
            let read = self.world.read_answer;
            match read(&mut || prompt(self.world, question))? {
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

/// Returns a request that completes a task with another summary; `None` if the request cannot have one.
fn with_summary(request: &Request, text: &str) -> Option<Request> {
    let mut request = request.clone();
    match &mut request.command {
        Command::Task(TaskCommand::Complete { summary, .. })
        | Command::Pop { summary, complete: true, .. } => *summary = Some(text.to_owned()),
        // An edit has none.
        _ => return None,
    }
    Some(request)
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
