//! The one line: sign, clock, key, what waits, band and health, innermost context.
//!
//! Panel and command line show it. What has no room is left out in a fixed order.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::field::BarField;
use super::reading_look::ReadingLook;
use super::sign::{band_sign, light_sign, phase_sign};
use super::tone::{BarTone, TonedPart};
use super::waits::{others_text, question_mark};
use crate::core::{
    AlertOf, Band, Glance, Light, Phase, SessionGlance, SessionKey, Severity, Trend,
};
use crate::safe_text::SafeText;

/// The least columns for the whole key of a session.
const WHOLE_KEY_FROM: usize = 60;
/// The least columns for the number of other desks that wait.
const WAITING_FROM: usize = 34;
/// What parts the band, the health and the context from each other, if there is room.
const BETWEEN: &str = " · ";

/// What the one line shows.
pub struct OneLine<'a> {
    /// What the desk shows now.
    pub glance: &'a Glance,
    /// The active time as a clock.
    pub clock: String,
    /// Whether the active time is beyond its target.
    pub is_over: bool,
    /// How many other desks wait for a person.
    pub others_waiting: usize,
    /// The key that starts a session; `None` where no key can be pressed, or it would be refused.
    pub start_key: Option<String>,
    /// The columns of the line.
    pub columns: usize,
}

/// How much room band and health have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReadingSize {
    /// ` ■ D new `
    Told,
    /// ` ■ D `
    Short,
    /// `■D`
    Tight,
}

impl OneLine<'_> {
    /// The fields of a template that it shows too.
    pub const FIELDS: [BarField; 6] = [
        BarField::Glyph,
        BarField::Clock,
        BarField::Key,
        BarField::Band,
        BarField::Health,
        BarField::Waits,
    ];

    /// Returns the line if the store needs attention.
    #[must_use]
    pub fn attention() -> TonedPart {
        TonedPart::own("▲ the store needs attention", BarTone::Banner)
    }

    /// Returns the parts of the line. They may be wider than its columns.
    #[must_use]
    pub fn parts(&self) -> Vec<TonedPart> {
        match &self.glance.session {
            Some(live) => self.of_session(live),
            None => self.without_session(),
        }
    }

    fn without_session(&self) -> Vec<TonedPart> {
        let plain = |text: &str| TonedPart::own(text, BarTone::Plain);
        let mut parts = vec![plain("■ "), plain("no session  ")];
        if let Some(key) = &self.start_key {
            parts.extend([TonedPart::own(key, BarTone::Key), plain(" start ")]);
        }
        parts.extend(self.waiting());
        parts.push(plain(" "));
        let room = self.columns.saturating_sub(width(&parts));
        parts.extend(self.governance(room, 0).0);
        parts
    }

    fn of_session(&self, live: &SessionGlance) -> Vec<TonedPart> {
        let (columns, tone) = (self.columns, BarTone::Phase(live.phase));
        let clock_tone =
            if live.phase == Phase::Active && self.is_over { BarTone::Over } else { tone };
        let mut parts = vec![
            TonedPart::own(format!("{} ", phase_sign(live.phase)), tone),
            TonedPart::own(&self.clock, clock_tone),
        ];
        let waiting = self.waiting();
        let says_paused = TonedPart::own(" paused", tone);
        let needed = width(&parts) + says_paused.text.width() + width(&waiting) + 1;
        // The sign of the phase says it too; nothing else says band and health.
        if live.phase == Phase::Paused
            && needed + width(&governance(self.glance, ReadingSize::Tight)) <= columns
        {
            parts.push(says_paused);
        }
        let top = live.context_stack.last().map(|top| SafeText::new(&top.name.id).into_string());
        let top = top.unwrap_or_default();
        let before_top = if top.is_empty() { 0 } else { BETWEEN.width() };
        let used = width(&parts) + width(&waiting) + before_top + top.width() + 1;
        // The key says more than a word beside a badge.
        let whole = key(live.key, columns).width() + 1;
        let (governance, size) = self.governance(columns.saturating_sub(used), whole);
        let is_tight = size == ReadingSize::Tight;
        let saved = if is_tight { before_top.saturating_sub(1) } else { 0 };
        let taken = used + width(&governance) - saved;
        // The key gives way first: only one session is live.
        let key = Some(key(live.key, columns)).filter(|key| taken + key.width() < columns);
        parts.extend(key.map(|key| TonedPart::own(format!(" {key}"), BarTone::Quiet)));
        parts.extend(waiting);
        parts.push(TonedPart::own(" ", BarTone::Plain));
        parts.extend(governance);
        let is_blank = parts.last().is_some_and(|part| part.text.ends_with(' '));
        let blank = if is_blank { "" } else { " " };
        let used = width(&parts) + blank.width();
        let between = if is_tight { "" } else { BETWEEN.trim_start() };
        // The first letter of a name says nothing.
        if used + between.width() + 2 < columns && !top.is_empty() {
            let text = format!("{blank}{between}{top}");
            parts.push(TonedPart { text, tone: BarTone::Plain, is_typed: true });
        }
        parts
    }

    /// Returns the mark of a waiting question, and how many other desks wait, each after a blank.
    fn waiting(&self) -> Vec<TonedPart> {
        let mark = question_mark(self.glance);
        let mark = mark.map(|mark| TonedPart::own(mark, BarTone::Question));
        let others = others_text(self.others_waiting).filter(|_| self.columns >= WAITING_FROM);
        let others = others.map(|others| TonedPart::own(others, BarTone::Others));
        let both = mark.into_iter().chain(others);
        both.flat_map(|part| [TonedPart::own(" ", BarTone::Plain), part]).collect()
    }

    /// Returns band and health in at most `room` columns, if that can be. What people know of them leaves
    /// `spare` columns. Returns also how much room they have.
    fn governance(&self, room: usize, spare: usize) -> (Vec<TonedPart>, ReadingSize) {
        let sizes = [(ReadingSize::Told, spare), (ReadingSize::Short, 0)].into_iter();
        let mut sizes = sizes.map(|(size, spare)| (size, governance(self.glance, size), spare));
        let fitting = sizes.find(|(_, parts, spare)| width(parts) + spare <= room);
        let fitting = fitting.map(|(size, parts, _)| (parts, size));
        let tight = ReadingSize::Tight;
        fitting.unwrap_or_else(|| (governance(self.glance, tight), tight))
    }
}

/// Returns the key of a session; its form depends on the width alone.
fn key(key: SessionKey, columns: usize) -> String {
    if columns < WHOLE_KEY_FROM { format!("#{:03}", key.0) } else { key.to_string() }
}

/// Returns band and health: both, also if they are calm. What moved since the session started begins with
/// its value at the start, if there is room.
fn governance(glance: &Glance, room: ReadingSize) -> Vec<TonedPart> {
    let (band, light) = (glance.governance.cone.band, glance.governance.health.status);
    let (band_moved, light_moved) = glance.drift();
    let start = glance.governance.at_start.as_ref();
    let from = |moved, then: Option<&str>| {
        let then = then.filter(|_| moved != Trend::Same && room != ReadingSize::Tight)?;
        Some(TonedPart::own(format!("{then}→"), BarTone::Quiet))
    };
    let band_then = start.map(|start| start.cone.band.letter());
    let mut parts: Vec<TonedPart> = from(band_moved, band_then).into_iter().collect();
    let look = ReadingLook::of(glance, AlertOf::Band);
    parts.extend(reading(look, band.letter(), BarTone::Strong, room));
    let before_light = from(light_moved, start.map(|start| start.status.status.word()));
    let look = ReadingLook::of(glance, AlertOf::Health);
    let after =
        before_light.into_iter().chain(reading(look, light.word(), BarTone::Light(light), room));
    let after: Vec<TonedPart> = after.collect();
    parts.push(between(&parts, &after, room));
    parts.extend(after);
    parts
}

/// Returns what parts the band from the health. A badge has its blanks already.
fn between(before: &[TonedPart], after: &[TonedPart], room: ReadingSize) -> TonedPart {
    let ends = before.last().is_some_and(|part| part.text.ends_with(' '));
    let begins = after.first().is_some_and(|part| part.text.starts_with(' '));
    let text = match (room, ends, begins) {
        (ReadingSize::Tight, _, _) => " ",
        (ReadingSize::Told | ReadingSize::Short, false, false) => BETWEEN,
        (ReadingSize::Told | ReadingSize::Short, true, false) => BETWEEN.trim_start(),
        (ReadingSize::Told | ReadingSize::Short, false, true) => BETWEEN.trim_end(),
        (ReadingSize::Told | ReadingSize::Short, true, true) => BETWEEN.trim(),
    };
    TonedPart::own(text, BarTone::Quiet)
}

/// Returns a band or a health: lit if it needs a person, without a sign if it is calm. `calm` is the tone of
/// what is calm.
fn reading(look: ReadingLook, word: &str, calm: BarTone, room: ReadingSize) -> Vec<TonedPart> {
    let severity = look.severity;
    let told = match room {
        ReadingSize::Told if !look.known.is_empty() => format!(" {}", look.known),
        ReadingSize::Told | ReadingSize::Short | ReadingSize::Tight => String::new(),
    };
    let text = match room {
        ReadingSize::Told | ReadingSize::Short => look.text(&word.to_uppercase()),
        ReadingSize::Tight => {
            let over = look.overruled.as_ref().map(|over| format!("/{over}")).unwrap_or_default();
            format!("{}{}{over}", look.sign, word.to_uppercase())
        }
    };
    if look.is_lit {
        let text = match room {
            ReadingSize::Told | ReadingSize::Short => format!(" {text}{told} "),
            ReadingSize::Tight => text,
        };
        return vec![TonedPart::own(text, BarTone::Badge(severity))];
    }
    let value = match (look.doubt, severity) {
        (Some(_), _) => TonedPart::own(text, BarTone::Strong),
        (None, Severity::Calm) => TonedPart::own(word, calm),
        (None, Severity::Warning | Severity::Critical) => {
            TonedPart::own(text, BarTone::Known(severity))
        }
    };
    // What is over and nobody has seen waits for a person too.
    let tone = if severity.is_calm() { BarTone::Others } else { BarTone::Quiet };
    let told = (!told.is_empty()).then(|| TonedPart::own(told, tone));
    [value].into_iter().chain(told).collect()
}

/// Returns a text about a band, with its sign.
#[must_use]
pub fn band_text(band: Band, text: &str) -> String {
    format!("{} {text}", band_sign(band))
}

/// Returns a health with its sign, as in `■ RED`.
#[must_use]
pub fn light_text(light: Light) -> String {
    format!("{} {}", light_sign(light), light.word().to_uppercase())
}

fn width(parts: &[TonedPart]) -> usize {
    parts.iter().map(|part| part.text.width()).sum()
}

/// Returns the longest beginning of a text that fits `columns`.
#[must_use]
pub fn head(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        used += cluster.width();
        if used > columns {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// Returns parts cut to `columns`; they end in `…` if more than blanks were cut.
#[must_use]
pub fn cut(parts: Vec<TonedPart>, columns: usize) -> Vec<TonedPart> {
    let text: String = parts.iter().map(|part| part.text.as_str()).collect();
    if text.trim_end().width() <= columns {
        return parts;
    }
    let Some(mut room) = columns.checked_sub(1) else { return Vec::new() };
    let mut kept = Vec::new();
    for part in parts {
        let head = head(&part.text, room);
        room -= head.width();
        let is_whole = head.len() == part.text.len();
        let tone = part.tone;
        kept.push(TonedPart { text: head.to_owned(), ..part });
        if !is_whole {
            kept.push(TonedPart::own("…", tone));
            break;
        }
    }
    kept
}
