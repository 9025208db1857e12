//! Replaces quoted commands by the keys of the panel.
//!
//! The core and the store name commands, as in `onwatch end`. The panel has a key for most of them, or
//! a name in the palette. What only the command line does stays as it is.

use crate::config::Action;
use crate::failure::Words;

use super::bindings::Bindings;

/// The beginning of a quoted command.
const PROGRAM: &str = "onwatch ";

/// Returns words with the keys of the panel.
pub fn in_panel(words: Words, bindings: &Bindings) -> Words {
    let Words { what, why, next } = words;
    Words { what, why: with_keys(&why, bindings), next: with_keys(&next, bindings) }
}

/// Returns a text in which the panel's keys replace quoted commands.
pub fn with_keys(text: &str, bindings: &Bindings) -> String {
    // Every second part is between two quotes.
    let parts = text.split('`').enumerate().map(|(nth, part)| match part.strip_prefix(PROGRAM) {
        Some(command) if nth % 2 == 1 => action(command)
            .and_then(|action| bindings.way(action))
            .unwrap_or_else(|| part.to_owned()),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("`")
}

/// Returns the action of a command; `None` if the panel has none.
fn action(command: &str) -> Option<Action> {
    let mut words = command.split_whitespace();
    Some(match words.next()? {
        "start" if words.any(|word| word == "--switch") => Action::Switch,
        "start" => Action::Start,
        "pause" | "toggle" => Action::PauseOrResume,
        "resume" => Action::Resume,
        "end" => Action::End,
        "cancel" => Action::Cancel,
        "reopen" => Action::Reopen,
        "undo" => Action::Undo,
        "redo" => Action::Redo,
        "note" => Action::Note,
        "push" => Action::Push,
        "pop" => Action::Pop,
        "gap" | "keep" => Action::Gap,
        "amend" => Action::Amend,
        "cone" => Action::Band,
        "health" => Action::Health,
        "history" => Action::History,
        // The panel itself shows the status.
        "status" => Action::Session,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::config::Settings;
    use crate::core::Verb;

    fn bindings() -> Bindings {
        Bindings::new(Settings::defaults().unwrap().keys)
    }

    #[test]
    fn a_command_is_named_by_its_key_or_by_its_name_in_the_palette() {
        for (text, said) in [
            ("end it first (`onwatch end`)", "end it first (`e`)"),
            ("end and start as one: `onwatch start --switch`", "end and start as one: `: switch`"),
            ("enter one: `onwatch push task 7`", "enter one: `c`"),
            ("`onwatch log` shows what was done", "`onwatch log` shows what was done"),
            ("as in `task 7`; onwatch end", "as in `task 7`; onwatch end"),
        ] {
            assert_eq!(with_keys(text, &bindings()), said);
        }
    }

    #[test]
    fn every_verb_but_the_break_has_a_way_in_the_panel() {
        for verb in Verb::ALL {
            let has_one = action(verb.word()).or(action("cone").filter(|_| verb == Verb::Band));
            assert_eq!(has_one.is_none(), verb == Verb::Break, "{verb:?}");
        }
    }

    #[test]
    fn no_refusal_of_the_core_sends_somebody_to_the_shell_for_what_the_panel_does() {
        let sources = [
            include_str!("../../core/rules/available.rs"),
            include_str!("../../core/session/gap_answer.rs"),
            include_str!("../../core/rules/check.rs"),
            include_str!("../../core/rules/event_builder.rs"),
            include_str!("../../core/read/story.rs"),
        ];
        let lines = sources.iter().flat_map(|source| source.lines());
        let said = lines.filter(|line| line.contains("`onwatch "));
        let mut commands = 0;
        for line in said {
            let shown = with_keys(line.trim(), &bindings());
            for (_, rest) in shown.match_indices(PROGRAM).map(|(at, _)| shown.split_at(at)) {
                assert!(rest.starts_with("onwatch log"), "{line}");
            }
            commands += 1;
        }
        assert!(commands > 15, "{commands} lines");
    }
}
