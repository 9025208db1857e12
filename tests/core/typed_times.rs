//! Times and durations as people type them: what each text means in which zone, and when.

use chrono::{DateTime, FixedOffset, MappedLocalTime, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::{America::New_York, Asia::Kolkata, Australia::Lord_Howe, Europe::Berlin};
use onwatch::core::At;
use onwatch::input::{self, DAYS, DURATIONS, TIMES};
use onwatch::zone::{DayZone, Zone};

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// How a time was read: its local time in the zone, with what it means if not a minute.
fn read(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> String {
    shown(input::at(text, now, zone), zone)
}

fn shown(read: Result<At, String>, zone: &dyn Zone) -> String {
    let local = |at| zone.local(at).format("%Y-%m-%d %H:%M:%S").to_string();
    match read {
        Ok(At::Minute(at)) => zone.local(at).format("%Y-%m-%d %H:%M").to_string(),
        Ok(At::Second(at)) => local(at),
        Ok(At::Ago(ms)) => format!("{}m ago", ms / 60_000),
        Ok(At::Now) => "now".to_owned(),
        Ok(At::LastEnd) => "last end".to_owned(),
        Ok(At::LastActivity) => "last activity".to_owned(),
        Err(why) => format!("refused: {why}"),
    }
}

/// Reads each text at a local time of a zone, and compares.
fn check(zone: &dyn Zone, local_now: &str, table: &[(&str, &str)]) {
    let local = NaiveDateTime::parse_from_str(local_now, "%Y-%m-%d %H:%M:%S").unwrap();
    let now = zone.utc(local).earliest().unwrap();
    for (text, expected) in table {
        assert_eq!(read(text, now, zone), *expected, "{text:?} at {local_now}");
    }
}

/// Wednesday.
const NOW: &str = "2026-11-25 13:16:20";

#[test]
fn a_time_of_day_is_read_in_every_usual_form() {
    let table = [
        ("9:05", "2026-11-25 09:05"),
        ("09:05", "2026-11-25 09:05"),
        ("9:05:30", "2026-11-25 09:05:30"),
        ("9am", "2026-11-25 09:00"),
        ("9 am", "2026-11-25 09:00"),
        ("9 A.M.", "2026-11-25 09:00"),
        ("9:30am", "2026-11-25 09:30"),
        ("9.30 AM", "2026-11-25 09:30"),
        ("0930am", "2026-11-25 09:30"),
        ("1 pm", "2026-11-25 13:00"),
        ("12am", "2026-11-25 00:00"),
        ("12pm", "2026-11-25 12:00"),
        ("12:30am", "2026-11-25 00:30"),
        ("11.30", "2026-11-25 11:30"),
        ("11h30", "2026-11-25 11:30"),
        ("9H05", "2026-11-25 09:05"),
        ("0930", "2026-11-25 09:30"),
        ("9 a.m", "2026-11-25 09:00"),
        ("9a", "2026-11-25 09:00"),
        ("1:15p", "2026-11-25 13:15"),
        ("9 Uhr", "2026-11-25 09:00"),
        ("9:30 Uhr", "2026-11-25 09:30"),
        ("at 9:00", "2026-11-25 09:00"),
        ("24:00", "2026-11-25 00:00"),
        ("noon", "2026-11-25 12:00"),
        ("Midnight", "2026-11-25 00:00"),
        ("  today   9:05 ", "2026-11-25 09:05"),
        ("today\u{a0}9:05", "2026-11-25 09:05"),
    ];
    check(&Utc, NOW, &table);
    check(&FixedOffset::east_opt(2 * 3_600).unwrap(), NOW, &table);
    check(&Kolkata, NOW, &table);
    check(&Lord_Howe, NOW, &table);
}

#[test]
fn a_time_of_day_later_than_now_is_the_one_of_yesterday() {
    let table = [
        ("13:15", "2026-11-25 13:15"),
        ("13:16", "2026-11-25 13:16"),
        ("13:17", "2026-11-24 13:17"),
        ("17.30", "2026-11-24 17:30"),
        ("17h30", "2026-11-24 17:30"),
        ("1730", "2026-11-24 17:30"),
        ("2026", "2026-11-24 20:26"),
        ("5pm", "2026-11-24 17:00"),
        ("11:59 pm", "2026-11-24 23:59"),
    ];
    check(&Utc, NOW, &table);
    check(&New_York, NOW, &table);
}

#[test]
fn a_day_may_be_named_or_dated() {
    let table = [
        ("yesterday 5pm", "2026-11-24 17:00"),
        ("Yesterday at 5 pm", "2026-11-24 17:00"),
        ("5pm yesterday", "2026-11-24 17:00"),
        ("yesterday noon", "2026-11-24 12:00"),
        ("today noon", "2026-11-25 12:00"),
        ("today midnight", "2026-11-25 00:00"),
        ("monday 9:00", "2026-11-23 09:00"),
        ("mon 9am", "2026-11-23 09:00"),
        ("tues 0930", "2026-11-24 09:30"),
        ("wednesday 9:00", "2026-11-25 09:00"),
        ("wed 13:16", "2026-11-25 13:16"),
        ("wed 17:00", "2026-11-18 17:00"),
        ("thurs at 9:00", "2026-11-19 09:00"),
        ("last wed 9:00", "2026-11-18 09:00"),
        ("last monday 9:00", "2026-11-23 09:00"),
        ("24 Nov 9:00", "2026-11-24 09:00"),
        ("24. Nov. 9:00", "2026-11-24 09:00"),
        ("nov 24th 9am", "2026-11-24 09:00"),
        ("24 November 0930", "2026-11-24 09:30"),
        ("24 NOVEMBER 2026 9:00", "2026-11-24 09:00"),
        ("Nov 24, 2025 9:00", "2025-11-24 09:00"),
        ("25 nov 9:00", "2026-11-25 09:00"),
        ("24.11. 9:00", "2026-11-24 09:00"),
        ("24.11.2026 9:00", "2026-11-24 09:00"),
        ("2026/11/24 9:00", "2026-11-24 09:00"),
        ("24nov 9:00", "2026-11-24 09:00"),
        ("24nov 2025 9:00", "2025-11-24 09:00"),
        ("on monday 9:00", "2026-11-23 09:00"),
        ("on 24 Nov at 9:00", "2026-11-24 09:00"),
        ("Wed 25 Nov 2026 09:30", "2026-11-25 09:30"),
        ("Tuesday, 24.11. 9:00", "2026-11-24 09:00"),
        ("9:00 tue 2026-11-24", "2026-11-24 09:00"),
        ("yesterday 24:00", "2026-11-25 00:00"),
        ("tue 24 nov 24:00", "2026-11-25 00:00"),
        ("2026-11-24 9am", "2026-11-24 09:00"),
        ("2026-11-24 09:00", "2026-11-24 09:00"),
        ("2026-11-24T09:00", "2026-11-24 09:00"),
        ("2026-11-24t09:00:05", "2026-11-24 09:00:05"),
    ];
    check(&Utc, NOW, &table);
    check(&Berlin, NOW, &table);
}

#[test]
fn a_time_may_be_how_long_ago_it_was_or_a_name() {
    let table = [
        ("-15m", "15m ago"),
        ("\u{2212}15m", "15m ago"),
        ("\u{2013}15m", "15m ago"),
        ("half an hour ago", "30m ago"),
        ("An hour ago", "60m ago"),
        ("15m ago", "15m ago"),
        ("15 min ago", "15m ago"),
        ("1h30 ago", "90m ago"),
        ("1:30 AGO", "90m ago"),
        ("2 hours 30 minutes ago", "150m ago"),
        ("Now", "now"),
        (" Last-End ", "last end"),
        ("last-activity", "last activity"),
    ];
    check(&Utc, NOW, &table);
}

#[test]
fn a_time_with_its_offset_needs_no_zone() {
    let table = [
        ("2026-01-01T09:30:00Z", "2026-01-01 10:30:00"),
        ("2026-01-01 09:30:00-05:00", "2026-01-01 15:30:00"),
        ("2026-01-01T09:30Z", "2026-01-01 10:30"),
        ("2026-01-01 09:30 +0100", "2026-01-01 09:30"),
        ("2026-01-01 9am+01", "2026-01-01 09:00"),
    ];
    check(&Berlin, NOW, &table);
}

#[test]
fn an_hour_that_comes_twice_is_read_if_one_reading_is_past() {
    let first = utc("2026-10-25T00:40:00Z");
    let second = utc("2026-10-25T01:10:00Z");
    let zone: &dyn Zone = &Berlin;
    assert_eq!(input::time("02:30", first, zone), Ok(utc("2026-10-25T00:30:00Z")));
    assert_eq!(input::time("02:30", second, zone), Ok(utc("2026-10-25T00:30:00Z")));
    assert_eq!(
        input::time("02:30", utc("2026-10-25T00:20:00Z"), zone),
        Ok(utc("2026-10-24T00:30:00Z"))
    );
    for (zone, now, text, readings) in [
        (
            zone,
            "2026-10-25T09:00:00Z",
            "02:30",
            "2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00",
        ),
        (
            &New_York,
            "2026-11-05T09:00:00Z",
            "1 nov 1:15 am",
            "2026-11-01T01:15:00-04:00 or 2026-11-01T01:15:00-05:00",
        ),
        (
            &Lord_Howe,
            "2026-04-05T09:00:00Z",
            "1:45",
            "2026-04-05T01:45:00+11:00 or 2026-04-05T01:45:00+10:30",
        ),
    ] {
        let why = input::at(text, utc(now), zone).unwrap_err();
        assert!(why.contains("occurs twice") && why.ends_with(readings), "{why}");
        for reading in readings.split(" or ") {
            assert_eq!(input::at(reading, utc(now), zone), Ok(At::Second(utc(reading))));
        }
    }
}

#[test]
fn an_hour_that_the_clock_skips_is_refused() {
    let why = input::at("02:30", utc("2026-03-29T09:00:00Z"), &Berlin).unwrap_err();
    assert!(why.contains("skips '02:30'"), "{why}");
    // Before the skipped hour, it means the hour of yesterday.
    let before = input::time("02:30", utc("2026-03-29T00:30:00Z"), &Berlin);
    assert_eq!(before, Ok(utc("2026-03-28T01:30:00Z")));
    let why = input::at("29 mar 2:30", utc("2026-05-01T09:00:00Z"), &Berlin).unwrap_err();
    assert!(why.contains("skips"), "{why}");
}

/// A place whose clock goes back from 3:00 to 2:00, and which names the later reading first.
struct LaterFirst;

impl Zone for LaterFirst {
    fn local(&self, utc: DateTime<Utc>) -> NaiveDateTime {
        utc.naive_utc()
    }

    fn utc(&self, local: NaiveDateTime) -> MappedLocalTime<DateTime<Utc>> {
        let time = local.and_utc();
        MappedLocalTime::Ambiguous(time + TimeDelta::hours(1), time)
    }
}

#[test]
fn the_earlier_reading_is_named_first_whatever_the_zone_says() {
    let now = utc("2026-03-30T12:00:00Z");
    let why = input::at("2:30", now, &LaterFirst).unwrap_err();
    assert!(why.contains("2026-03-30T02:30:00+00:00 or 2026-03-30T02:30:00-01:00"), "{why}");
    assert_eq!(input::time("11:30", now, &LaterFirst), Ok(utc("2026-03-30T11:30:00Z")));
}

#[test]
fn what_can_be_read_in_two_ways_is_refused() {
    let now = utc("2026-11-25T13:16:20Z");
    for (text, said) in [
        ("9", "may be an hour or minutes; write 09:00 or 9m ago"),
        ("45m", "is a duration, and a time is needed; write a time such as 12:30, or 45m ago"),
        ("1h30m", "is a duration, and a time is needed; write a time such as 12:30, or 1h30m ago"),
        ("monday", "is a day without a time of day"),
        ("24 nov 2026", "'2026' may be a year or a time of day in '24 nov 2026'; write 20:26"),
        ("nov 24 1999", "is a day without a time of day"),
        ("yesterday midnight", "may be the start or the end of the day"),
        ("24/11 9:00", TIMES),
        ("24/11", TIMES),
        ("13pm", TIMES),
        ("0am", TIMES),
        ("14:3", TIMES),
        ("930", TIMES),
        ("25:00", TIMES),
        ("24:01", TIMES),
        ("24.11 9:00", TIMES),
        ("11/24/2026 9:00", TIMES),
        ("32.11. 9:00", TIMES),
        ("17 uhr 9:00", TIMES),
        (
            "tue 25 nov 2026 9:30",
            "the weekday in 'tue 25 nov 2026 9:30' is wrong: 2026-11-25 is a Wednesday",
        ),
        ("mon 24 nov 9:00", "2026-11-24 is a Tuesday"),
        ("9h", "write 09:00 or 9h ago"),
        ("17h", "write 17:00 or 17h ago"),
        ("-15m ago", "leave out '-' or 'ago'"),
        ("--15m", "is not a duration"),
        ("14:60", TIMES),
        ("0:00:60", TIMES),
        ("2460", TIMES),
        ("2026-01-05T08:14:60Z", TIMES),
        ("31 nov 9:00", TIMES),
        ("2026-02-30 10:00", TIMES),
        ("2026-01-257 10:00", TIMES),
        ("monday tuesday 9:00", TIMES),
        ("14:30 Z", TIMES),
        ("1 2 3", TIMES),
        ("t", TIMES),
        ("", TIMES),
        (" ", TIMES),
        ("\u{202e}", TIMES),
        ("90M ago", "may mean months; write m"),
        ("-90M", "may mean months; write m"),
        ("1 month ago", "has no fixed length"),
        ("24 Nov 2027 9:00", "lies in the future; give a time in the past"),
        ("2026-11-25 17:30", "lies in the future; give a time in the past"),
        ("2026-11-25T13:17Z", "lies in the future; give a time in the past"),
        ("today 17:30", "lies in the future; give a time in the past"),
        ("today 24:00", "lies in the future; give a time in the past"),
        ("13:16:50", "lies in the future; give a time in the past"),
        ("tomorrow 9:00", "lies in the future; give a time in the past"),
        ("in 15m", "lies in the future; give a time in the past"),
        ("+15m", "lies in the future; give a time in the past"),
        ("next monday 9:00", "lies in the future; give a time in the past"),
    ] {
        let why = input::at(text, now, &Utc).unwrap_err();
        assert!(why.contains(said), "{text:?}: {why}");
    }
}

#[test]
fn a_date_without_a_year_is_at_most_half_a_year_ago() {
    let table = [("26 may 9:00", "2026-05-26 09:00"), ("25.11. 13:16", "2026-11-25 13:16")];
    check(&Utc, NOW, &table);
    check(&Utc, "2026-01-03 09:00:00", &[("26 nov 9:00", "2025-11-26 09:00")]);
    let now = utc("2026-11-25T13:16:20Z");
    for (text, why, day) in [
        ("26 Nov 9:00", "of this year lies in the future", "2025-11-26 09:00"),
        ("26.11. 9:00", "of this year lies in the future", "2025-11-26 09:00"),
        ("25 nov 17:00", "of this year lies in the future", "2025-11-25 17:00"),
        ("25 nov 24:00", "of this year lies in the future", "2025-11-26 00:00"),
        ("24 dec 9:00", "of this year lies in the future", "2025-12-24 09:00"),
        ("25 may 9:00", "is long past", "2026-05-25 09:00"),
        ("29 feb 9:00", "is long past", "2024-02-29 09:00"),
    ] {
        let said = format!("'{text}' {why}; write {day} if you mean that day");
        assert_eq!(input::at(text, now, &Utc), Err(said));
        assert!(input::at(day, now, &Utc).is_ok(), "{day}");
    }
    for (text, why) in [
        ("26 Nov", "'26 Nov' of this year lies in the future; write 2025-11-26 if"),
        ("24.12.", "'24.12.' of this year lies in the future; write 2025-12-24 if"),
        ("1 mar", "'1 mar' is long past; write 2026-03-01 if"),
    ] {
        for read in [input::beginning, input::ending] {
            let said = read(text, now, &Utc).unwrap_err();
            assert!(said.starts_with(why), "{said}");
        }
    }
}

#[test]
fn a_time_that_follows_another_is_the_first_one_after_it() {
    let now = utc("2026-11-25T22:32:00Z");
    let from = At::Minute(utc("2026-11-24T21:40:00Z"));
    for (text, expected) in [
        ("21:50", "2026-11-24T21:50:00Z"),
        ("21:40", "2026-11-24T21:40:00Z"),
        ("21:39", "2026-11-25T21:39:00Z"),
        ("24:00", "2026-11-25T00:00:00Z"),
        ("today 9:00", "2026-11-25T09:00:00Z"),
        ("monday 9:00", "2026-11-23T09:00:00Z"),
    ] {
        let read = input::at_after(text, from, now, &Utc);
        assert_eq!(read, Ok(At::Minute(utc(expected))), "{text}");
    }
    for from in [At::Minute(utc("2026-11-25T21:40:00Z")), At::Ago(52 * 60_000), At::Now] {
        let why = input::at_after("23:59", from, now, &Utc).unwrap_err();
        assert!(why.starts_with("the first '23:59' after 2026-11-25 2"), "{why}");
    }
    let why = input::at_after("tomorrow 9:00", At::Now, now, &Utc).unwrap_err();
    assert!(why.starts_with("'tomorrow 9:00' lies in the future"), "{why}");
    let read = input::at_after("23:59", At::LastEnd, now, &Utc);
    assert_eq!(read, Ok(At::Minute(utc("2026-11-24T23:59:00Z"))));
    // The second 2:30 is the only one after 2:50 summer time.
    let autumn = At::Minute(utc("2026-10-25T00:50:00Z"));
    let read = input::at_after("2:30", autumn, now, &Berlin);
    assert_eq!(read, Ok(At::Minute(utc("2026-10-25T01:30:00Z"))));
}

#[test]
fn every_form_of_a_day_means_the_same_working_day() {
    let zone = DayZone { zone: &Utc, begins: NaiveTime::from_hms_opt(6, 0, 0).unwrap() };
    let read = |text: &str, now| {
        let from = input::beginning(text, now, &zone)?;
        let to = input::ending(text, now, &zone)?;
        assert_eq!(to - from, TimeDelta::days(1), "{text}");
        Ok::<_, String>(from)
    };
    // Thursday.
    let now = utc("2026-11-26T12:00:00Z");
    for (text, from) in [
        ("today", "2026-11-26T06:00:00Z"),
        ("thursday", "2026-11-26T06:00:00Z"),
        ("26 Nov", "2026-11-26T06:00:00Z"),
        ("26.11.", "2026-11-26T06:00:00Z"),
        ("thu 26 nov", "2026-11-26T06:00:00Z"),
        ("2026-11-26", "2026-11-26T06:00:00Z"),
    ] {
        assert_eq!(read(text, now), Ok(utc(from)), "{text}");
    }
    // Before its working day begins, the date of the calendar lies in the future.
    let night = utc("2026-11-26T04:05:00Z");
    for (text, from) in [
        ("today", "2026-11-25T06:00:00Z"),
        ("wednesday", "2026-11-25T06:00:00Z"),
        ("25 nov", "2026-11-25T06:00:00Z"),
        ("2026-11-25", "2026-11-25T06:00:00Z"),
        ("yesterday", "2026-11-24T06:00:00Z"),
        ("last thursday", "2026-11-19T06:00:00Z"),
        ("2026-11-26", "2026-11-26T06:00:00Z"),
    ] {
        assert_eq!(read(text, night), Ok(utc(from)), "{text}");
    }
    for (text, why) in [
        ("26 nov", "'26 nov' of this year lies in the future; write 2025-11-26"),
        (
            "thursday",
            "the day 'thursday' begins at 2026-11-26 06:00, in the future; write 2026-11-19",
        ),
    ] {
        let said = read(text, night).unwrap_err();
        assert!(said.starts_with(why), "{said}");
    }
}

#[test]
fn a_year_is_no_time_of_day_for_a_period() {
    let now = utc("2026-11-25T13:16:20Z");
    for read in [input::beginning, input::ending] {
        let why = read("2025", now, &Utc).unwrap_err();
        assert_eq!(why, "'2025' may be a year or a time of day; write 2025-01-01 or 20:25");
        assert_eq!(read("0930", now, &Utc), Ok(utc("2026-11-25T09:30:00Z")));
        assert_eq!(read("today 2025", now, &Utc), Ok(utc("2026-11-25T20:25:00Z")));
        assert!(read("1999", now, &Utc).unwrap_err().contains(DAYS));
    }
}

#[test]
fn a_time_within_a_period_is_the_last_one_of_that_time_of_day_in_it() {
    let now = utc("2026-11-25T13:16:20Z");
    let until = utc("2026-11-22T07:40:00Z");
    for (text, expected) in [
        ("7:30", "2026-11-22T07:30:00Z"),
        ("9am", "2026-11-21T09:00:00Z"),
        ("yesterday 9am", "2026-11-24T09:00:00Z"),
    ] {
        assert_eq!(
            input::at_within(text, until, now, &Utc),
            Ok(At::Minute(utc(expected))),
            "{text}"
        );
    }
}

#[test]
fn a_time_in_what_went_on_is_the_one_within_it_or_the_nearest() {
    let now = utc("2026-11-25T07:16:20Z");
    let day = ("2026-11-24T09:00:00Z", "2026-11-24T17:00:00Z");
    let night = ("2026-11-23T22:00:00Z", "2026-11-24T06:00:00Z");
    let short = ("2026-11-24T16:45:00Z", "2026-11-24T17:00:00Z");
    for ((from, to), text, expected) in [
        (day, "9:00", "2026-11-24T09:00:00Z"),
        (day, "12:00", "2026-11-24T12:00:00Z"),
        // Outside of it, the nearest one.
        (day, "8:00", "2026-11-24T08:00:00Z"),
        (day, "17:30", "2026-11-24T17:30:00Z"),
        (day, "0:15", "2026-11-25T00:15:00Z"),
        (short, "9:10", "2026-11-24T09:10:00Z"),
        (night, "5:00", "2026-11-24T05:00:00Z"),
        (night, "8:00", "2026-11-24T08:00:00Z"),
        (night, "21:00", "2026-11-23T21:00:00Z"),
        // A day that is named is meant.
        (day, "2026-11-20 9:30", "2026-11-20T09:30:00Z"),
    ] {
        let times = (At::Second(utc(from)), At::Second(utc(to)));
        assert_eq!(
            input::at_in(text, times, now, &Utc),
            Ok(At::Minute(utc(expected))),
            "{text} in {from}"
        );
    }
    // What is still to come on its own day is no time of the day before.
    let live = (At::Second(utc("2026-11-25T01:00:00Z")), At::Now);
    let why = input::at_in("9:00", live, now, &Utc).unwrap_err();
    assert!(why.starts_with("the first '9:00' after"), "{why}");
}

#[test]
fn a_time_in_the_place_of_another_is_the_nearest_one_to_it() {
    let now = utc("2026-11-25T13:16:20Z");
    for (other, text, expected) in [
        ("2026-11-22T09:12:00Z", "8:55", "2026-11-22T08:55:00Z"),
        ("2026-11-22T09:12:00Z", "20:00", "2026-11-22T20:00:00Z"),
        ("2026-11-22T09:12:00Z", "22:00", "2026-11-21T22:00:00Z"),
        ("2026-11-22T00:10:00Z", "23:50", "2026-11-21T23:50:00Z"),
        ("2026-11-21T23:50:00Z", "0:10", "2026-11-22T00:10:00Z"),
        ("2026-11-22T09:12:00Z", "yesterday 9:00", "2026-11-24T09:00:00Z"),
    ] {
        let read = input::at_near(text, utc(other), now, &Utc);
        assert_eq!(read, Ok(At::Minute(utc(expected))), "{text}");
    }
    // No other day is meant for a time that is still to come.
    let why = input::at_near("14:00", utc("2026-11-25T09:12:00Z"), now, &Utc).unwrap_err();
    assert!(why.starts_with("'14:00' lies in the future"), "{why}");
    // The second 2:30 of that night is more than half a day away.
    let read = input::at_near("2:30", utc("2026-10-24T13:00:00Z"), now, &Berlin);
    assert_eq!(read, Ok(At::Minute(utc("2026-10-25T00:30:00Z"))));
}

#[test]
fn a_day_is_a_period_until_the_next_day() {
    let zone = FixedOffset::east_opt(2 * 3_600).unwrap();
    // Sunday.
    let now = utc("2026-05-10T12:00:00Z");
    for (text, from, to) in [
        ("today", "2026-05-09T22:00:00Z", "2026-05-10T22:00:00Z"),
        (" Yesterday", "2026-05-08T22:00:00Z", "2026-05-09T22:00:00Z"),
        ("2026-01-01", "2025-12-31T22:00:00Z", "2026-01-01T22:00:00Z"),
        ("sunday", "2026-05-09T22:00:00Z", "2026-05-10T22:00:00Z"),
        ("last sunday", "2026-05-02T22:00:00Z", "2026-05-03T22:00:00Z"),
        ("sat", "2026-05-08T22:00:00Z", "2026-05-09T22:00:00Z"),
        ("1 May", "2026-04-30T22:00:00Z", "2026-05-01T22:00:00Z"),
        ("11 may 2025", "2025-05-10T22:00:00Z", "2025-05-11T22:00:00Z"),
        ("1 may 2024", "2024-04-30T22:00:00Z", "2024-05-01T22:00:00Z"),
        ("13:30", "2026-05-10T11:30:00Z", "2026-05-10T11:30:00Z"),
        ("1h ago", "2026-05-10T11:00:00Z", "2026-05-10T11:00:00Z"),
        ("now", "2026-05-10T12:00:00Z", "2026-05-10T12:00:00Z"),
    ] {
        assert_eq!(input::beginning(text, now, &zone), Ok(utc(from)), "{text}");
        assert_eq!(input::ending(text, now, &zone), Ok(utc(to)), "{text}");
    }
    for text in ["last-end", "whenever", "5/10"] {
        let why = input::beginning(text, now, &zone).unwrap_err();
        assert!(why.contains(DAYS) && why.contains(TIMES), "{text}: {why}");
    }
}

#[test]
fn a_time_before_1970_or_after_9999_is_refused_and_the_days_of_both_years_are_read() {
    let now = utc("2026-05-10T12:00:00Z");
    let zone = FixedOffset::east_opt(2 * 3_600).unwrap();
    for text in [
        "1969-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-02:00",
        "1970-01-01 01:59",
    ] {
        for read in [input::time, input::beginning, input::ending] {
            let why = read(text, now, &zone).unwrap_err();
            assert!(why.contains("from 1970 to 9999"), "{text}: {why}");
        }
        assert!(input::at(text, now, &zone).is_err(), "{text}");
    }
    for day in ["1969-12-31", "0001-01-01"] {
        for read in [input::beginning, input::ending] {
            assert!(read(day, now, &zone).unwrap_err().contains("from 1970 to 9999"), "{day}");
        }
    }
    assert_eq!(input::time("1970-01-01 02:00", now, &zone), Ok(DateTime::UNIX_EPOCH));
    assert_eq!(input::beginning("1970-01-01", now, &zone), Ok(utc("1969-12-31T22:00:00Z")));
    assert_eq!(input::ending("9999-12-31", now, &zone), Ok(utc("9999-12-31T22:00:00Z")));
}

#[test]
fn a_clock_that_shows_no_usual_year_makes_no_time_readable() {
    let zone = FixedOffset::east_opt(2 * 3_600).unwrap();
    for now in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        for text in ["14:30", "today", "yesterday", "today 14:30", "monday 14:30", "now", "1h ago"]
        {
            for read in [input::time, input::beginning, input::ending] {
                assert!(read(text, now, &zone).is_err(), "{text} at {now}");
            }
        }
    }
}

#[test]
fn a_duration_is_read_in_every_usual_form() {
    for (text, seconds) in [
        ("1h30", 5_400),
        ("1h30m", 5_400),
        ("1H 30 min", 5_400),
        ("1:30", 5_400),
        ("1:30:15", 5_415),
        ("0:05", 300),
        ("1,5h", 5_400),
        ("1.5h", 5_400),
        ("1.25 hours", 4_500),
        (".5h", 1_800),
        ("½h", 1_800),
        ("1½h", 5_400),
        ("2¼ hours", 8_100),
        ("1h and 30m", 5_400),
        ("half an hour", 1_800),
        ("an hour and 5 minutes", 3_900),
        ("90", 5_400),
        ("2h", 7_200),
        (" 45m ", 2_700),
        ("45 min", 2_700),
        ("45\u{a0}min", 2_700),
        ("2 hours 30 minutes", 9_000),
        ("2h30m15s", 9_015),
        ("2m30", 150),
        ("90s", 90),
        ("100m", 6_000),
        ("1d", 86_400),
        ("1d 6h", 108_000),
        ("2 weeks", 1_209_600),
        ("0s", 0),
    ] {
        assert_eq!(input::duration(text).map(|length| length.as_secs()), Ok(seconds), "{text}");
    }
}

#[test]
fn a_month_is_no_duration_and_m_is_the_minute() {
    for text in [
        "M",
        "",
        "-5m",
        "soon",
        "1.5",
        "1.500h",
        "1,5h30m",
        "30m1h",
        "1h1h",
        "1h5",
        "1h90",
        "5 m 3",
        "1:3",
        "1:60",
        "h",
        "1d6",
        "1 fortnight",
        "99999999999999999999h",
        "5µs",
        "9999999999999w",
    ] {
        let why = input::duration(text).unwrap_err();
        assert_eq!(why, format!("'{text}' is not a duration; write it like {DURATIONS}"));
    }
    for text in ["90M", "30M", "1M", "1h 30M"] {
        let why = input::duration(text).unwrap_err();
        assert_eq!(why, format!("'{text}' may mean months; write m for minutes, as in 90m"));
    }
    for text in ["1 month", "2months", "1y", "1 year 2h", "1mo"] {
        let why = input::duration(text).unwrap_err();
        assert_eq!(why, format!("'{text}' has no fixed length; write {DURATIONS}"));
    }
}

#[test]
fn every_form_that_help_and_errors_list_is_accepted() {
    let now = utc("2026-11-25T13:16:20Z");
    let forms = |list: &str| -> Vec<String> {
        let list = list.replace(" or ", ", ");
        list.split(", ").map(|form| form.split(" (").next().unwrap().to_owned()).collect()
    };
    for form in forms(TIMES) {
        assert!(input::at(&form, now, &Utc).is_ok(), "{form}");
    }
    for form in forms(DAYS) {
        assert!(input::beginning(&form, now, &Utc).is_ok(), "{form}");
    }
    for form in forms(DURATIONS) {
        assert!(input::duration(&form).is_ok(), "{form}");
    }
}

#[test]
fn a_text_that_is_being_typed_is_not_wrong_before_it_can_be_right() {
    let now = utc("2026-11-25T13:16:20Z");
    for text in [
        "14:30",
        "2:30pm",
        "noon",
        "15m ago",
        "1h30 ago",
        "yesterday 17:00",
        "monday 9:00",
        "24 Nov 9:00",
        "2026-01-01 09:30",
        "-15m",
        "last-end",
        "17 Uhr",
        "24.11. 9:00",
        "24.11.2026 9:00",
        "2026/11/24 9:00",
        "Wed 25 Nov 2026 09:30",
        "on monday 9:00",
        "half an hour ago",
    ] {
        for (at, _) in text.char_indices().skip(1) {
            let typed = text.get(..at).unwrap();
            let is_right = input::at(typed, now, &Utc).is_ok();
            assert!(is_right || input::may_become_a_time(typed), "{typed}");
        }
    }
    for text in ["25:", "9x", "yesterdax", "24/", "14:6", "27 nov 2027 9:00"] {
        assert!(!input::may_become_a_time(text), "{text}");
    }
    for text in ["1", "1h", "1h3", "1:", "1:3", "1.", "45 mi", "2 h"] {
        assert!(input::may_become_a_duration(text), "{text}");
    }
    assert!(!input::may_become_a_duration("1x"));
}

#[test]
fn a_time_that_follows_another_may_be_how_long_ago_it_was() {
    let now = utc("2026-11-25T22:32:00Z");
    let from = At::Minute(utc("2026-11-24T21:40:00Z"));
    for (text, expected) in [
        ("5m", "5m ago"),
        ("21:50", "2026-11-24 21:50"),
        ("today 9:00", "2026-11-25 09:00"),
        ("2h30", "refused: '2h30' may be a time of day or how long ago it was"),
    ] {
        let read = shown(input::at_after_or_ago(text, from, now, &Utc), &Utc);
        assert!(read.starts_with(expected), "{text}: {read}");
    }
}

#[test]
fn where_a_duration_may_stand_alone_it_says_how_long_ago_it_was() {
    let (now, twice) = (utc("2026-11-25T13:16:20Z"), utc("2026-10-25T01:45:00Z"));
    for (text, now, expected) in [
        ("30m", now, "30m ago"),
        ("2h30m", now, "150m ago"),
        ("2h", now, "120m ago"),
        ("90", now, "90m ago"),
        ("half an hour", now, "30m ago"),
        ("30m ago", now, "30m ago"),
        // What may be a time of day is one.
        ("1:30", now, "2026-11-25 01:30"),
        ("1130", now, "2026-11-25 11:30"),
        ("last-end", now, "last end"),
        (
            "2h30",
            now,
            "refused: '2h30' may be a time of day or how long ago it was; write 2:30 or 2h30m ago",
        ),
        ("15", now, "refused: '15' may be an hour or minutes; write 15:00 or 15m ago"),
        ("2M", now, "refused: '2M' is not a time; write it like TIMES"),
        // A time that occurs twice is no duration.
        (
            "2:30",
            twice,
            "refused: '2:30' occurs twice, because the clock was set back; write \
             2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00",
        ),
    ] {
        let zone: &dyn Zone = if now == twice { &Berlin } else { &Utc };
        let read = shown(input::at_or_ago(text, now, zone), zone).replace(TIMES, "TIMES");
        assert_eq!(read, expected, "{text}");
    }
}

#[test]
fn a_time_in_the_future_is_the_next_one_of_that_time_of_day() {
    let now = utc("2026-03-28T23:00:00Z");
    let until = |text: &str| match input::until(text, now, &Berlin) {
        Ok(at) => Berlin.local(at).format("%Y-%m-%d %H:%M").to_string(),
        Err(why) => why,
    };
    // It is midnight, and the clock skips the hour from two to three in that night.
    for (text, expected) in [
        ("00:30", "2026-03-29 00:30"),
        ("23:59", "2026-03-29 23:59"),
        ("2026-04-01 08:00", "2026-04-01 08:00"),
        ("2026-03-29T08:00:00Z", "2026-03-29 10:00"),
        ("2h", "'2h' is not a time; write it like 14:30, 2026-01-31 09:30 or 2026-01-31T09:30:00Z"),
        ("", "'' is not a time; write it like 14:30, 2026-01-31 09:30 or 2026-01-31T09:30:00Z"),
    ] {
        assert_eq!(until(text), expected, "{text:?}");
    }
    let skipped = until("02:30");
    assert!(skipped.contains("02:30") && !skipped.starts_with("2026"), "{skipped}");
}
