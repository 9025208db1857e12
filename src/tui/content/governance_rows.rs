//! What is shown of the band and of the health, in every form of the pane.

use chrono::{DateTime, Utc};
use ratatui::style::Style;
use ratatui::text::Span;

use crate::bar::{ReadingLook, light_text};
use crate::config::Action;
use crate::core::{
    Activity, AlertOf, Band, Freshness, Glance, Light, Provenance, Snapshot, Trend, Verb,
};
use crate::tui::look::safe;
use crate::tui::model::Model;

use super::{alert_words, badges};

/// A reading as it is shown.
pub struct ShownReading<'a> {
    /// Its name.
    pub name: &'static str,
    /// The value at the start, if it moved: the longest wording first.
    pub then: Vec<String>,
    /// The value now, the longest wording first.
    pub now: Vec<Span<'static>>,
    /// How it moved since the start.
    pub trend: Trend,
    /// How old it is; `None` if nobody said anything.
    pub age: Option<&'a Freshness>,
    /// Whether it is bad, and nobody has acknowledged that.
    pub is_lit: bool,
    /// Whether its age stands beside its value already.
    pub is_doubtful: bool,
    /// What people know of it, the longest wording first; nothing if it is normal.
    pub known: Vec<String>,
    /// The style of that.
    pub known_style: Style,
    /// Why it is so.
    pub reasons: Vec<String>,
    /// Who said it.
    pub who: Option<&'a str>,
    /// The action that sets it.
    pub sets: Action,
}

/// Returns the band and the health as they are shown.
pub fn readings<'a>(model: &'a Model, glance: &'a Glance) -> [ShownReading<'a>; 2] {
    let theme = model.theme();
    let start = at_start(glance);
    let (cone, health) = (&glance.governance.cone, &glance.governance.health);
    let (band_trend, light_trend) = glance.drift();
    let band_then = start.filter(|_| band_trend != Trend::Same).map(|(band, _)| band);
    let light_then = start.filter(|_| light_trend != Trend::Same).map(|(_, light)| light);
    let who = |verb, at, provenance| who(model.recent(), verb, at, provenance);
    let reading = |which, name, trend, sets| {
        let age = glance.governance.freshness(which);
        let look = ReadingLook::of(glance, which);
        ShownReading {
            name,
            then: vec![],
            now: badges::values(model, glance, which),
            trend,
            age,
            is_lit: look.is_lit,
            is_doubtful: look.doubt.is_some(),
            known: alert_words::wordings(model, glance, which),
            known_style: alert_words::style(theme, glance, which),
            reasons: vec![],
            who: age.and_then(|age| age.source.as_deref()),
            sets,
        }
    };
    let band = reading(AlertOf::Band, "band", band_trend, Action::Band);
    let light = reading(AlertOf::Health, "health", light_trend, Action::Health);
    [
        ShownReading {
            then: band_then.map_or(vec![], |band| {
                let doubt = start_of(glance).map_or("", Snapshot::band_doubt);
                vec![format!("{doubt}{band}"), format!("{doubt}{}", band.letter())]
            }),
            reasons: vec![safe(&cone.reason)],
            who: band.who.or_else(|| who(Verb::Band, cone.updated_at_utc, &cone.provenance)),
            ..band
        },
        ShownReading {
            then: light_then.map_or(vec![], |light| match start_of(glance) {
                Some(start) if !start.health_doubt().is_empty() => {
                    vec![format!("{}{}", start.health_doubt(), light.word().to_uppercase())]
                }
                Some(_) | None => vec![light_text(light), light.word().to_uppercase()],
            }),
            reasons: health.reasons.iter().map(|reason| safe(reason)).collect(),
            who: light.who.or_else(|| who(Verb::Health, health.updated_at_utc, &health.provenance)),
            ..light
        },
    ]
}

/// Returns the source of a reading, or the operator who set it, if that is among the recent
/// activities.
fn who<'a>(
    recent: &'a [Activity],
    verb: Verb,
    set_at: Option<DateTime<Utc>>,
    provenance: &'a Provenance,
) -> Option<&'a str> {
    let set_it =
        |done: &&Activity| done.verb == verb && Some(done.at_utc) == set_at && !done.undone;
    let operator = || recent.iter().find(set_it).map(|done| done.by.operator.as_str());
    provenance.source().or_else(operator)
}

/// Returns how long ago somebody confirmed a reading, in a word.
pub fn short_ago(model: &Model, age: &Freshness) -> String {
    if age.never {
        return "never".to_owned();
    }
    let long = model.ago(age.observed_at_utc);
    long.strip_suffix(" ago").unwrap_or(&long).replace("just now", "now")
}

/// Returns how old a reading is and whether it is stale, the longest wording first.
pub fn ages(reading: &ShownReading<'_>, model: &Model) -> Vec<Vec<Span<'static>>> {
    let quiet = model.theme().quiet();
    let text = |text: String| Span::styled(text, quiet);
    let Some(age) = reading.age else { return vec![vec![text("never set".to_owned())]] };
    let (long, short) = (model.ago(age.observed_at_utc), short_ago(model, age));
    if !age.is_stale {
        return [long, short].map(|age| vec![text(age)]).into();
    }
    if age.never {
        let never = || Span::styled("never answered", model.theme().stale());
        return vec![vec![never()], vec![Span::styled("never", model.theme().stale())]];
    }
    let stale = || Span::styled("stale", model.theme().stale());
    if reading.is_doubtful {
        return vec![vec![stale()]; 3];
    }
    let with = |age| vec![stale(), text(format!(" · {age}"))];
    vec![with(long), with(short), vec![stale()]]
}

/// Returns what was frozen at the start of the live session.
fn start_of(glance: &Glance) -> Option<&Snapshot> {
    glance.session.as_ref()?;
    glance.governance.at_start.as_ref()
}

/// Returns band and health at the start of the live session.
fn at_start(glance: &Glance) -> Option<(Band, Light)> {
    start_of(glance).map(|start| (start.cone.band, start.status.status))
}
