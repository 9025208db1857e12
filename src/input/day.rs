//! Days: `today`, `yesterday`, `monday`, `last monday`, `24 Nov`, `24.11.`, `2026-11-24`.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::words::{is_digits, number};
use crate::core::YEARS;

/// A year without 29 February is followed by one with it after so many years at most.
const LEAP_YEARS_APART: i32 = 8;

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TypedDay {
    /// Today.
    Today,
    /// The day before.
    Yesterday,
    /// The latest day with this name that fits; today may be it.
    Weekday(Weekday),
    /// The latest day with this name before today.
    LastWeekday(Weekday),
    /// The latest such day of a year: month and day.
    OfYear(u32, u32),
    /// This day.
    Date(NaiveDate),
}

/// A day, with the name of its weekday if that was typed too.
pub(super) type NamedDay = (Option<Weekday>, TypedDay);

impl TypedDay {
    /// Reads a day, in lower case.
    pub(super) fn read(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split(' ').map(|word| word.trim_end_matches(',')).collect();
        match *words.as_slice() {
            ["today"] => Some(Self::Today),
            ["yesterday"] => Some(Self::Yesterday),
            ["last", name] => weekday(name).map(Self::LastWeekday),
            [word] => date(word)
                .map(Self::Date)
                .or_else(|| weekday(word).map(Self::Weekday))
                .or_else(|| dotted(word))
                .or_else(|| Self::of_year(joined(word)?)),
            [one, other] => match joined(one) {
                Some(day) => Self::with_year(day, other),
                None => Self::of_year(month_and_day(one, other)?),
            },
            [one, other, year] => Self::with_year(month_and_day(one, other)?, year),
            _ => None,
        }
    }

    fn of_year((month, day): (u32, u32)) -> Option<Self> {
        // A day that no year has is no day.
        NaiveDate::from_ymd_opt(2024, month, day)?;
        Some(Self::OfYear(month, day))
    }

    fn with_year((month, day): (u32, u32), year: &str) -> Option<Self> {
        let year = number(year, 4).filter(|_| year.len() == 4)?;
        let year = i32::try_from(year).ok().filter(|year| YEARS.contains(year))?;
        NaiveDate::from_ymd_opt(year, month, day).map(Self::Date)
    }

    /// Reads a day after the name of its weekday, such as `wed 25 nov`. Returns the name, which
    /// must fit.
    pub(super) fn read_named(text: &str) -> Option<NamedDay> {
        let text = text.strip_prefix("on ").unwrap_or(text);
        if let Some(day) = Self::read(text) {
            return Some((None, day));
        }
        let (name, rest) = text.split_once(' ')?;
        let name = weekday(name.trim_end_matches([',', '.']))?;
        match Self::read(rest)? {
            day @ (Self::OfYear(..) | Self::Date(_)) => Some((Some(name), day)),
            Self::Today | Self::Yesterday | Self::Weekday(_) | Self::LastWeekday(_) => None,
        }
    }

    /// Returns the dates that may be meant, the latest first. None but the last may lie after
    /// `today`.
    pub(super) fn dates(self, today: NaiveDate) -> Vec<NaiveDate> {
        let back = |days| today.checked_sub_days(Days::new(days));
        let since = |name| u64::from(today.weekday().days_since(name));
        match self {
            Self::Today => vec![today],
            Self::Yesterday => back(1).into_iter().collect(),
            Self::Weekday(name) => {
                let ago = since(name);
                [back(ago), back(ago + 7)].into_iter().flatten().collect()
            }
            Self::LastWeekday(name) => match since(name) {
                0 => back(7).into_iter().collect(),
                ago => back(ago).into_iter().collect(),
            },
            Self::OfYear(month, day) => {
                let years = (0..=LEAP_YEARS_APART).map(|back| today.year().saturating_sub(back));
                let dates = years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
                dates.filter(|date| *date <= today).take(2).collect()
            }
            Self::Date(date) => vec![date],
        }
    }
}

/// Reads `2026-11-24` or `2026/11/24`. Ten characters: years of four digits, so that no zone is
/// asked about the far future.
fn date(word: &str) -> Option<NaiveDate> {
    let begins_with_a_digit = word.starts_with(|c: char| c.is_ascii_digit());
    let whole = word.len() == 10 && begins_with_a_digit;
    let read = |form| NaiveDate::parse_from_str(word, form).ok();
    whole.then(|| read("%Y-%m-%d").or_else(|| read("%Y/%m/%d"))).flatten()
}

/// Reads `24.11.` or `24.11.2026`: with dots, the day is first everywhere. `24.11` may be a time.
fn dotted(word: &str) -> Option<TypedDay> {
    let (day, rest) = word.split_once('.')?;
    let (month, year) = rest.split_once('.')?;
    let day = (number(month, 2)?, number(day, 2)?);
    if year.is_empty() { TypedDay::of_year(day) } else { TypedDay::with_year(day, year) }
}

/// Reads `24nov`. `nov24` may be a year.
fn joined(word: &str) -> Option<(u32, u32)> {
    let (day, name) = word.split_at_checked(word.find(|c: char| !c.is_ascii_digit())?)?;
    month(name).zip(number(day, 2))
}

fn month_and_day(one: &str, other: &str) -> Option<(u32, u32)> {
    month(one).zip(day_of_month(other)).or_else(|| month(other).zip(day_of_month(one)))
}

/// Reads `24`, `24.` or `24th`.
fn day_of_month(word: &str) -> Option<u32> {
    let ends = [".", "st", "nd", "rd", "th"];
    let digits = ends.iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    number(digits, 2).filter(|_| is_digits(digits))
}

fn month(word: &str) -> Option<u32> {
    let word = word.trim_end_matches('.');
    let word = if word == "sept" { "sep" } else { word };
    word.parse::<chrono::Month>().ok().map(|month| month.number_from_month())
}

fn weekday(word: &str) -> Option<Weekday> {
    match word {
        "tues" => Some(Weekday::Tue),
        "thur" | "thurs" => Some(Weekday::Thu),
        _ => word.parse().ok(),
    }
}
