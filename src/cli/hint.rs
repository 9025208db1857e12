//! How the command line words what to do next: as a command to type.

use chrono::{DateTime, Utc};

use super::phrases::local_time;
use crate::core::{Argument, DeskName, Hint, LookAt, Verb, not_after, not_before, taken};
pub(super) use crate::instructions::quoted;
use crate::zone::Zone;

/// Returns a hint as a person at a shell reads it, with times of a zone. Its commands are for a desk.
#[must_use]
pub fn text(hint: &Hint, desk: &DeskName, zone: &dyn Zone) -> String {
    match hint {
        Hint::Do { purpose, verb, arguments } => {
            format!("{purpose}: `{}`", command_line(*verb, arguments, desk))
        }
        // The list of runs is that of all desks.
        Hint::Show { purpose, view: LookAt::Runs } => format!("{purpose}: `onwatch run list`"),
        Hint::Show { purpose, view } => {
            format!("{purpose}: `onwatch {}{}`", desk.option(), shown_by(view))
        }
        Hint::NotBefore { earliest_utc, now_utc } => {
            not_before(&local_time(*earliest_utc, *now_utc, zone))
        }
        Hint::NotAfter { latest_utc, now_utc } => {
            not_after(&local_time(*latest_utc, *now_utc, zone))
        }
        Hint::Taken { session, from_utc, until_utc, now_utc } => {
            let local = |at: &DateTime<Utc>| zone.local(*at);
            let until = until_utc.as_ref().map(local);
            let taken = taken(session, local(from_utc), until, local(now_utc));
            format!("{taken}: `onwatch {}show {session}`", desk.option())
        }
        // The doctor that a sentence names is that of this desk.
        Hint::Say(sentence) => {
            sentence.replace("`onwatch doctor", &format!("`onwatch {}doctor", desk.option()))
        }
    }
}

/// Returns the command line that gives a verb with arguments, for a desk.
#[must_use]
pub fn command_line(verb: Verb, arguments: &[(Argument, String)], desk: &DeskName) -> String {
    let (words, arguments) = of_sprints(verb, arguments);
    let given = arguments.iter().flat_map(|(argument, value)| self::words(*argument, value));
    let line: Vec<String> = given.collect();
    let words = [&[command(words, desk)], &*line].concat();
    format!("onwatch {}", words.join(" "))
}

/// Returns the words of a verb, and what it is given: the verbs of sprints have words of their own.
#[must_use]
pub fn of_sprints(
    verb: Verb,
    arguments: &[(Argument, String)],
) -> (&'static str, Vec<(Argument, String)>) {
    let words = match verb {
        Verb::TaskAdd => "sprint add",
        Verb::TaskEdit => "sprint edit",
        Verb::TaskDrop => "sprint drop",
        Verb::Done => "sprint done",
        _ => return (verb.spec().command, arguments.to_vec()),
    };
    let is_type = |(argument, _): &&(Argument, String)| *argument == Argument::Type;
    let is_of_sprint = arguments.iter().find(is_type).is_some_and(|(_, kind)| kind == "sprint");
    let rest = arguments.iter().filter(|argument| !is_type(argument)).cloned();
    // A verb of the sprint takes its id by place.
    let by_place = |(argument, value): (Argument, String)| match argument {
        Argument::Task if is_of_sprint => (Argument::Id, value),
        other => (other, value),
    };
    (if is_of_sprint { words } else { verb.spec().command }, rest.map(by_place).collect())
}

/// Returns the words of a command for a desk. The verbs of runs name the run themselves.
fn command(words: &str, desk: &DeskName) -> String {
    match desk.run() {
        Some(id) if words.starts_with("run ") => format!("{words} {id}"),
        Some(_) | None => format!("{}{words}", desk.option()),
    }
}

/// Returns the long option that gives an argument; `None` for one that is told by its place.
#[must_use]
pub fn option(argument: Argument) -> Option<&'static str> {
    match argument {
        Argument::Notes => Some("notes"),
        Argument::Closing => Some("closing"),
        Argument::Start => Some("start"),
        Argument::End => Some("end"),
        Argument::Operator => Some("operator"),
        Argument::Since => Some("from"),
        Argument::Until => Some("to"),
        Argument::Breaks => Some("break"),
        Argument::SaidBand => Some("band"),
        Argument::SaidHealth => Some("health"),
        Argument::OfSession => Some("session"),
        Argument::Reason => Some("reason"),
        Argument::Title => Some("title"),
        Argument::Estimate => Some("estimate"),
        Argument::Target => Some("target"),
        Argument::SessionType => Some("type"),
        Argument::Switch => Some("switch"),
        Argument::Agent => Some("agent"),
        Argument::Workflow => Some("workflow"),
        Argument::Time => Some("at"),
        Argument::LastActivity => Some("at-last-activity"),
        Argument::Gap => Some("id"),
        Argument::Source => Some("source"),
        Argument::Took => Some("ms"),
        Argument::StepData => Some("data"),
        Argument::SetField => Some("set"),
        Argument::UnsetField => Some("unset"),
        Argument::Contexts | Argument::Task => Some("task"),
        Argument::Sprint => Some("sprint"),
        Argument::Parent => Some("parent"),
        Argument::Assignee => Some("assignee"),
        Argument::TaskStatus => Some("status"),
        Argument::Summary => Some("summary"),
        Argument::Complete => Some("complete"),
        Argument::For => Some("for"),
        Argument::Shelve => Some("shelve"),
        Argument::Force => Some("force"),
        Argument::Playbook => Some("playbook"),
        Argument::StepNote => Some("note"),
        Argument::Override => Some("override"),
        Argument::Text
        | Argument::Length
        | Argument::Type
        | Argument::Id
        | Argument::From
        | Argument::To
        | Argument::Answer
        | Argument::Session
        | Argument::InPause
        | Argument::Band
        | Argument::Run
        | Argument::RunStatus
        | Argument::Step
        | Argument::AlertOf
        | Argument::PlaybookStep
        | Argument::StepValue
        | Argument::Location
        | Argument::Status => None,
    }
}

fn words(argument: Argument, value: &str) -> Vec<String> {
    let option = option(argument).map(|option| format!("--{option}"));
    option.into_iter().chain((!value.is_empty()).then(|| quoted(value))).collect()
}

fn shown_by(view: &LookAt) -> String {
    match view {
        LookAt::Status => "status".to_owned(),
        LookAt::Log => "log".to_owned(),
        LookAt::Session(name) => format!("show {name}"),
        LookAt::LogOf(name) => format!("log --session {name}"),
        LookAt::Gaps => "gap".to_owned(),
        LookAt::History => "history".to_owned(),
        LookAt::Tasks => "task list".to_owned(),
        LookAt::Task(id) => format!("task show {}", quoted(id)),
        LookAt::Sprints => "sprint list".to_owned(),
        LookAt::Runs => "run list".to_owned(),
        LookAt::Band => "cone".to_owned(),
        LookAt::Health => "health".to_owned(),
        LookAt::Playbook(name) if name.is_empty() => "playbook show".to_owned(),
        LookAt::Playbook(name) => format!("playbook show --playbook {}", quoted(name)),
        LookAt::Policy => "policy check".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::Verb;

    #[test]
    fn a_hint_is_a_command_to_type() {
        let switch = Hint::give_with("or switch", Verb::Start, [(Argument::Switch, "")]);
        let task = [(Argument::Type, "task"), (Argument::Id, "7")];
        for (hint, worded) in [
            (Hint::give("end it first", Verb::End), "end it first: `onwatch end`"),
            (switch, "or switch: `onwatch start --switch`"),
            (Hint::give_with("enter one", Verb::Push, task), "enter one: `onwatch push task 7`"),
            (
                Hint::show("see them", LookAt::LogOf("SESSION-007".into())),
                "see them: `onwatch log --session SESSION-007`",
            ),
            ("wait".into(), "wait"),
        ] {
            assert_eq!(text(&hint, &DeskName::of(None), &chrono::Utc), worded);
        }
    }

    #[test]
    fn a_hint_on_another_desk_names_it() {
        let id = "sess_20260101_093405_a1b2c3";
        let (night, run) = (DeskName::of(Some("night")), DeskName::named(id));
        let end = Hint::give("end it first", Verb::End);
        assert_eq!(text(&end, &night, &chrono::Utc), "end it first: `onwatch --profile night end`");
        assert_eq!(
            text(&end, &run, &chrono::Utc),
            format!("end it first: `onwatch --run {id} end`")
        );
        let repair = Hint::say("see it: `onwatch doctor`; then `onwatch doctor --repair`");
        let command = format!("onwatch --run {id} doctor");
        let worded = format!("see it: `{command}`; then `{command} --repair`");
        assert_eq!(text(&repair, &run, &chrono::Utc), worded);
        let delete = Hint::give("delete it", Verb::RunDelete);
        let worded = format!("delete it: `onwatch run delete {id}`");
        assert_eq!(text(&delete, &run, &chrono::Utc), worded);
    }
}
