//! Times of day: `14:30`, `2:30pm`, `17.30`, `17h30`, `0930`, `noon`.

use chrono::NaiveTime;

use super::words::{number, plain, two_digits};

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ClockTime {
    /// The time.
    pub(super) time: NaiveTime,
    /// Whether it was typed with its seconds. Otherwise the minute is meant.
    pub(super) has_seconds: bool,
}

/// The half of the day of a time with `am` or `pm`.
#[derive(Clone, Copy)]
enum Half {
    Am,
    Pm,
}

/// Reads a time of day alone, such as `06:00` or `6am`; `None` if it is none.
#[must_use]
pub fn time_of_day(text: &str) -> Option<NaiveTime> {
    ClockTime::read(&plain(text)).map(|clock| clock.time)
}

impl ClockTime {
    /// Reads a time of day, in lower case.
    pub(super) fn read(text: &str) -> Option<Self> {
        match text {
            "noon" => return Self::of(12, 0, None),
            "midnight" => return Self::of(0, 0, None),
            _ => {}
        }
        let halves = [("am", Half::Am), ("pm", Half::Pm)];
        let half = halves.iter().find_map(|(end, half)| Some((text.strip_suffix(end)?, *half)));
        if let Some((digits, half)) = half {
            return Self::read_half(digits.trim_end(), half);
        }
        let (hour, minute, second) = parts(text)?;
        Self::of(hour, minute, second)
    }

    /// Reads the figures before `am` or `pm`.
    fn read_half(digits: &str, half: Half) -> Option<Self> {
        let hour_alone = number(digits, 2).map(|hour| (hour, 0, None));
        let (hour, minute, second) = hour_alone.or_else(|| parts(digits))?;
        if !(1..=12).contains(&hour) {
            return None;
        }
        let afternoon = match half {
            Half::Am => 0,
            Half::Pm => 12,
        };
        Self::of(hour % 12 + afternoon, minute, second)
    }

    fn of(hour: u32, minute: u32, second: Option<u32>) -> Option<Self> {
        let time = NaiveTime::from_hms_opt(hour, minute, second.unwrap_or(0))?;
        Some(Self { time, has_seconds: second.is_some() })
    }
}

/// Returns hour, minute and second. `14:3` is half typed: it is no time.
fn parts(text: &str) -> Option<(u32, u32, Option<u32>)> {
    if let Some((hour, rest)) = text.split_once(':') {
        let hour = number(hour, 2)?;
        return match rest.split_once(':') {
            None => Some((hour, two_digits(rest)?, None)),
            Some((minute, second)) => Some((hour, two_digits(minute)?, Some(two_digits(second)?))),
        };
    }
    if let Some((hour, minute)) = text.split_once(['.', 'h']) {
        return Some((number(hour, 2)?, two_digits(minute)?, None));
    }
    // Four digits are a time of day, never a year.
    number(text, 4).filter(|_| text.len() == 4).map(|digits| (digits / 100, digits % 100, None))
}
