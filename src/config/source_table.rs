//! Reads the tables `[[source]]`. One with a fault is left out; the others count.

use std::path::Path;
use std::time::Duration;

use strum::IntoEnumIterator;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::names::suggestion;
use super::source::{Provides, SourceLeftOut, SourceSettings, SourceWay};
use super::source_fields::{SourceFields, full_path};
use super::source_http;
use super::source_keys::{COMMAND, COMMON, FILE, HTTP, SETTLE, SETTLE_NAMES, names};
use super::source_rules;
use super::text::{Fault, line_of};
use crate::core::{ID, MANUAL, SOURCES_MAX, SettleTimes};
use crate::formats::Format;

/// The name of the tables.
pub(super) const SOURCE: &str = "source";

/// The names of all kinds.
const KINDS: [&str; 3] = ["file", "command", "http"];

const SECOND_MS: u64 = 1_000;
const HOUR_MS: u64 = 3_600 * SECOND_MS;
const DAY_MS: u64 = 24 * HOUR_MS;

/// The most arguments of a command, and the most bytes of all of them.
const ARGUMENTS_MAX: usize = 256;
const ARGUMENTS_BYTES: usize = 64 * 1_024;

/// The sources of one file.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub(super) good: Vec<SourceSettings>,
    pub(super) left_out: Vec<SourceLeftOut>,
}

/// Reads the sources of a file.
pub(super) fn sources(file: &DeTable<'_>, text: &str, home: Option<&Path>) -> Sources {
    let mut read = Sources::default();
    let Some(value) = file.get(SOURCE) else { return read };
    let leave_out = |name: Option<String>, fault: Fault| SourceLeftOut {
        name,
        line: line_of(text, fault.at),
        why: fault.message,
    };
    let Some(list) = value.get_ref().as_array() else {
        let message = "each source is a table of a list; write [[source]] above it".to_owned();
        read.left_out.push(leave_out(None, Fault { at: value.span().start, message }));
        return read;
    };
    for entry in list {
        let at = entry.span().start;
        let Some(table) = entry.get_ref().as_table() else {
            let message = "each source is a table; write [[source]] above it".to_owned();
            read.left_out.push(leave_out(None, Fault { at, message }));
            continue;
        };
        let fields = SourceFields { table, at, home };
        match source(&fields, line_of(text, at), &read.good) {
            Ok(source) => read.good.push(source),
            Err(fault) => read.left_out.push(leave_out(shown_name(table), fault)),
        }
    }
    read
}

/// Returns the name of a table as somebody typed it, if it can be one.
fn shown_name(table: &DeTable<'_>) -> Option<String> {
    let name = table.get("name")?.get_ref().as_str()?.trim();
    ID.check_some(name).ok().map(|()| name.to_owned())
}

fn source(
    fields: &SourceFields<'_>,
    line: usize,
    before: &[SourceSettings],
) -> Result<SourceSettings, Fault> {
    let name = name(fields, before)?;
    let kind = kind(fields)?;
    let own = match kind {
        SourceKind::File => FILE,
        SourceKind::Command => COMMAND,
        SourceKind::Http => HTTP,
    };
    let known: Vec<&str> = names(COMMON).chain(names(own)).collect();
    // Of a format that is not known, perhaps all are used.
    let format_of_it = format(fields, kind).ok();
    let is_used = |key: &str| format_of_it.is_none_or(|it| source_rules::is_used(key, it));
    let used: Vec<&str> = known.iter().copied().filter(|key| is_used(key)).collect();
    fields.only_named(&known, &used, &format!("a source of the kind {}", kind.word()))?;
    let way = match kind {
        SourceKind::File => SourceWay::File(fields.needed_path("path", "the kind file")?),
        SourceKind::Command => SourceWay::Command(argv(fields)?),
        SourceKind::Http => SourceWay::Http(Box::new(source_http::http(fields)?)),
    };
    let format = format(fields, kind)?;
    let interval_ms = fields.length("interval", SECOND_MS..=DAY_MS)?.unwrap_or(30 * SECOND_MS);
    let stale_after_ms = fields.length("stale_after", SECOND_MS..=30 * DAY_MS)?;
    if stale_after_ms.is_some_and(|ms| ms < interval_ms) {
        let why = "it is shorter than `interval`, so the source would be stale at each look";
        return Err(fields.fault("stale_after", Some(why)));
    }
    Ok(SourceSettings {
        name,
        line,
        provides: provides(fields, format)?,
        way,
        interval_ms,
        timeout_ms: fields.length("timeout", 100..=300 * SECOND_MS)?.unwrap_or(5 * SECOND_MS),
        stale_after_ms: stale_after_ms.unwrap_or((3 * interval_ms).max(60 * SECOND_MS)),
        settle: settle(fields)?,
        max_bytes: fields
            .whole("max_bytes", 1_024..=64 * 1_024 * 1_024)?
            .unwrap_or(4 * 1_024 * 1_024),
        rules: source_rules::rules(fields, format)?,
    })
}

/// The kinds that need a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SourceKind {
    File,
    Command,
    Http,
}

impl SourceKind {
    fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Command => "command",
            Self::Http => "http",
        }
    }
}

fn name(fields: &SourceFields<'_>, before: &[SourceSettings]) -> Result<String, Fault> {
    let name = fields.needed("name", "a source")?;
    ID.named("source").check(name).map_err(|refusal| fields.fault("name", Some(&refusal.why)))?;
    if name.chars().any(char::is_control) {
        return Err(fields.fault("name", Some("it has a control character")));
    }
    if name.eq_ignore_ascii_case(MANUAL) {
        return Err(fields.plain_fault("name", BY_HAND));
    }
    if let Some(other) = before.iter().find(|other| other.name == name) {
        let why = format!("the source in line {} has this name already", other.line);
        return Err(fields.plain_fault("name", why));
    }
    if before.len() >= SOURCES_MAX {
        let why = format!("there are {SOURCES_MAX} sources already, and more are not read");
        return Err(fields.plain_fault("name", why));
    }
    Ok(name.to_owned())
}

/// Why a table for what people say is not needed.
const BY_HAND: &str = "`manual` is what people set with `onwatch cone` and `onwatch health`; \
                       it is always there and needs no table";

fn kind(fields: &SourceFields<'_>) -> Result<SourceKind, Fault> {
    match fields.needed("kind", "a source")? {
        "file" => Ok(SourceKind::File),
        "command" => Ok(SourceKind::Command),
        "http" | "https" => Ok(SourceKind::Http),
        MANUAL => Err(fields.plain_fault("kind", BY_HAND)),
        other => {
            let why = format!("there is no kind '{other}'{}", suggestion(other, KINDS.into_iter()));
            Err(fields.fault("kind", Some(&why)))
        }
    }
}

/// Returns the format. A command is a monitoring plugin unless something else is said.
fn format(fields: &SourceFields<'_>, kind: SourceKind) -> Result<Format, Fault> {
    let format = match (fields.text("format")?.map(str::trim), kind) {
        (None, SourceKind::Command) => Format::Plugin,
        (None, SourceKind::File | SourceKind::Http) => {
            let why = format!("the kind {} needs `format`", kind.word());
            return Err(fields.plain_fault("format", with_formats(&why)));
        }
        (Some(word), _) => {
            Format::iter().find(|format| format.word() == word).ok_or_else(|| {
                let meant = suggestion(word, Format::iter().map(Format::word));
                fields.plain_fault(
                    "format",
                    with_formats(&format!("there is no format '{word}'{meant}")),
                )
            })?
        }
    };
    if format == Format::Plugin && kind != SourceKind::Command {
        let why = "the format plugin reads how a command ended; \
                   use kind = \"command\", or another format";
        return Err(fields.plain_fault("format", why));
    }
    Ok(format)
}

fn with_formats(why: &str) -> String {
    let known: Vec<&str> = Format::iter().map(Format::word).collect();
    format!("{why}; known formats: {}", known.join(", "))
}

/// Returns what the source says: what its format can say, unless less is wanted.
fn provides(fields: &SourceFields<'_>, format: Format) -> Result<Provides, Fault> {
    let can = can_say(format);
    if fields.get("provides").is_none() {
        return Ok(can);
    }
    let mut provides = Provides { cone: false, health: false };
    for word in fields.texts("provides")? {
        match word.trim() {
            "cone" => provides.cone = true,
            "health" => provides.health = true,
            other => {
                let meant = suggestion(other, ["cone", "health"].into_iter());
                let why = format!("there is no '{other}'{meant}");
                return Err(fields.fault("provides", Some(&why)));
            }
        }
    }
    if provides.cone && !can.cone {
        let why = format!("an answer of the format {} has no band", format.word());
        return Err(fields.plain_fault("provides", format!("{why}; write [\"health\"]")));
    }
    if provides.health && !can.health {
        let why = format!("an answer of the format {} has no health", format.word());
        return Err(fields.plain_fault("provides", format!("{why}; write [\"cone\"]")));
    }
    if !provides.cone && !provides.health {
        return Err(fields.fault("provides", Some("the source would say nothing")));
    }
    Ok(provides)
}

fn can_say(format: Format) -> Provides {
    match format {
        Format::ConeState => Provides { cone: true, health: false },
        Format::StatusRyg | Format::Plugin => Provides { cone: true, health: true },
        Format::Alertmanager
        | Format::PrometheusAlerts
        | Format::PrometheusQuery
        | Format::KumaHeartbeats
        | Format::KumaMetrics
        | Format::Nagios
        | Format::Icinga
        | Format::GrafanaHealth
        | Format::GrafanaAlerts
        | Format::Statuspage
        | Format::SystemdState
        | Format::SystemdUnits
        | Format::Json => Provides { cone: false, health: true },
    }
}

fn settle(fields: &SourceFields<'_>) -> Result<SettleTimes, Fault> {
    let usual = SettleTimes::default();
    let Some(inner) = fields.inner("settle")? else { return Ok(usual) };
    inner.only(&SETTLE_NAMES, "`settle`")?;
    let time = |key: &str, or: Duration| {
        let length = inner.length(key, 0..=HOUR_MS);
        // The same names mean severities outside this table.
        let length = length.map_err(|fault| match fault.message.rsplit_once("; ") {
            Some((why, _)) => Fault { message: format!("{why}; `{key}` takes {SETTLE}"), ..fault },
            None => Fault { message: format!("`{key}` takes {SETTLE}"), ..fault },
        });
        length.map(|length| length.map_or(or, Duration::from_millis))
    };
    Ok(SettleTimes {
        red: time("red", usual.red)?,
        yellow: time("yellow", usual.yellow)?,
        better: time("better", usual.better)?,
    })
}

/// Returns a command. A relative path would depend on where the panel was opened.
fn argv(fields: &SourceFields<'_>) -> Result<Vec<String>, Fault> {
    let refused = |why: &str| Err(fields.fault("argv", Some(why)));
    let is_text = |value: &Spanned<DeValue<'_>>| value.get_ref().as_str().is_some();
    if fields.get("argv").is_some_and(is_text) {
        return refused("no shell reads it, so each argument is a text of its own");
    }
    let mut argv: Vec<String> = fields.texts("argv")?.into_iter().map(str::to_owned).collect();
    let bytes: usize = argv.iter().map(String::len).sum();
    if argv.len() > ARGUMENTS_MAX || bytes > ARGUMENTS_BYTES {
        return refused("it is too long; put it into a script");
    }
    if argv.iter().any(|argument| argument.contains('\0')) {
        return refused("an argument has a byte 0");
    }
    let Some(program) = argv.first_mut().filter(|program| !program.trim().is_empty()) else {
        return refused("the kind command needs the program");
    };
    if program.contains('/') {
        let path = full_path(program, fields.home);
        let path =
            path.map_err(|why| fields.fault("argv", Some(&format!("the program: {why}"))))?;
        *program = path.to_string_lossy().into_owned();
    }
    Ok(argv)
}
