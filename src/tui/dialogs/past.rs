//! What a dialog about the past knows: its session, the day that is meant, and what the desk says to the
//! answer so far.

use chrono::{DateTime, Utc};

use crate::core::{At, Expect, Preview, Request, SeenSession, SessionName, SessionRecord};
use crate::failure::Words;

/// What a dialog about the past is about.
#[derive(Debug, Clone, PartialEq)]
pub struct PastSubject {
    /// The session as the operator saw it; `None` if one is added.
    pub session: Option<SessionRecord>,
    /// The planned active time of a live session, seconds.
    pub target_seconds: Option<u64>,
    /// The start of the day on which a session is added, UTC.
    pub day_begins_utc: DateTime<Utc>,
}

/// What a dialog about the past knows.
#[derive(Debug)]
pub struct PastDialog {
    /// What it is about.
    pub subject: PastSubject,
    /// The newest question to the desk: its number, the newest event then, and the request.
    asked: Option<(u32, u64, Box<Request>)>,
    /// What the desk said to the last request that it would obey.
    foreseen: Option<Box<Preview>>,
    /// Why the desk would refuse the newest request that it has answered.
    refusal: Option<Words>,
    /// The answer was refused: the operator has read why, and relies on what is shown by then.
    sees_anew: bool,
}

impl PastSubject {
    /// Returns the name of the session.
    pub fn name(&self) -> Option<SessionName> {
        self.session.as_ref().map(|session| SessionName::Id(session.id.clone()))
    }

    /// Returns what an operator relies on who has seen the session.
    pub fn expectation(&self) -> Option<Expect> {
        let session = self.session.as_ref()?;
        Some(Expect::Seen(Box::new(SeenSession {
            id: session.id.clone(),
            phase: session.phase,
            started_at_utc: session.started_at_utc,
            ended_at_utc: (!session.phase.is_live()).then_some(session.ended_at_utc),
            start_notes: session.start_notes.clone(),
            closing_notes: session.closing_notes.clone(),
        })))
    }

    /// Returns the start of the session, exactly; of an addition, that of the day.
    pub fn start(&self) -> At {
        match &self.session {
            Some(session) => At::Second(session.started_at_utc),
            None => At::Minute(self.day_begins_utc),
        }
    }

    /// Returns the end of the session; of a live one, now. `None` for an addition.
    pub fn end(&self) -> Option<At> {
        let session = self.session.as_ref()?;
        let is_live = session.phase.is_live();
        Some(if is_live { At::Now } else { At::Second(session.ended_at_utc) })
    }
}

impl PastDialog {
    /// Returns what is known before the desk was asked.
    pub fn new(subject: PastSubject) -> Self {
        Self { subject, asked: None, foreseen: None, refusal: None, sees_anew: false }
    }

    /// Returns the number of the question if the desk must be asked about a request while its newest
    /// event is `seq`; not again until one of them differs. `questions` counts them.
    pub fn wants(&mut self, request: &Request, seq: u64, questions: &mut u32) -> Option<u32> {
        let is_known =
            |(_, then, asked): &(u32, u64, Box<Request>)| *then == seq && asked.as_ref() == request;
        if self.asked.as_ref().is_some_and(is_known) {
            return None;
        }
        *questions = questions.wrapping_add(1);
        self.asked = Some((*questions, seq, Box::new(request.clone())));
        Some(*questions)
    }

    /// Takes in what the desk says to a question; an older one is dropped.
    pub fn take(&mut self, question: u32, answer: Result<Preview, Words>) {
        if self.asked.as_ref().is_none_or(|(newest, ..)| *newest != question) {
            return;
        }
        match answer {
            Ok(preview) => {
                if std::mem::take(&mut self.sees_anew) && self.subject.session.is_some() {
                    self.subject.session.clone_from(&preview.before);
                }
                self.foreseen = Some(Box::new(preview));
                self.refusal = None;
            }
            Err(words) => self.refusal = Some(words),
        }
    }

    /// Takes in that the answer was refused.
    pub fn see_anew(&mut self) {
        self.sees_anew = true;
        self.asked = None;
    }

    /// Returns what the desk said to the last request that it would obey.
    pub fn foreseen(&self) -> Option<&Preview> {
        self.foreseen.as_deref()
    }

    /// Returns why the desk would refuse the answer so far.
    pub fn refusal(&self) -> Option<&Words> {
        self.refusal.as_ref()
    }
}
