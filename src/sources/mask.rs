//! Takes secrets out of what came.

use std::fmt;

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL_NOPAD};
use memchr::memmem;
use serde_json::{Map, Value};

use crate::core::{BandValue, HealthValue};
use crate::formats::Statement;

/// What stands in the place of a secret.
const INSTEAD: &[u8] = b"[secret]";
/// A shorter secret is a common word: to take it out would change what an answer says.
const SHORTEST: usize = 4;

/// The fewest characters of a part of base64 that no other text has by chance.
const BASE64_SHORTEST: usize = 8;
/// The sign at the end of what was cut.
const CUT: char = '…';
/// What a reader is told of a secret that is not taken out.
const SHORT: &str = "a secret has fewer than 4 characters, so an answer may show it";

/// The secrets of one request, in each form in which an answer may repeat them.
#[derive(Clone, Default)]
pub(super) struct Mask {
    /// The forms, in small letters, the longest first.
    forms: Vec<Vec<u8>>,
    /// Whether one is too short.
    is_short: bool,
}

impl fmt::Debug for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mask(…)")
    }
}

impl Mask {
    /// Adds a secret.
    pub(super) fn add(&mut self, secret: &[u8]) {
        if secret.len() < SHORTEST {
            self.is_short = true;
            return;
        }
        let text = String::from_utf8_lossy(secret);
        let json = serde_json::to_string(text.as_ref()).unwrap_or_default();
        let in_json = json.strip_prefix('"').and_then(|json| json.strip_suffix('"'));
        let in_json = in_json.unwrap_or_default();
        let percent = percent_encoded(secret);
        let mut forms = vec![
            secret.to_vec(),
            in_json.as_bytes().to_vec(),
            in_json.replace('/', "\\/").into_bytes(),
            in_ascii(in_json).into_bytes(),
            percent.replace("%20", "+").into_bytes(),
            percent.into_bytes(),
        ];
        forms.extend(base64_forms(secret));
        for mut form in forms {
            form.make_ascii_lowercase();
            if !self.forms.contains(&form) {
                self.forms.push(form);
            }
        }
        // A secret that is part of another is taken out after it.
        self.forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    }

    /// Returns bytes without the secrets.
    pub(super) fn bytes(&self, bytes: Vec<u8>) -> Vec<u8> {
        self.forms.iter().fold(bytes, |bytes, secret| {
            let finder = memmem::Finder::new(secret);
            let (mut clean, mut from) = (Vec::new(), 0);
            for at in finder.find_iter(&bytes.to_ascii_lowercase()) {
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

    /// Returns an answer without the secrets, also without the beginning of one at which it was cut.
    pub(super) fn body(&self, bytes: Vec<u8>) -> Vec<u8> {
        let mut bytes = self.bytes(bytes);
        if let Some(begun) = self.begun_at_the_end(&bytes) {
            bytes.truncate(bytes.len().saturating_sub(begun));
            bytes.extend_from_slice(INSTEAD);
        }
        bytes
    }

    /// Returns how many bytes of a secret are at the end; `None` if there are too few to know.
    fn begun_at_the_end(&self, bytes: &[u8]) -> Option<usize> {
        let longest = self.forms.first()?.len();
        let end = bytes.get(bytes.len().saturating_sub(longest)..)?.to_ascii_lowercase();
        let begun = |form: &Vec<u8>| {
            let longest = form.len().min(end.len());
            (SHORTEST..=longest)
                .rev()
                .find(|length| end.ends_with(form.get(..*length).unwrap_or_default()))
        };
        self.forms.iter().filter_map(begun).max()
    }

    /// Returns a statement without the secrets. It was read with them: to take them out before would change what
    /// an answer says.
    pub(super) fn statement(&self, statement: Statement) -> Statement {
        if self.forms.is_empty() && !self.is_short {
            return statement;
        }
        let Statement { band, health, suppressed, not_known, mut notes, .. } = statement;
        notes.extend(self.is_short.then(|| SHORT.to_owned()));
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

    /// Returns a text without the secrets, also without the beginnings of them at which it was cut.
    pub(super) fn text(&self, text: String) -> String {
        if self.forms.is_empty() {
            return text;
        }
        let text = String::from_utf8_lossy(&self.bytes(text.into_bytes())).into_owned();
        let parts = text.split_inclusive(CUT).map(|part| {
            let Some(before) = part.strip_suffix(CUT) else { return part.to_owned() };
            let begun = self.begun_at_the_end(before.as_bytes());
            let Some(begun) = begun else { return part.to_owned() };
            let kept = before.as_bytes().get(..before.len().saturating_sub(begun));
            let kept = String::from_utf8_lossy(kept.unwrap_or_default()).into_owned();
            format!("{kept}{}{CUT}", String::from_utf8_lossy(INSTEAD))
        });
        parts.collect()
    }
}

/// Returns JSON whose characters are all ASCII.
fn in_ascii(json: &str) -> String {
    let mut ascii = String::new();
    for c in json.chars() {
        if c.is_ascii() {
            ascii.push(c);
        } else {
            let mut units = [0; 2];
            ascii.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    ascii
}

/// Returns what base64 of a secret looks like, alone and as a part of more: the characters that what stands before and
/// after it leaves as they are.
fn base64_forms(secret: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = Vec::new();
    for before in 0..3 {
        let padded = [vec![0; before], secret.to_vec()].concat();
        let whole = padded.len() * 8 / 6;
        for encoding in [BASE64_NOPAD, BASE64URL_NOPAD] {
            let encoded = encoding.encode(&padded);
            let first = (before * 8).div_ceil(6);
            forms.extend(encoded.as_bytes().get(first..whole).map(<[u8]>::to_vec));
        }
    }
    forms.retain(|form| form.len() >= BASE64_SHORTEST);
    forms.push(BASE64.encode(secret).into_bytes());
    forms.push(BASE64_NOPAD.encode(secret).into_bytes());
    forms
}

fn percent_encoded(bytes: &[u8]) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let encoded = bytes.iter().map(|byte| {
        if is_plain(*byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") }
    });
    encoded.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_of_other_scripts_is_taken_out_of_json() {
        let mut mask = Mask::default();
        mask.add("über/𝕏1".as_bytes());
        for echo in
            ["über/𝕏1", r"über\/𝕏1", r"\u00fcber/\ud835\udd4f1", "%C3%BCber%2F%F0%9D%95%8F1"]
        {
            assert_eq!(mask.text(format!("<{echo}>")), "<[secret]>");
        }
    }

    #[test]
    fn a_secret_that_is_too_short_is_named() {
        let mut mask = Mask::default();
        mask.add(b"abc");
        let notes = mask.statement(Statement::default()).notes;
        assert_eq!(notes, [SHORT]);
    }

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
        for echo in ["PA\"SS WORD", "pa%22SS%20word", "pa%22ss+word", "YW5hOnBhInNzIHdvcmQ"] {
            let clean = mask.text(format!("you sent <{echo}>, no?"));
            assert_eq!(clean, "you sent <[secret]>, no?");
        }
        // As a part of more, in each of the three places that base64 knows.
        for before in ["", "a", "ab", "abc"] {
            let more = BASE64.encode(format!("{before}pa\"ss word;x").as_bytes());
            assert!(mask.text(more.clone()).contains("[secret]"), "{before}: {more}");
        }
        assert_eq!(mask.text("you sent pa\"ss w…".into()), "you sent [secret]…");
        assert_eq!(
            mask.text("Pa\"ss w… (critical), 2 more".into()),
            "[secret]… (critical), 2 more"
        );
        assert_eq!(mask.body(b"you sent pa\"ss w".to_vec()), b"you sent [secret]");
        assert_eq!(mask.body(b"you sent pa".to_vec()), b"you sent pa");
        assert_eq!(mask.text("you sent p…".into()), "you sent p…");
        assert_eq!(mask.text("pa\"ss wordpa\"ss word!".into()), "[secret][secret]!");
        assert_eq!(format!("{mask:?}"), "Mask(…)");
    }
}
