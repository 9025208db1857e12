//! What people know of a bad band or health, in words: new, acknowledged, returned, shelved.

use ratatui::style::Style;
use ratatui::text::Line;

use crate::bar::ReadingLook;
use crate::core::{AlertOf, AlertState, Glance, MANUAL};
use crate::tui::look::{Theme, safe};
use crate::tui::model::Model;

use super::labelled::wrapped;

/// The most rows for what is known of one of them.
const ROWS: usize = 2;

/// Returns what is known of the band or of the health, the longest wording first; nothing if it is normal and
/// no word of a person ends by itself.
pub fn wordings(model: &Model, glance: &Glance, which: AlertOf) -> Vec<String> {
    let known = alert_wordings(model, glance, which);
    let known = match glance.governance.overruled(which) {
        None => known,
        Some(over) => {
            let over = over.text(&safe(&over.source), &model.ago(over.freshness.observed_at_utc));
            let both = known.iter().map(|known| format!("{over} · {known}"));
            both.chain([over.clone()]).collect()
        }
    };
    let Some(until) = until(model, glance, which) else { return known };
    let both = known.first().map(|known| format!("{known} · {until}"));
    let is_normal = known.is_empty();
    both.into_iter().chain(known).chain(is_normal.then_some(until)).collect()
}

/// Returns until when the word of a person counts; `None` if until it is withdrawn.
fn until(model: &Model, glance: &Glance, which: AlertOf) -> Option<String> {
    let readings = &glance.governance.readings;
    let until = match which {
        AlertOf::Band => readings.band_of(MANUAL)?.until_utc?,
        AlertOf::Health => readings.health_of(MANUAL)?.until_utc?,
    };
    Some(format!("until {}", model.time_of(until)))
}

fn alert_wordings(model: &Model, glance: &Glance, which: AlertOf) -> Vec<String> {
    let governance = &glance.governance;
    let because = |reason: &str| match safe(reason) {
        reason if reason.is_empty() => reason,
        reason => format!(": {reason}"),
    };
    match governance.alert(which) {
        AlertState::Normal => vec![],
        AlertState::New { since_utc, acknowledged: None } => {
            vec![format!("new since {}", model.time_of(*since_utc)), "new".to_owned()]
        }
        AlertState::New { acknowledged: Some(ack), .. } => {
            let (word, by, ago) = (word(glance, which), safe(&ack.by), model.ago(ack.at_utc));
            let whole = format!("still {word}, acknowledged by {by} {ago}");
            vec![whole, format!("still {word}"), "new".to_owned()]
        }
        AlertState::Acknowledged(ack) => {
            let (by, ago) = (safe(&ack.by), model.ago(ack.at_utc));
            let who = format!("acknowledged by {by} {ago}");
            let short = vec![format!("seen by {by} {ago}"), format!("seen by {by}"), "seen".into()];
            let whole = format!("{who}{}", because(&ack.reason));
            [whole, who].into_iter().chain(short).collect()
        }
        AlertState::Returned(unseen) => {
            let until = unseen.until_utc.unwrap_or(unseen.from_utc);
            let word = unseen.word.to_uppercase();
            let when = model.range_of(unseen.from_utc, until);
            vec![format!("was {word} {when}"), format!("was {word}")]
        }
        AlertState::Shelved(shelved) => {
            let until = format!("shelved until {}", model.time_of(shelved.until_utc));
            let by = format!("{until} by {}", safe(&shelved.by));
            let whole = format!("{by}{}", because(&shelved.reason));
            vec![whole, by, until, "shelved".to_owned()]
        }
    }
}

/// Returns the style of that: strong for what waits for a person.
pub fn style(theme: Theme, glance: &Glance, which: AlertOf) -> Style {
    match glance.governance.alert(which) {
        AlertState::Normal | AlertState::Acknowledged(_) | AlertState::Shelved(_) => theme.quiet(),
        AlertState::New { .. } => theme.severity(ReadingLook::of(glance, which).severity),
        AlertState::Returned(_) => theme.strong(),
    }
}

/// Returns the worst value that anybody says, in the word for it.
fn word(glance: &Glance, which: AlertOf) -> String {
    glance.governance.worst_level(which).1.to_uppercase()
}

/// Returns what an acknowledgement is about: each that is bad or was, with what is known of it.
fn told(model: &Model, glance: &Glance) -> Vec<(AlertOf, String)> {
    let told = |which: AlertOf| {
        let known = wordings(model, glance, which).into_iter().next()?;
        let value = word(glance, which);
        Some((which, format!("{value}, {known}")))
    };
    AlertOf::ALL.into_iter().filter_map(told).collect()
}

/// Returns the names of what an acknowledgement is about, as in `band and health`.
pub fn named(glance: &Glance) -> String {
    let is_told = |which: &AlertOf| *glance.governance.alert(*which) != AlertState::Normal;
    AlertOf::ALL.into_iter().filter(is_told).map(AlertOf::word).collect::<Vec<_>>().join(" and ")
}

/// Returns the lines of the dialog that acknowledges.
pub fn lines(model: &Model, glance: &Glance, columns: usize) -> Vec<Line<'static>> {
    let theme = model.theme();
    let told = told(model, glance).into_iter();
    told.flat_map(|(which, text)| wrapped(theme, which.word(), &text, columns, ROWS)).collect()
}

/// Returns the same in one row.
pub fn row(model: &Model, glance: &Glance) -> String {
    let told = told(model, glance).into_iter();
    told.map(|(which, text)| format!("{} {text}", which.word())).collect::<Vec<_>>().join("; ")
}
