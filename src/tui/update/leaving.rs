//! Stands aside for the shell, and ends the panel.

use crate::config::Action;
use crate::core::{Phase, short_text};
use crate::desk::Outcome;
use crate::failure::{Failure, Words};
use crate::safe_text::SafeText;
use crate::tui::message::{Effect, PanelExit};
use crate::tui::model::{Leaving, Model, Suspension};

use super::refuse::refuse;

/// Stands aside for the shell.
pub fn suspend(model: &mut Model) -> Vec<Effect> {
    if !model.environment.job_control {
        let words = Words {
            what: "The panel was not suspended".into(),
            why: "no shell with job control started it, so nothing could bring it back".into(),
            next: format!("leave it with {}; the session stays live", model.key_of(Action::Quit)),
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

/// Ends the panel, once the command under way has been answered.
pub fn leave(model: &mut Model, broke: Option<String>) -> Vec<Effect> {
    let leaving = model.leaving.get_or_insert_with(Leaving::default);
    leaving.broke = leaving.broke.take().or(broke);
    farewell(model)
}

pub fn farewell(model: &Model) -> Vec<Effect> {
    let Some(leaving) = &model.leaving else { return vec![] };
    if model.pending_command.is_some() {
        return vec![];
    }
    let outcome = leaving.outcome.clone();
    vec![Effect::Leave(match &leaving.broke {
        Some(text) => PanelExit::Broke { text: text.clone(), outcome },
        None => PanelExit::Left(lines(outcome, standing(model))),
    })]
}

fn lines(outcome: Option<String>, standing: String) -> String {
    match outcome {
        Some(outcome) => format!("{outcome}\n{standing}"),
        None => standing,
    }
}

/// Returns how the desk stands when the panel is left.
fn standing(model: &Model) -> String {
    if let Some(problem) = &model.problem {
        return SafeText::new(&sentence(&problem.words)).into_string();
    }
    match model.glance().and_then(|glance| glance.session.as_ref()) {
        Some(live) => format!(
            "{} stays {}: {} active. `onwatch` opens the panel again.",
            live.key,
            if live.phase == Phase::Paused { "paused" } else { "live" },
            short_text(live.active_ms),
        ),
        None => "No session is live. `onwatch` opens the panel again.".to_owned(),
    }
}

/// Returns the answer to a command as one line, for whoever no longer has a screen to show it on.
pub fn outcome_line(answer: &Result<Outcome, Failure>) -> String {
    let text = match answer {
        Ok(outcome) => format!("{}.", outcome.message),
        Err(failure) => sentence(&failure.words()),
    };
    SafeText::new(&text).into_string()
}

fn sentence(words: &Words) -> String {
    format!("{}: {}; {}.", words.what, words.why, words.next)
}
