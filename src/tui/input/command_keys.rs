//! How the panel speaks of a verb: by its key, or by its name in the palette.
//!
//! The core and the store word what to do next for the command line, as in `onwatch end`. Whoever
//! reads that in the panel has a key for it; the words are put into the panel's own here, and
//! nowhere else. What only the command line does stays as it is.

use crate::config::Action;
use crate::failure::Words;

use super::bindings::Bindings;

/// How a command begins where it is quoted.
const PROGRAM: &str = "onwatch ";

/// Returns words of the core as the panel says them.
pub fn in_panel(words: Words, bindings: &Bindings) -> Words {
    let Words { what, why, next } = words;
    Words { what, why: spoken(&why, bindings), next: spoken(&next, bindings) }
}

/// Returns a text in which every quoted command that the panel has is named by the panel's way to
/// it.
pub fn spoken(text: &str, bindings: &Bindings) -> String {
    // Every second part stands between two quotes.
    let parts = text.split('`').enumerate().map(|(nth, part)| match part.strip_prefix(PROGRAM) {
        Some(command) if nth % 2 == 1 => action(command)
            .and_then(|action| bindings.way(action))
            .unwrap_or_else(|| part.to_owned()),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("`")
}

/// Returns the action that does what a command does; nothing for what only the command line does.
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
        // The panel itself, and all that is known of the live session.
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
            assert_eq!(spoken(text, &bindings()), said);
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
            let spoken = spoken(line.trim(), &bindings());
            for (_, rest) in spoken.match_indices(PROGRAM).map(|(at, _)| spoken.split_at(at)) {
                assert!(rest.starts_with("onwatch log"), "{line}");
            }
            commands += 1;
        }
        assert!(commands > 15, "{commands} lines");
    }
}
