//! Band and health as badges: lit only if they are bad, in every form of the panel with panes.

use ratatui::text::Span;

use crate::bar::{band_text, light_text};
use crate::core::{Band, Glance, Light, Severity};
use crate::tui::look::Theme;

/// How much room the badges have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadgeSize {
    /// ` ▲ D SURVIVAL `
    Full,
    /// ` ▲ D `
    Short,
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

fn value(theme: Theme, severity: Severity, text: String) -> Span<'static> {
    match severity {
        Severity::Calm => Span::styled(text, theme.strong()),
        Severity::Warning | Severity::Critical => {
            Span::styled(format!(" {text} "), theme.badge(severity))
        }
    }
}

/// Returns the badges of the header: nothing for what is calm. A band B that somebody has set is
/// plain text.
pub fn header(theme: Theme, glance: &Glance, size: BadgeSize) -> Vec<Span<'static>> {
    let (cone, health) = (&glance.governance.cone, &glance.governance.health);
    let band = match cone.band.severity() {
        Severity::Calm if cone.band == Band::A || cone.updated_at_utc.is_none() => None,
        Severity::Calm => Some(Span::styled(band_name(cone.band, size), theme.quiet())),
        severity => Some(lit(theme, severity, &band_name(cone.band, size))),
    };
    let light = match health.status.severity() {
        Severity::Calm => None,
        severity => Some(lit(theme, severity, &light_text(health.status))),
    };
    let mut spans: Vec<Span<'static>> = band.into_iter().collect();
    if let Some(light) = light {
        spans.extend((!spans.is_empty()).then(|| Span::raw(" ")));
        spans.push(light);
    }
    spans
}

fn band_name(band: Band, size: BadgeSize) -> String {
    let name = match size {
        BadgeSize::Full => band.to_string(),
        BadgeSize::Short => band.letter().to_owned(),
    };
    band_text(band, &name)
}

/// Returns a lit badge in capitals.
fn lit(theme: Theme, severity: Severity, name: &str) -> Span<'static> {
    Span::styled(format!(" {} ", name.to_uppercase()), theme.badge(severity))
}
