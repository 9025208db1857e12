//! How the panel words what to do next: as a key to press, or as a name in the palette.

use crate::config::{Action, Place};
use crate::core::{
    Argument, Hint, LookAt, Phase, Verb, near_time_text, not_after, not_before, taken,
};
use crate::failure::{Failure, Words};
use crate::zone::Zone;

use super::bindings::Bindings;
use super::table::{BINDINGS, Binding};

/// What the wording of a hint depends on.
#[derive(Clone, Copy)]
pub struct HintContext<'a> {
    /// The panel's keys.
    pub bindings: &'a Bindings,
    /// The place that takes the keys.
    pub place: Place,
    /// The operator's time zone.
    pub zone: &'a dyn Zone,
}

/// Returns a failure in words, with the panel's keys.
pub fn words(failure: &Failure, context: HintContext<'_>) -> Words {
    failure.words(&|hint| text(hint, context))
}

/// Returns a hint as a person before the panel reads it.
pub fn text(hint: &Hint, context: HintContext<'_>) -> String {
    let way = |action| context.bindings.way(action, context.place);
    match hint {
        Hint::Do { purpose, verb, arguments } => {
            let has = |wanted| arguments.iter().any(|(argument, _)| *argument == wanted);
            // No key of the panel overrides a claim, and its dialog is about all that is bad.
            let given = if has(Argument::Force) || has(Argument::AlertOf) {
                Some(typed(*verb, arguments))
            } else if has(Argument::Shelve) {
                // The dialog that is open has all of it.
                None
            } else {
                match given_by(*verb, has(Argument::Switch)) {
                    // Another task is chosen in the list; then the key of the verb is about it.
                    Some(_) if has(Argument::Task) => way(Action::Tasks),
                    Some(action) => way(action),
                    None => Some(format!("onwatch {}", verb.spec().command)),
                }
            };
            with_way(purpose, given)
        }
        Hint::Show { purpose, view } => with_way(
            purpose,
            match view {
                // The screen of a session has its gaps, their answers and its audit trail.
                LookAt::Status | LookAt::Log => way(Action::Session),
                LookAt::History | LookAt::Session(_) => way(Action::History),
                LookAt::Gaps => way(Action::Gap),
                LookAt::Tasks | LookAt::Task(_) | LookAt::Sprints => way(Action::Tasks),
                LookAt::Runs => way(Action::Desks),
                LookAt::Band => Some("onwatch cone".to_owned()),
                LookAt::Health => Some("onwatch health".to_owned()),
                LookAt::Playbook(_) => Some("onwatch playbook show".to_owned()),
                LookAt::Policy => Some("onwatch policy check".to_owned()),
                LookAt::LogOf(name) => Some(format!("onwatch log --session {name}")),
            },
        ),
        Hint::NotBefore { earliest_utc, now_utc } => {
            let [at, now] = [*earliest_utc, *now_utc].map(|at| context.zone.local(at));
            not_before(&near_time_text(at, now))
        }
        Hint::NotAfter { latest_utc, now_utc } => {
            let [at, now] = [*latest_utc, *now_utc].map(|at| context.zone.local(at));
            not_after(&near_time_text(at, now))
        }
        Hint::Taken { session, from_utc, until_utc, now_utc } => {
            let [from, now] = [*from_utc, *now_utc].map(|at| context.zone.local(at));
            taken(session, from, until_utc.map(|at| context.zone.local(at)), now)
        }
        Hint::Say(sentence) => sentence.to_string(),
    }
}

/// Returns the command for a shell that gives a verb with the name of a task, against a claim.
fn typed(verb: Verb, arguments: &[(Argument, String)]) -> String {
    let words = arguments.iter().map(|(argument, value)| match argument {
        Argument::Task => format!(" --task {value}"),
        Argument::Force => " --force".to_owned(),
        _ => format!(" {value}"),
    });
    format!("onwatch {}{}", verb.spec().command, words.collect::<String>())
}

/// Returns the action that gives a verb; `None` for what only the command line gives.
fn given_by(verb: Verb, switches: bool) -> Option<Action> {
    if switches {
        return Some(Action::Switch);
    }
    if verb == Verb::Keep {
        // The key that answers a gap also confirms a session.
        return Some(Action::Gap);
    }
    if verb == Verb::Unblock {
        // One key blocks a task and lets it go on.
        return Some(Action::Block);
    }
    let phases = [None, Some(Phase::Active), Some(Phase::Paused)];
    // In the panel, a toggle is pause or resume.
    let verb = if verb == Verb::Toggle { Verb::Pause } else { verb };
    let gives = |row: &&Binding| phases.iter().any(|phase| row.verb_in(*phase) == Some(verb));
    let row = BINDINGS.iter().find(|row| row.action != Action::Switch && gives(row));
    row.map(|row| row.action)
}

/// Returns a purpose with the way to it; the purpose alone where keys are given to neither.
fn with_way(purpose: &str, way: Option<String>) -> String {
    way.map_or_else(|| purpose.to_owned(), |way| format!("{purpose}: `{way}`"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::config::PanelSetup;

    #[test]
    fn every_verb_of_an_operators_day_has_a_way_in_the_panel() {
        use Verb::{Artifact, Claim, Release, Summary, TaskAdd, TaskDrop, TaskEdit};
        let of_the_command_line = [TaskAdd, TaskEdit, TaskDrop, Summary, Claim, Release, Artifact];
        for verb in Verb::ALL {
            let has_none = verb.is_of_a_run() || of_the_command_line.contains(verb);
            assert_eq!(given_by(*verb, false).is_none(), has_none, "{verb:?}");
        }
    }

    #[test]
    fn a_hint_is_a_key_to_press_or_a_name_in_the_palette() {
        let bindings = Bindings::new(PanelSetup::defaults().unwrap().keys);
        let switch = Hint::give_with("or switch", Verb::Start, [(Argument::Switch, "")]);
        let task = [(Argument::Type, "task"), (Argument::Id, "7")];
        let force = [(Argument::Force, "")];
        for (hint, worded) in [
            (Hint::give("end it first", Verb::End), "end it first: `e`"),
            (switch, "or switch: `S`"),
            (Hint::give_with("enter one", Verb::Push, task), "enter one: `c`"),
            (Hint::show("see what was done", LookAt::Log), "see what was done: `v`"),
            (Hint::give("add it", Verb::Break), "add it: `B`"),
            (
                Hint::give_all("override it", Verb::Push, task.into_iter().chain(force)),
                "override it: `onwatch push task 7 --force`",
            ),
            (
                Hint::give_with("or name one", Verb::Done, [(Argument::Task, "ID")]),
                "or name one: `t`",
            ),
            ("wait".into(), "wait"),
        ] {
            let context =
                HintContext { bindings: &bindings, place: Place::SessionPane, zone: &chrono::Utc };
            assert_eq!(text(&hint, context), worded);
        }
    }
}
