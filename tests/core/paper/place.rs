//! The wall clocks of a few places, by the rules that have held there since 2007; the tests ask
//! no zone database.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, Utc, Weekday};
use serde::Deserialize;

/// Where a story happens.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub enum Place {
    #[default]
    #[serde(rename = "UTC")]
    Nowhere,
    #[serde(rename = "Europe/Berlin")]
    Berlin,
    #[serde(rename = "America/New_York")]
    NewYork,
}

impl Place {
    /// Returns what the wall clock shows there.
    pub fn local(self, at: DateTime<Utc>) -> NaiveDateTime {
        let (year, at) = (at.year(), at.naive_utc());
        let hours = match self {
            Self::Nowhere => 0,
            // From one o'clock UTC on the last Sunday of March until the last of October.
            Self::Berlin => {
                let summer = last_sunday(year, 3, 1)..last_sunday(year, 10, 1);
                if summer.contains(&at) { 2 } else { 1 }
            }
            // From two o'clock in the night of the second Sunday of March until the first of
            // November, each by the time that held until then.
            Self::NewYork => {
                let summer = sunday(year, 3, 2, 7)..sunday(year, 11, 1, 6);
                if summer.contains(&at) { -4 } else { -5 }
            }
        };
        at + Duration::hours(hours)
    }
}

fn sunday(year: i32, month: u32, nth: u8, hour: u32) -> NaiveDateTime {
    let day = NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Sun, nth).unwrap();
    day.and_hms_opt(hour, 0, 0).unwrap()
}

fn last_sunday(year: i32, month: u32, hour: u32) -> NaiveDateTime {
    // Both months have 31 days: the last Sunday is within their last week.
    let last = NaiveDate::from_ymd_opt(year, month, 31).unwrap();
    let back = Duration::days(last.weekday().num_days_from_sunday().into());
    (last - back).and_hms_opt(hour, 0, 0).unwrap()
}
