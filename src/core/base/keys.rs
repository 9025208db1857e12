//! The names of a session: the short key, and the id that is unique everywhere.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize, Serializer};

/// The number of a session on its desk, such as `SESSION-014`. No number is used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(extend("pattern" = "^SESSION-[0-9]{3,}$")))]
#[serde(try_from = "String", into = "String")]
pub struct SessionKey(pub u32);

impl fmt::Display for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SESSION-{:03}", self.0)
    }
}

impl From<SessionKey> for String {
    fn from(key: SessionKey) -> Self {
        key.to_string()
    }
}

impl FromStr for SessionKey {
    type Err = String;

    /// Reads `SESSION-014`, in any case, or the number alone.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let upper = text.to_ascii_uppercase();
        let digits = upper.strip_prefix("SESSION-").unwrap_or(&upper);
        match digits.parse() {
            Ok(number) if digits.bytes().all(|b| b.is_ascii_digit()) => Ok(Self(number)),
            _ => Err(format!("'{text}' is not a session key; a key looks like SESSION-014")),
        }
    }
}

impl TryFrom<String> for SessionKey {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// The unique id of a session: its start, UTC, and six random hex digits, such as
/// `sess_20260101_093405_a1b2c3`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct SessionId(String);

impl SessionId {
    /// Returns the id of a session started at `start`; the lower 24 bits of `nonce` are used.
    #[must_use]
    pub fn new(start: DateTime<Utc>, nonce: u32) -> Self {
        Self(format!("sess_{}_{:06x}", start.format("%Y%m%d_%H%M%S"), nonce & 0x00ff_ffff))
    }

    /// Reads an id that has the form of one; `None` if the text has not.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.strip_prefix("sess_")?.split_once('_')?;
        let (time, nonce) = rest.split_once('_')?;
        NaiveDateTime::parse_from_str(&format!("{date}{time}"), "%Y%m%d%H%M%S").ok()?;
        let is_plain = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        let is_id =
            (date.len(), time.len(), nonce.len()) == (8, 6, 6) && nonce.bytes().all(is_plain);
        is_id.then(|| Self(text.to_owned()))
    }

    /// Returns the day of its start, UTC, as in `2026-01-01`; `None` if it has not the form of an id.
    #[must_use]
    pub fn day(&self) -> Option<String> {
        Self::parse(&self.0)?;
        let (year, month, day) = (self.0.get(5..9)?, self.0.get(9..11)?, self.0.get(11..13)?);
        Some(format!("{year}-{month}-{day}"))
    }

    /// Returns the id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for SessionId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A key or an id, as a person names a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionName {
    /// The short name.
    Key(SessionKey),
    /// The unique name.
    Id(SessionId),
}

impl SessionName {
    /// Reports whether a session with this key and id has this name.
    #[must_use]
    pub fn is_of(&self, key: SessionKey, id: &SessionId) -> bool {
        match self {
            Self::Key(named) => *named == key,
            Self::Id(named) => named == id,
        }
    }
}

impl FromStr for SessionName {
    type Err = String;

    /// Reads a key (in any case, or the number alone) or an id.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with("sess_") {
            return Ok(Self::Id(SessionId::from(text)));
        }
        let no_name = |_| {
            format!("'{text}' is not a session; use its key (SESSION-014 or 14) or its id (sess_…)")
        };
        text.parse().map(Self::Key).map_err(no_name)
    }
}

impl Serialize for SessionName {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl fmt::Display for SessionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => key.fmt(f),
            Self::Id(id) => id.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn a_key_has_three_digits_at_least() {
        assert_eq!(SessionKey(7).to_string(), "SESSION-007");
        assert_eq!(SessionKey(1234).to_string(), "SESSION-1234");
    }

    #[test]
    fn a_key_reads_back_in_any_case_or_as_a_number() {
        for text in ["SESSION-014", "session-14", "14"] {
            assert_eq!(text.parse(), Ok(SessionKey(14)), "{text}");
        }
        for text in ["", "SESSION-", "-1", "+3", "SPRINT-1"] {
            assert!(text.parse::<SessionKey>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_id_is_the_utc_start_and_six_hex_digits() {
        let start = "2026-01-01T09:34:05.999999Z".parse().unwrap();
        assert_eq!(SessionId::new(start, 0xffa1_b2c3).as_str(), "sess_20260101_093405_a1b2c3");
    }
}
