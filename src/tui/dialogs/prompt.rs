//! A dialog: a question with one or several fields, the same keys in all of them.
//!
//! What the answer means stands in `answer.rs`; no rule of the session lives here.

use chrono::{DateTime, Utc};
use crossterm::event::{KeyCode, KeyEvent};

use crate::core::{Band, By, Expect, GapId, Glance, Light, Moment, NewFrame, Verb, Watch};
use crate::failure::Words;
use crate::zone::Zone;

use super::earlier::Earlier;
use super::field::{Choice, Entry, Field, Name};
use super::offer;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// A session that is about to start.
    Start,
    /// A session that is about to start, and to end the live one.
    Switch,
    /// The session that is about to end.
    End,
    /// Other notes.
    Amend,
    /// A note.
    Note,
    /// A context.
    Frame,
    /// A band and why.
    Band,
    /// A health and why.
    Health,
    /// What a gap was.
    Gap(GapId),
    /// Whether a session that nobody has touched for long goes on.
    Forgotten,
}

/// A question, the answer so far, and what was wrong with the last one.
#[derive(Debug)]
pub struct Prompt {
    /// What is asked for.
    pub ask: Ask,
    /// Where the answer is given; there is at least one.
    pub fields: Vec<Field>,
    /// Which of them takes the keys.
    pub at: usize,
    /// The contexts of last time, outermost first.
    pub offered: Vec<NewFrame>,
    /// Why the last answer was not taken.
    pub refusal: Option<Words>,
    /// How a letter of a choice has gone on to the field after it.
    went_on: WentOn,
    /// What the operator saw when the question was put.
    pub seen: Seen,
}

/// How a letter of a choice has gone on to the field after it. It does so once: whoever comes back
/// to mend the choice may go on typing, and that is no longer meant for the field after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WentOn {
    /// It has not.
    NotYet,
    /// The last key did.
    JustNow,
    /// It did, or somebody went there themselves.
    Before,
}

/// What the operator saw when the question was put.
#[derive(Debug, Clone)]
pub enum Seen {
    /// As it was when the question was put.
    Then {
        /// The part of the desk that the answer is about.
        expect: Expect,
        /// The number of its newest event.
        seq: u64,
        /// The last activity in the live session, UTC.
        last_activity_utc: Option<DateTime<Utc>>,
    },
    /// It has been refused: somebody who answers again has read why, and sees what is there now.
    Now,
}

/// What a dialog can see of the desk.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    /// The desk.
    pub watch: &'a Watch,
    /// What there is to see of it now.
    pub glance: &'a Glance,
    /// Now.
    pub now: &'a Moment,
    /// Who sits before the panel.
    pub by: &'a By,
    /// The operator's clock.
    pub zone: &'a dyn Zone,
}

impl Prompt {
    /// Returns a question about what is to be seen now; `notes` are those that a session starts
    /// with unless somebody changes them.
    #[must_use]
    pub fn new(ask: Ask, sight: Sight<'_>, earlier: &Earlier, notes: &str) -> Self {
        let starts = matches!(ask, Ask::Start | Ask::Switch);
        let offered = if starts { offer::contexts(sight.watch) } else { Vec::new() };
        let text = |name, value| Field::text(name, value, earlier.of(name, sight.watch));
        let governance = &sight.glance.governance;
        let fields = match ask {
            Ask::Start | Ask::Switch => {
                let mut fields = vec![
                    text(Name::Notes, notes),
                    text(Name::Operator, &sight.by.operator),
                    text(Name::Target, ""),
                ];
                let again = || Choice {
                    all: ["no", "yes"].map(str::to_owned).to_vec(),
                    chosen: Some(0),
                    now: None,
                    missed: None,
                };
                let offer = (!offered.is_empty()).then(|| Field::choice(Name::Contexts, again()));
                fields.extend(offer);
                fields
            }
            Ask::End => vec![text(Name::Notes, "")],
            Ask::Amend => {
                let notes = sight.watch.session.as_ref().and_then(|session| session.notes.as_ref());
                vec![text(Name::Notes, notes.map_or("", String::as_str))]
            }
            Ask::Note => vec![text(Name::Note, "")],
            Ask::Frame => vec![text(Name::Context, "")],
            Ask::Band => {
                let choice = one_of(&Band::ALL, governance.cone.band);
                vec![Field::choice(Name::Band, choice), text(Name::BandReason, "")]
            }
            Ask::Health => {
                let choice = one_of(&Light::ALL, governance.health.status);
                vec![Field::choice(Name::Health, choice), text(Name::HealthReason, "")]
            }
            Ask::Gap(_) => vec![text(Name::GapAnswer, "")],
            Ask::Forgotten => vec![text(Name::ForgottenAnswer, "")],
        };
        let Glance { seq, last_activity_utc, .. } = *sight.glance;
        let expect = expectation(sight.glance, ask.verb());
        let seen = Seen::Then { expect, seq, last_activity_utc };
        Self { ask, fields, at: 0, offered, refusal: None, went_on: WentOn::NotYet, seen }
    }

    /// Returns the field that takes the keys.
    #[must_use]
    pub fn field(&self) -> Option<&Field> {
        self.fields.get(self.at)
    }

    /// Returns what stands in the field of a name.
    #[must_use]
    pub fn value(&self, name: Name) -> &str {
        self.named(name).map_or("", Field::value)
    }

    /// Returns which of a few is meant in the field of a name.
    #[must_use]
    pub fn chosen(&self, name: Name) -> Option<usize> {
        self.named(name).and_then(Field::chosen)
    }

    fn named(&self, name: Name) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Takes a key into the answer, or to another field.
    pub fn typed(&mut self, key: KeyEvent) {
        let before = self.answer();
        self.take(key);
        self.forgive(&before);
    }

    fn take(&mut self, key: KeyEvent) {
        let just_went_on = self.went_on == WentOn::JustNow;
        if just_went_on {
            self.went_on = WentOn::Before;
        }
        let Some(field) = self.fields.get_mut(self.at) else { return };
        match (key.code, &mut field.entry) {
            // It means the move that the letter has made already.
            (KeyCode::Tab | KeyCode::Down, _) if just_went_on => {}
            (KeyCode::Up, Entry::Text(text)) if text.has_earlier() => text.earlier(),
            (KeyCode::Down, Entry::Text(text)) if text.has_earlier() => text.later(),
            (KeyCode::BackTab | KeyCode::Up, _) => self.back(),
            (KeyCode::Tab | KeyCode::Down, _) => self.next(),
            (_, Entry::Text(text)) => text.typed(key),
            (_, Entry::Choice(choice)) => {
                // What is chosen, then why.
                let named = choice.typed(key);
                if named && self.went_on == WentOn::NotYet && self.at + 1 < self.fields.len() {
                    self.at += 1;
                    self.went_on = WentOn::JustNow;
                }
            }
        }
    }

    /// Takes pasted text, as text: where none can stand, into the field after it.
    pub fn pasted(&mut self, pasted: &str) {
        let before = self.answer();
        self.insert(pasted);
        self.forgive(&before);
    }

    fn insert(&mut self, pasted: &str) {
        let texts = |(_, field): &(usize, &mut Field)| matches!(field.entry, Entry::Text(_));
        let mut from_here = self.fields.iter_mut().enumerate().skip(self.at);
        if let Some((at, field)) = from_here.find(texts)
            && let Entry::Text(text) = &mut field.entry
        {
            text.pasted(pasted);
            self.at = at;
            self.went_on = WentOn::Before;
        }
    }

    /// Returns what stands in all fields.
    fn answer(&self) -> Vec<(String, Option<usize>)> {
        self.fields.iter().map(|field| (field.value().to_owned(), field.chosen())).collect()
    }

    /// Forgets why an answer was not taken once it is another one.
    fn forgive(&mut self, before: &[(String, Option<usize>)]) {
        if self.answer() != before {
            self.refusal = None;
        }
    }

    /// Keeps the answer and says why it was not taken.
    pub fn refuse(&mut self, words: Words) {
        self.refusal = Some(words);
        self.seen = Seen::Now;
    }

    fn next(&mut self) {
        self.went_on = WentOn::Before;
        self.at = if self.at + 1 < self.fields.len() { self.at + 1 } else { 0 };
    }

    fn back(&mut self) {
        self.went_on = WentOn::Before;
        self.at = self.at.checked_sub(1).unwrap_or(self.fields.len().saturating_sub(1));
    }
}

impl Ask {
    /// Returns what waits for an answer: a gap, else a session that nobody has touched.
    #[must_use]
    pub fn waiting(glance: &Glance) -> Option<Self> {
        let gap = glance.gaps.first().map(|gap| Self::Gap(gap.id));
        gap.or(glance.forgotten.as_ref().map(|_| Self::Forgotten))
    }

    /// Returns the verb of the command that the answer gives, as far as it is known before.
    #[must_use]
    pub fn verb(self) -> Verb {
        match self {
            Self::Start | Self::Switch => Verb::Start,
            Self::End => Verb::End,
            Self::Amend => Verb::Amend,
            Self::Note => Verb::Note,
            Self::Frame => Verb::Push,
            Self::Band => Verb::Band,
            Self::Health => Verb::Health,
            Self::Gap(_) => Verb::Gap,
            Self::Forgotten => Verb::Keep,
        }
    }
}

/// Returns what somebody who looks at `glance` and gives `verb` takes for granted.
#[must_use]
pub fn expectation(glance: &Glance, verb: Verb) -> Expect {
    let all = Expect::Seq(glance.seq);
    match verb {
        Verb::Undo => glance.undoes.map_or(all, |step| Expect::Undoes(step.seq)),
        Verb::Redo => glance.redoes.map_or(all, |step| Expect::Redoes(step.seq)),
        // What they are about may not be live, and is not named.
        Verb::Pop | Verb::Reopen | Verb::Amend => all,
        Verb::Band => Expect::Band(glance.governance.cone.band),
        Verb::Health => Expect::Health(glance.governance.health.status),
        _ => Expect::Session(glance.session.as_ref().map(|live| (live.id.clone(), live.phase))),
    }
}

fn one_of<T: Copy + PartialEq + ToString>(all: &[T], now: T) -> Choice {
    let names = all.iter().map(ToString::to_string).collect();
    let now = all.iter().position(|one| *one == now);
    Choice { all: names, chosen: None, now, missed: None }
}
