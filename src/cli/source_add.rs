//! Tries what somebody names as a source, and adds it to the settings.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::alert_text::SpokenTime;
use super::args::NewSource;
use super::cli_session::CliSession;
use super::error::CliError;
use super::markup::typed;
use super::reply::{Reply, warning_lines};
use super::settings_end::SettingsEnd;
use super::source_lines;
use super::source_refusal::{answer_of, not_added, why_not};
use super::world::World;
use crate::config::{NewTable, NewWay, SourceSettings, read_sources, table_text};
use crate::contract::{SourceAdded, SourceChecked};
use crate::core::short_text;
use crate::formats::{Format, fitting, likely_pointer, understand};
use crate::sources::{Fetched, Heard, asked_text};

/// The longest time for all that is tried.
const MOST: Duration = Duration::from_secs(6);

/// Where known systems answer, and how. Of two that may answer, the first one counts.
const USUAL: [(&str, Format); 7] = [
    ("/core/status/ryg", Format::StatusRyg),
    ("/api/v2/alerts", Format::Alertmanager),
    ("/api/prometheus/grafana/api/v1/alerts", Format::GrafanaAlerts),
    ("/api/v1/rules", Format::PrometheusAlerts),
    ("/api/v2/status.json", Format::Statuspage),
    ("/metrics", Format::KumaMetrics),
    ("/api/health", Format::GrafanaHealth),
];

impl CliSession<'_> {
    /// Tries a new source, and adds its table to the settings.
    pub(super) fn add_source(&self, new: &NewSource, world: &World<'_>) -> Result<Reply, CliError> {
        let way = way(new, world)?;
        let file = SettingsEnd::read(&self.desk.paths().settings())?;
        let table =
            NewTable { name: new.name.trim().to_owned(), way, format: any(new), pointer: None };
        // What is wrong with the name or the address is said before anybody is asked.
        self.new_source(&table, &file)?;
        let found = match new.format {
            Some(_) => self.asked_as_told(&table, &file)?,
            None => self.find_out(&table, &file)?,
        };
        let FoundSource { table, heard } = found;
        let source = SourceChecked::of(&heard, None);
        let stale_after = short_text(heard.source.stale_after_ms);
        let day = self.zone.local(self.desk.moment().utc).date();
        let comment = format!("Added by `onwatch source add` on {day}.");
        let text = file.fitted(&table_text(&table, &comment));
        self.check_whole(&file, &text, &table.name)?;
        if !new.dry_run {
            file.append(&text)?;
        }
        let warnings: Vec<String> = source
            .cause
            .iter()
            .map(|cause| {
                let what = if source.ended.is_some() {
                    "the answer was not understood"
                } else {
                    "the source did not answer"
                };
                format!("{what}: {cause}; {}", source.next.as_deref().unwrap_or_default())
            })
            .collect();
        let body = SourceAdded {
            file: file.path().display().to_string(),
            added: !new.dry_run,
            table: text,
            source,
        };
        let time = SpokenTime { now: self.desk.moment().utc, zone: self.zone };
        let answer = self.answer(&body, || {
            if new.dry_run {
                return body.table.lines().map(typed).collect();
            }
            let added =
                format!("Added source {} to {}", typed(&body.source.name), typed(&body.file));
            let lines = source_lines::checked(&body.source, time);
            let often = matches!(table.way, NewWay::File(_)).then(|| {
                let text = format!("write it at least every {stale_after}, or set `stale_after`");
                source_lines::row("note", &text)
            });
            [added].into_iter().chain(lines).chain(often).collect()
        })?;
        Ok(Reply { notices: warning_lines(&warnings), ..Reply::done(answer) })
    }

    /// Asks the source by the format that was told. It is added whatever it says.
    fn asked_as_told(&self, table: &NewTable, file: &SettingsEnd) -> Result<FoundSource, CliError> {
        let source = self.new_source(table, file)?;
        let heard = self.hear(&[source], Some(MOST)).pop();
        let heard = heard.ok_or_else(|| not_added("nothing came".to_owned(), "try again"))?;
        let pointer = pointer(table.format, &heard);
        let table = NewTable { pointer, ..table.clone() };
        if table.pointer.is_none() {
            return Ok(FoundSource { table, heard });
        }
        let source = self.new_source(&table, file)?;
        let heard = self.hear(&[source], Some(MOST)).pop().unwrap_or(heard);
        Ok(FoundSource { table, heard })
    }

    /// Finds out where and in which format the source answers.
    fn find_out(&self, table: &NewTable, file: &SettingsEnd) -> Result<FoundSource, CliError> {
        let tables = tried(table);
        let sources = tables.iter().map(|table| self.new_source(table, file));
        let sources = sources.collect::<Result<Vec<_>, _>>()?;
        let heard = self.hear(&sources, Some(MOST));
        for (nth, (table, heard)) in tables.iter().zip(&heard).enumerate() {
            // Of a usual path, only the system that has it counts.
            let is_wanted = |format: &Format| nth == 0 || *format == table.format;
            for format in formats_of(heard).into_iter().filter(is_wanted) {
                let table = NewTable { format, pointer: pointer(format, heard), ..table.clone() };
                let source = self.new_source(&table, file)?;
                if let Some(heard) = read_again(source, heard, self.desk.moment().utc) {
                    return Ok(FoundSource { table, heard });
                }
            }
        }
        Err(why_not(&heard))
    }

    /// Returns the source of a new table.
    fn new_source(&self, table: &NewTable, file: &SettingsEnd) -> Result<SourceSettings, CliError> {
        let text = file.fitted(&table_text(table, ""));
        self.check_whole(file, &text, &table.name)
    }

    /// Checks that the settings with a new text at the end have what they had, and one more source; returns
    /// that.
    fn check_whole(
        &self,
        file: &SettingsEnd,
        text: &str,
        name: &str,
    ) -> Result<SourceSettings, CliError> {
        let whole = file.with(text);
        let next = format!("add the table by hand; the file is {}", file.path().display());
        let read = read_sources(&whole, file.path(), self.desk.paths().home());
        let (mut good, left_out) = read.map_err(|error| {
            not_added(format!("the settings could not be read with one more table: {error}"), &next)
        })?;
        if good.len() == self.settings.sources.len() + 1
            && let Some(source) = good.pop().filter(|source| source.name == name)
        {
            return Ok(source);
        }
        let why = left_out.last().map(|left_out| left_out.why.clone());
        Err(not_added(
            why.unwrap_or_else(|| "the settings changed meanwhile".to_owned()),
            "correct it, and try again",
        ))
    }
}

/// A new table, and what its source said.
struct FoundSource {
    table: NewTable,
    heard: Heard,
}

/// Returns what is asked, as it was typed. A file has its whole path: the panel runs elsewhere.
fn way(new: &NewSource, world: &World<'_>) -> Result<NewWay, CliError> {
    let whole = |path: &str| -> Result<String, CliError> {
        if path.starts_with('/') || path.starts_with("~/") {
            return Ok(path.to_owned());
        }
        let whole = world.dir.as_ref().map(|dir| dir.join(path));
        let whole = whole.and_then(|path| path.to_str().map(str::to_owned));
        whole.ok_or_else(|| {
            not_added(format!("nobody knows where {path} is"), "give its whole path")
        })
    };
    let Some(location) = &new.location else {
        let mut argv = new.argv.clone();
        if let Some(program) = argv.first_mut().filter(|program| program.contains('/')) {
            *program = whole(program)?;
        }
        return Ok(NewWay::Command(argv));
    };
    Ok(if location.contains("://") {
        NewWay::Http(location.clone())
    } else {
        NewWay::File(whole(location)?)
    })
}

/// Returns the format that was told, or one with which anything can be asked.
fn any(new: &NewSource) -> Format {
    let usual = if new.location.is_none() { Format::Plugin } else { Format::Json };
    new.format.unwrap_or(usual)
}

/// Returns what is tried: what was named, and if that is a server alone, the paths of known systems.
fn tried(table: &NewTable) -> Vec<NewTable> {
    let mut tables = vec![table.clone()];
    if let NewWay::Http(url) = &table.way {
        let server = url.trim_end_matches('/');
        let is_alone =
            server.split_once("://").is_some_and(|(_, rest)| !rest.contains(['/', '?', '#']));
        let usual = USUAL.iter().filter(|_| is_alone).map(|(path, format)| NewTable {
            way: NewWay::Http(format!("{server}{path}")),
            format: *format,
            ..table.clone()
        });
        tables.extend(usual);
    }
    tables
}

/// Returns the formats that an answer may have.
fn formats_of(heard: &Heard) -> Vec<Format> {
    let asked = asked_text(&heard.source.way);
    heard
        .fetched
        .as_ref()
        .and_then(answer_of)
        .map(|answer| fitting(&asked, &answer))
        .unwrap_or_default()
}

/// Returns where the health stands in an answer, if only its JSON says so.
fn pointer(format: Format, heard: &Heard) -> Option<String> {
    let body = &heard.fetched.as_ref()?.raw;
    (format == Format::Json)
        .then(|| likely_pointer(body))
        .flatten()
        .filter(|place| !place.is_empty())
}

/// Reads an answer that came by the rules of another source; `None` if it says nothing by those.
fn read_again(source: SourceSettings, heard: &Heard, now: DateTime<Utc>) -> Option<Heard> {
    let fetched = heard.fetched.clone()?;
    let mut statement =
        understand(&source.rules, &answer_of(heard.fetched.as_ref()?)?, None, now).ok()?;
    statement.band = statement.band.filter(|_| source.provides.cone);
    statement.health = statement.health.filter(|_| source.provides.health);
    let says_something = statement.band.is_some() || statement.health.is_some();
    // Any JSON can be read somehow. Without a place for the health it is no source.
    let is_placed = source.rules.format != Format::Json || source.rules.pointer.is_some();
    let fetched = Fetched { statement: Ok(statement), ..fetched };
    (says_something && is_placed).then(|| Heard {
        source,
        fetched: Some(fetched),
        at_utc: heard.at_utc,
    })
}
