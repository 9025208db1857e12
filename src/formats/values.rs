//! Values as systems write them: numbers, times and words in many spellings.

use chrono::{DateTime, Datelike, NaiveDateTime, Utc};
use serde_json::{Map, Value};

use crate::core::{REASON, TITLE, near_time_text};

/// The most seconds that a time may have; a greater number is in milliseconds.
const SECONDS_MAX: f64 = 100_000_000_000.0;

/// Returns a number that may be written as a text, such as `"1e+00"`, `"NaN"` or `"+Inf"`, or as
/// `true` for 1. `None` if it is no number.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Bool(yes) => Some(f64::from(u8::from(*yes))),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Returns a whole number, also one that is written as `2.0` or `"2"`.
pub(super) fn whole_number(value: &Value) -> Option<i64> {
    let number = number(value)?;
    // Every whole number up to here has a float of its own.
    let is_whole = number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and within the range")]
    is_whole.then_some(number as i64)
}

/// Returns whether something is set: `true`, a number above 0, or such a word. `None` if it is neither.
pub(super) fn flag(value: &Value) -> Option<bool> {
    match word(value).as_deref() {
        Some("true" | "yes" | "on") => Some(true),
        Some("false" | "no" | "off") => Some(false),
        Some(_) | None => number(value).filter(|number| *number >= 0.0).map(|n| n > 0.0),
    }
}

/// Returns a time that is written as RFC 3339, as seconds, or as milliseconds. `None` for "never",
/// which is written as 0, -1 or the year 1, and for what is no time.
pub(super) fn time(value: &Value) -> Option<DateTime<Utc>> {
    let at = match value {
        Value::String(text) => match text.trim().parse::<f64>() {
            Ok(seconds) => time_of_seconds(seconds),
            Err(_) => DateTime::parse_from_rfc3339(text.trim()).ok().map(|at| at.to_utc()),
        },
        Value::Number(number) => number.as_f64().and_then(time_of_seconds),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    at.filter(|at| (1970..=9999).contains(&at.year()) && at.timestamp_millis() > 0)
}

/// Returns a time without a zone, such as "2026-11-25 13:58:31.123".
pub(super) fn time_without_zone(value: &Value) -> Option<NaiveDateTime> {
    let text = value.as_str()?.trim();
    ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .filter(|at| (1970..=9999).contains(&at.year()))
}

fn time_of_seconds(number: f64) -> Option<DateTime<Utc>> {
    let seconds = if number.abs() > SECONDS_MAX { number / 1_000.0 } else { number };
    let micros = (seconds * 1_000_000.0).round();
    #[expect(clippy::cast_possible_truncation, reason = "a cast of a float stays in the range")]
    micros.is_finite().then(|| DateTime::from_timestamp_micros(micros as i64)).flatten()
}

/// Returns a time of day, with its day if that is not today: "13:02 UTC".
pub(super) fn time_utc(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!("{} UTC", near_time_text(at.naive_utc(), now.naive_utc()))
}

/// Returns " since 13:02 UTC", or nothing if the time is not known.
pub(super) fn since_text(since: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    since.map(|at| format!(" since {}", time_utc(at, now))).unwrap_or_default()
}

/// Returns a word in lower case and without blanks around it; `None` if it is no text.
pub(super) fn word(value: &Value) -> Option<String> {
    value.as_str().map(lower)
}

/// Returns a text in lower case and without blanks around it.
pub(super) fn lower(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Reports whether two words are the same, without case.
pub(super) fn is_same_word(one: &str, other: &str) -> bool {
    lower(one) == lower(other)
}

/// Returns a value as a message names it: a text in quotes, anything else as JSON, cut.
pub(super) fn quoted(value: Option<&Value>) -> String {
    match value {
        None => "missing".to_owned(),
        Some(Value::String(text)) => format!("'{}'", name(text)),
        Some(value) => name(&value.to_string()),
    }
}

/// Returns a key that is the same for the same fields, in whatever order they are.
pub(super) fn map_key(map: &Map<String, Value>) -> String {
    let mut fields: Vec<String> =
        map.iter().map(|(field, value)| format!("{field:?}={value}")).collect();
    fields.sort();
    fields.join(",")
}

/// Returns a name, cut to the length of a title.
pub(super) fn name(text: &str) -> String {
    cut(text.trim(), TITLE.max)
}

/// Returns a reason, cut to its bound.
pub(super) fn reason(text: &str) -> String {
    cut(text.trim(), REASON.max)
}

/// Returns a text of at most `max` characters; a cut one ends in "…".
pub(super) fn cut(text: &str, max: usize) -> String {
    if text.len() <= max || text.chars().nth(max).is_none() {
        return text.to_owned();
    }
    text.chars().take(max.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_read_in_every_spelling() {
        for (value, expected) in [
            (json!(2), Some(2.0)),
            (json!(2.0), Some(2.0)),
            (json!(" 2 "), Some(2.0)),
            (json!("1e+00"), Some(1.0)),
            (json!("4.2e+04"), Some(42_000.0)),
            (json!("+Inf"), Some(f64::INFINITY)),
            (json!("-Inf"), Some(f64::NEG_INFINITY)),
            (json!(true), Some(1.0)),
            (json!(false), Some(0.0)),
            (json!(null), None),
            (json!(""), None),
            (json!("two"), None),
            (json!([2]), None),
        ] {
            assert_eq!(number(&value), expected, "{value}");
        }
        assert!(number(&json!("NaN")).unwrap().is_nan());
        assert_eq!(whole_number(&json!(2.5)), None);
        assert_eq!(whole_number(&json!("NaN")), None);
        assert_eq!(whole_number(&json!(1e300)), None);
        assert_eq!(whole_number(&json!(-1.0)), Some(-1));
    }

    #[test]
    fn times_are_read_in_every_spelling() {
        let at: DateTime<Utc> = "2026-11-25T14:09:01.781Z".parse().unwrap();
        for value in [
            json!("2026-11-25T14:09:01.781Z"),
            json!("2026-11-25T15:09:01.781+01:00"),
            json!("2026-11-25T06:09:01.781000000-08:00"),
            json!(1_795_615_741.781),
            json!(1_795_615_741_781_u64),
            json!("1795615741.781"),
        ] {
            assert_eq!(time(&value), Some(at), "{value}");
        }
        let whole = time(&json!(1_795_615_741)).unwrap();
        assert_eq!(whole.to_rfc3339(), "2026-11-25T14:09:01+00:00");
    }

    #[test]
    fn never_and_nonsense_are_no_time() {
        for value in [
            json!("0001-01-01T00:00:00Z"),
            json!(0),
            json!(0.0),
            json!("0"),
            json!(-1.0),
            json!(null),
            json!(true),
            json!(""),
            json!("soon"),
            json!("NaN"),
            json!("inf"),
            json!(1e300),
            json!("2026-11-25 13:58:31.123"),
        ] {
            assert_eq!(time(&value), None, "{value}");
        }
        assert!(time_without_zone(&json!("2026-11-25 13:58:31.123")).is_some());
        assert!(time_without_zone(&json!("2026-11-25T13:59:00.000Z")).is_none());
    }

    #[test]
    fn a_time_of_another_day_has_its_day() {
        let now: DateTime<Utc> = "2026-11-25T14:06:00Z".parse().unwrap();
        let since = |text: &str| since_text(text.parse().ok(), now);
        assert_eq!(since("2026-11-25T13:02:11Z"), " since 13:02 UTC");
        assert_eq!(since("2026-11-24T22:00:00Z"), " since 24 Nov 22:00 UTC");
        assert_eq!(since(""), "");
    }

    #[test]
    fn a_flag_is_read_in_every_spelling() {
        for value in [json!(true), json!(1), json!(2.0), json!("1"), json!("True"), json!("on")] {
            assert_eq!(flag(&value), Some(true), "{value}");
        }
        for value in [json!(false), json!(0), json!(0.0), json!("0"), json!("false")] {
            assert_eq!(flag(&value), Some(false), "{value}");
        }
        for value in [json!(null), json!("maybe"), json!("NaN"), json!(-7), json!({})] {
            assert_eq!(flag(&value), None, "{value}");
        }
    }
}
