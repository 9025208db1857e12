//! What the answer in a dialog means: the request it makes, what cannot be meant by it, and what
//! would come of it. The core decides; here it is only asked beforehand.

use chrono::{DateTime, Utc};

use crate::core::{
    Band, Command, Expect, Fact, GapAnswer, GapId, Glance, ID, Light, NOTE, NewFrame, REASON,
    Recorded, Refusal, RefusalKind, Request, apply, decide,
};
use crate::input;

use super::field::{Choice, Entry, Name};
use super::frame_line;
use super::prompt::{Ask, Prompt, Seen, Sight, expectation};

/// What an answer asks for.
#[derive(Debug)]
pub struct Meant {
    /// The request that the answer makes.
    pub request: Request,
    /// The contexts to enter once it has been obeyed, outermost first.
    pub then: Vec<NewFrame>,
}

impl Prompt {
    /// Returns what the answer asks for, with what its giver saw.
    ///
    /// # Errors
    /// A usage refusal when the answer names nothing that could be meant.
    pub fn meant(&self, sight: Sight<'_>) -> Result<Meant, Refusal> {
        let mut then = Vec::new();
        let mut by = sight.by.clone();
        let (command, at) = match self.ask {
            Ask::Start | Ask::Switch => {
                self.value(Name::Operator).clone_into(&mut by.operator);
                if self.chosen(Name::Contexts) == Some(1) {
                    then.clone_from(&self.offered);
                }
                let switches = self.ask == Ask::Switch;
                (start(self.value(Name::Notes), self.value(Name::Target), switches)?, None)
            }
            Ask::End => (Command::End { notes: some(self.value(Name::Notes)) }, None),
            Ask::Amend => {
                let notes = self.value(Name::Notes).to_owned();
                (Command::Amend { notes, start: false }, None)
            }
            Ask::Note => (Command::Note { text: self.value(Name::Note).to_owned() }, None),
            Ask::Frame => (Command::Push(frame_line::parse(self.value(Name::Context))?), None),
            Ask::Band => (self.band()?, None),
            Ask::Health => (self.health()?, None),
            Ask::Gap(id) => {
                let answer = gap_answer(self.value(Name::GapAnswer), sight)?;
                (Command::AnswerGap { id: Some(id), answer }, None)
            }
            Ask::Forgotten => {
                Stays::read(self.value(Name::ForgottenAnswer), sight)?.command(sight.glance)
            }
        };
        let verb = command.verb();
        let expect = match (&self.seen, at) {
            (Seen::Now, _) => expectation(sight.glance, verb),
            // What was the last activity must still be it; readings of band and health may come.
            (Seen::Then { seq, last_activity_utc, .. }, Some(_)) => {
                let same = *last_activity_utc == sight.glance.last_activity_utc;
                Expect::Seq(if same { sight.glance.seq } else { *seq })
            }
            (Seen::Then { expect, .. }, None) => expect.clone(),
        };
        let request = Request { at, expect: Some(expect), ..Request::new(command, by) };
        Ok(Meant { request, then })
    }

    /// Returns why what stands in a field cannot be meant; nothing while it is empty, or may be
    /// the beginning of something that can.
    #[must_use]
    pub fn objection(&self, nth: usize, sight: Sight<'_>) -> Option<String> {
        let field = self.fields.get(nth)?;
        let text = field.value();
        let name = field.name;
        if let Entry::Choice(choice @ Choice { missed: Some(letter), .. }) = &field.entry {
            let letters = choice.letters().into_iter().map(String::from).collect::<Vec<_>>();
            return Some(format!("'{letter}' begins none of these: press {}", letters.join(", ")));
        }
        if name == Name::Operator {
            return ID.named("operator").check_some(text).err().map(|refusal| refusal.why);
        }
        if text.is_empty() || nth == self.at && may_become(name, text, sight) {
            return None;
        }
        let judged = match name {
            Name::Notes | Name::Note => NOTE.check(text),
            Name::BandReason | Name::HealthReason => REASON.check(text),
            Name::Target => target(text, sight),
            Name::Context | Name::GapAnswer | Name::ForgottenAnswer => {
                self.decided(sight).map(drop)
            }
            Name::Operator | Name::Contexts | Name::Band | Name::Health => Ok(()),
        };
        judged.err().map(|refusal| refusal.why)
    }

    /// Returns how what stands in the field of a context is understood.
    #[must_use]
    pub fn understood(&self, sight: Sight<'_>) -> Option<Understood> {
        let Ok(Command::Push(new)) = self.meant(sight).map(|meant| meant.request.command) else {
            return None;
        };
        let event = self.decided(sight).ok()?.event;
        let Fact::Pushed { frame, title, popped } = event else { return None };
        Some(Understood {
            name: frame.to_string(),
            title,
            estimate_seconds: new.estimate_seconds,
            leaves: popped.iter().map(|frame| frame.name().to_string()).collect(),
        })
    }

    /// Has the core decide what would become of the answer now.
    fn decided(&self, sight: Sight<'_>) -> Result<Recorded, Refusal> {
        decided(self.meant(sight)?.request, sight)
    }

    fn band(&self) -> Result<Command, Refusal> {
        let band = self
            .chosen(Name::Band)
            .and_then(|at| Band::ALL.get(at))
            .ok_or_else(|| no_choice("band"))?;
        Ok(Command::SetBand { band: *band, reason: self.value(Name::BandReason).to_owned() })
    }

    fn health(&self) -> Result<Command, Refusal> {
        let status = self
            .chosen(Name::Health)
            .and_then(|at| Light::ALL.get(at))
            .ok_or_else(|| no_choice("health"))?;
        let reasons = some(self.value(Name::HealthReason)).into_iter().collect();
        Ok(Command::SetHealth { status: *status, reasons })
    }
}

/// How a context that is being typed is understood.
#[derive(Debug)]
pub struct Understood {
    /// Its type and id.
    pub name: String,
    /// What it is about.
    pub title: Option<String>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
    /// What is left on the way, innermost first.
    pub leaves: Vec<String>,
}

/// Whether a session that nobody has touched for long goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stays {
    /// It goes on.
    GoesOn,
    /// It ended at its last activity.
    EndedAtLastActivity,
    /// It ended at this time, UTC.
    Ended(DateTime<Utc>),
}

impl Stays {
    /// Reads `keep` or `end` (a letter will do), or the time at which the session ended.
    ///
    /// # Errors
    /// A usage refusal when it is none of these.
    pub fn read(text: &str, sight: Sight<'_>) -> Result<Self, Refusal> {
        match text.to_lowercase().as_str() {
            "k" | "keep" => return Ok(Self::GoesOn),
            "e" | "end" => return Ok(Self::EndedAtLastActivity),
            _ => {}
        }
        let time = text.strip_prefix("end ").unwrap_or(text).trim();
        input::time(time, sight.glance.now_utc, sight.zone).map(Self::Ended).map_err(|why| {
            let next = "answer keep, end, or when it ended, as in 18:30";
            Refusal::new(RefusalKind::Usage, "The question was not answered", why, next)
        })
    }

    /// Returns the command, and the time at which it is to take effect.
    #[must_use]
    pub fn command(self, glance: &Glance) -> (Command, Option<DateTime<Utc>>) {
        let end = Command::End { notes: None };
        match self {
            Self::GoesOn => (Command::Keep, None),
            Self::EndedAtLastActivity => (end, glance.last_activity_utc),
            Self::Ended(at) => (end, Some(at)),
        }
    }

    /// Returns the active time that it would leave, milliseconds.
    #[must_use]
    pub fn leaves_ms(self, sight: Sight<'_>) -> Option<u64> {
        let (command, at) = self.command(sight.glance);
        active_ms_after(Request { at, ..Request::new(command, sight.by.clone()) }, sight)
    }
}

/// Reads `keep`, `discard` (a letter will do) or the time at which the gap splits.
///
/// # Errors
/// A usage refusal when it is none of these.
pub fn gap_answer(text: &str, sight: Sight<'_>) -> Result<GapAnswer, Refusal> {
    match text.to_lowercase().as_str() {
        "k" | "keep" => return Ok(GapAnswer::Keep),
        "d" | "discard" => return Ok(GapAnswer::Discard),
        _ => {}
    }
    let time = text.strip_prefix("split").unwrap_or(text).trim();
    input::time(time, sight.glance.now_utc, sight.zone).map(GapAnswer::Split).map_err(|why| {
        let next = "answer keep, discard, or until when you worked, as in 14:30";
        Refusal::new(RefusalKind::Usage, "The gap was not answered", why, next)
    })
}

/// Returns the active time that the answer to a gap would leave, milliseconds.
#[must_use]
pub fn active_ms_with(id: GapId, answer: GapAnswer, sight: Sight<'_>) -> Option<u64> {
    let command = Command::AnswerGap { id: Some(id), answer };
    active_ms_after(Request::new(command, sight.by.clone()), sight)
}

fn active_ms_after(request: Request, sight: Sight<'_>) -> Option<u64> {
    let recorded = decided(request, sight).ok()?;
    let mut watch = sight.watch.clone();
    apply(&mut watch, &recorded);
    Glance::of(&watch, sight.now).shown().map(|session| session.active_ms)
}

/// Has the core decide what would become of a request now, whatever its giver saw.
fn decided(request: Request, sight: Sight<'_>) -> Result<Recorded, Refusal> {
    let request = Request { expect: None, ..request };
    let event = decide(sight.watch, &request, sight.now)?;
    Ok(sight.watch.next_line(&request, event, sight.now))
}

/// Judges a target alone: whatever else stands against a start is said when it is given.
fn target(text: &str, sight: Sight<'_>) -> Result<(), Refusal> {
    match decided(Request::new(start("", text, true)?, sight.by.clone()), sight) {
        Err(refusal) if refusal.kind == RefusalKind::Usage => Err(refusal),
        _ => Ok(()),
    }
}

fn start(notes: &str, target: &str, switches: bool) -> Result<Command, Refusal> {
    let mut start = Command::start(some(notes));
    let Command::Start { target_seconds, switch, .. } = &mut start else { return Ok(start) };
    *switch = switches;
    if !target.is_empty() {
        let length = input::duration(target).map_err(|why| {
            let next = "give a target such as 2h30m, or leave it empty";
            Refusal::new(RefusalKind::Usage, "No session was started", why, next)
        })?;
        *target_seconds = Some(length.as_secs());
    }
    Ok(start)
}

fn no_choice(what: &str) -> Refusal {
    Refusal::new(
        RefusalKind::Usage,
        format!("The {what} was not set"),
        "none is chosen yet",
        "press its letter, or choose with Left and Right",
    )
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Tells whether a text that is still being typed may be the beginning of one that can be meant.
fn may_become(name: Name, text: &str, sight: Sight<'_>) -> bool {
    let word = |words: &[&str]| words.iter().any(|word| word.starts_with(&text.to_lowercase()));
    let time = |text: &str| input::time(text, sight.glance.now_utc, sight.zone).is_ok();
    // As much of a clock time, or of a day before one, as is missing.
    let clock =
        || ["0", ":00", "0:00", "00:00", " 00:00"].iter().any(|end| time(&format!("{text}{end}")));
    let half = |text: &str| !time(text) && (word(&["yesterday ", "today "]) || clock());
    match name {
        Name::Target => {
            input::duration(text).is_err() && input::duration(&format!("{text}m")).is_ok()
        }
        Name::Context => {
            let words = text.split_whitespace().count();
            let last = text.rsplit('~').next().unwrap_or_default();
            let half = last.is_empty() || input::duration(&format!("{last}m")).is_ok();
            words < 2 || text.contains('~') && half
        }
        Name::GapAnswer => word(&["keep", "discard", "split "]) || half(text),
        Name::ForgottenAnswer => word(&["keep", "end "]) || half(text),
        _ => false,
    }
}
