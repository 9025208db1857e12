//! The fields of a template, and what each says about a desk.

use unicode_segmentation::UnicodeSegmentation;

use super::desk::BarDesk;
use super::sign::phase_sign;
use super::waits;
use crate::core::{AlertOf, Trend, short_text};
use crate::safe_text::SafeText;

/// The most characters of what somebody typed, as a reader counts them.
const TYPED_MAX: usize = 40;

/// A field of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarField {
    /// The profile or the run.
    Desk,
    /// The sign of the phase.
    Glyph,
    /// The active time as a clock.
    Clock,
    /// The active time in short words.
    Elapsed,
    /// The key of the live session.
    Key,
    /// The phase.
    Phase,
    /// The letter of the band.
    Band,
    /// The health.
    Health,
    /// How band and health moved since the session started.
    Drift,
    /// The innermost context.
    Task,
    /// The notes of the session.
    Notes,
    /// The type of the session.
    Type,
    /// How much of the target is left.
    Target,
    /// What waits for a person.
    Waits,
    /// The active time of today.
    Today,
    /// The active time of this week.
    Week,
}

impl BarField {
    /// All fields.
    pub const ALL: [Self; 16] = [
        Self::Desk,
        Self::Glyph,
        Self::Clock,
        Self::Elapsed,
        Self::Key,
        Self::Phase,
        Self::Band,
        Self::Health,
        Self::Drift,
        Self::Task,
        Self::Notes,
        Self::Type,
        Self::Target,
        Self::Waits,
        Self::Today,
        Self::Week,
    ];

    /// Returns its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Glyph => "glyph",
            Self::Clock => "clock",
            Self::Elapsed => "elapsed",
            Self::Key => "key",
            Self::Phase => "phase",
            Self::Band => "band",
            Self::Health => "health",
            Self::Drift => "drift",
            Self::Task => "task",
            Self::Notes => "notes",
            Self::Type => "type",
            Self::Target => "target",
            Self::Waits => "waits",
            Self::Today => "today",
            Self::Week => "week",
        }
    }

    /// Returns its text; empty if there is nothing to say.
    #[must_use]
    pub fn text(self, desk: &BarDesk<'_>) -> String {
        let live = desk.glance.session.as_ref();
        let text = match self {
            Self::Desk => Some(in_one_line(desk.name, desk)),
            Self::Glyph if desk.needs_attention => Some(desk.own("▲")),
            Self::Glyph => Some(desk.own(live.map_or("■", |live| phase_sign(live.phase)))),
            Self::Clock => live.map(|live| (desk.clock)(live.active_ms)),
            Self::Elapsed => live.map(|live| short_text(live.active_ms)),
            Self::Key => live.map(|live| live.key.to_string()),
            Self::Phase => Some(desk.phase_word().to_owned()),
            Self::Band => {
                let doubt = desk.doubt(AlertOf::Band);
                let over = desk.overruled(AlertOf::Band);
                desk.band().map(|band| format!("{doubt}{}{over}", band.letter()))
            }
            Self::Health => {
                let doubt = desk.doubt(AlertOf::Health);
                let over = desk.overruled(AlertOf::Health);
                desk.health().map(|health| format!("{doubt}{}{over}", health.word()))
            }
            Self::Drift => drift(desk),
            Self::Task => {
                let top = live.and_then(|live| live.context_stack.last());
                top.map(|top| in_one_line(&top.name.id, desk))
            }
            Self::Notes => live.map(|live| in_one_line(&live.notes_text(), desk)),
            Self::Type => {
                let special = live.and_then(|live| live.session_type.special());
                special.map(|word| in_one_line(word.as_str(), desk))
            }
            Self::Target => live.and_then(|live| {
                let target_ms = live.target_seconds?.saturating_mul(1_000);
                Some(target_text(target_ms, live.active_ms, "left"))
            }),
            Self::Waits => Some(desk.own(&waits::text(desk.glance, desk.others_waiting))),
            Self::Today => Some(desk.today_ms).filter(|ms| *ms > 0).map(short_text),
            Self::Week => Some(desk.week_ms).filter(|ms| *ms > 0).map(short_text),
        };
        text.unwrap_or_default()
    }
}

/// Returns how band and health moved since the live session started, as in `B→C green→red`.
fn drift(desk: &BarDesk<'_>) -> Option<String> {
    let governance = &desk.glance.governance;
    let ((band_moved, health_moved), start) = (desk.glance.drift(), governance.at_start.as_ref()?);
    let arrow = (desk.sign)('→');
    let moved = |trend, then: &str, now: &str| {
        (trend != Trend::Same).then(|| format!("{then}{arrow}{now}"))
    };
    let band = moved(band_moved, start.cone.band.letter(), governance.cone.band.letter());
    let (then, now) = (start.status.status, governance.health.status);
    let health = moved(health_moved, then.word(), now.word());
    let both: Vec<String> = band.into_iter().chain(health).collect();
    (!both.is_empty()).then(|| both.join(" "))
}

/// Returns the time left until a target, or the time beyond it, as in `45m left`. `word` follows the time
/// that is left.
#[must_use]
pub fn target_text(target_ms: u64, active_ms: u64, word: &str) -> String {
    let over_ms = active_ms.saturating_sub(target_ms);
    let left_ms = target_ms.saturating_sub(active_ms);
    match (left_ms, over_ms) {
        (0, 0..60_000) => "reached".to_owned(),
        (0, _) => format!("{} over", short_text(over_ms)),
        // Rounded up: the last minute counts until it is over.
        (_, _) => format!("{} {word}", short_text(left_ms.div_ceil(60_000) * 60_000)),
    }
}

/// Returns the first line of a text, cut if it is long.
fn in_one_line(text: &str, desk: &BarDesk<'_>) -> String {
    let line = text.lines().next().unwrap_or_default();
    let shown = safe(line);
    let mut signs = shown.graphemes(true);
    let head: String = signs.by_ref().take(TYPED_MAX).collect();
    if signs.next().is_none() && line.len() == text.len() {
        return head;
    }
    format!("{}{}", head.trim_end(), (desk.sign)('…'))
}

fn safe(text: &str) -> String {
    SafeText::new(text).into_string()
}
