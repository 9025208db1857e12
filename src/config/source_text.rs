//! The text of tables `[[source]]`: reads those of a text, and writes a new one.

use std::path::Path;

use super::file::ParsedSettings;
use super::source::{SourceLeftOut, SourceSettings};
use super::text::ConfigError;
use crate::formats::Format;

/// What a new table says.
#[derive(Debug, Clone)]
pub struct NewTable {
    /// The name.
    pub name: String,
    /// What is asked.
    pub way: NewWay,
    /// The format.
    pub format: Format,
    /// Where the value stands in the answer; `None` if the format knows.
    pub pointer: Option<String>,
}

/// What a new source asks, as it was typed.
#[derive(Debug, Clone)]
pub enum NewWay {
    /// A file.
    File(String),
    /// A program and its arguments.
    Command(Vec<String>),
    /// An address.
    Http(String),
}

/// Returns the sources of a text of settings, and those that have a fault. `path` is the file of the text.
///
/// # Errors
/// If the text is no TOML.
pub fn read_sources(
    text: &str,
    path: &Path,
    home: Option<&Path>,
) -> Result<(Vec<SourceSettings>, Vec<SourceLeftOut>), ConfigError> {
    let read = ParsedSettings::of(text, path)?.sources(home);
    Ok((read.good, read.left_out))
}

/// Returns the text of a table, with a comment above it and the other settings commented out.
#[must_use]
pub fn table_text(table: &NewTable, comment: &str) -> String {
    let text = |text: &str| toml::Value::from(text).to_string();
    let mut lines = vec![format!("# {comment}"), "[[source]]".to_owned()];
    let mut set = |name: &str, value: String| lines.push(format!("{name} = {value}"));
    set("name", text(&table.name));
    let (kind, key, asked) = match &table.way {
        NewWay::File(path) => ("file", "path", text(path)),
        NewWay::Command(argv) => ("command", "argv", toml::Value::from(argv.clone()).to_string()),
        NewWay::Http(url) => ("http", "url", text(url)),
    };
    set("kind", text(kind));
    set("format", text(table.format.word()));
    set(key, asked);
    if let Some(pointer) = &table.pointer {
        set("pointer", text(pointer));
    }
    lines.extend(hints(table).iter().map(|hint| format!("# {hint}")));
    lines.into_iter().map(|line| line + "\n").collect()
}

/// Returns what else can be set, with the defaults or an example.
fn hints(table: &NewTable) -> Vec<&'static str> {
    let mut hints = vec![
        "The time from one look to the next, the longest time of one look, and the age from which it is stale:",
        "interval = \"30s\"",
        "timeout = \"5s\"",
        "stale_after = \"90s\"",
        "How long a change must last before it counts:",
        "settle = { red = \"0s\", yellow = \"30s\", better = \"60s\" }",
    ];
    let of_format: &[&str] = match table.format {
        Format::Alertmanager | Format::PrometheusAlerts | Format::GrafanaAlerts => &[
            "The alert that must always be there, and which severities count:",
            "heartbeat = \"Watchdog\"",
            "red = [\"critical\", \"page\", \"error\", \"emergency\", \"p0\", \"p1\", \"high\"]",
        ],
        Format::Nagios | Format::Icinga => &[
            "The service that must always be there:",
            "heartbeat = \"NAME\"",
            "acknowledged_counts = true",
        ],
        Format::PrometheusQuery => &["What a number means:", "red_above = 0.25"],
        Format::Statuspage => &["Which components count:", "components = [\"Actions\"]"],
        Format::Json => &[
            "What a word or a number means:",
            "map = { up = \"green\", down = \"red\" }",
            "red_above = 1000",
        ],
        Format::ConeState
        | Format::StatusRyg
        | Format::KumaHeartbeats
        | Format::KumaMetrics
        | Format::GrafanaHealth
        | Format::SystemdState
        | Format::SystemdUnits
        | Format::Plugin => &[],
    };
    hints.extend(of_format);
    if matches!(table.way, NewWay::Http(_)) {
        hints.extend([
            "A login. Secrets are in variables or in files with mode 0600, never here:",
            "bearer = { env = \"NAME\" }",
            "basic = { user = \"NAME\", file = \"PATH\" }",
        ]);
    }
    hints
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use strum::IntoEnumIterator as _;

    use super::*;

    #[test]
    fn a_new_table_is_read_back_as_it_was_meant_and_so_is_each_setting_in_it() {
        let ways = [
            NewWay::File("/tmp/a \"b\"\\c.json".to_owned()),
            NewWay::Command(vec!["/bin/x".to_owned(), "it's\n\"two\"".to_owned(), String::new()]),
            NewWay::Http("https://a.example/x?y=1".to_owned()),
        ];
        for (format, way) in Format::iter().flat_map(|format| ways.iter().map(move |w| (format, w)))
        {
            if format == Format::Plugin && !matches!(way, NewWay::Command(_)) {
                continue;
            }
            let pointer = (format == Format::Json).then(|| "/a~1b".to_owned());
            let table = NewTable { name: "é \"n\"".to_owned(), way: way.clone(), format, pointer };
            let text = table_text(&table, "why");
            let (good, left_out) = read_sources(&text, Path::new("c"), None).unwrap();
            assert_eq!(left_out, [], "{text}");
            assert_eq!((good[0].name.as_str(), good[0].rules.format), ("é \"n\"", format));
            // Each setting that is commented out can be used. A request has one login.
            let set = |line: &str| line.contains(" = ") && !line.starts_with("# basic");
            let uncommented: Vec<&str> = text
                .lines()
                .map(|line| line.strip_prefix("# ").filter(|_| set(line)).unwrap_or(line))
                .collect();
            let (_, left_out) =
                read_sources(&uncommented.join("\n"), Path::new("c"), None).unwrap();
            assert_eq!(left_out, [], "{uncommented:#?}");
        }
    }
}
