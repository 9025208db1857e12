//! Band and health as badges: lit only if they are bad, in every form of the panel.

use ratatui::style::Style;
use ratatui::text::Span;

use crate::core::{Band, Glance, Light, Severity, Trend};
use crate::tui::look::{Theme, light_sign, severity_sign};

/// How much room the badges have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadgeSize {
    /// ` ▲ D SURVIVAL `
    Full,
    /// ` ▲ D `
    Short,
    /// `▲D`
    Tight,
}

/// Returns a band as it is now: a badge if it is bad, otherwise plain text.
pub fn band(theme: Theme, band: Band) -> Span<'static> {
    value(theme, band.severity(), band_text(band, &band.to_string()))
}

/// Returns a band with its letter only.
pub fn band_letter(theme: Theme, band: Band) -> Span<'static> {
    value(theme, band.severity(), band_text(band, band.letter()))
}

/// Returns a health as it is now: a badge if it is bad, otherwise plain text.
pub fn light(theme: Theme, light: Light) -> Span<'static> {
    match light.severity() {
        Severity::Calm => Span::styled(light_text(light), theme.light(light)),
        severity => value(theme, severity, light_text(light)),
    }
}

/// Returns a health with its sign, as in `● red`.
pub fn light_text(light: Light) -> String {
    format!("{} {light}", light_sign(light))
}

fn band_text(band: Band, text: &str) -> String {
    severity_sign(band.severity()).map_or(text.to_owned(), |sign| format!("{sign} {text}"))
}

fn value(theme: Theme, severity: Severity, text: String) -> Span<'static> {
    match severity {
        Severity::Calm => Span::styled(text, theme.strong()),
        Severity::Warning | Severity::Critical => {
            Span::styled(format!(" {text} "), theme.badge(severity))
        }
    }
}

/// Returns the drift of band and health since the live session started.
pub fn drift(glance: &Glance) -> (Trend, Trend) {
    match (&glance.session, &glance.governance.drift) {
        (Some(_), Some(drift)) => (drift.band, drift.health),
        _ => (Trend::Same, Trend::Same),
    }
}

/// Returns the badges of the header: nothing for what is calm. A band B that somebody has set is
/// plain text.
pub fn header(theme: Theme, glance: &Glance, size: BadgeSize) -> Vec<Span<'static>> {
    let (cone, health) = (&glance.governance.cone, &glance.governance.health);
    let band = match cone.band.severity() {
        Severity::Calm if cone.band == Band::A || cone.updated_at_utc.is_none() => None,
        Severity::Calm => Some(Span::styled(band_name(cone.band, size), theme.quiet())),
        severity => Some(lit(theme, severity, &band_name(cone.band, size), size)),
    };
    let light = match health.status.severity() {
        Severity::Calm => None,
        severity => Some(lit(theme, severity, &light_text(health.status), size)),
    };
    let mut spans: Vec<Span<'static>> = band.into_iter().collect();
    if let Some(light) = light {
        spans.extend((!spans.is_empty()).then(|| Span::raw(" ")));
        spans.push(light);
    }
    spans
}

/// Returns band and health of the status line: both, also if they are calm. What moved since the session
/// started begins with its value at the start, if there is room.
pub fn status_line(theme: Theme, glance: &Glance, size: BadgeSize) -> Vec<Span<'static>> {
    let (band, light) = (glance.governance.cone.band, glance.governance.health.status);
    let (band_moved, light_moved) = drift(glance);
    let start = glance.governance.at_start.as_ref();
    let from = |moved, then: Option<&str>| {
        let then = then.filter(|_| moved != Trend::Same && size != BadgeSize::Tight)?;
        Some(Span::styled(format!("{then}→"), theme.quiet()))
    };
    let shown = |severity, plain: String, style: Style, name: String| match severity {
        Severity::Calm => Span::styled(plain, style),
        severity => lit(theme, severity, &name, size),
    };
    let band_then = start.map(|start| start.cone.band.letter());
    let mut spans: Vec<Span<'static>> = from(band_moved, band_then).into_iter().collect();
    let (letter, style) = (band.letter().to_owned(), theme.strong());
    spans.push(shown(band.severity(), letter, style, band_name(band, BadgeSize::Short)));
    spans.push(Span::raw(" "));
    spans.extend(from(light_moved, start.map(|start| start.status.status.word())));
    let (word, style) = (light.to_string(), theme.light(light));
    spans.push(shown(light.severity(), word, style, light_text(light)));
    spans
}

fn band_name(band: Band, size: BadgeSize) -> String {
    let name = match size {
        BadgeSize::Full => band.to_string(),
        BadgeSize::Short | BadgeSize::Tight => band.letter().to_owned(),
    };
    band_text(band, &name)
}

/// Returns a lit badge in capitals.
fn lit(theme: Theme, severity: Severity, name: &str, size: BadgeSize) -> Span<'static> {
    let name = name.to_uppercase();
    let text = match size {
        BadgeSize::Full | BadgeSize::Short => format!(" {name} "),
        BadgeSize::Tight => name.replace(' ', ""),
    };
    Span::styled(text, theme.badge(severity))
}
