//! The words that every form of a report shares.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use crate::core::{
    GapState, LiveWork, Period, Phase, ReportGap, ReportRow, WorkReport, clock_text,
    date_time_text, seconds_text, time_text,
};
use crate::zone::Zone;

/// Returns a period in words: its days, as in "Thu 2026-11-26" or "2026-11-23 to 2026-11-29", or
/// its times if a bound is no start of a day.
#[must_use]
pub fn period_title(period: &Period, zone: &dyn Zone) -> String {
    let day_of = |at: DateTime<Utc>| Some(zone.day(at)).filter(|day| zone.midnight(*day) == at);
    let last_before = |until: DateTime<Utc>| {
        day_of(until)?;
        Some(zone.day(until.checked_sub_signed(TimeDelta::milliseconds(1))?))
    };
    match (period.since, period.until) {
        (None, None) => "all time".to_owned(),
        (Some(since), None) => match day_of(since) {
            Some(first) => format!("since {first}"),
            None => format!("since {}", date_time_text(zone.local(since))),
        },
        (None, Some(until)) => match last_before(until) {
            Some(last) => format!("to {last}"),
            None => format!("until {}", date_time_text(zone.local(until))),
        },
        (Some(since), Some(until)) => match day_of(since).zip(last_before(until)) {
            Some((first, last)) if last == first => day_name(first),
            Some((first, last)) if last > first => format!("{first} to {last}"),
            Some(_) | None => {
                let [since, until] = [since, until].map(|at| date_time_text(zone.local(at)));
                format!("{since} to {until}")
            }
        },
    }
}

/// Returns how many sessions of a row were corrected or added later, as in "1 corrected, 2 added";
/// `None` if all stand as they were measured.
#[must_use]
pub fn corrected_text(row: &ReportRow) -> Option<String> {
    let counts = [(row.corrected, "corrected"), (row.added, "added")];
    let some = counts.iter().filter(|(count, _)| *count > 0);
    let words: Vec<String> = some.map(|(count, word)| format!("{count} {word}")).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Returns a day with the name of its weekday, as in "Thu 2026-11-26".
#[must_use]
pub fn day_name(day: NaiveDate) -> String {
    day.format("%a %Y-%m-%d").to_string()
}

/// Returns whether a period is within one day.
#[must_use]
pub fn is_one_day(period: &Period, zone: &dyn Zone) -> bool {
    period.since.zip(period.until).is_some_and(|(since, until)| {
        let next = zone.day(since).succ_opt().map(|next| zone.midnight(next));
        next.is_none_or(|next| until <= next)
    })
}

/// Returns a time of a report: to the second, or rounded as in "1h 15m".
#[must_use]
pub fn shown_time(seconds: u64, rounded: Option<u64>, unit: Option<u64>) -> String {
    match (rounded, unit) {
        (Some(rounded), Some(unit)) if unit % 60 == 0 => {
            let (hours, minutes) = (rounded / 3_600, rounded / 60 % 60);
            if hours > 0 { format!("{hours}h {minutes:02}m") } else { format!("{minutes}m") }
        }
        (rounded, _) => exact_text(rounded.unwrap_or(seconds)),
    }
}

/// Returns seconds as `1:05:09`.
#[must_use]
pub fn exact_text(seconds: u64) -> String {
    clock_text(seconds.saturating_mul(1_000))
}

/// Returns by what a report adds up, and of which desk it is if it is not of all.
#[must_use]
pub fn by_text(report: &WorkReport) -> String {
    let by = format!("by {}", report.query.grouping.word());
    match &report.only_desk {
        Some(desk) => format!("{by}, only desk {desk}"),
        None => by,
    }
}

/// Returns how the times of a report are rounded; `None` if they are exact.
#[must_use]
pub fn rounded_note(report: &WorkReport) -> Option<String> {
    let unit = seconds_text(report.query.rounded_to_seconds?);
    let exact = exact_text(report.seconds());
    Some(format!(
        "Each row is rounded to the nearest {unit}; the total is their sum. Exact: {exact}"
    ))
}

/// Returns what is said of a live session, as in "SESSION-014 since 09:00, until now (10:00): 0:45:00
/// of this".
#[must_use]
pub fn live_text(live: &LiveWork, report: &WorkReport, zone: &dyn Zone) -> String {
    let [since, now] = [live.started_at_utc, live.read_at_utc].map(|at| zone.local(at));
    let state = match live.phase {
        Phase::Paused => ", paused",
        Phase::Active | Phase::Ended | Phase::Cancelled => "",
    };
    let since = if since.date() == now.date() { time_text(since) } else { date_time_text(since) };
    let (now, time) = (time_text(now), clock_text(live.active_ms));
    let name = report.session_name(live.session, &live.desk);
    format!("{name} since {since}{state}, until now ({now}): {time} of this")
}

/// Returns what is said of a gap, and what counts of it. Within one day, it needs no date.
#[must_use]
pub fn gap_text(
    one: &ReportGap,
    report: &WorkReport,
    one_day: bool,
    zone: &dyn Zone,
) -> (String, String) {
    let from = zone.local(one.gap.from_utc);
    let range = times_text(from, Some(zone.local(one.gap.until_utc)));
    let when = if one_day { range } else { format!("{} {range}", from.date()) };
    let head = format!(
        "{} of {}, {when}: {}",
        one.gap.id,
        report.session_name(one.session, &one.desk),
        one.gap.absence()
    );
    let profile = one.desk.option();
    let session =
        if report.is_of_live(one) { String::new() } else { format!(" --session {}", one.session) };
    let how = match one.gap.state {
        GapState::Open => {
            format!("; answer: onwatch {profile}gap keep | discard | split TIME{session}")
        }
        GapState::Kept | GapState::Discarded | GapState::Split => String::new(),
    };
    (head, format!("{}{how}", one.gap.verdict()))
}

/// Returns a range of times, as in "09:05–10:00". If it ends on a later day, the number of days
/// follows.
#[must_use]
pub fn times_text(from: NaiveDateTime, until: Option<NaiveDateTime>) -> String {
    let from_text = time_text(from);
    let Some(until) = until else { return format!("{from_text}–now") };
    let days = (until.date() - from.date()).num_days();
    let days = if days == 0 { String::new() } else { format!(" {days:+}d") };
    format!("{from_text}–{}{days}", time_text(until))
}

/// Returns the breaks of each day, with their sum in seconds. The sums of the days add up to that of
/// all.
#[must_use]
pub fn breaks_of(report: &WorkReport, zone: &dyn Zone) -> Vec<(NaiveDate, u64, Vec<String>)> {
    let mut days: Vec<(NaiveDate, u64, Vec<String>)> = Vec::new();
    for one in &report.breaks {
        let day = zone.day(one.pause.from_utc);
        let until = one.pause.until_utc.map(|until| zone.local(until));
        let range = times_text(zone.local(one.pause.from_utc), until);
        match days.last_mut().filter(|(last, ..)| *last == day) {
            Some((_, sum, ranges)) => {
                *sum = sum.saturating_add(one.seconds);
                ranges.push(range);
            }
            None => days.push((day, one.seconds, vec![range])),
        }
    }
    days
}
