//! Answers as a plugin of a monitoring system: one line, and its exit codes.
//!
//! They follow the Monitoring Plugins Development Guidelines: a state, words, and after `|` the
//! performance data. What a person wrote is in the line only if it was made harmless, so nothing can break
//! it: the name of a file, or a word that was not understood.

use std::ffi::OsString;
use std::io::ErrorKind;

use super::cli_session::CliSession;
use super::reply::{self, Output, Reply};
use super::world::World;
use crate::config::{AlarmFrom, PluginLimits, PluginState};
use crate::core::{DeskGauges, DeskName, Light, Phase, count_text, short_text};
use crate::failure::Failure;
use crate::paths::PathsError;
use crate::store::StoreError;

/// A reason for an alarm, and how bad it is.
type Alarm = (PluginState, String);

/// Answers with the state of a desk. stderr has nothing: a monitoring system shows only stdout.
pub fn answer(session: Result<CliSession<'_>, Failure>, world: &World<'_>) -> Reply {
    world.spoke_to.take();
    let found = session.and_then(|session| {
        let view = session.desk.look()?;
        if let Some(error) = view.read_only {
            return Err(error.into());
        }
        let gauges = DeskGauges::of(&view.watch, &view.moment(session.desk.moment()));
        if !gauges.is_used {
            // As another user, or with a misspelt profile, it would be well for ever.
            let dir = harmless(&session.desk.paths().data.to_string_lossy());
            return Ok((PluginState::Unknown, format!("nothing was recorded in {dir}")));
        }
        Ok(line(&session.desk.name(), &gauges, &session.settings.plugin))
    });
    let (state, text) = found.unwrap_or_else(|failure| trouble(&failure));
    reply(state, &text)
}

/// Reports whether words are those of a plugin, although they may be no command. Exit code 2 would be
/// critical for a monitoring system, whatever is wrong with them.
#[must_use]
pub fn is_asked(words: &[OsString]) -> bool {
    let options = words.iter().skip(1).take_while(|word| *word != "--");
    options.filter_map(|word| word.to_str()).any(|word| word.starts_with("--plug"))
}

/// Answers that a command line was not understood, and which of its words.
#[must_use]
pub fn not_understood(word: Option<&str>) -> Reply {
    let word = word.map(|word| format!(": '{}'", harmless(word))).unwrap_or_default();
    let text = format!("the command line was not understood{word}, see onwatch status --help");
    reply(PluginState::Unknown, &text)
}

/// Writes an answer; returns its exit code. An answer that nobody can read is unknown.
pub fn deliver(answer: &Reply, world: &mut World<'_>) -> u8 {
    reply::answer(world, &answer.answer).map_or(3, |()| answer.exit)
}

/// Returns a text that breaks no line, no performance data and no page of a monitoring system.
fn harmless(text: &str) -> String {
    const MOST: usize = 120;
    let is_harmless = |c: char| c.is_ascii_alphanumeric() || " -_./=:,+@%{}".contains(c);
    let mut harmless: String =
        text.chars().take(MOST).map(|c| if is_harmless(c) { c } else { '?' }).collect();
    if text.chars().nth(MOST).is_some() {
        harmless.push_str("...");
    }
    harmless
}

fn reply(state: PluginState, text: &str) -> Reply {
    let (word, exit) = match state {
        PluginState::Ok => ("OK", 0),
        PluginState::Warning => ("WARNING", 1),
        PluginState::Critical => ("CRITICAL", 2),
        PluginState::Unknown => ("UNKNOWN", 3),
    };
    let line = format!("ONWATCH {word} - {text}\n");
    Reply { exit, ..Reply::done(Output::Document(line)) }
}

/// Returns the state of a desk and its line, without the word for the state.
fn line(desk: &DeskName, gauges: &DeskGauges, limits: &PluginLimits) -> (PluginState, String) {
    let is_over = gauges.live.is_none() && desk.run().is_some();
    let mut alarms =
        if is_over { alarms_of_ended_run(gauges, limits) } else { alarms(gauges, limits) };
    // A limit that is not known would never give its alarm.
    alarms.extend(limits.unknown_name.as_ref().map(|unknown| {
        let (name, line) = (harmless(&unknown.name), unknown.line);
        (PluginState::Unknown, format!("no limit '{name}' (line {line} of the settings)"))
    }));
    let state = alarms.iter().map(|(state, _)| *state).max().unwrap_or(PluginState::Ok);
    let why: Vec<&str> = alarms.iter().map(|(_, why)| why.as_str()).collect();
    let why = if why.is_empty() { String::new() } else { format!("{}: ", why.join(", ")) };
    let (band, health) = (gauges.band.letter(), gauges.health.word());
    let session = session(desk, gauges);
    let data = performance(gauges, limits);
    (state, format!("{why}{session}, band {band}, health {health} | {data}"))
}

/// Returns the session in a few words.
fn session(desk: &DeskName, gauges: &DeskGauges) -> String {
    let Some(live) = &gauges.live else {
        if let Some(run) = desk.run() {
            return format!("{run} {}", end_of_run(gauges));
        }
        let of = desk.profile().map(|name| format!(" in {name}")).unwrap_or_default();
        return format!("no live session{of}");
    };
    let name = match (desk.run(), desk.profile()) {
        (Some(run), _) => run.to_string(),
        (None, Some(profile)) => format!("{} in {profile}", live.key),
        (None, None) => live.key.to_string(),
    };
    let active = short_text(live.active_ms);
    match live.present_pause_ms {
        Some(pause) => format!("{name} paused {} after {active}", short_text(pause)),
        None => format!("{name} active {active}"),
    }
}

/// Returns how a run ended. Its status may be a word of a person.
fn end_of_run(gauges: &DeskGauges) -> &'static str {
    match gauges.phase {
        _ if gauges.has_failed => "failed",
        Some(Phase::Cancelled) => "cancelled",
        Some(Phase::Active | Phase::Paused | Phase::Ended) | None => "completed",
    }
}

/// Returns why there is an alarm about a run that is over. Its last readings will never change.
fn alarms_of_ended_run(gauges: &DeskGauges, limits: &PluginLimits) -> Vec<Alarm> {
    let end = match gauges.phase {
        _ if gauges.has_failed => Some(PluginState::Critical),
        Some(Phase::Cancelled) => Some(PluginState::Warning),
        Some(Phase::Active | Phase::Paused | Phase::Ended) | None => None,
    };
    let end = end.map(|state| (state, format!("run {}", end_of_run(gauges))));
    end.into_iter().chain(of_gaps(gauges, limits)).collect()
}

fn of_gaps(gauges: &DeskGauges, limits: &PluginLimits) -> Option<Alarm> {
    let what = || format!("{} without an answer", count_text(gauges.open_gaps, "gap"));
    (gauges.open_gaps > 0 && limits.gap != PluginState::Ok).then(|| (limits.gap, what()))
}

/// Returns why there is an alarm, the worst first.
fn alarms(gauges: &DeskGauges, limits: &PluginLimits) -> Vec<Alarm> {
    let live = gauges.live.as_ref();
    let over = |value: Option<u64>, limit: AlarmFrom<u64>, what: &str| {
        let exceeds = |limit: &u64| value.is_some_and(|value| value > *limit);
        alarm(limit, exceeds, |limit| format!("{what} at least {}", short_text(limit)))
    };
    let of_health = match gauges.health {
        Light::Unknown => (limits.health_unknown != PluginState::Ok)
            .then(|| (limits.health_unknown, "health unknown".to_owned())),
        Light::Green | Light::Yellow | Light::Red => {
            let reached = |from: &Light| gauges.health.severity() >= from.severity();
            alarm(limits.health, reached, |_| format!("health {}", gauges.health.word()))
        }
    };
    let when = |is_so: bool, state: PluginState, what: String| {
        (is_so && state != PluginState::Ok).then_some((state, what))
    };
    let all = [
        when(live.is_none(), limits.no_session, "no session".to_owned()),
        alarm(
            limits.band,
            |from| gauges.band >= *from,
            |_| format!("band {}", gauges.band.letter()),
        ),
        of_health,
        over(live.map(|live| live.active_ms), limits.active_ms, "active"),
        over(live.and_then(|live| live.present_pause_ms), limits.pause_ms, "paused"),
        of_gaps(gauges, limits),
        when(gauges.is_stale, limits.stale, "readings stale".to_owned()),
    ];
    let mut all: Vec<Alarm> = all.into_iter().flatten().collect();
    all.sort_by_key(|(state, _)| std::cmp::Reverse(*state));
    all
}

/// Returns the worst alarm whose limit is reached.
fn alarm<T: Copy>(
    limits: AlarmFrom<T>,
    reached: impl Fn(&T) -> bool,
    what: impl Fn(T) -> String,
) -> Option<Alarm> {
    let critical = limits.critical.filter(&reached);
    let warning = || limits.warning.filter(&reached);
    critical
        .map(|limit| (PluginState::Critical, what(limit)))
        .or_else(|| warning().map(|limit| (PluginState::Warning, what(limit))))
}

/// Returns the performance data. It has the same names always, so that a graph has no holes: without a
/// session its times are 0.
fn performance(gauges: &DeskGauges, limits: &PluginLimits) -> String {
    let live = gauges.live.as_ref();
    let time = |name: &str, ms: Option<u64>, limits: AlarmFrom<u64>| {
        let limit = |ms: Option<u64>| ms.map(|ms| (ms / 1_000).to_string()).unwrap_or_default();
        let (seconds, warning) = (ms.unwrap_or_default() / 1_000, limit(limits.warning));
        format!("{name}={seconds}s;{warning};{};0;", limit(limits.critical))
    };
    let none = AlarmFrom { warning: None, critical: None };
    let count = |name: &str, count: usize| format!("{name}={count};;;0;");
    [
        time("active", live.map(|live| live.active_ms), limits.active_ms),
        time("pause", live.and_then(|live| live.present_pause_ms), limits.pause_ms),
        time("paused", live.map(|live| live.paused_ms), none),
        time("wall", live.map(|live| live.wall_ms), none),
        count("gaps", gauges.open_gaps),
        count("waits", usize::from(gauges.waits.is_some())),
    ]
    .join(" ")
}

/// Returns what a failure means. A store that is damaged is what is watched: critical. What keeps this
/// program from looking says nothing about it: unknown.
fn trouble(failure: &Failure) -> (PluginState, String) {
    let (state, what) = match failure {
        Failure::Store(error) => of_store(error),
        Failure::Index(_) => (PluginState::Unknown, "the index cannot be read"),
        Failure::Config(error) | Failure::UnknownDesk(error) if error.is_denied => {
            (PluginState::Unknown, "the settings may not be read by this user")
        }
        Failure::Config(_) | Failure::UnknownDesk(_) => {
            (PluginState::Unknown, "the settings are broken, see onwatch config check")
        }
        Failure::Paths(PathsError::Profile(_)) => {
            (PluginState::Unknown, "the profile name is not valid")
        }
        Failure::Paths(PathsError::NoHome) => (PluginState::Unknown, "there is no home directory"),
        Failure::Paths(PathsError::Relative(_)) => {
            (PluginState::Unknown, "a path is not absolute, see onwatch status")
        }
        Failure::Refused(_) | Failure::Incomplete(_) => {
            (PluginState::Unknown, "there is no such run")
        }
    };
    (state, what.to_owned())
}

fn of_store(error: &StoreError) -> (PluginState, &'static str) {
    match error {
        StoreError::Damaged { .. }
        | StoreError::JournalBehind { .. }
        | StoreError::RunLost { .. }
        | StoreError::NoJournal { .. }
        | StoreError::HasJournal { .. }
        | StoreError::WrongKind { .. }
        | StoreError::DeadName { .. }
        | StoreError::ForeignTarget { .. } => {
            (PluginState::Critical, "the store is damaged, see onwatch doctor")
        }
        StoreError::Io { source, .. } if source.kind() == ErrorKind::PermissionDenied => {
            (PluginState::Unknown, "the store may not be read by this user")
        }
        StoreError::NoTasksLock { cause } => of_store(cause),
        StoreError::Io { .. } | StoreError::OutcomeUnknown { .. } => {
            (PluginState::Unknown, "the store cannot be read, see onwatch doctor")
        }
        StoreError::NotOurs { .. } => {
            (PluginState::Unknown, "the store belongs to another user, see onwatch doctor")
        }
        StoreError::Locked { .. } | StoreError::LockRemoved { .. } | StoreError::NoLocks { .. } => {
            (PluginState::Unknown, "the store is locked, see onwatch doctor")
        }
        StoreError::Newer { .. } | StoreError::Older { .. } => {
            (PluginState::Unknown, "the store is of another version, see onwatch doctor")
        }
        StoreError::Unserializable(_) => (PluginState::Unknown, "the store cannot be read"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Error;
    use std::path::PathBuf;

    use super::*;
    use crate::config::ConfigError;

    #[test]
    fn files_that_a_user_may_not_read_are_not_called_broken() {
        let error = |is_denied| {
            let (path, message) = (PathBuf::from("/secret|file"), "|".to_owned());
            Failure::Config(ConfigError { path, line: 0, message, is_denied })
        };
        assert_eq!(trouble(&error(true)).1, "the settings may not be read by this user");
        assert!(trouble(&error(false)).1.starts_with("the settings are broken"));
        let (what, path) = ("read", PathBuf::from("/secret|file"));
        let source = Error::from(ErrorKind::PermissionDenied);
        let denied = Failure::Store(StoreError::Io { what, path, source });
        assert_eq!(trouble(&denied).1, "the store may not be read by this user");
    }

    #[test]
    fn what_is_watched_is_critical_and_what_keeps_from_looking_is_unknown() {
        let path = || PathBuf::from("/secret|file\n");
        let denied = || Error::from(std::io::ErrorKind::PermissionDenied);
        let rows = [
            (StoreError::damaged(&path(), 7, "no line"), PluginState::Critical),
            (StoreError::NoJournal { path: path() }, PluginState::Critical),
            (StoreError::Io { what: "read", path: path(), source: denied() }, PluginState::Unknown),
            (StoreError::Locked { path: path(), holder: Some("|".into()) }, PluginState::Unknown),
            (StoreError::NotOurs { path: path(), owner: 7 }, PluginState::Unknown),
            (StoreError::Newer { path: path(), what: "|".into() }, PluginState::Unknown),
        ];
        for (error, expected) in rows {
            let (state, words) = trouble(&Failure::Store(error));
            assert_eq!(state, expected, "{words}");
            assert!(words.is_ascii() && !words.contains(['|', '\n']), "{words}");
        }
    }
}
