//! The days of real places: each begins when the one before ends, whatever their clocks do.

use chrono::{DateTime, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use onwatch::core::{Period, Tally};
use onwatch::zone::{DayZone, Zone};

/// Places whose clocks change at or near midnight, each with a year in which they did.
const PLACES: [(Tz, i32); 14] = [
    (Tz::America__Havana, 2025),
    (Tz::Asia__Beirut, 2024),
    (Tz::Atlantic__Azores, 2025),
    (Tz::America__Sao_Paulo, 2018),
    (Tz::America__Asuncion, 2023),
    (Tz::America__Goose_Bay, 2010),
    (Tz::America__Nuuk, 2024),
    (Tz::America__Scoresbysund, 2024),
    (Tz::Africa__Cairo, 2024),
    (Tz::Pacific__Apia, 2011),
    (Tz::Pacific__Kwajalein, 1993),
    (Tz::Australia__Lord_Howe, 2025),
    (Tz::Asia__Kathmandu, 1986),
    (Tz::Europe__Berlin, 2025),
];

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn days_of(year: i32) -> impl Iterator<Item = NaiveDate> {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days().take(366)
}

#[test]
fn a_day_begins_with_its_first_moment_that_exists() {
    for (zone, day, start) in [
        // Midnight is skipped.
        (Tz::America__Havana, "2025-03-09", "2025-03-09T05:00:00Z"),
        (Tz::Asia__Beirut, "2024-03-31", "2024-03-30T22:00:00Z"),
        (Tz::America__Sao_Paulo, "2018-11-04", "2018-11-04T03:00:00Z"),
        (Tz::Africa__Cairo, "2024-04-26", "2024-04-25T22:00:00Z"),
        // Midnight comes twice on one date.
        (Tz::America__Havana, "2025-11-02", "2025-11-02T04:00:00Z"),
        (Tz::Atlantic__Azores, "2025-10-26", "2025-10-26T00:00:00Z"),
        // The clock goes back to the day before at midnight, which comes an hour later.
        (Tz::Asia__Beirut, "2024-10-27", "2024-10-26T22:00:00Z"),
        (Tz::America__Sao_Paulo, "2018-02-18", "2018-02-18T03:00:00Z"),
        (Tz::Africa__Cairo, "2024-11-01", "2024-10-31T22:00:00Z"),
        (Tz::America__Nuuk, "2024-10-27", "2024-10-27T02:00:00Z"),
        // The clock goes back to the day before at one minute past midnight.
        (Tz::America__Goose_Bay, "2010-11-07", "2010-11-07T04:00:00Z"),
        // The place skips a whole day, which is empty.
        (Tz::Pacific__Apia, "2011-12-30", "2011-12-30T10:00:00Z"),
        (Tz::Pacific__Apia, "2011-12-31", "2011-12-30T10:00:00Z"),
        // Nothing happens.
        (Tz::Europe__Berlin, "2025-03-30", "2025-03-29T23:00:00Z"),
        (Tz::Asia__Kathmandu, "2026-01-01", "2025-12-31T18:15:00Z"),
    ] {
        assert_eq!(zone.midnight(date(day)), utc(start), "{zone} {day}");
    }
}

#[test]
fn every_moment_lies_in_one_day_which_its_place_shows() {
    for (zone, year) in PLACES {
        for day in days_of(year) {
            let (start, end) = (zone.midnight(day), zone.midnight(day.succ_opt().unwrap()));
            assert!(start <= end, "{zone} {day}");
            let is_usual = end - start == TimeDelta::days(1);
            let step = if is_usual { TimeDelta::hours(23) } else { TimeDelta::minutes(15) };
            let mut at = start;
            while at < end {
                assert_eq!(zone.day(at), day, "{zone} {at}");
                let shown = zone.local(at);
                // Only the minute before a clock went back over midnight shows the day after.
                let is_minute = zone == Tz::America__Goose_Bay && shown.date() > day;
                assert!(shown.date() == day || is_minute, "{zone} {at}: {shown} is not {day}");
                at += step;
            }
        }
    }
}

#[test]
fn the_days_of_a_year_come_to_the_whole_year() {
    for (zone, year) in PLACES {
        let mut days = days_of(year);
        let (first, last) = (days.next().unwrap(), days.last().unwrap());
        let (from, to) = (zone.midnight(first), zone.midnight(last));
        let all_ms = u64::try_from((to - from).num_milliseconds()).unwrap();
        let mut tally = Tally::default();
        tally.add_worked(&[(from, all_ms)], &Period::default(), |at| zone.local(at));
        assert_eq!(tally.days().map(|(_, ms)| ms).sum::<u64>(), all_ms, "{zone}");
        for day in days_of(year).take_while(|day| *day < last) {
            let long = zone.midnight(day.succ_opt().unwrap()) - zone.midnight(day);
            assert_eq!(tally.of(day).cast_signed(), long.num_milliseconds(), "{zone} {day}");
        }
    }
}

/// Times of day at which a day may begin. The clocks of many places change at two of them.
const DAY_STARTS: [(u32, u32); 5] = [(0, 30), (1, 45), (2, 30), (3, 0), (6, 0)];

#[test]
fn a_day_that_begins_later_is_as_exact_in_every_place() {
    for (zone, year) in PLACES {
        for (hour, minute) in DAY_STARTS {
            let begins = NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
            let zone = DayZone { zone: &zone, begins };
            let first = NaiveDate::from_ymd_opt(year, 1, 2).unwrap();
            let mut tally = Tally::default();
            let (from, to) = (zone.midnight(first), zone.midnight(first + TimeDelta::days(364)));
            let all_ms = u64::try_from((to - from).num_milliseconds()).unwrap();
            tally.add_worked(&[(from, all_ms)], &Period::default(), |at| zone.day_clock(at));
            assert_eq!(tally.days().map(|(_, ms)| ms).sum::<u64>(), all_ms);
            for day in first.iter_days().take(364) {
                let (start, end) = (zone.midnight(day), zone.midnight(day.succ_opt().unwrap()));
                let long = end - start;
                assert_eq!(tally.of(day).cast_signed(), long.num_milliseconds(), "{year} {day}");
                let usual = long == TimeDelta::days(1);
                let step = if usual { TimeDelta::hours(23) } else { TimeDelta::minutes(15) };
                let mut at = start;
                while at < end {
                    assert_eq!(zone.day(at), day, "{year} {hour}:{minute} {at}");
                    at += step;
                }
            }
        }
    }
}

#[test]
fn a_day_that_begins_at_six_begins_then_whatever_the_clock_did_at_night() {
    for (zone, begins, day, start) in [
        (Tz::Europe__Berlin, "06:00:00", "2026-03-28", "2026-03-28T05:00:00Z"),
        (Tz::Europe__Berlin, "06:00:00", "2026-03-29", "2026-03-29T04:00:00Z"),
        (Tz::Europe__Berlin, "06:00:00", "2026-10-25", "2026-10-25T05:00:00Z"),
        // That time is skipped, or comes twice: then the first one counts.
        (Tz::Europe__Berlin, "02:30:00", "2026-03-29", "2026-03-29T01:00:00Z"),
        (Tz::Europe__Berlin, "02:30:00", "2026-10-25", "2026-10-25T00:30:00Z"),
        (Tz::Asia__Kathmandu, "06:00:00", "2026-01-01", "2026-01-01T00:15:00Z"),
    ] {
        let zone = DayZone { zone: &zone, begins: begins.parse().unwrap() };
        assert_eq!(zone.midnight(date(day)), utc(start), "{begins} {day}");
        assert_eq!(zone.day(utc(start)), date(day));
        assert_eq!(
            zone.day(utc(start) - TimeDelta::milliseconds(1)),
            date(day).pred_opt().unwrap()
        );
    }
}

#[test]
fn a_local_time_that_a_clock_never_shows_is_none() {
    let at = |text: &str| text.parse::<NaiveDateTime>().unwrap();
    let skipped = Zone::utc(&Tz::America__Havana, at("2025-03-09T00:00:00"));
    assert_eq!(skipped, MappedLocalTime::None);
    let not_twice = Zone::utc(&Tz::America__Sao_Paulo, at("2018-02-18T00:00:00"));
    assert_eq!(not_twice, MappedLocalTime::Single(utc("2018-02-18T03:00:00Z")));
    let twice = Zone::utc(&Tz::America__Havana, at("2025-11-02T00:00:00"));
    let (one, other) = (utc("2025-11-02T04:00:00Z"), utc("2025-11-02T05:00:00Z"));
    assert_eq!(twice, MappedLocalTime::Ambiguous(one, other));
}
