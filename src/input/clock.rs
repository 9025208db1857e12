//! Times of day: `14:30`, `2:30pm`, `17.30`, `17h30`, `17 Uhr`, `0930`, `noon`, `24:00`.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::words::{number, plain, two_digits};

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ClockTime {
    /// The time.
    pub(super) time: NaiveTime,
    /// Whether it was typed as 24:00: the end of its day.
    pub(super) ends_day: bool,
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
    ClockTime::read(&plain(text)).filter(|clock| !clock.ends_day).map(|clock| clock.time)
}

impl ClockTime {
    /// Reads a time of day, in lower case.
    pub(super) fn read(text: &str) -> Option<Self> {
        match text {
            "noon" => return Self::of(12, 0, None),
            "midnight" => return Self::of(0, 0, None),
            "24:00" | "24:00:00" => {
                return Self::of(0, 0, None).map(|clock| Self { ends_day: true, ..clock });
            }
            _ => {}
        }
        if let Some(figures) = text.strip_suffix("uhr").map(str::trim_end) {
            let hour_alone = number(figures, 2).map(|hour| (hour, 0, None));
            let (hour, minute, second) = hour_alone.or_else(|| parts(figures))?;
            return Self::of(hour, minute, second);
        }
        let halves = [("am", Half::Am), ("pm", Half::Pm), ("a", Half::Am), ("p", Half::Pm)];
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
        Some(Self { time, ends_day: false, has_seconds: second.is_some() })
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

impl ClockTime {
    /// Returns this time of a day, which is the start of the next day for 24:00.
    pub(super) fn on(self, date: NaiveDate) -> Option<NaiveDateTime> {
        let date = if self.ends_day { date.succ_opt()? } else { date };
        Some(date.and_time(self.time))
    }
}
