//! Counts the parts of an answer and builds the statement: the worst part that counts wins.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use serde_json::Map;

use super::Statement;
use super::values::{cut, time_utc};
use crate::core::{HealthValue, Light, REASON, REASONS_MAX};

/// What one part of an answer says, from bad to good. Of two parts with one key the first counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// It is broken.
    Red,
    /// It needs attention.
    Yellow,
    /// The answer does not know it. No answer with such a part is green.
    Unknown,
    /// It is not a problem yet. It is listed and does not count.
    Pending,
    /// It is silenced, muted or in downtime until then. It is listed and does not count.
    Suppressed(Option<DateTime<Utc>>),
    /// It works.
    Green,
    /// It neither counts nor is listed.
    Ignored,
}

impl From<Light> for Verdict {
    fn from(light: Light) -> Self {
        match light {
            Light::Green => Self::Green,
            Light::Yellow => Self::Yellow,
            Light::Red => Self::Red,
            Light::Unknown => Self::Unknown,
        }
    }
}

/// What several parts are called beside the worst one, as in "2 silenced" or "2 soft warnings".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct PartLabel {
    one: &'static str,
    many: &'static str,
}

/// A named part of an answer, with what the answer says of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AnswerPart {
    key: String,
    verdict: Verdict,
    line: String,
    label: Option<PartLabel>,
    since: Option<DateTime<Utc>>,
    weight: f64,
}

impl AnswerPart {
    /// Returns a part. Parts with the same `key` are one. `line` is the part in words: what it is,
    /// how bad, since when.
    pub(super) fn new(key: impl Into<String>, verdict: Verdict, line: impl Into<String>) -> Self {
        let (key, line) = (key.into(), line.into());
        Self { key, verdict, line, label: None, since: None, weight: 0.0 }
    }

    /// Says what such parts are called beside the worst: "1 silenced", "2 silenced".
    pub(super) fn called(self, label: &'static str) -> Self {
        self.called_each(label, label)
    }

    /// Says what such parts are called beside the worst: "1 soft warning", "2 soft warnings".
    pub(super) fn called_each(self, one: &'static str, many: &'static str) -> Self {
        Self { label: Some(PartLabel { one, many }), ..self }
    }

    /// Says since when it is so. Of equal parts the oldest is named first.
    pub(super) fn since(self, since: Option<DateTime<Utc>>) -> Self {
        Self { since, ..self }
    }

    /// Says how bad it is among parts of the same light. The heaviest is named first.
    pub(super) fn weighing(self, weight: f64) -> Self {
        Self { weight, ..self }
    }

    /// Compares by what is named first.
    fn order(&self, other: &Self) -> Ordering {
        let oldest_first = |part: &Self| (part.since.is_none(), part.since);
        self.verdict
            .cmp(&other.verdict)
            .then_with(|| other.weight.total_cmp(&self.weight))
            .then_with(|| oldest_first(self).cmp(&oldest_first(other)))
            .then_with(|| self.line.cmp(&other.line))
            .then_with(|| self.label.cmp(&other.label))
            .then_with(|| self.key.cmp(&other.key))
    }

    fn counts(&self) -> bool {
        matches!(self.verdict, Verdict::Red | Verdict::Yellow)
    }

    fn is_suppressed(&self) -> bool {
        matches!(self.verdict, Verdict::Suppressed(_))
    }
}

/// The parts of an answer. Neither their order nor a repetition changes the statement.
#[derive(Debug, Default)]
pub(super) struct AnswerParts {
    parts: Vec<AnswerPart>,
    notes: Vec<String>,
    observed_at_utc: Option<DateTime<Utc>>,
    empty_is_green: bool,
    empty_cause: Option<&'static str>,
}

impl AnswerParts {
    /// Adds a part.
    pub(super) fn add(&mut self, part: AnswerPart) {
        self.parts.push(part);
    }

    /// Adds what a reader should know beside the parts.
    pub(super) fn note(&mut self, note: impl AsRef<str>) {
        self.notes.push(cut(note.as_ref(), REASON.max));
    }

    /// Sets the time that the answer gives for itself.
    pub(super) fn observed(&mut self, at: Option<DateTime<Utc>>) {
        self.observed_at_utc = at;
    }

    /// Says that the answer proves that the checker lives, so that no part at all is green.
    pub(super) fn prove_alive(&mut self) {
        self.empty_is_green = true;
    }

    /// Replaces the reason of an answer without any part: "nothing reported".
    pub(super) fn if_empty(&mut self, cause: &'static str) {
        self.empty_cause = Some(cause);
    }

    /// Adds an unknown part if a heartbeat is wanted and the answer does not have it.
    pub(super) fn need_heartbeat(&mut self, wanted: Option<&str>, is_there: bool) {
        if let Some(name) = wanted.filter(|_| !is_there) {
            let line = format!("no {}: the alarm path is silent", cut(name, 100));
            self.add(
                AnswerPart::new("heartbeat", Verdict::Unknown, line).called("heartbeat missing"),
            );
        }
    }

    /// Returns the statement of these parts.
    pub(super) fn statement(mut self, now: DateTime<Utc>) -> Statement {
        if self.parts.is_empty() && !self.empty_is_green {
            let cause = self.empty_cause.unwrap_or("nothing reported");
            self.add(AnswerPart::new("empty", Verdict::Unknown, cause));
        }
        self.parts.sort_by(|a, b| a.key.cmp(&b.key).then_with(|| a.order(b)));
        self.parts.dedup_by(|a, b| a.key == b.key);
        self.parts.sort_by(AnswerPart::order);
        self.notes.extend(lines(&self.parts, |part| part.verdict == Verdict::Pending));
        self.notes.sort();
        self.notes.dedup();
        Statement {
            band: None,
            health: Some(HealthValue {
                status: light(&self.parts),
                reasons: reasons(&self.parts, now),
                extra: Map::new(),
            }),
            observed_at_utc: self.observed_at_utc,
            band_observed_at_utc: None,
            counted: number(self.parts.iter().filter(|part| part.counts()).count()),
            suppressed: lines(&self.parts, AnswerPart::is_suppressed).collect(),
            not_known: lines(&self.parts, |part| part.verdict == Verdict::Unknown).collect(),
            notes: self.notes,
        }
    }
}

fn light(parts: &[AnswerPart]) -> Light {
    match parts.first().map(|worst| worst.verdict) {
        Some(Verdict::Red) => Light::Red,
        Some(Verdict::Yellow) => Light::Yellow,
        Some(Verdict::Unknown) => Light::Unknown,
        Some(Verdict::Green | Verdict::Pending | Verdict::Suppressed(_) | Verdict::Ignored)
        | None => Light::Green,
    }
}

/// Returns the reasons: first the worst and how many more, then the other parts that are not green.
fn reasons(parts: &[AnswerPart], now: DateTime<Utc>) -> Vec<String> {
    let is_reason = |part: &AnswerPart| part.counts() || part.verdict == Verdict::Unknown;
    let mut reasons = vec![summary(parts, now)];
    reasons.extend(lines(parts, is_reason).skip(1).take(REASONS_MAX - 1));
    reasons.retain(|reason| !reason.is_empty());
    reasons
}

/// Returns the worst part and how many more, as in
/// `HighErrorRate checkout (critical) since 13:02 UTC, 2 more; 1 silenced; 1 unknown`.
fn summary(parts: &[AnswerPart], now: DateTime<Utc>) -> String {
    let worst = parts.first().filter(|part| part.counts() || part.verdict == Verdict::Unknown);
    let others = parts.get(usize::from(worst.is_some())..).unwrap_or_default();
    let worst_is_unknown = worst.is_some_and(|part| part.verdict == Verdict::Unknown);
    let mut counts = Counts::default();
    counts.count(others, AnswerPart::counts, None);
    let unknown = (!worst_is_unknown).then_some("unknown");
    counts.count(others, |part| part.verdict == Verdict::Unknown, unknown);
    counts.count(others, AnswerPart::is_suppressed, Some("suppressed"));
    let next = others.iter().filter_map(|part| match part.verdict {
        Verdict::Suppressed(until) => until.filter(|until| *until > now),
        _ => None,
    });
    if let (Some(next), Some(last)) = (next.min(), counts.labelled.last_mut()) {
        let _ = write!(last, ", next ends {}", time_utc(next, now));
    }
    counts.count(others, |part| part.verdict == Verdict::Pending, Some("pending"));

    let labelled = counts.labelled.join("; ");
    let Some(worst) = worst else { return labelled };
    let mut rest = String::new();
    if counts.more > 0 {
        let _ = write!(rest, ", {} more", counts.more);
    }
    if !labelled.is_empty() {
        let _ = write!(rest, "; {labelled}");
    }
    let room = REASON.max.saturating_sub(rest.chars().count()).max(REASON.max / 2);
    cut(&(cut(&worst.line, room) + &rest), REASON.max)
}

/// How many parts there are beside the worst.
#[derive(Default)]
struct Counts {
    /// Parts without a label of their own.
    more: usize,
    /// The others, as in "2 silenced".
    labelled: Vec<String>,
}

impl Counts {
    /// Counts some parts by their label, those without one as `usual`.
    fn count(
        &mut self,
        parts: &[AnswerPart],
        of: impl Fn(&AnswerPart) -> bool,
        usual: Option<&'static str>,
    ) {
        let usual = usual.map(|word| PartLabel { one: word, many: word });
        let mut labels: BTreeMap<PartLabel, usize> = BTreeMap::new();
        for part in parts.iter().filter(|part| of(part)) {
            match part.label.or(usual) {
                Some(label) => *labels.entry(label).or_default() += 1,
                None => self.more += 1,
            }
        }
        let mut labels: Vec<_> = labels.into_iter().collect();
        labels.sort_by_key(|(label, count)| (Reverse(*count), *label));
        self.labelled.extend(labels.into_iter().map(|(label, count)| {
            format!("{count} {}", if count == 1 { label.one } else { label.many })
        }));
    }
}

fn lines<'a>(
    parts: &'a [AnswerPart],
    of: impl Fn(&AnswerPart) -> bool + 'a,
) -> impl Iterator<Item = String> + 'a {
    parts.iter().filter(move |part| of(part)).map(|part| cut(&part.line, REASON.max))
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(parts: Vec<AnswerPart>) -> Statement {
        let mut all = AnswerParts::default();
        for part in parts {
            all.add(part);
        }
        all.statement(at("2026-11-25T14:06:00Z"))
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn first_reason(statement: &Statement) -> &str {
        &statement.health.as_ref().unwrap().reasons[0]
    }

    #[test]
    fn the_reason_names_the_worst_and_counts_the_others() {
        let until = Some(at("2026-11-25T18:00:00Z"));
        let said = statement(vec![
            AnswerPart::new("1", Verdict::Yellow, "Disk"),
            AnswerPart::new("2", Verdict::Red, "Errors").since(until),
            AnswerPart::new("3", Verdict::Yellow, "Load")
                .called_each("soft warning", "soft warnings"),
            AnswerPart::new("4", Verdict::Suppressed(until), "Lag").called("silenced"),
            AnswerPart::new("5", Verdict::Unknown, "Probe"),
            AnswerPart::new("6", Verdict::Pending, "Slow"),
            AnswerPart::new("7", Verdict::Green, "Web"),
            AnswerPart::new("8", Verdict::Red, "Old errors")
                .since(Some(at("2026-11-24T18:00:00Z"))),
        ]);
        let reason = "Old errors, 2 more; 1 soft warning; 1 unknown; 1 silenced, next ends 18:00 UTC; 1 pending";
        assert_eq!(first_reason(&said), reason);
        assert_eq!(said.counted, 4);
        assert_eq!(said.suppressed, ["Lag"]);
        assert_eq!(said.not_known, ["Probe"]);
        assert_eq!(said.notes, ["Slow"]);
    }

    #[test]
    fn no_part_at_all_is_unknown_unless_something_proves_life() {
        let said = statement(vec![]);
        assert_eq!(said.health.unwrap().status, Light::Unknown);
        assert_eq!(said.not_known, ["nothing reported"]);
        let mut parts = AnswerParts::default();
        parts.prove_alive();
        let said = parts.statement(at("2026-11-25T14:06:00Z"));
        assert_eq!(said.health.unwrap().status, Light::Green);
    }

    #[test]
    fn of_two_parts_with_one_key_the_worse_counts_once() {
        let one = || AnswerPart::new("1", Verdict::Red, "Errors");
        let silenced = || AnswerPart::new("1", Verdict::Suppressed(None), "Errors, silenced");
        for parts in [vec![silenced(), one(), one()], vec![one(), silenced(), one()]] {
            let said = statement(parts);
            assert_eq!((said.counted, said.suppressed.len()), (1, 0));
        }
    }

    #[test]
    fn a_long_name_never_hides_the_counts() {
        let long = "x".repeat(10_000);
        let said = statement(vec![
            AnswerPart::new("1", Verdict::Red, &long),
            AnswerPart::new("2", Verdict::Red, &long),
        ]);
        let reason = first_reason(&said);
        assert!(reason.ends_with("…, 1 more"), "{reason}");
        assert_eq!(reason.chars().count(), REASON.max);
    }
}
