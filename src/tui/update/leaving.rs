//! Stops the process for the shell, and ends the panel.

use crate::config::Action;
use crate::core::short_text;
use crate::desk::Outcome;
use crate::failure::{FailedCommand, Words};
use crate::tui::input::{HintContext, hint};
use crate::tui::look::{safe, sentence};
use crate::tui::message::{Effect, PanelExit};
use crate::tui::model::{Leaving, Model, Suspension};

use super::refuse::refuse;

/// Stops the process, once the pending command is answered.
pub fn suspend(model: &mut Model) -> Vec<Effect> {
    if !model.environment.job_control {
        let words = Words {
            what: "The panel was not suspended".into(),
            why: "it was not started from a shell with job control, so `fg` could not resume it"
                .into(),
            next: format!("quit it with {}; the session stays live", model.key_of(Action::Quit)),
        };
        refuse(model, words);
        return vec![];
    }
    // A stopped process keeps its lock: the pending command comes first.
    if model.pending_command.is_some() {
        model.suspension = Suspension::AfterCommand;
        return vec![];
    }
    model.suspension = Suspension::Suspended;
    vec![Effect::Suspend]
}

/// Ends the panel, once the pending command is answered.
pub fn leave(model: &mut Model, broke: Option<String>) -> Vec<Effect> {
    let leaving = model.leaving.get_or_insert_with(Leaving::default);
    leaving.broke = leaving.broke.take().or(broke);
    exit(model)
}

/// Ends the panel if it is to end and no command is pending.
pub fn exit(model: &Model) -> Vec<Effect> {
    let Some(Leaving { broke, outcome }) = &model.leaving else { return vec![] };
    if model.pending_command.is_some() {
        return vec![];
    }
    let exit = match (broke, outcome) {
        (Some(text), _) => PanelExit::Broke { text: text.clone(), outcome: outcome.clone() },
        (None, Some(outcome)) => PanelExit::Left(format!("{outcome}\n{}", desk_line(model))),
        (None, None) => PanelExit::Left(desk_line(model)),
    };
    vec![Effect::Leave(exit)]
}

/// Returns the state of the desk as one line.
fn desk_line(model: &Model) -> String {
    if let Some(problem) = &model.problem {
        return safe(&format!("{}.", sentence(&problem.words)));
    }
    match model.glance().and_then(|glance| glance.session.as_ref()) {
        Some(live) => format!(
            "{} is still {} ({} active so far). `onwatch` opens the panel again.",
            live.key,
            live.phase.word(),
            short_text(live.active_ms),
        ),
        None => "No session is live. `onwatch` opens the panel again.".to_owned(),
    }
}

/// Returns the answer to a command as one line, to be printed after the panel has ended.
pub fn outcome_line(answer: &Result<Outcome, FailedCommand>, context: HintContext<'_>) -> String {
    safe(&match answer {
        Ok(outcome) => format!("{}.", outcome.message.text(|at| context.zone.local(at))),
        Err(failed) => format!("{}.", sentence(&hint::words(&failed.failure, context))),
    })
}
