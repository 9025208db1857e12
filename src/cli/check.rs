//! What the checks say before something is completed.

use super::cli_session::CliSession;
use super::completion_questions::checklist;
use super::error::CliError;
use super::markup::composed;
use super::reply::{INCOMPLETE, Reply};
use crate::contract::CompletionAnswer;
use crate::core::{CheckReport, Command, Hint, LookAt, Refusal, RefusalKind, Request, TaskCommand};
use crate::failure::Failure;

impl CliSession<'_> {
    /// Answers with what the checks say of what a command would complete.
    pub(super) fn check(&self, command: Command) -> Result<Reply, CliError> {
        let request = Request::new(command, self.by());
        let check = self.desk.completion(&request).map_err(not_done)?.ok_or_else(not_checked)?;
        let report = check.report();
        let speak = |next: &_| self.hint(next);
        let answer = self.answer(&CompletionAnswer::of(&report, &speak), || self.lines(&report))?;
        let notices = self.notices()?;
        let exit = if report.is_valid() { 0 } else { INCOMPLETE };
        Ok(Reply { exit, notices, ..Reply::done(answer) })
    }

    /// Answers with what the checks say of the sprint of the live session.
    pub(super) fn check_sprint(&self) -> Result<Reply, CliError> {
        let sprint = self.current_sprint()?;
        let complete = TaskCommand::Complete { task: Some(sprint), summary: None, force: false };
        self.check(Command::Task(complete))
    }

    fn lines(&self, report: &CheckReport) -> Vec<String> {
        let failed = report.errors().chain(report.warnings());
        let next = failed.filter_map(|item| item.next.as_ref());
        let next = next.map(|next| format!("  next: {}", composed(&self.hint(next))));
        checklist(report).into_iter().chain(next).collect()
    }
}

/// Words a refusal as that of a check: nothing was to be completed.
fn not_done(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(refusal) => {
            Failure::Refused(Refusal { what: "Nothing was checked".to_owned(), ..refusal })
        }
        other => other,
    }
}

fn not_checked() -> Refusal {
    let why = "only tasks, sprints and the sessions of people are checked, not projects and runs";
    let next = Hint::show("see the tasks", LookAt::Tasks);
    Refusal::new(RefusalKind::NothingThere, "Nothing was checked", why, next)
}
