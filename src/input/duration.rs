//! Durations: `2h30m`, `1h30`, `1:30`, `1.5h`, `1½h`, `half an hour`, `45 min`, `90` (minutes).

use std::time::Duration;

use super::forms::DURATIONS;
use super::words::{is_digits, number, plain, two_digits};

const SECOND_MS: u64 = 1_000;
const MINUTE_MS: u64 = 60 * SECOND_MS;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;
const WEEK_MS: u64 = 7 * DAY_MS;

/// Parses a duration: `2h30m`, `1h30`, `1:30` (hours and minutes), `1.5h`, `45m`, or minutes alone.
///
/// # Errors
/// A sentence with the problem and the forms.
pub fn duration(text: &str) -> Result<Duration, String> {
    let plain = in_figures(&plain(text));
    let parts = split(&plain);
    // Only the text as typed tells a month from a minute.
    let has_capital_m =
        text.split(|c: char| !c.is_alphabetic()).any(|word| word == "M") && parts.is_some();
    if has_capital_m {
        return Err(format!("'{text}' may mean months; write m for minutes, as in 90m"));
    }
    if parts.iter().flatten().any(|(_, unit)| is_month_or_year(unit)) {
        return Err(format!("'{text}' has no fixed length; write {DURATIONS}"));
    }
    let ms = with_colons(&plain).or_else(|| parts.as_deref().and_then(added_up));
    ms.map(Duration::from_millis)
        .ok_or_else(|| format!("'{text}' is not a duration; write it like {DURATIONS}"))
}

/// Returns a duration with figures for its words and fractions.
fn in_figures(plain: &str) -> String {
    match plain {
        "half an hour" => return "30m".to_owned(),
        "half a day" => return "12h".to_owned(),
        _ => {}
    }
    let one = plain.strip_prefix("an ").or_else(|| plain.strip_prefix("a "));
    let text = one.map_or_else(|| plain.to_owned(), |unit| format!("1 {unit}"));
    let fractions = [("½", ".5"), ("¼", ".25"), ("¾", ".75"), (" and ", " ")];
    fractions.iter().fold(text, |text, (sign, figures)| text.replace(sign, figures))
}

/// Returns a duration in seconds as it is typed, as in `2h30m`.
#[must_use]
pub fn duration_text(seconds: u64) -> String {
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let parts = [(hours, "h"), (minutes, "m"), (rest, "s")];
    let given = parts.iter().filter(|(number, _)| *number > 0);
    let words: Vec<String> = given.map(|(number, unit)| format!("{number}{unit}")).collect();
    if words.is_empty() { "0s".to_owned() } else { words.concat() }
}

/// Reads `1:30` or `1:30:15`: hours, minutes, seconds.
fn with_colons(text: &str) -> Option<u64> {
    let (hours, rest) = text.split_once(':')?;
    let (minutes, seconds) = match rest.split_once(':') {
        None => (two_digits(rest)?, 0),
        Some((minutes, seconds)) => (two_digits(minutes)?, two_digits(seconds)?),
    };
    if minutes > 59 || seconds > 59 {
        return None;
    }
    let hours = u64::from(number(hours, 4)?);
    Some(hours * HOUR_MS + u64::from(minutes) * MINUTE_MS + u64::from(seconds) * SECOND_MS)
}

/// Splits `2h 30 min` into figures and units. A unit may be missing at the end only.
fn split(text: &str) -> Option<Vec<(String, String)>> {
    let mut parts: Vec<(String, String)> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let figures = rest.find(|c: char| !(c.is_ascii_digit() || ".,".contains(c)));
        let (number, after) = rest.split_at(figures.unwrap_or(rest.len()));
        let after = after.trim_start();
        let letters = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        if number.is_empty() || unit.is_empty() && !after.is_empty() {
            return None;
        }
        parts.push((number.to_owned(), unit.to_owned()));
        rest = after.trim_start();
    }
    (!parts.is_empty()).then_some(parts)
}

/// Adds figures with their units up, milliseconds. The units must become smaller, and only the last
/// figure may be a fraction.
fn added_up(parts: &[(String, String)]) -> Option<u64> {
    let (mut sum, mut last_ms): (u64, Option<u64>) = (0, None);
    for (nth, (figures, unit)) in parts.iter().enumerate() {
        let is_last = nth + 1 == parts.len();
        let ms = if unit.is_empty() {
            let (unit_ms, most) = without_unit(last_ms)?;
            let whole = figures.parse::<u64>().ok().filter(|n| is_digits(figures) && *n <= most)?;
            // `1h5` is half typed.
            let is_whole = last_ms.is_none() || figures.len() == 2;
            is_whole.then(|| whole.checked_mul(unit_ms))??
        } else {
            let unit_ms = unit_ms(unit).filter(|ms| last_ms.is_none_or(|last| *ms < last))?;
            last_ms = Some(unit_ms);
            if is_last { fraction_ms(figures, unit_ms)? } else { whole_ms(figures, unit_ms)? }
        };
        sum = sum.checked_add(ms)?;
    }
    Some(sum)
}

/// Returns what a figure without a unit counts, milliseconds, and how many there may be: minutes
/// alone, minutes after hours, or seconds after minutes.
fn without_unit(last_ms: Option<u64>) -> Option<(u64, u64)> {
    match last_ms {
        None => Some((MINUTE_MS, u64::MAX)),
        Some(HOUR_MS) => Some((MINUTE_MS, 59)),
        Some(MINUTE_MS) => Some((SECOND_MS, 59)),
        Some(_) => None,
    }
}

fn whole_ms(figures: &str, unit_ms: u64) -> Option<u64> {
    figures.parse::<u64>().ok().filter(|_| is_digits(figures))?.checked_mul(unit_ms)
}

/// Reads `1.5`, `1,5` or `.5`. Three digits after the sign may be thousands, so they are no fraction.
fn fraction_ms(figures: &str, unit_ms: u64) -> Option<u64> {
    let Some((whole, fraction)) = figures.split_once(['.', ',']) else {
        return whole_ms(figures, unit_ms);
    };
    let tenths = number(fraction, 2)?;
    let hundredths = if fraction.len() == 1 { tenths * 10 } else { tenths };
    let part = unit_ms.checked_mul(hundredths.into())? / 100;
    let whole = if whole.is_empty() { "0" } else { whole };
    whole_ms(whole, unit_ms)?.checked_add(part)
}

fn unit_ms(unit: &str) -> Option<u64> {
    match unit {
        "w" | "week" | "weeks" => Some(WEEK_MS),
        "d" | "day" | "days" => Some(DAY_MS),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(HOUR_MS),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(MINUTE_MS),
        "s" | "sec" | "secs" | "second" | "seconds" => Some(SECOND_MS),
        _ => None,
    }
}

fn is_month_or_year(unit: &str) -> bool {
    matches!(unit, "mo" | "mon" | "month" | "months" | "y" | "yr" | "yrs" | "year" | "years")
}
