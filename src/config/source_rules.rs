//! How the answers of one source are read, as its table says.

use std::collections::BTreeMap;

use super::source_fields::SourceFields;
use super::text::Fault;
use crate::core::Light;
use crate::formats::{Format, FormatRules, Limits};

/// The names that only some formats use.
const OF_FORMATS: [(&str, &[Format]); 16] = [
    ("heartbeat", &HEARTBEATS),
    ("red", &ALERTS),
    ("yellow", &ALERTS),
    ("not_counted", &ALERTS),
    ("acknowledged_counts", &[Format::Nagios, Format::Icinga]),
    ("components", &[Format::Statuspage]),
    ("pointer", &[Format::Json]),
    ("each", &[Format::Json]),
    ("name_pointer", &[Format::Json]),
    ("map", &WORDS),
    ("yellow_above", &NUMBERS),
    ("red_above", &NUMBERS),
    ("yellow_below", &NUMBERS),
    ("red_below", &NUMBERS),
    ("clear_below", &NUMBERS),
    ("clear_above", &NUMBERS),
];

const ALERTS: [Format; 3] = [Format::Alertmanager, Format::PrometheusAlerts, Format::GrafanaAlerts];
const HEARTBEATS: [Format; 6] = [
    Format::Alertmanager,
    Format::PrometheusAlerts,
    Format::GrafanaAlerts,
    Format::Nagios,
    Format::Icinga,
    Format::Json,
];
const WORDS: [Format; 6] = [
    Format::StatusRyg,
    Format::Plugin,
    Format::Statuspage,
    Format::SystemdState,
    Format::SystemdUnits,
    Format::Json,
];
const NUMBERS: [Format; 2] = [Format::PrometheusQuery, Format::Json];

/// Reports whether a format uses a name. One that is of no format is used by all.
pub(super) fn is_used(key: &str, format: Format) -> bool {
    OF_FORMATS.iter().all(|(name, formats)| *name != key || formats.contains(&format))
}

/// Returns the rules of a table.
///
/// # Errors
/// The fault of the first value that cannot be used, or that this format does not use: its writer would
/// believe that it counts.
pub(super) fn rules(fields: &SourceFields<'_>, format: Format) -> Result<FormatRules, Fault> {
    for (key, formats) in OF_FORMATS {
        if fields.get(key).is_some() && !formats.contains(&format) {
            let words: Vec<&str> = formats.iter().map(|format| format.word()).collect();
            let message = format!(
                "the format {} does not use `{key}`; these formats do: {}",
                format.word(),
                words.join(", ")
            );
            return Err(fields.plain_fault(key, message));
        }
    }
    Ok(FormatRules {
        heartbeat: fields.some_text("heartbeat")?,
        red: fields.words("red")?,
        yellow: fields.words("yellow")?,
        not_counted: fields.words("not_counted")?,
        acknowledged_counts: fields.switch("acknowledged_counts")?.unwrap_or(false),
        components: fields.words("components")?,
        pointer: pointer(fields, "pointer")?,
        each: pointer(fields, "each")?,
        name: pointer(fields, "name_pointer")?,
        map: map(fields)?,
        limits: limits(fields)?,
        ..FormatRules::of(format)
    })
}

/// Returns a JSON pointer as RFC 6901 writes it. An empty one is the whole answer.
fn pointer(fields: &SourceFields<'_>, key: &str) -> Result<Option<String>, Fault> {
    let Some(text) = fields.text(key)? else { return Ok(None) };
    if !(text.is_empty() || text.starts_with('/')) {
        return Err(fields.fault(key, Some(&format!("'{text}' is no JSON pointer"))));
    }
    let is_escape = |after: &str| after.starts_with(['0', '1']);
    if !text.split('~').skip(1).all(is_escape) {
        return Err(fields.fault(key, Some("a ~ in it is written ~0, and a / in a name ~1")));
    }
    Ok(Some(text.to_owned()))
}

fn map(fields: &SourceFields<'_>) -> Result<BTreeMap<String, Light>, Fault> {
    let Some(inner) = fields.inner("map")? else { return Ok(BTreeMap::new()) };
    let mut map = BTreeMap::new();
    for (key, value) in inner.table {
        let refused = |why: String| Fault { at: value.span().start, message: why };
        let light = value.get_ref().as_str().ok_or_else(|| fields.fault("map", None))?;
        let light: Light = light.trim().parse().map_err(refused)?;
        let word = key.get_ref().trim().to_lowercase();
        if map.insert(word.clone(), light).is_some_and(|other| other != light) {
            return Err(refused(format!(
                "`map` has two meanings of '{word}'; case does not count"
            )));
        }
    }
    Ok(map)
}

fn limits(fields: &SourceFields<'_>) -> Result<Limits, Fault> {
    let limits = Limits {
        yellow_above: fields.number("yellow_above")?,
        red_above: fields.number("red_above")?,
        yellow_below: fields.number("yellow_below")?,
        red_below: fields.number("red_below")?,
        clear_below: fields.number("clear_below")?,
        clear_above: fields.number("clear_above")?,
    };
    let is_under =
        |low: Option<f64>, high: Option<f64>| low.zip(high).is_none_or(|(low, high)| low <= high);
    let lowest = least(limits.yellow_above, limits.red_above);
    let highest = most(limits.yellow_below, limits.red_below);
    let rows = [
        (
            "yellow_above",
            is_under(limits.yellow_above, limits.red_above),
            "it is above `red_above`, so nothing would be yellow",
        ),
        (
            "yellow_below",
            is_under(limits.red_below, limits.yellow_below),
            "it is below `red_below`, so nothing would be yellow",
        ),
        (
            "clear_below",
            limits.clear_below.is_none() || lowest.is_some(),
            "it needs `yellow_above` or `red_above`",
        ),
        (
            "clear_above",
            limits.clear_above.is_none() || highest.is_some(),
            "it needs `yellow_below` or `red_below`",
        ),
        (
            "clear_below",
            is_under(limits.clear_below, lowest),
            "it is above the limit that it clears",
        ),
        (
            "clear_above",
            is_under(highest, limits.clear_above),
            "it is below the limit that it clears",
        ),
    ];
    match rows.into_iter().find(|(_, is_good, _)| !is_good) {
        Some((key, _, why)) => Err(fields.fault(key, Some(why))),
        None => Ok(limits),
    }
}

fn least(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    a.into_iter().chain(b).reduce(f64::min)
}

fn most(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    a.into_iter().chain(b).reduce(f64::max)
}
