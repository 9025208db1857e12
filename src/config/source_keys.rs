//! The names in a table `[[source]]`, each with the values it accepts.

/// Names with the values that they accept.
type SourceNames = &'static [(&'static str, &'static str)];

/// The names of every kind.
pub(super) const COMMON: SourceNames = &[
    ("name", "a name of at most 64 characters, such as name = \"alerts\""),
    ("provides", "a list of \"cone\" and \"health\""),
    ("kind", "\"file\", \"command\" or \"http\""),
    ("format", "the name of a format, such as format = \"alertmanager\""),
    ("interval", "a duration from 1s to 24h, such as interval = \"30s\""),
    ("timeout", "a duration from 0.1s to 5m, such as timeout = \"5s\""),
    ("stale_after", "a duration from 1s to 30d, such as stale_after = \"2m\""),
    ("settle", "{ red = \"0s\", yellow = \"30s\", better = \"60s\" }, or some of them"),
    ("max_bytes", "a whole number from 1024 to 67108864, such as max_bytes = 4194304"),
    ("heartbeat", "the name of an alert, such as heartbeat = \"Watchdog\""),
    ("red", "a list of severities, such as red = [\"critical\", \"page\"]"),
    ("yellow", "a list of severities, such as yellow = [\"warning\"]"),
    ("not_counted", "a list of severities, such as not_counted = [\"info\"]"),
    ("acknowledged_counts", "true or false"),
    ("components", "a list of names, such as components = [\"Actions\"]"),
    ("pointer", "a JSON pointer: it begins with /, such as pointer = \"/status\""),
    ("each", "a JSON pointer: it begins with /, such as each = \"/services\""),
    ("name_pointer", "a JSON pointer: it begins with /, such as name_pointer = \"/name\""),
    ("map", "words and what they mean, such as map = { up = \"green\", down = \"red\" }"),
    ("yellow_above", "a number, such as yellow_above = 0.05"),
    ("red_above", "a number, such as red_above = 0.25"),
    ("yellow_below", "a number, such as yellow_below = 20"),
    ("red_below", "a number, such as red_below = 5"),
    ("clear_below", "a number, such as clear_below = 0.04"),
    ("clear_above", "a number, such as clear_above = 25"),
];

/// The names of the kind `file`.
pub(super) const FILE: SourceNames = &[("path", PATH)];

/// The names of the kind `command`.
pub(super) const COMMAND: SourceNames = &[(
    "argv",
    "a list of the program and its arguments, such as argv = [\"check_disk\", \"-w\", \"10%\"]",
)];

/// The names of the kind `http`.
pub(super) const HTTP: SourceNames = &[
    ("url", "an address, such as url = \"https://alerts.example/api/v2/alerts\""),
    ("method", "\"GET\" or \"POST\""),
    ("body_file", PATH),
    ("headers", "names and where the values are, such as { X-Api-Key = { env = \"NAME\" } }"),
    ("basic", "{ user = \"NAME\", env = \"NAME\" } or { user = \"NAME\", file = \"PATH\" }"),
    ("bearer", SECRET),
    ("valhalla_key", SECRET),
    ("ca_file", PATH),
    ("client_cert", PATH),
    ("client_key", PATH),
];

/// The names of the inner tables whose values are like those of no other name.
const INNER: SourceNames = &[
    ("env", "the name of a variable"),
    ("file", PATH),
    ("user", "a text without a colon"),
    ("better", SETTLE),
];

const PATH: &str = "a path that begins with / or ~/";
const SECRET: &str = "{ env = \"NAME\" } or { file = \"PATH\" }";

/// What a time to settle takes.
pub(super) const SETTLE: &str = "a duration from 0s to 1h, such as \"30s\"";

/// The names of the inner table `settle`.
pub(super) const SETTLE_NAMES: [&str; 3] = ["red", "yellow", "better"];

/// Returns what a name takes; empty for one that there is not.
pub(super) fn takes(key: &str) -> &'static str {
    let all = [COMMON, FILE, COMMAND, HTTP, INNER].into_iter().flatten();
    all.copied().find(|(name, _)| *name == key).map(|(_, takes)| takes).unwrap_or_default()
}

/// Returns the names of a list.
pub(super) fn names(list: SourceNames) -> impl Iterator<Item = &'static str> {
    list.iter().map(|(name, _)| *name)
}
