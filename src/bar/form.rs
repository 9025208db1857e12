//! The forms of known bars: what each wants to read beside the text.

use anstyle::{AnsiColor, Color};
use serde::Serialize;

use super::desk::BarDesk;
use super::markup::{BarMarkup, hex};
use super::reading_look::ReadingLook;
use super::template::Template;
use super::waits::question_mark;
use crate::core::{AlertOf, Phase, Severity, Verb};

/// A bar that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarForm {
    /// One JSON object for waybar.
    Waybar,
    /// One block for i3bar and swaybar.
    I3bar,
    /// A text with styles for tmux.
    Tmux,
    /// A plain text, to which starship gives the style.
    Starship,
    /// A text with tags for polybar.
    Polybar,
    /// A text and a menu for xbar and `SwiftBar`.
    Xbar,
}

/// What a bar that shows no waiting desks shows. It has no seconds: a text that changes each second distracts.
const FOR_A_PROMPT: &str = "({desk} )[{glyph}( {elapsed})](phase bold)( · {task})( · [{band}](band))( · [{health}](health))";
/// What the others show.
const FOR_A_BAR: &str = "({desk} )[{glyph}( {elapsed})](phase bold)( · {task})( · [{band}](band))\
                         ( · [{health}](health))( · [{waits}](yellow bold))";
/// What is shown without room.
const SHORT: &str = "{glyph}( {elapsed})";
/// The signs of a command line of xbar that end its quotes or its text.
const NOT_IN_A_COMMAND: [char; 5] = ['"', '\'', '|', '\\', '\n'];

/// What a form shows of a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormContent {
    /// The text, with the markup of the form.
    pub text: String,
    /// A shorter text, for a bar without room.
    pub short_text: String,
    /// The whole status, a line each. The lines are safe to show, and have no markup.
    pub details: Vec<String>,
    /// How the desk stands; `None` if it cannot be read.
    pub state: Option<BarState>,
}

/// How a desk stands, as bars want to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarState {
    phase: &'static str,
    classes: Vec<String>,
    percentage: Option<u64>,
    colour: Option<Color>,
    is_urgent: bool,
    actions: Vec<(&'static str, &'static [&'static str])>,
}

/// The object that waybar reads.
#[derive(Serialize)]
struct WaybarObject<'a> {
    text: &'a str,
    tooltip: String,
    alt: &'a str,
    class: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    percentage: Option<u64>,
}

/// The block that i3bar reads.
#[derive(Serialize)]
struct I3barBlock<'a> {
    name: &'a str,
    full_text: &'a str,
    short_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<String>,
    urgent: bool,
}

impl BarForm {
    /// All forms.
    pub const ALL: [Self; 6] =
        [Self::Waybar, Self::I3bar, Self::Tmux, Self::Starship, Self::Polybar, Self::Xbar];

    /// Returns the template of its text, if no other is given.
    #[must_use]
    pub fn template(self) -> Template {
        let text = match self {
            // A prompt is made often, and waits for it: it reads no other desks.
            Self::Starship => FOR_A_PROMPT,
            Self::Waybar | Self::I3bar | Self::Tmux | Self::Polybar | Self::Xbar => FOR_A_BAR,
        };
        // A test reads them all.
        text.parse().unwrap_or_default()
    }

    /// Returns the template of its short text.
    #[must_use]
    pub fn short_template(self) -> Template {
        SHORT.parse().unwrap_or_default()
    }

    /// Returns what the styles of its text become.
    #[must_use]
    pub fn markup(self) -> BarMarkup {
        match self {
            Self::Waybar => BarMarkup::Pango,
            Self::I3bar | Self::Starship => BarMarkup::Plain,
            Self::Tmux => BarMarkup::Tmux,
            Self::Polybar => BarMarkup::Polybar,
            Self::Xbar => BarMarkup::Xbar,
        }
    }

    /// Reports whether it shows the whole status beside the text.
    #[must_use]
    pub fn has_details(self) -> bool {
        match self {
            Self::Waybar | Self::Xbar => true,
            Self::I3bar | Self::Tmux | Self::Starship | Self::Polybar => false,
        }
    }

    /// Returns what is written before the first answer of several.
    #[must_use]
    pub fn header(self) -> &'static str {
        match self {
            Self::I3bar => "{\"version\":1}\n[\n",
            Self::Waybar | Self::Tmux | Self::Starship | Self::Polybar | Self::Xbar => "",
        }
    }

    /// Returns the answer, with its last line break; `command` runs onwatch for this desk.
    #[must_use]
    pub fn written(self, content: &FormContent, command: &[String]) -> String {
        match self {
            Self::Tmux | Self::Starship | Self::Polybar => format!("{}\n", content.text),
            Self::Waybar => waybar(content),
            Self::I3bar => format!("{}\n", i3bar(content)),
            Self::Xbar => xbar(content, command),
        }
    }

    /// Returns one answer of several. `is_first` says whether it is the first one.
    #[must_use]
    pub fn next_written(self, content: &FormContent, command: &[String], is_first: bool) -> String {
        match self {
            Self::I3bar => format!("[{}],\n", i3bar(content)),
            // SwiftBar begins a new menu at this line.
            Self::Xbar if !is_first => format!("~~~\n{}", xbar(content, command)),
            Self::Xbar | Self::Waybar | Self::Tmux | Self::Starship | Self::Polybar => {
                self.written(content, command)
            }
        }
    }
}

impl BarState {
    /// Returns how a desk stands.
    #[must_use]
    pub fn of(desk: &BarDesk<'_>) -> Self {
        let glance = desk.glance;
        let live = glance.session.as_ref();
        let phase = desk.phase_word();
        let target = live.and_then(|live| Some((live.active_seconds, live.target_seconds?)));
        let percentage = target.map(|(active, target)| active.saturating_mul(100) / target.max(1));
        let waits = question_mark(glance).is_some() || desk.others_waiting > 0;
        let of_band = desk.band().map(|band| format!("band-{}", band.letter().to_lowercase()));
        let of_health = desk.health().map(|health| format!("health-{}", health.word()));
        let first = [Some(phase.to_owned()), of_band, of_health];
        let mut classes: Vec<String> = first.into_iter().flatten().collect();
        classes.extend(waits.then(|| "waits".to_owned()));
        classes.extend(percentage.filter(|part| *part >= 100).map(|_| "over".to_owned()));
        let severity =
            AlertOf::ALL.map(|which| glance.governance.worst_level(which).0).into_iter().max();
        let severity = severity.unwrap_or(Severity::Calm);
        // The colour says how bad it is; what somebody knows of calls nobody.
        let is_call = |which| {
            let look = ReadingLook::of(glance, which);
            look.is_lit && look.severity == Severity::Critical
        };
        let colour = match (severity, desk.needs_attention) {
            (_, true) | (Severity::Critical, false) => Some(AnsiColor::Red.into()),
            (Severity::Warning, false) => Some(AnsiColor::Yellow.into()),
            (Severity::Calm, false) => desk.phase_colour(),
        };
        Self {
            phase,
            classes,
            percentage: percentage.map(|part| part.min(100)),
            colour,
            is_urgent: desk.needs_attention
                || AlertOf::ALL.into_iter().any(is_call)
                || question_mark(glance).is_some(),
            actions: actions(desk),
        }
    }
}

/// Returns what can be done now, each with its words of a command line.
fn actions(desk: &BarDesk<'_>) -> Vec<(&'static str, &'static [&'static str])> {
    const KEEP: (&str, &[&str]) = ("Count the gap as work", &["gap", "keep"]);
    const DISCARD: (&str, &[&str]) = ("Do not count the gap", &["gap", "discard"]);
    if desk.needs_attention {
        return Vec::new();
    }
    let mut actions: Vec<(&'static str, &'static [&'static str])> = Vec::new();
    match desk.glance.session.as_ref().map(|live| live.phase) {
        Some(Phase::Active) => actions.push(("Pause", &["pause"])),
        Some(Phase::Paused) => actions.push(("Resume", &["resume"])),
        Some(Phase::Ended | Phase::Cancelled) | None => actions.push(("Start", &["start"])),
    }
    if desk.glance.session.is_some() {
        actions.push(("End", &["end"]));
    }
    if !desk.glance.gaps.is_empty() {
        actions.extend([KEEP, DISCARD]);
    }
    if desk.glance.forgotten.is_some() && desk.glance.refusal(Verb::Keep).is_none() {
        actions.push(("The session goes on", &["keep"]));
    }
    actions
}

fn waybar(content: &FormContent) -> String {
    let pango = |text: &str| BarMarkup::Pango.harmless(text);
    let state = content.state.as_ref();
    let phase = state.map_or("attention", |state| state.phase);
    let object = WaybarObject {
        text: &content.text,
        tooltip: content.details.iter().map(|line| pango(line)).collect::<Vec<_>>().join("\n"),
        alt: phase,
        class: state.map_or_else(|| vec![phase.to_owned()], |state| state.classes.clone()),
        percentage: state.and_then(|state| state.percentage),
    };
    // Texts and numbers can always be written.
    serde_json::to_string(&object).unwrap_or_default() + "\n"
}

fn i3bar(content: &FormContent) -> String {
    let state = content.state.as_ref();
    let colour = state.map_or(Some(AnsiColor::Red.into()), |state| state.colour);
    let block = I3barBlock {
        name: "onwatch",
        full_text: &content.text,
        short_text: &content.short_text,
        color: colour.map(hex),
        urgent: state.is_none_or(|state| state.is_urgent),
    };
    serde_json::to_string(&block).unwrap_or_default()
}

/// Returns the line in the bar, the status and the actions, each in a part of the menu.
fn xbar(content: &FormContent, command: &[String]) -> String {
    const AS_IT_IS: &str = "emojize=false ansi=false";
    let state = content.state.as_ref();
    let colour = state.map_or(Some(AnsiColor::Red.into()), |state| state.colour);
    let colour = colour.map(|colour| format!(" color={}", hex(colour))).unwrap_or_default();
    let mut lines: Vec<String> =
        content.text.lines().map(|text| format!("{text} | {AS_IT_IS}{colour}")).collect();
    lines.push("---".to_owned());
    let harmless = |line: &String| BarMarkup::Xbar.harmless(line);
    lines.extend(content.details.iter().map(|line| format!("{} | {AS_IT_IS}", harmless(line))));
    let is_safe = command.iter().all(|word| !word.contains(NOT_IN_A_COMMAND));
    if let Some((program, words)) = command.split_first().filter(|_| is_safe) {
        lines.push("---".to_owned());
        let action = |name: &str, verb: &[&str], terminal: bool| {
            let words = words.iter().map(String::as_str).chain(verb.iter().copied());
            let numbered =
                words.enumerate().map(|(nth, word)| format!(" param{}=\"{word}\"", nth + 1));
            let words: String = numbered.collect();
            format!("{name} | shell=\"{program}\"{words} terminal={terminal} refresh=true")
        };
        let of_state = state.map(|state| state.actions.as_slice()).unwrap_or_default();
        lines.extend(of_state.iter().map(|(name, verb)| action(name, verb, false)));
        lines.push(action("Open the panel", &[], true));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}
