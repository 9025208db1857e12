//! What a command was given, so that it can be given again.

use crate::core::base::{Argument, At};
use crate::core::command::{Command, Entering, NewFrame, PlaybookCommand, Request};
use crate::core::session::SessionType;

impl Request {
    /// Returns what the command was given, if a rule may be against it; for another command, nothing.
    #[must_use]
    pub fn given(&self) -> Vec<(Argument, String)> {
        given(self)
    }
}

fn given(request: &Request) -> Vec<(Argument, String)> {
    let mut given = match &request.command {
        Command::Start { notes, session_type, switch, agent_id, workflow_id, .. } => {
            let Command::Start { target_seconds, .. } = &request.command else { return Vec::new() };
            let special = session_type.special().map(SessionType::as_str).map(str::to_owned);
            let target = target_seconds.map(length);
            let flag = switch.then(|| (Argument::Switch, String::new()));
            let rest = [
                (Argument::SessionType, special),
                (Argument::Agent, agent_id.clone()),
                (Argument::Workflow, workflow_id.clone()),
                (Argument::Target, target),
                (Argument::Notes, notes.clone().filter(|notes| !notes.is_empty())),
            ];
            flag.into_iter().chain(some(rest)).collect()
        }
        Command::Continue { session } | Command::Reopen { session } => {
            let name = session.as_ref().map(ToString::to_string);
            some([(Argument::Session, name)]).collect()
        }
        Command::Push(frame) => context(frame),
        Command::Playbook(command) => step(command),
        // A rule is never against these, or they are given nothing.
        Command::Toggle { .. }
        | Command::Pause { .. }
        | Command::Resume
        | Command::End { .. }
        | Command::Cancel { .. }
        | Command::Edit(_)
        | Command::Add { .. }
        | Command::Undo
        | Command::Redo
        | Command::Note { .. }
        | Command::Pop { .. }
        | Command::Task(_)
        | Command::AnswerGap { .. }
        | Command::Keep
        | Command::AddBreak { .. }
        | Command::RemoveBreak { .. }
        | Command::SetRunStatus { .. }
        | Command::CompleteStep { .. }
        | Command::UpdateRun { .. }
        | Command::FailRun { .. }
        | Command::DeleteRun
        | Command::SetBand { .. }
        | Command::SetHealth { .. }
        | Command::ClearBand { .. }
        | Command::ClearHealth { .. }
        | Command::Acknowledge { .. } => Vec::new(),
    };
    given.extend(some([(Argument::Time, time(request.at))]));
    given
}

fn some<const N: usize>(
    given: [(Argument, Option<String>); N],
) -> impl Iterator<Item = (Argument, String)> {
    given.into_iter().filter_map(|(argument, value)| Some((argument, value?)))
}

/// Returns the words of a context. One that gets the next free id has only a title.
fn context(frame: &NewFrame) -> Vec<(Argument, String)> {
    let name = (!frame.id.is_empty()).then(|| frame.id.clone());
    let kind = name.as_ref().map(|_| frame.kind.as_str().to_owned());
    let estimate = frame.estimate_seconds.map(length);
    let forced = (frame.entering == Entering::Forced).then(String::new);
    some([
        (Argument::Type, kind),
        (Argument::Id, name),
        (Argument::Title, frame.title.clone()),
        (Argument::Estimate, estimate),
        (Argument::Force, forced),
    ])
    .collect()
}

fn step(command: &PlaybookCommand) -> Vec<(Argument, String)> {
    match command {
        PlaybookCommand::Done { playbook, step, value, note } => some([
            (Argument::PlaybookStep, Some(step.clone())),
            (Argument::StepValue, value.clone()),
            (Argument::Playbook, playbook.clone()),
            (Argument::StepNote, note.clone()),
        ])
        .collect(),
        PlaybookCommand::Skip { playbook, step, reason } => some([
            (Argument::PlaybookStep, Some(step.clone())),
            (Argument::Reason, Some(reason.clone())),
            (Argument::Playbook, playbook.clone()),
        ])
        .collect(),
        PlaybookCommand::Undo { .. } | PlaybookCommand::Reset { .. } => Vec::new(),
    }
}

/// Returns a time as a command takes it; `None` for now.
fn time(at: At) -> Option<String> {
    match at {
        At::Now => None,
        At::Minute(at) | At::Second(at) => Some(at.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
        At::Ago(ms) => Some(format!("{} ago", length(ms / 1_000))),
        At::LastActivity => Some("last-activity".to_owned()),
        At::LastEnd => Some("last-end".to_owned()),
    }
}

/// Returns a length as a command takes it, as in "2h5m".
fn length(seconds: u64) -> String {
    let parts = [(seconds / 3_600, 'h'), (seconds / 60 % 60, 'm'), (seconds % 60, 's')];
    let given = parts.into_iter().filter(|(number, _)| *number > 0);
    let words: Vec<String> = given.map(|(number, unit)| format!("{number}{unit}")).collect();
    if words.is_empty() { "0s".to_owned() } else { words.concat() }
}
