//! How the panel words what to do next: as a key to press, or as a name in the palette.

use crate::config::Action;
use crate::core::{Argument, Hint, Verb, View};
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
                View::Status => bindings.way(Action::Session),
                View::History => bindings.way(Action::History),
                View::Gaps => bindings.way(Action::Gap),
                View::Log => Some("onwatch log".to_owned()),
                View::LogOf(name) => Some(format!("onwatch log --session {name}")),
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

    use super::*;
    use crate::config::Settings;

    #[test]
    fn a_hint_is_a_key_to_press_or_a_name_in_the_palette() {
        let bindings = Bindings::new(Settings::defaults().unwrap().keys);
        let switch = Hint::give_with("or switch", Verb::Start, [(Argument::Switch, "")]);
        let task = [(Argument::Type, "task"), (Argument::Id, "7")];
        for (hint, worded) in [
            (Hint::give("end it first", Verb::End), "end it first: `e`"),
            (switch, "or switch: `: switch`"),
            (Hint::give_with("enter one", Verb::Push, task), "enter one: `c`"),
            (Hint::show("see what was done", View::Log), "see what was done: `onwatch log`"),
            (Hint::give("add it", Verb::Break), "add it: `onwatch break`"),
            ("wait".into(), "wait"),
        ] {
            assert_eq!(text(&hint, &bindings), worded);
        }
    }
}
