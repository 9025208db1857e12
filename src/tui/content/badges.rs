//! Band and health as badges: lit only if they are bad and nobody has acknowledged it, in every form of the
//! panel with panes.

use ratatui::style::Style;
use ratatui::text::Span;

use crate::bar::ReadingLook;
use crate::core::{AlertOf, AlertState, Band, Glance, Light, Severity};
use crate::tui::look::Theme;
use crate::tui::model::Model;

/// How much room the badges have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadgeSize {
    /// ` ■ D SURVIVAL new `
    Full,
    /// ` ■ D new `
    Short,
    /// ` ■ D `
    Least,
}

/// Returns what is shown of the band or of the health now. Its sign is dark for a moment while it blinks.
fn look(model: &Model, glance: &Glance, which: AlertOf) -> ReadingLook {
    let look = ReadingLook::of(glance, which);
    if model.is_dark(which) { look.without_sign() } else { look }
}

/// Returns the band or the health as it is now, the longest wording first: lit if it waits for a person.
pub fn values(model: &Model, glance: &Glance, which: AlertOf) -> Vec<Span<'static>> {
    let look = look(model, glance, which);
    let words = match which {
        AlertOf::Band => {
            let band = glance.governance.cone.band;
            vec![band.to_string(), band.letter().to_owned()]
        }
        AlertOf::Health => vec![glance.governance.health.status.word().to_uppercase()],
    };
    let style = style(model.theme(), glance, which, &look);
    let mut texts: Vec<String> = words.iter().map(|word| look.text(word)).collect();
    if look.doubt.is_some() {
        // Its age gives way before the whole value does.
        let ageless = ReadingLook { doubt: None, ..look.clone() };
        texts.extend(words.last().map(|word| ageless.text(word)));
    }
    let shown = |text: String| if look.is_lit { format!(" {text} ") } else { text };
    texts.into_iter().map(|text| Span::styled(shown(text), style)).collect()
}

/// Returns the style of a value.
fn style(theme: Theme, glance: &Glance, which: AlertOf, look: &ReadingLook) -> Style {
    match (look.severity, &look.doubt) {
        (severity, _) if look.is_lit => theme.badge(severity),
        (Severity::Calm, Some(_)) => theme.strong(),
        (Severity::Calm, None) => match which {
            AlertOf::Band => theme.strong(),
            AlertOf::Health => theme.light(glance.governance.health.status),
        },
        (severity, _) => theme.severity(severity),
    }
}

/// Returns the badges of the header: nothing for what is calm, unless it is in doubt or was bad unseen. A
/// band B that somebody has set is plain text.
pub fn header(model: &Model, glance: &Glance, size: BadgeSize) -> Vec<Span<'static>> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    for which in AlertOf::ALL {
        let badge = badge(model, glance, which, size);
        // What is lit has a blank of its own.
        let blank = if badge.first().is_some_and(|span| span.content.starts_with(' ')) {
            " "
        } else {
            "  "
        };
        spans.extend((!spans.is_empty() && !badge.is_empty()).then(|| Span::raw(blank)));
        spans.extend(badge);
    }
    spans
}

fn badge(model: &Model, glance: &Glance, which: AlertOf, size: BadgeSize) -> Vec<Span<'static>> {
    let theme = model.theme();
    let look = look(model, glance, which);
    let governance = &glance.governance;
    let (cone, light) = (&governance.cone, governance.health.status);
    let word = match (which, size) {
        (AlertOf::Band, BadgeSize::Full) => cone.band.to_string().to_uppercase(),
        (AlertOf::Band, BadgeSize::Short | BadgeSize::Least) => cone.band.letter().to_owned(),
        (AlertOf::Health, _) => light.word().to_uppercase(),
    };
    let known = match size {
        BadgeSize::Full | BadgeSize::Short => look.known.clone(),
        BadgeSize::Least => String::new(),
    };
    let known = if known.is_empty() { known } else { format!(" {known}") };
    if look.is_lit {
        let text = format!(" {}{known} ", look.text(&word));
        return vec![Span::styled(text, theme.badge(look.severity))];
    }
    if let (AlertState::Returned(_), None) = (governance.alert(which), &look.doubt) {
        return over(theme, which, &look);
    }
    let is_shown = match which {
        AlertOf::Band => !matches!(cone.band, Band::A) && cone.updated_at_utc.is_some(),
        AlertOf::Health => !matches!(light, Light::Green | Light::Unknown),
    };
    if !is_shown && look.doubt.is_none() && look.overruled.is_none() {
        return vec![];
    }
    let style = match (look.severity, &look.doubt) {
        (Severity::Calm, None) => theme.quiet(),
        (Severity::Calm, Some(_)) => theme.strong(),
        (severity, _) => theme.severity(severity),
    };
    vec![Span::styled(look.text(&word), style), Span::styled(known, theme.quiet())]
}

/// Returns what was bad unseen and is over, as in `health was RED`.
fn over(theme: Theme, which: AlertOf, look: &ReadingLook) -> Vec<Span<'static>> {
    vec![Span::styled(format!("{} {}", which.word(), look.known), theme.strong())]
}
