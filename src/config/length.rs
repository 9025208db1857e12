//! A duration in the settings, such as `"5m"`.

use serde::Deserialize;

use crate::input;

/// A duration, milliseconds.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Length(pub(super) u64);

impl TryFrom<String> for Length {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let ms = input::duration(&text)?.as_millis();
        u64::try_from(ms).map(Self).map_err(|_| format!("'{text}' is too long"))
    }
}

/// A duration, milliseconds, or `None` for an empty text.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct MaybeLength(pub(super) Option<u64>);

impl TryFrom<String> for MaybeLength {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.trim().is_empty() {
            return Ok(Self(None));
        }
        Length::try_from(text).map(|length| Self(Some(length.0)))
    }
}
