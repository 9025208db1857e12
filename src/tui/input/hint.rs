//! How the panel words what to do next: as a key to press, or as a name in the palette.

use crate::config::Action;
use crate::core::{Argument, Hint, LookAt, Verb};
use crate::failure::{Failure, Words};

use super::bindings::Bindings;

/// Returns a failure in words, with the panel's keys.
pub fn words(failure: &Failure, bindings: &Bindings) -> Words {
    failure.words(&|hint| text(hint, bindings))
}

/// Returns a hint as a person before the panel reads it.
pub fn text(hint: &Hint, bindings: &Bindings) -> String {
    match hint {
        Hint::Do { purpose, verb, arguments } => {
            let switches = arguments.iter().any(|(argument, _)| *argument == Argument::Switch);
            let way = match given_by(*verb, switches) {
                Some(action) => bindings.way(action),
                None => Some(format!("onwatch {}", verb.word())),
            };
            with_way(purpose, way)
        }
        Hint::Show { purpose, view } => with_way(
            purpose,
            match view {
                LookAt::Status => bindings.way(Action::Session),
                LookAt::History => bindings.way(Action::History),
                LookAt::Gaps => bindings.way(Action::Gap),
                LookAt::Log => Some("onwatch log".to_owned()),
                LookAt::LogOf(name) => Some(format!("onwatch log --session {name}")),
            },
        ),
        Hint::Say(sentence) => sentence.to_string(),
    }
}

/// Returns the action that gives a verb; `None` for what only the command line gives.
pub fn given_by(verb: Verb, switches: bool) -> Option<Action> {
    Some(match verb {
        Verb::Start if switches => Action::Switch,
        Verb::Start => Action::Start,
        Verb::Pause | Verb::Toggle => Action::PauseOrResume,
        Verb::Resume => Action::Resume,
        Verb::End => Action::End,
        Verb::Cancel => Action::Cancel,
        Verb::Reopen => Action::Reopen,
        Verb::Undo => Action::Undo,
        Verb::Redo => Action::Redo,
        Verb::Note => Action::Note,
        Verb::Push => Action::Push,
        Verb::Pop => Action::Pop,
        Verb::Gap | Verb::Keep => Action::Gap,
        Verb::Amend => Action::Amend,
        Verb::Band => Action::Band,
        Verb::Health => Action::Health,
        Verb::Break => return None,
    })
}

/// Returns a purpose with the way to it; the purpose alone where keys are given to neither.
fn with_way(purpose: &str, way: Option<String>) -> String {
    way.map_or_else(|| purpose.to_owned(), |way| format!("{purpose}: `{way}`"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::table::BINDINGS;
    use super::*;
    use crate::config::Settings;
    use crate::core::Phase;

    #[test]
    fn every_verb_that_the_panel_gives_has_a_row_in_its_table() {
        for verb in Verb::ALL {
            let Some(action) = given_by(*verb, false) else { continue };
            let row = BINDINGS.iter().find(|row| row.action == action).unwrap();
            let phases = [None, Some(Phase::Active), Some(Phase::Paused)];
            let given: Vec<Verb> = phases.iter().filter_map(|phase| row.verb_in(*phase)).collect();
            // A toggle is pause or resume there, and a gap's key also confirms a session.
            let meant = match verb {
                Verb::Toggle => Verb::Pause,
                Verb::Keep => Verb::Gap,
                verb => *verb,
            };
            assert!(given.contains(&meant), "{verb:?}: {given:?}");
        }
    }

    #[test]
    fn a_hint_is_a_key_to_press_or_a_name_in_the_palette() {
        let bindings = Bindings::new(Settings::defaults().unwrap().keys);
        let switch = Hint::give_with("or switch", Verb::Start, [(Argument::Switch, "")]);
        let task = [(Argument::Type, "task"), (Argument::Id, "7")];
        for (hint, worded) in [
            (Hint::give("end it first", Verb::End), "end it first: `e`"),
            (switch, "or switch: `: switch`"),
            (Hint::give_with("enter one", Verb::Push, task), "enter one: `c`"),
            (Hint::show("see what was done", LookAt::Log), "see what was done: `onwatch log`"),
            (Hint::give("add it", Verb::Break), "add it: `onwatch break`"),
            ("wait".into(), "wait"),
        ] {
            assert_eq!(text(&hint, &bindings), worded);
        }
    }
}
