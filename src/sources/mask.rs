//! Takes secrets out of what came.

use std::fmt;

use data_encoding::BASE64;
use memchr::memmem;
use serde_json::{Map, Value};

use crate::core::{BandValue, HealthValue};
use crate::formats::Statement;

/// What stands in the place of a secret.
const INSTEAD: &[u8] = b"[secret]";
/// A shorter secret is a common word: to take it out would change what an answer says.
const SHORTEST: usize = 4;

/// The secrets of one request, in each form in which an answer may repeat them.
#[derive(Clone, Default)]
pub(super) struct Mask(Vec<Vec<u8>>);

impl fmt::Debug for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mask(…)")
    }
}

impl Mask {
    /// Adds a secret.
    pub(super) fn add(&mut self, secret: &[u8]) {
        if secret.len() < SHORTEST {
            return;
        }
        let text = String::from_utf8_lossy(secret);
        let json = serde_json::to_string(text.as_ref()).unwrap_or_default();
        let in_json = json.trim_matches('"').as_bytes().to_vec();
        let percent = percent_encoded(secret);
        for form in [secret.to_vec(), BASE64.encode(secret).into_bytes(), in_json, percent] {
            if !self.0.contains(&form) {
                self.0.push(form);
            }
        }
        // A secret that is part of another is taken out after it.
        self.0.sort_by_key(|form| std::cmp::Reverse(form.len()));
    }

    /// Returns bytes without the secrets.
    pub(super) fn bytes(&self, bytes: Vec<u8>) -> Vec<u8> {
        self.0.iter().fold(bytes, |bytes, secret| {
            let finder = memmem::Finder::new(secret);
            let (mut clean, mut from) = (Vec::new(), 0);
            for at in finder.find_iter(&bytes) {
                clean.extend_from_slice(bytes.get(from..at).unwrap_or_default());
                clean.extend_from_slice(INSTEAD);
                from = at + secret.len();
            }
            if from == 0 {
                return bytes;
            }
            clean.extend_from_slice(bytes.get(from..).unwrap_or_default());
            clean
        })
    }

    /// Returns a statement without the secrets. It was read with them: to take them out before would change what
    /// an answer says.
    pub(super) fn statement(&self, statement: Statement) -> Statement {
        if self.0.is_empty() {
            return statement;
        }
        let Statement { band, health, suppressed, not_known, notes, .. } = statement;
        let texts = |all: Vec<String>| all.into_iter().map(|text| self.text(text)).collect();
        let map = |map: Map<String, Value>| {
            map.into_iter().map(|(name, value)| (self.text(name), self.value(value))).collect()
        };
        Statement {
            band: band.map(|band| BandValue {
                reason: self.text(band.reason),
                metrics: map(band.metrics),
                extra: map(band.extra),
                ..band
            }),
            health: health.map(|health| HealthValue {
                reasons: texts(health.reasons),
                extra: map(health.extra),
                ..health
            }),
            suppressed: texts(suppressed),
            not_known: texts(not_known),
            notes: texts(notes),
            ..statement
        }
    }

    fn value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(all) => all.into_iter().map(|value| self.value(value)).collect(),
            Value::Object(map) => {
                map.into_iter().map(|(name, value)| (self.text(name), self.value(value))).collect()
            }
            value @ (Value::Null | Value::Bool(_) | Value::Number(_)) => value,
        }
    }

    /// Returns a text without the secrets, also without the beginning of one at which it was cut.
    pub(super) fn text(&self, text: String) -> String {
        if self.0.is_empty() {
            return text;
        }
        let text = String::from_utf8_lossy(&self.bytes(text.into_bytes())).into_owned();
        let Some(cut) = text.strip_suffix('…') else { return text };
        let begun = |form: &Vec<u8>| {
            let longest = form.len().min(cut.len());
            (SHORTEST..=longest)
                .rev()
                .find(|end| cut.as_bytes().ends_with(form.get(..*end).unwrap_or_default()))
        };
        let Some(begun) = self.0.iter().filter_map(begun).max() else { return text };
        let kept = cut.get(..cut.len().saturating_sub(begun)).unwrap_or_default();
        format!("{kept}{}…", String::from_utf8_lossy(INSTEAD))
    }
}

fn percent_encoded(bytes: &[u8]) -> Vec<u8> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let encoded = bytes.iter().flat_map(|byte| {
        if is_plain(*byte) { vec![*byte] } else { format!("%{byte:02X}").into_bytes() }
    });
    encoded.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_taken_out_in_each_of_its_forms() {
        let mut mask = Mask::default();
        mask.add(b"pa\"ss word");
        mask.add(b"ana:pa\"ss word");
        mask.add(b"no");
        for echo in ["pa\"ss word", "pa\\\"ss word", "pa%22ss%20word", "YW5hOnBhInNzIHdvcmQ="] {
            let clean = mask.text(format!("you sent <{echo}>, no?"));
            assert_eq!(clean, "you sent <[secret]>, no?");
        }
        assert_eq!(mask.text("you sent pa\"ss w…".into()), "you sent [secret]…");
        assert_eq!(mask.text("you sent p…".into()), "you sent p…");
        assert_eq!(mask.text("pa\"ss wordpa\"ss word!".into()), "[secret][secret]!");
        assert_eq!(format!("{mask:?}"), "Mask(…)");
    }
}
