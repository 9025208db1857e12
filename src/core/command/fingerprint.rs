//! The fingerprint of a request: two requests with the same one ask for the same.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::core::command::Request;

/// The length of a fingerprint, bytes of the hash.
const LENGTH: usize = 8;

impl Request {
    /// Returns the fingerprint of its command, time and provenance: 16 hexadecimal digits.
    ///
    /// It does not depend on who gives the command or what they expect, nor on what is known when its words
    /// are read. It is kept in the journal, so it must not change: a new field of a command is left out of its
    /// JSON while it is empty.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        // No value in a request makes the serializer fail.
        let asked = match (&self.words, &self.reason, &self.until) {
            (Some(words), ..) => serde_json::to_vec(&(words, self.at, &self.provenance)),
            (None, None, None) => serde_json::to_vec(&(&self.command, self.at, &self.provenance)),
            (None, Some(reason), _) => {
                serde_json::to_vec(&(&self.command, self.at, &self.provenance, reason))
            }
            (None, None, Some(until)) => {
                serde_json::to_vec(&(&self.command, self.at, &self.provenance, until))
            }
        };
        let against = self.override_reason.as_ref().map(serde_json::to_vec);
        let against = against.and_then(Result::ok).unwrap_or_default();
        let hash = Sha256::digest([asked.unwrap_or_default(), against].concat());
        HEXLOWER.encode(hash.get(..LENGTH).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use chrono::{DateTime, Utc};

    use super::*;
    use crate::core::base::{At, By, Interface, Provenance};
    use crate::core::command::{Command, Entering, Expect, NewFrame};
    use crate::core::session::{Band, GapAnswer, GapId};

    fn request(command: Command) -> Request {
        let by = By::new("ana", Interface::Cli, "desk-1");
        Request::new(command, by)
    }

    #[test]
    fn a_fingerprint_stays_the_same_in_later_versions() {
        let noon: DateTime<Utc> = "2026-01-05T12:00:00Z".parse().unwrap();
        let frame = NewFrame {
            kind: "task".parse().unwrap(),
            id: "7".into(),
            title: None,
            estimate_seconds: Some(60),
            entering: Entering::Usual,
        };
        let split = Command::AnswerGap {
            session: None,
            id: Some(GapId(2)),
            answer: GapAnswer::Split(noon.into()),
        };
        let at_noon = Request { at: At::Second(noon), ..request(Command::Resume) };
        for (request, fingerprint) in [
            (request(Command::start(Some("review".into()))), "9dd55595184a25e0"),
            (request(Command::Push(frame)), "21eee602bb6ebb07"),
            (request(split), "3020b87c32793b8e"),
            (at_noon, "0b905e28b59bab9b"),
        ] {
            assert_eq!(request.fingerprint(), fingerprint, "{:?}", request.command);
        }
    }

    #[test]
    fn a_fingerprint_is_of_what_is_asked_and_not_of_who_asks() {
        let set = request(Command::SetBand { band: Band::C, reason: "load".into() });
        let by = By::new("bo", Interface::Tui, "desk-2");
        let expect = Some(Expect::Seq(7));
        let same = Request { by, expect, operation: Some("op".into()), ..set.clone() };
        assert_eq!(same.fingerprint(), set.fingerprint());
        let measured =
            Request { provenance: Provenance::from(Some("probe".into())), ..set.clone() };
        let earlier = Request { at: At::Ago(1), ..set.clone() };
        let other = request(Command::SetBand { band: Band::C, reason: "loads".into() });
        for other in [measured, earlier, other] {
            assert_ne!(other.fingerprint(), set.fingerprint(), "{other:?}");
        }
    }
}
