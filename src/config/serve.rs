//! The table `[serve]`: where the HTTP interface listens, for whom, and which programs may ask.
//!
//! An unknown name is an error here: a misspelt limit of a token would never hold.

use std::num::NonZeroU32;

use toml::de::DeTable;

use super::fields::{AcceptedValues, TableFields};
use super::policy::list;
use super::text::Fault;
use super::word;
use crate::core::{DeskName, fits_wildcards};

/// The name of the table.
pub(super) const SERVE: &str = "serve";
/// The name of the table of tokens in it.
pub(super) const TOKENS: &str = "tokens";
/// What the hash of a token begins with: how it is hashed.
pub const TOKEN_HASH: &str = "sha256:";

const RATE: &str = "a number of requests and a unit, such as rate = \"50/s\", \"600/m\" or \"2000/h\", or \"\" for any \
                    number";
const STARTS: &str =
    "a number of starts and a unit, such as starts = \"10/h\", or \"\" for any number";

/// The names in the table that have defaults, each with the values it accepts.
pub(super) const KEYS: [(&str, &str); 5] = [
    (
        "listen",
        "an address with a port, or the path of a Unix socket, such as listen = \"127.0.0.1:7464\"",
    ),
    ("allow_hosts", "a list of host names, such as allow_hosts = [\"onwatch.example\"]"),
    ("allow_origins", "a list of origins, such as allow_origins = [\"https://board.example\"]"),
    ("rate", RATE),
    ("starts", STARTS),
];

/// All names in the table.
const ALL_KEYS: AcceptedValues = &[
    KEYS[0],
    KEYS[1],
    KEYS[2],
    KEYS[3],
    KEYS[4],
    (TOKENS, "tables, such as [serve.tokens.board]"),
];

/// The names in the table of a token, each with the values it accepts.
pub(super) const TOKEN_KEYS: [(&str, &str); 6] = [
    ("hash", "what `onwatch token add` has written: \"sha256:\" and 64 hexadecimal digits"),
    ("scopes", "a list of \"read\", \"operate\" and \"admin\""),
    (
        "desks",
        "a list of names in which `*` stands for any characters, such as desks = [\"default\", \"team-*\"]",
    ),
    ("rate", RATE),
    ("starts", STARTS),
    ("made", "a date, such as made = \"2026-11-27\""),
];

/// What callers without a token are called.
const CALLERS: [&str; 3] = ["owner", "loopback", "anonymous"];
/// The most tokens.
const TOKENS_MAX: usize = 64;
/// The most characters of an entry.
const ENTRY_MAX: usize = 255;

/// Where the HTTP interface listens, for whom, and which programs may ask.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServeSettings {
    /// Where it listens; `None` for the usual place.
    pub listen: Option<String>,
    /// The names by which programs reach it beside its addresses, in lower case, some with a port.
    pub allow_hosts: Vec<String>,
    /// The origins whose pages may ask, in lower case.
    pub allow_origins: Vec<String>,
    /// How many requests a token may send; `None` for any number.
    pub rate: Option<RequestRate>,
    /// How many sessions and runs each caller may start; `None` for any number.
    pub starts: Option<RequestRate>,
    /// The tokens, by their names.
    pub tokens: Vec<ServeToken>,
}

/// A program that may ask, known by its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServeToken {
    /// Its name in the audit trail.
    pub name: String,
    /// The SHA-256 of the token.
    pub hash: [u8; 32],
    /// What it may do.
    pub scopes: Vec<GrantedScope>,
    /// The desks for which it is; `None` for all.
    pub desks: Option<DeskPatterns>,
    /// How many requests it may send; `None` for the rate of all tokens.
    pub rate: Option<MaybeRate>,
    /// How many sessions and runs it may start; `None` for the number of all callers.
    pub starts: Option<MaybeRate>,
    /// The day on which it was made, as it is written.
    pub made: Option<String>,
}

/// What a token may do. Each includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::EnumIter)]
pub enum GrantedScope {
    /// To read.
    Read,
    /// To give commands.
    Operate,
    /// Everything.
    Admin,
}

impl GrantedScope {
    /// Every scope with its word.
    const WORDS: [(&'static str, Self); 3] =
        [("read", Self::Read), ("operate", Self::Operate), ("admin", Self::Admin)];

    /// Returns its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Operate => "operate",
            Self::Admin => "admin",
        }
    }
}

/// Names of desks, in which `*` stands for any characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskPatterns(pub Vec<String>);

impl DeskPatterns {
    /// Reports whether a desk has one of the names.
    #[must_use]
    pub fn fit(&self, desk: &DeskName) -> bool {
        self.0.iter().any(|pattern| fits_wildcards(pattern, desk.as_str()))
    }
}

/// A number of requests in a time, or `None` for any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaybeRate(pub Option<RequestRate>);

/// A number of requests in a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestRate {
    /// How many.
    pub count: NonZeroU32,
    /// In how many seconds.
    pub seconds: u32,
}

impl RequestRate {
    /// Reads a number and a unit, such as `10/h`; `None` for an empty text.
    fn read(text: &str) -> Result<Option<Self>, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let wrong = || format!("'{text}' is no number of requests in a time");
        let (count, unit) = text.split_once('/').ok_or_else(wrong)?;
        let count = count.trim().parse().map_err(|_| wrong())?;
        let seconds = match unit.trim() {
            "s" => 1,
            "m" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => return Err(wrong()),
        };
        Ok(Some(Self { count, seconds }))
    }
}

/// Reads the table of a file over the defaults.
pub(super) fn serve(file: &DeTable<'_>, defaults: &DeTable<'_>) -> Result<ServeSettings, Fault> {
    let below = read(defaults)?;
    let own = read(file)?;
    Ok(ServeSettings {
        listen: own.listen.or(below.listen),
        allow_hosts: own.allow_hosts.or(below.allow_hosts).unwrap_or_default(),
        allow_origins: own.allow_origins.or(below.allow_origins).unwrap_or_default(),
        rate: own.rate.or(below.rate).and_then(|rate| rate.0),
        starts: own.starts.or(below.starts).and_then(|starts| starts.0),
        tokens: own.tokens,
    })
}

/// The content of the table in one file. What it leaves out is `None`.
#[derive(Default)]
struct ServeTable {
    listen: Option<String>,
    allow_hosts: Option<Vec<String>>,
    allow_origins: Option<Vec<String>>,
    rate: Option<MaybeRate>,
    starts: Option<MaybeRate>,
    tokens: Vec<ServeToken>,
}

fn read(file: &DeTable<'_>) -> Result<ServeTable, Fault> {
    let Some(value) = file.get(SERVE) else { return Ok(ServeTable::default()) };
    let at = value.span().start;
    let table = value.get_ref().as_table().ok_or_else(|| Fault {
        at,
        message: "`serve` is a table; write [serve], then lines such as rate = \"50/s\"".to_owned(),
    })?;
    let fields = TableFields { table, at, of: "[serve]", keys: ALL_KEYS };
    if let Some(fault) = fields.unknown().into_iter().next() {
        return Err(fault);
    }
    let mut read = ServeTable {
        listen: fields.text("listen")?.map(|text| text.trim().to_owned()),
        allow_hosts: list(&fields, "allow_hosts", host)?,
        allow_origins: list(&fields, "allow_origins", origin)?,
        rate: rate(&fields, "rate")?,
        starts: rate(&fields, "starts")?,
        tokens: Vec::new(),
    };
    if read.listen.as_deref() == Some("") {
        return Err(fields.fault("listen", "it is empty"));
    }
    let Some(tokens) = fields.get(TOKENS) else { return Ok(read) };
    let tokens = tokens.get_ref().as_table().ok_or_else(|| fields.fault(TOKENS, ""))?;
    if tokens.len() > TOKENS_MAX {
        return Err(fields.fault(TOKENS, &format!("there are more than {TOKENS_MAX} tokens")));
    }
    for (name, value) in tokens {
        let at = name.span().start;
        let refused =
            |why: &str| Fault { at, message: format!("the token '{}': {why}", name.get_ref()) };
        token_name(name.get_ref()).map_err(|why| refused(&why))?;
        let table = value.get_ref().as_table();
        let table = table.ok_or_else(|| refused("it is a table, such as [serve.tokens.board]"))?;
        read.tokens.push(token(name.get_ref(), table, at)?);
    }
    Ok(read)
}

/// Checks the name of a token.
///
/// # Errors
/// Why it is none, and what is accepted.
pub fn token_name(name: &str) -> Result<(), String> {
    let accepted = "use 1 to 64 letters, digits, `_` or `-`";
    // A dot would be two names of tables.
    if name.contains('.') {
        return Err(format!("it has '.'; {accepted}"));
    }
    // The access log has these for callers without a token.
    if CALLERS.contains(&name) {
        return Err(format!("a caller without a token is called '{name}'; use another name"));
    }
    word::check(name)
}

fn token(name: &str, table: &DeTable<'_>, at: usize) -> Result<ServeToken, Fault> {
    let fields = TableFields { table, at, of: "the table of a token", keys: &TOKEN_KEYS };
    if let Some(fault) = fields.unknown().into_iter().next() {
        return Err(fault);
    }
    let missing = |key: &str| fields.fault(key, &format!("`{key}` is missing"));
    let hash = fields.text("hash")?.ok_or_else(|| missing("hash"))?;
    // What stands there may be a token that somebody has put there: it is not repeated.
    let hash = hash_of(hash).ok_or_else(|| fields.fault("hash", "it is no hash"))?;
    let scopes = list(&fields, "scopes", scope)?.ok_or_else(|| missing("scopes"))?;
    if scopes.is_empty() {
        return Err(fields.fault("scopes", "it is empty"));
    }
    let desks = list(&fields, "desks", desk_pattern)?;
    if desks.as_ref().is_some_and(Vec::is_empty) {
        return Err(fields.fault("desks", "it is empty; leave it out for all desks"));
    }
    Ok(ServeToken {
        name: name.to_owned(),
        hash,
        scopes,
        desks: desks.map(DeskPatterns),
        rate: rate(&fields, "rate")?,
        starts: rate(&fields, "starts")?,
        made: fields.text("made")?.map(str::to_owned),
    })
}

fn hash_of(text: &str) -> Option<[u8; 32]> {
    let digits = text.strip_prefix(TOKEN_HASH)?;
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()?;
    bytes.try_into().ok()
}

fn scope(word: &str) -> Result<GrantedScope, String> {
    let found = GrantedScope::WORDS.iter().find(|(known, _)| *known == word);
    found.map(|(_, scope)| *scope).ok_or_else(|| format!("there is no '{word}'"))
}

/// Checks the name of a desk, in which `*` stands for any characters.
///
/// # Errors
/// Why it is none.
pub fn desk_pattern(text: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '*');
    if text.is_empty() || text.len() > ENTRY_MAX || !text.chars().all(is_plain) {
        return Err(format!("'{text}' is no name of a desk"));
    }
    Ok(text.to_owned())
}

fn host(text: &str) -> Result<String, String> {
    let is_plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    if text.is_empty() || text.len() > ENTRY_MAX || !text.chars().all(is_plain) {
        return Err(format!("'{text}' is no host"));
    }
    Ok(text.trim_end_matches('.').to_ascii_lowercase())
}

fn origin(text: &str) -> Result<String, String> {
    let wrong = || format!("'{text}' is no origin");
    let (scheme, name) = text.split_once("://").ok_or_else(wrong)?;
    if !matches!(scheme, "http" | "https") {
        return Err(wrong());
    }
    let name = host(name).map_err(|_| wrong())?;
    // A page names its origin without the usual port.
    let usual = if scheme == "http" { ":80" } else { ":443" };
    Ok(format!("{scheme}://{}", name.strip_suffix(usual).unwrap_or(&name)))
}

fn rate(fields: &TableFields<'_>, key: &str) -> Result<Option<MaybeRate>, Fault> {
    let Some(text) = fields.text(key)? else { return Ok(None) };
    RequestRate::read(text).map(MaybeRate).map(Some).map_err(|why| fields.fault(key, &why))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;

    fn of(text: &str) -> Result<ServeSettings, String> {
        let table = DeTable::parse(text).unwrap();
        serve(table.get_ref(), &DeTable::new()).map_err(|fault| fault.message)
    }

    #[test]
    fn a_number_of_requests_has_a_unit_and_an_empty_text_is_any_number() {
        let rate = |text: &str| {
            RequestRate::read(text).map(|rate| rate.map(|it| (it.count.get(), it.seconds)))
        };
        assert_eq!(rate("10/h"), Ok(Some((10, 3_600))));
        assert_eq!(rate(" 5 / s "), Ok(Some((5, 1))));
        assert_eq!(rate(""), Ok(None));
        for wrong in ["0/s", "-1/s", "10", "10/", "10/y", "/s", "4294967296/s", "1e3/s"] {
            assert!(rate(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_token_that_stands_where_its_hash_belongs_is_not_repeated() {
        let error = of("[serve.tokens.a]\nhash = 'owt_5a1e'\nscopes = ['read']").unwrap_err();
        assert!(!error.contains("5a1e"), "{error}");
    }

    #[test]
    fn a_desk_fits_a_name_or_a_pattern_in_its_exact_case() {
        let patterns = DeskPatterns(vec!["night".into(), "team-*".into()]);
        for (desk, fits) in [
            ("night", true),
            ("Night", false),
            ("nights", false),
            ("team-a", true),
            ("my-team-a", false),
        ] {
            assert_eq!(patterns.fit(&DeskName::named(desk)), fits, "{desk}");
        }
    }

    #[test]
    fn an_origin_is_known_without_its_usual_port_and_in_lower_case() {
        let read =
            of("[serve]\nallow_origins = ['https://Board.example:443', 'http://a.example:8080']")
                .unwrap();
        assert_eq!(read.allow_origins, ["https://board.example", "http://a.example:8080"]);
        for wrong in
            ["*", "board.example", "https://", "https://a.example/", "ftp://a.example", "null"]
        {
            assert!(of(&format!("[serve]\nallow_origins = ['{wrong}']")).is_err(), "{wrong}");
        }
    }
}
