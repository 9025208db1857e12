//! The list of all sources.

use super::alert_text::SpokenTime;
use super::cli_session::CliSession;
use super::error::CliError;
use super::markup::{LinePart, composed, part, typed};
use super::reply::{NOTHING_THERE, Reply, warning_lines};
use super::source_lines::{self, seconds, stale_band, stale_health};
use super::table;
use crate::contract::{KnownSources, PROGRAM, SourceListed, SourcesListed, ValueAge};
use crate::core::seconds_text;
use crate::instructions::quoted;
use crate::sources::{polling_process, read_answers};

/// What is said if the settings have no source, and nobody set anything.
const NONE: &str = "There is no source. Add one: onwatch source add NAME URL";

impl CliSession<'_> {
    /// Lists all sources.
    pub(super) fn list_sources(&self) -> Result<Reply, CliError> {
        let paths = self.desk.paths();
        let view = self.desk.look()?;
        let now = view.moment(self.desk.moment());
        // What a person set until a time that is over does not count any more.
        let lapsed = view.watch.governance.without_lapsed(now.utc);
        let governance = lapsed.as_ref().unwrap_or(&view.watch.governance);
        let answers = read_answers(&paths.sources());
        let known = KnownSources {
            settings: &self.settings.sources,
            readings: &governance.readings,
            answers: &answers,
            stale_after_ms: now.thresholds.stale_after_ms,
            now: now.utc,
        };
        let body = SourcesListed {
            asked_by_pid: polling_process(&paths.sources_lock()),
            silent_since_utc: answers.silent_since(&self.settings.sources, now.utc),
            sources: known.listed(),
            left_out: self.faults(),
        };
        let time = SpokenTime { now: now.utc, zone: self.zone };
        let is_none = body.sources.is_empty() && body.left_out.is_empty();
        let answer =
            self.answer(&body, || if is_none { vec![composed(NONE)] } else { lines(&body, time) })?;
        let exit = if is_none { NOTHING_THERE } else { 0 };
        Ok(Reply { exit, notices: warning_lines(&view.warnings), ..Reply::done(answer) })
    }
}

/// Returns one line for each source, what is to be said of it below, and who asks.
fn lines(body: &SourcesListed, time: SpokenTime<'_>) -> Vec<String> {
    let rows: Vec<_> = body.sources.iter().map(|source| cells(source, time)).collect();
    let heads = table::lines(&rows);
    let below = |source: &SourceListed| details(source, time);
    let sources = body.sources.iter().zip(heads);
    let mut lines: Vec<String> =
        sources.flat_map(|(source, head)| [vec![head], below(source)].concat()).collect();
    lines.extend(body.left_out.iter().flat_map(source_lines::left_out));
    let is_asked = body.sources.iter().any(|source| source.asked.is_some());
    lines.extend(is_asked.then(|| match (body.asked_by_pid, body.silent_since_utc) {
        (Some(pid), None) => format!("Process {pid} asks the sources."),
        (Some(pid), Some(since)) => silent(pid, &time.local(since)),
        (None, _) => "Nobody asks now: open the panel, or run `onwatch daemon`.".to_owned(),
    }));
    lines
}

/// Returns what is said of a process that has the lock and writes no answer.
fn silent(pid: u32, since: &str) -> String {
    format!(
        "Process {pid} has the lock, and has written no answer since {since}. If it is stopped, continue or end it."
    )
}

/// Returns the name, the kind, what it provides, its value, its age, the next look and the time taken.
fn cells(source: &SourceListed, time: SpokenTime<'_>) -> [String; 7] {
    let kind = source
        .format
        .map_or_else(|| source.kind.to_owned(), |format| format!("{} {format}", source.kind));
    let left = source.next_at_utc.map(|at| (at - time.now).num_seconds());
    let next = left.map(|left| match u64::try_from(left) {
        Ok(left) if left > 0 => format!("next in {}", seconds_text(left)),
        Ok(_) | Err(_) => "next now".to_owned(),
    });
    [
        typed(&source.name),
        kind,
        source.provides.join(" "),
        value(source),
        age(source, time),
        next.unwrap_or_default(),
        source.took_ms.map(|ms| format!("took {}", seconds(ms))).unwrap_or_default(),
    ]
}

/// Returns how old the values are: each its own age, if they differ.
fn age(source: &SourceListed, time: SpokenTime<'_>) -> String {
    let text = |age: ValueAge| {
        let stale = if age.is_stale { ", stale" } else { "" };
        format!("{}{stale}", time.ago(age.observed_at_utc))
    };
    let of_all = || {
        let (observed_at_utc, is_stale) = (source.observed_at_utc?, source.is_stale == Some(true));
        Some(ValueAge { observed_at_utc, is_stale })
    };
    match (source.band_age.map(text), source.health_age.map(text)) {
        (Some(band), Some(health)) if band != health => format!("band {band}; health {health}"),
        (Some(age), _) | (None, Some(age)) => age,
        (None, None) => {
            let is_asked = source.asked_at_utc.is_some() || source.failures > 0;
            let none = if is_asked { "never answered" } else { "not asked yet" };
            of_all().map_or_else(|| none.to_owned(), text)
        }
    }
}

/// Returns the band and the health that count.
fn value(source: &SourceListed) -> String {
    let is_stale = |age: Option<ValueAge>| age.is_some_and(|age| age.is_stale);
    let (old_band, old_health) = (is_stale(source.band_age), is_stale(source.health_age));
    let band = source.band.as_ref().map(|value| stale_band(value.band, old_band));
    let health = source.health.as_ref().map(|value| stale_health(value.status, old_health));
    let known: Vec<String> = band.into_iter().chain(health).collect();
    if known.is_empty() { "? UNKNOWN".to_owned() } else { known.join(", ") }
}

/// Returns what is to be said of a source beside its value.
fn details(source: &SourceListed, time: SpokenTime<'_>) -> Vec<String> {
    let row = source_lines::row;
    let band = source.band.iter().map(|band| &band.reason).filter(|reason| !reason.is_empty());
    let reasons = band.chain(source.health.iter().flat_map(|health| &health.reasons));
    let mut lines: Vec<String> = reasons.map(|reason| row("why", &typed(reason))).collect();
    if source.kind == PROGRAM {
        let why = "not in the settings: a program set it, or its table was removed";
        lines.push(row("why", why));
        lines.extend(source.provides.iter().map(|what| {
            let name = quoted(&source.name);
            row("next", &typed(&format!("to withdraw it: onwatch {what} clear --source {name}")))
        }));
    }
    lines.extend(source.unknown.iter().map(|why| row("unknown", &typed(why))));
    let to_settle = source.band_to_settle.iter().map(|value| stale_band(value.band, false));
    let to_settle = to_settle
        .chain(source.health_to_settle.iter().map(|value| stale_health(value.status, false)));
    lines.extend(to_settle.map(|said| row("says now", &format!("{said}, which has not lasted"))));
    let flapping =
        source.flapping.map(|times| format!("{times} changes in a minute; the worst counts"));
    lines.extend(flapping.map(|text| row("flapping", &text)));
    let counts = (source.counted, source.suppressed.len(), source.not_known.len());
    if counts != (0, 0, 0) {
        let (counted, suppressed, not_known) = counts;
        let text = format!("{counted}, {suppressed} suppressed, {not_known} not known");
        lines.push(row("counted", &text));
    }
    lines.extend(source.suppressed.iter().map(|one| row("suppressed", &typed(one))));
    lines.extend(source.not_known.iter().map(|one| row("not known", &typed(one))));
    lines.extend(source.notes.iter().map(|one| row("note", &typed(one))));
    if let Some(failure) = &source.failure {
        let when = source.asked_at_utc.map(|at| format!(", {}", time.ago(at))).unwrap_or_default();
        let often = match source.failures {
            0 | 1 => "the last look".to_owned(),
            more => format!("the last {more} looks"),
        };
        lines.push(row("failed", &part(LinePart::Bad, &format!("{often}{when}"))));
        lines.push(row("asked", &typed(&failure.asked)));
        lines.push(row("cause", &composed(&failure.cause)));
        lines.push(row("next", &composed(&failure.next)));
    }
    lines
}
