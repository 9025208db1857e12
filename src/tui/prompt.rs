//! A question with one line for the answer, and how the answer becomes a command.

use std::str::FromStr;

use crossterm::event::{Event, KeyEvent};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use crate::core::{Answer, Band, By, Command, Expect, Glance, Kind, Light, Refusal, Request, Verb};
use crate::failure::Words;
use crate::input;
use crate::zone::Zone;

use super::frame_line;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// The notes of a session that is about to start.
    StartNotes,
    /// The notes of a session that is about to end.
    EndNotes,
    /// A note.
    Note,
    /// A context.
    Frame,
    /// A band and why.
    Band,
    /// A health and why.
    Health,
    /// What the oldest open gap was.
    Gap,
}

/// A question, the answer so far, and what was wrong with the last one.
#[derive(Debug)]
pub struct Prompt {
    /// What is asked for.
    pub ask: Ask,
    /// The answer so far.
    pub input: Input,
    /// Why the last answer was not taken.
    pub refusal: Option<Words>,
    /// What the operator saw when the question was put; nothing after a refusal, until the
    /// answer is given again by somebody who has read why.
    seen: Option<Expect>,
}

impl Prompt {
    /// Returns a question about what is to be seen now.
    #[must_use]
    pub fn new(ask: Ask, glance: &Glance) -> Self {
        let seen = Some(expectation(glance, ask.verb()));
        Self { ask, input: Input::default(), refusal: None, seen }
    }

    /// Takes a key into the answer.
    pub fn typed(&mut self, key: KeyEvent) {
        self.input.handle_event(&Event::Key(key));
    }

    /// Takes pasted text into the answer, as text.
    pub fn pasted(&mut self, text: &str) {
        // A terminal sends a pasted line break as a carriage return.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let (before, after) = self.halves();
        let cursor = before.chars().count() + text.chars().count();
        let value = format!("{before}{text}{after}");
        self.input = Input::new(value).with_cursor(cursor);
    }

    /// Returns the answer before and after the cursor.
    #[must_use]
    pub fn halves(&self) -> (&str, &str) {
        let value = self.input.value();
        let at = value.char_indices().nth(self.input.cursor()).map_or(value.len(), |(at, _)| at);
        value.split_at_checked(at).unwrap_or((value, ""))
    }

    /// Returns the command that the answer gives, with what its giver saw.
    ///
    /// # Errors
    /// A usage refusal when the answer names nothing that could be meant.
    pub fn request(&self, glance: &Glance, by: &By, zone: &dyn Zone) -> Result<Request, Refusal> {
        let verb = self.ask.verb();
        let text = self.input.value().trim();
        let some = (!text.is_empty()).then(|| text.to_owned());
        let command = match self.ask {
            Ask::StartNotes => Command::start(some),
            Ask::EndNotes => Command::End { notes: some },
            Ask::Note => Command::Note { text: text.to_owned() },
            Ask::Frame => Command::Push(frame_line::parse(text)?),
            Ask::Band => {
                let (band, reason) = self.band().ok_or_else(|| no_choice(verb, "A, B, C or D"))?;
                Command::SetBand { band, reason: reason.to_owned() }
            }
            Ask::Health => {
                let choices = "green, yellow, red or unknown";
                let (status, reason) = self.light().ok_or_else(|| no_choice(verb, choices))?;
                let reasons = (!reason.is_empty()).then(|| reason.to_owned());
                Command::SetHealth { status, reasons: reasons.into_iter().collect() }
            }
            Ask::Gap => Command::AnswerGap {
                id: glance.gaps.first().map(|gap| gap.id),
                answer: gap_answer(text, glance, zone)?,
            },
        };
        let seen = self.seen.clone().unwrap_or_else(|| expectation(glance, verb));
        Ok(Request { expect: Some(seen), ..Request::new(command, by.clone()) })
    }

    /// Keeps the answer and says why it was not taken.
    pub fn refuse(&mut self, words: Words) {
        self.refusal = Some(words);
        self.seen = None;
    }

    /// Returns the band that the answer names so far, and the reason after it.
    #[must_use]
    pub fn band(&self) -> Option<(Band, &str)> {
        choice(self.input.value(), &Band::ALL, Band::letter)
    }

    /// Returns the health that the answer names so far, and the reason after it.
    #[must_use]
    pub fn light(&self) -> Option<(Light, &str)> {
        choice(self.input.value(), &Light::ALL, Light::word)
    }
}

impl Ask {
    /// Returns the verb of the command that the answer gives.
    #[must_use]
    pub fn verb(self) -> Verb {
        match self {
            Self::StartNotes => Verb::Start,
            Self::EndNotes => Verb::End,
            Self::Note => Verb::Note,
            Self::Frame => Verb::Push,
            Self::Band => Verb::Band,
            Self::Health => Verb::Health,
            Self::Gap => Verb::Gap,
        }
    }
}

/// Reads `keep`, `discard` (a letter will do) or the time at which the gap splits.
fn gap_answer(text: &str, glance: &Glance, zone: &dyn Zone) -> Result<Answer, Refusal> {
    match text.to_lowercase().as_str() {
        "k" | "keep" => return Ok(Answer::Keep),
        "d" | "discard" => return Ok(Answer::Discard),
        _ => {}
    }
    let time = text.strip_prefix("split").unwrap_or(text).trim();
    input::time(time, glance.now_utc, zone).map(Answer::Split).map_err(|why| {
        let next = "answer keep, discard, or until when you worked, as in 14:30";
        Refusal::new(Kind::Usage, "The gap was not answered", why, next)
    })
}

/// Returns what somebody who looks at `glance` and gives `verb` takes for granted.
#[must_use]
pub fn expectation(glance: &Glance, verb: Verb) -> Expect {
    let all = Expect::Seq(glance.seq);
    match verb {
        Verb::Undo => glance.undoes.map_or(all, |step| Expect::Undoes(step.seq)),
        Verb::Redo => glance.redoes.map_or(all, |step| Expect::Redoes(step.seq)),
        Verb::Pop => all,
        Verb::Band => Expect::Band(glance.governance.cone.band),
        Verb::Health => Expect::Health(glance.governance.health.status),
        _ => Expect::Session(glance.session.as_ref().map(|live| (live.id.clone(), live.phase))),
    }
}

/// Reads a choice, by its word or its first letter, and the reason after it.
fn choice<'a, T: Copy + FromStr>(
    line: &'a str,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Option<(T, &'a str)> {
    let line = line.trim();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    if let Ok(chosen) = word.parse() {
        return Some((chosen, rest.trim_start()));
    }
    let first = line.chars().next()?;
    let chosen = all.iter().copied().find(|choice| {
        name(*choice).chars().next().is_some_and(|letter| letter.eq_ignore_ascii_case(&first))
    })?;
    Some((chosen, line.get(first.len_utf8()..)?.trim_start()))
}

fn no_choice(verb: Verb, choices: &str) -> Refusal {
    Refusal::new(
        Kind::Usage,
        format!("The {} was not set", verb.word()),
        "the line names none of the choices",
        format!("begin it with {choices}, then say why"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prompt(ask: Ask, text: &str) -> Prompt {
        Prompt { ask, input: Input::new(text.to_owned()), refusal: None, seen: None }
    }

    #[test]
    fn a_band_is_read_from_its_letter_or_its_word() {
        for (line, band, reason) in [
            ("c", Band::C, ""),
            ("C queue grows", Band::C, "queue grows"),
            ("cqueue grows", Band::C, "queue grows"),
            ("caution again", Band::B, "again"),
        ] {
            assert_eq!(prompt(Ask::Band, line).band(), Some((band, reason)), "{line}");
        }
        assert_eq!(prompt(Ask::Band, "x").band(), None);
    }

    #[test]
    fn a_health_is_read_from_its_letter_or_its_word() {
        for (line, light, reason) in
            [("y", Light::Yellow, ""), ("red disk full", Light::Red, "disk full")]
        {
            assert_eq!(prompt(Ask::Health, line).light(), Some((light, reason)), "{line}");
        }
    }

    #[test]
    fn a_paste_goes_in_at_the_cursor_with_its_line_breaks() {
        let mut prompt = prompt(Ask::Note, "ad");
        prompt.input = Input::new("ad".to_owned()).with_cursor(1);
        prompt.pasted("b\r\nc\r");
        assert_eq!(prompt.input.value(), "ab\nc\nd");
        assert_eq!(prompt.halves(), ("ab\nc\n", "d"));
    }
}
