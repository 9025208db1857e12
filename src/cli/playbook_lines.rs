//! Playbooks as lines: a table of all, the steps of one, and one step in full.

use super::alert_text::SpokenTime;
use super::markup::{LinePart, composed, part, typed};
use super::phrases::row;
use super::table;
use crate::contract::{PlaybookLeftOut, PlaybooksListed};
use crate::core::{
    Band, MarkKind, PlaybookScope, PlaybookStanding, SessionKey, StepMark, StepStanding, StepState,
};
use crate::signs::step_sign;

/// What the lines of a playbook need beside it.
#[derive(Clone, Copy)]
pub struct PlaybookPlace<'a> {
    /// How times are told.
    pub time: SpokenTime<'a>,
    /// The command that begins the playbook anew.
    pub anew: &'a str,
    /// The session that its progress belongs to, if that is on the desk.
    pub session: Option<SessionKey>,
}

/// Returns one line for each playbook, and what blocks its next step below it.
#[must_use]
pub fn all(body: &PlaybooksListed) -> Vec<String> {
    let rows: Vec<_> = body.playbooks.iter().map(cells).collect();
    let heads = table::lines(&rows);
    let with_details = body.playbooks.iter().zip(heads).flat_map(|(playbook, head)| {
        let next = playbook.next_step().into_iter();
        let below = next.flat_map(|step| labelled("blocked", &step.blocked));
        std::iter::once(head).chain(below).collect::<Vec<_>>()
    });
    with_details.chain(body.broken.iter().flat_map(broken)).collect()
}

/// Returns the name of a playbook, how far it is, where it stands, and its next step.
fn cells(playbook: &PlaybookStanding) -> [String; 5] {
    let next = playbook.next_step();
    let step = next.map(|step| format!("{} {}", step.number, typed(&step.title)));
    let open = match next {
        Some(step) if step.state == StepState::Blocked => part(LinePart::Bad, "blocked"),
        Some(_) => "next".to_owned(),
        None => String::new(),
    };
    let progress = progress(playbook);
    [typed(&playbook.name), progress, state(playbook), open, step.unwrap_or_default()]
}

/// Returns a playbook that cannot be used, and why.
fn broken(fault: &PlaybookLeftOut) -> Vec<String> {
    let head = format!("{}  {}", typed(&fault.name), part(LinePart::Bad, "cannot be used"));
    vec![head, row("cause", &composed(&fault.cause))]
}

/// Returns how many of the steps are done, as in "3 of 9" or "3 of 9, 1 skipped".
fn progress(playbook: &PlaybookStanding) -> String {
    let all = playbook.steps.len();
    let skipped = match playbook.skipped {
        0 => String::new(),
        skipped => format!(", {skipped} skipped"),
    };
    format!("{} of {all}{skipped}", playbook.done)
}

/// Returns where a playbook stands, in two or three words.
fn state(playbook: &PlaybookStanding) -> String {
    if playbook.is_changed {
        return part(LinePart::Caution, "file changed");
    }
    match (playbook.begun_at_utc, playbook.next, &playbook.held) {
        (None, _, _) => "not begun".to_owned(),
        (Some(_), None, _) => part(LinePart::Good, "complete"),
        (Some(_), Some(_), Some(held)) => format!("held at {}", held.number),
        (Some(_), Some(_), None) => "under way".to_owned(),
    }
}

/// Returns the first line of a playbook: its name, its title and where it stands.
fn headline(playbook: &PlaybookStanding) -> String {
    let name = part(LinePart::Heading, &typed(&playbook.name));
    let (progress, state) = (progress(playbook), state(playbook));
    format!("{name}  {}  {progress}  {state}", typed(&playbook.title))
}

/// Returns what a reader of a playbook must know first: that its file changed, or where it was left.
fn situation(playbook: &PlaybookStanding, place: PlaybookPlace<'_>) -> Vec<String> {
    let PlaybookPlace { time, anew, .. } = place;
    let changed = playbook
        .is_changed
        .then(|| row("changed", &composed(&format!("the file is another one now; {anew}"))));
    let held = playbook.held.as_ref().map(|held| {
        let left = time.ago(held.at_utc);
        row("held", &format!("{}; left {left}", held.way_on()))
    });
    changed.into_iter().chain(held).collect()
}

/// Returns the steps of a playbook, one line each.
#[must_use]
pub fn steps(playbook: &PlaybookStanding, place: PlaybookPlace<'_>) -> Vec<String> {
    let mut lines = vec![headline(playbook)];
    lines.extend(situation(playbook, place));
    let mut rows: Vec<_> =
        playbook.steps.iter().map(|step| step_cells(playbook, step, place.time)).collect();
    say_once(&mut rows);
    lines.extend(table::lines(&rows).into_iter().map(|line| format!("  {line}")));
    lines
}

/// Leaves out why a step is blocked if the blocked step before it says the same.
fn say_once(rows: &mut [[String; 4]]) {
    let word = part(LinePart::Bad, "blocked");
    let mut before = String::new();
    for [_, _, _, standing] in rows {
        if !standing.starts_with(&word) {
            continue;
        }
        if *standing == before {
            standing.clone_from(&word);
        } else {
            before.clone_from(standing);
        }
    }
}

/// Returns the sign and number of a step, its id, its title, and where it stands.
fn step_cells(
    playbook: &PlaybookStanding,
    step: &StepStanding,
    time: SpokenTime<'_>,
) -> [String; 4] {
    let is_next = playbook.next == Some(step.number);
    let look = match step.state {
        StepState::Done => LinePart::Good,
        StepState::Skipped => LinePart::Caution,
        StepState::Blocked => LinePart::Bad,
        StepState::Open if is_next => LinePart::Heading,
        StepState::Open => LinePart::Label,
    };
    let sign = part(look, step_sign(step.state, is_next));
    let width = playbook.steps.len().to_string().len();
    let place = format!("{sign} {:>width$}", step.number);
    [place, typed(&step.id), typed(&step.title), standing(step, is_next, time)]
}

/// Returns where a step stands: who said what of it, what blocks it, or how long it takes.
fn standing(step: &StepStanding, is_next: bool, time: SpokenTime<'_>) -> String {
    if let Some(mark) = &step.mark {
        let word = mark_word(mark.kind);
        let (by, at) = (typed(&mark.by), time.local(mark.at_utc));
        let said = mark.value.iter().chain(&mark.note).map(|text| typed(text));
        let said: Vec<String> = said.collect();
        let said = if said.is_empty() { String::new() } else { format!(": {}", said.join("; ")) };
        let against = mark.overridden.as_ref().map(|_| ", against a rule").unwrap_or_default();
        return format!("{word} by {by} {at}{against}{said}");
    }
    let takes = step.minutes.map(|minutes| format!("{minutes}m"));
    match step.state {
        StepState::Blocked => {
            let why = step.blocked.first().map(|why| format!(": {}", composed(why)));
            let more = match step.blocked.len() {
                0 | 1 => String::new(),
                all => format!("; {} more", all.saturating_sub(1)),
            };
            format!("{}{}{more}", part(LinePart::Bad, "blocked"), why.unwrap_or_default())
        }
        StepState::Open | StepState::Done | StepState::Skipped => {
            let next = is_next.then(|| "next".to_owned());
            next.into_iter().chain(takes).collect::<Vec<_>>().join(", ")
        }
    }
}

fn mark_word(kind: MarkKind) -> &'static str {
    match kind {
        MarkKind::Done => "done",
        MarkKind::Skipped => "skipped",
    }
}

/// Returns everything about a playbook: each step in full.
#[must_use]
pub fn in_full(playbook: &PlaybookStanding, place: PlaybookPlace<'_>) -> Vec<String> {
    let PlaybookPlace { time, session, .. } = place;
    let mut lines = vec![headline(playbook)];
    lines.extend(situation(playbook, place));
    let scope = match (playbook.scope, &playbook.session) {
        (PlaybookScope::Desk, _) => "the desk: it goes on over days".to_owned(),
        (PlaybookScope::Session, Some(id)) => {
            session.map_or_else(|| format!("the session {id}"), |key| key.to_string())
        }
        (PlaybookScope::Session, None) => "the session that starts next".to_owned(),
    };
    lines.push(row("of", &scope));
    lines.extend(playbook.begun_at_utc.map(|at| row("begun", &time.local(at))));
    for step in &playbook.steps {
        lines.extend(step_lines(playbook, step, time).into_iter().map(|line| format!("  {line}")));
    }
    lines
}

/// Returns one step of a playbook in full.
#[must_use]
pub fn step_in_full(
    playbook: &PlaybookStanding,
    step: &StepStanding,
    place: PlaybookPlace<'_>,
) -> Vec<String> {
    let (name, all) = (part(LinePart::Heading, &typed(&playbook.name)), playbook.steps.len());
    let mut lines =
        vec![format!("{name}  {}  step {} of {all}", typed(&playbook.title), step.number)];
    lines.extend(situation(playbook, place));
    lines.extend(step_lines(playbook, step, place.time));
    lines
}

/// Returns the next step of a playbook, and the command that says that it is done.
#[must_use]
pub fn next(
    playbook: &PlaybookStanding,
    (step, command): (&StepStanding, &str),
    place: PlaybookPlace<'_>,
) -> Vec<String> {
    let mut lines = step_in_full(playbook, step, place);
    let label = if step.blocked.is_empty() { "then" } else { "anyway" };
    lines.push(row(label, &composed(command)));
    lines
}

/// Returns what is said if no step is open.
#[must_use]
pub fn none_open(playbook: &PlaybookStanding) -> String {
    let (name, progress) = (typed(&playbook.name), progress(playbook));
    format!("{name}: each step is done or skipped ({progress}).")
}

/// Returns a step and its facts, one line each.
fn step_lines(
    playbook: &PlaybookStanding,
    step: &StepStanding,
    time: SpokenTime<'_>,
) -> Vec<String> {
    let [place, id, title, _] = step_cells(playbook, step, time);
    let mut lines = vec![format!("{place}  {id}  {title}")];
    let given =
        |label: &str, text: &Option<String>| text.as_ref().map(|text| row(label, &typed(text)));
    lines.extend(given("why", &step.why));
    lines.extend(given("expect", &step.expect));
    lines.extend(step.answer.map(|answer| row("give", &asked_for(answer, &step.choices))));
    lines.extend(step.minutes.map(|minutes| row("takes", &format!("{minutes}m"))));
    lines.extend(given("link", &step.link));
    let needs = needs(step);
    lines.extend((!needs.is_empty()).then(|| row("needs", &needs.join("; "))));
    lines.extend(step.critical.then(|| row("critical", "only --override skips it")));
    lines.extend(labelled("blocked", &step.blocked));
    lines.extend(step.mark.iter().flat_map(|mark| mark_lines(mark, time)));
    lines
}

/// Returns who said what of a step, and when.
fn mark_lines(mark: &StepMark, time: SpokenTime<'_>) -> Vec<String> {
    let session = mark.session.map(|key| format!(" in {key}")).unwrap_or_default();
    let by = format!("by {} {}{session}", typed(&mark.by), time.local(mark.at_utc));
    let mut lines = vec![row(mark_word(mark.kind), &by)];
    let note = match mark.kind {
        MarkKind::Done => "note",
        MarkKind::Skipped => "because",
    };
    let given = [("value", &mark.value), (note, &mark.note), ("against", &mark.overridden)];
    let given = given.into_iter();
    lines.extend(given.filter_map(|(label, text)| Some(row(label, &typed(text.as_ref()?)))));
    lines
}

/// Returns what has to be given when a step is done.
fn asked_for(answer: &str, choices: &[String]) -> String {
    if choices.is_empty() {
        return format!("a {answer}");
    }
    let words: Vec<String> = choices.iter().map(|word| typed(word)).collect();
    format!("one of: {}", words.join(", "))
}

/// Returns what must hold so that a step can be done.
fn needs(step: &StepStanding) -> Vec<String> {
    let band = match step.band_min {
        Band::D => None,
        Band::A => Some("band A".to_owned()),
        Band::B | Band::C => Some(format!("band {} or better", step.band_min.letter())),
    };
    let health = step.blocked_if_red.then(|| "health not red".to_owned());
    let steps = (!step.requires.is_empty()).then(|| {
        let ids: Vec<String> = step.requires.iter().map(|id| typed(id)).collect();
        format!("first: {}", ids.join(", "))
    });
    [band, health, steps].into_iter().flatten().collect()
}

/// Returns sentences below one label.
fn labelled(label: &str, sentences: &[String]) -> Vec<String> {
    let line = |(nth, text): (usize, &String)| {
        let label = if nth == 0 { label } else { "" };
        row(label, &composed(text))
    };
    sentences.iter().enumerate().map(line).collect()
}
