//! How an alert follows what is said, and what becomes of it when a command is undone.

use chrono::{DateTime, Utc};

use super::{Alert, Level, SaidLevel, SaidWord};

/// The most entries that an alert keeps. An undo needs those since its command.
const SAID_MAX: usize = 8;

/// What an undo or a redo brings back of what somebody said.
#[derive(Debug, Clone, Copy)]
pub(in crate::core) struct LevelBack<'a> {
    /// Whether a person said it.
    pub is_given: bool,
    /// What it was; `None` if nothing.
    pub level: Option<Level<'a>>,
    /// Until when it counts, UTC; `None` if until it is withdrawn.
    pub until_utc: Option<DateTime<Utc>>,
}

impl Alert {
    /// Follows what is said now. What was said before `keep_from` is forgotten: no undo needs it.
    pub(in crate::core) fn hear(mut self, now: SaidLevel, keep_from: DateTime<Utc>) -> Self {
        let nothing = SaidLevel { at_utc: now.at_utc, measured: None, given: None };
        let from = self.said.last().cloned().unwrap_or(nothing);
        if (&from.measured, &from.given) == (&now.measured, &now.given) {
            return self;
        }
        self = self.after(from.worst(), now.worst(), now.at_utc);
        self.said.push(now);
        // The newest one from before that time was still so at that time.
        let before = self.said.iter().rposition(|said| said.at_utc < keep_from).unwrap_or(0);
        self.said.drain(..before.max(self.said.len().saturating_sub(SAID_MAX)));
        self
    }

    /// Returns since when the worst that is said is this word, UTC; `None` if it is another one.
    pub(in crate::core) fn said_since(&self, word: &str) -> Option<DateTime<Utc>> {
        let so = self.said.iter().rev().take_while(|said| said.worst().word == word);
        so.last().map(|said| said.at_utc)
    }

    /// Returns what is known after an undo or a redo of what was done at `since`: what would be known if that
    /// had not been done. `then` is what was known before it, and `back` what it brings back.
    pub(in crate::core) fn restore(
        &self,
        then: &Self,
        back: Option<LevelBack<'_>>,
        (since, now): (DateTime<Utc>, &SaidLevel),
    ) -> Self {
        let last = then.said.last();
        let known = last.and_then(|last| self.said.iter().rposition(|said| said == last));
        let is_later = |(nth, said): &(usize, &SaidLevel)| match (known, last) {
            (Some(known), _) => *nth > known,
            (None, Some(_)) => said.at_utc > since,
            (None, None) => true,
        };
        let mut later: Vec<SaidLevel> =
            self.said.iter().enumerate().filter(is_later).map(|(_, said)| said.clone()).collect();
        if let Some(back) = back {
            bring_back(&mut later, back, now.at_utc);
        }
        later.push(now.clone());
        let restored = later
            .into_iter()
            .fold(then.clone(), |alert, said| alert.hear(said, DateTime::<Utc>::MIN_UTC));
        let is_whole = known.is_some() || last.is_none();
        if is_whole { restored } else { restored.with_unseen_of(self) }
    }

    /// Returns this with what the other one has that nobody has seen, if that is worse: what was said then is
    /// forgotten, and an undo must not hide it.
    fn with_unseen_of(self, other: &Self) -> Self {
        let level = self.unseen.as_ref().map(|unseen| unseen.level);
        let worse = other.unseen.as_ref().filter(|unseen| Some(unseen.level) > level).cloned();
        Self { unseen: worse.or(self.unseen), ..self }
    }
}

/// Makes what was said as it would have been with what is brought back.
fn bring_back(later: &mut Vec<SaidLevel>, back: LevelBack<'_>, now: DateTime<Utc>) {
    let word = back.level.map(SaidWord::from);
    if let Some(until) = back.until_utc.filter(|until| back.is_given && *until <= now) {
        let nth = later.iter().take_while(|said| said.at_utc <= until).count();
        let measured = nth.checked_sub(1).and_then(|before| later.get(before));
        let measured = measured.and_then(|said| said.measured.clone());
        later.insert(nth, SaidLevel { at_utc: until, measured, given: None });
    }
    for said in later {
        if back.is_given {
            let counts = back.until_utc.is_none_or(|until| said.at_utc < until);
            said.given = word.clone().filter(|_| counts);
        } else if let Some(word) = &word
            && said.measured.as_ref().is_none_or(|measured| measured.level < word.level)
        {
            said.measured = Some(word.clone());
        }
    }
}
