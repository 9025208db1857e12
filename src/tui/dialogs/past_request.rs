//! How the fields of the dialogs about the past are read, and the commands that they ask for.

use chrono::{DateTime, Utc};

use crate::core::{
    At, Command, GapId, Hint, ID, NOTE, NewFrame, NewPastSession, PastContext, Refusal,
    RefusalKind, SessionEdit, SessionType,
};
use crate::input;

use super::answers::gap_answer_until;
use super::context::DialogContext;
use super::dialog::Dialog;
use super::field::FieldValue;
use super::field_name::FieldName;
use super::kind::DialogKind;
use super::past::PastSubject;
use super::request::session_type;

/// What stands between the times of a break, and between two breaks.
const UNTIL: [char; 3] = ['-', '–', '—'];
const AND: char = ',';

impl Dialog {
    /// Returns the correction that the fields ask for. If they ask for none, it names the start as it
    /// is: the desk can be asked about it all the same.
    ///
    /// # Errors
    /// A usage refusal if a field cannot be read.
    pub(super) fn edit(&self, context: DialogContext<'_>) -> Result<Command, Refusal> {
        let subject = self.past_subject()?;
        let text = |name| self.changed(name).map(str::to_owned);
        let mut edit = SessionEdit {
            session: subject.name(),
            start: self.new_start(context)?,
            end: self.new_end(context)?,
            notes: text(FieldName::Notes),
            closing: text(FieldName::Closing),
            target_seconds: self.new_target()?,
            operator: text(FieldName::Operator),
            session_type: self.new_type()?,
        };
        let changes_nothing = SessionEdit { session: edit.session.clone(), ..Default::default() };
        if edit == changes_nothing {
            edit.start = Some(subject.start());
        }
        Ok(Command::Edit(Box::new(edit)))
    }

    /// Returns the addition that the fields ask for.
    ///
    /// # Errors
    /// A usage refusal if a field cannot be read.
    pub(super) fn add(&self, context: DialogContext<'_>) -> Result<Command, Refusal> {
        let (from, to) = (self.since(context)?, self.until(context)?);
        let typed = |name| Some(self.value(name)).filter(|text| !text.is_empty());
        let frame = typed(FieldName::Context).map(|line| frame_of(line, context)).transpose()?;
        let contexts = frame.into_iter().map(|frame| PastContext { frame, at: None }).collect();
        let notes = typed(FieldName::Notes).map(str::to_owned);
        let breaks = self.breaks(from, context)?;
        let session_type = self.new_type()?.unwrap_or_default();
        let session = NewPastSession {
            session_type,
            notes,
            contexts,
            breaks,
            ..NewPastSession::between(from, to)
        };
        Ok(Command::Add { sessions: vec![session] })
    }

    /// Returns the break that is added to a session that is over.
    ///
    /// # Errors
    /// A usage refusal if a field cannot be read.
    pub(super) fn past_break(&self, context: DialogContext<'_>) -> Result<Command, Refusal> {
        let session = self.past_subject()?.name();
        Ok(Command::AddBreak { session, from: self.since(context)?, to: self.until(context)? })
    }

    /// Returns the removal of a pause.
    ///
    /// # Errors
    /// A usage refusal if a field cannot be read.
    pub(super) fn removed_break(&self, context: DialogContext<'_>) -> Result<Command, Refusal> {
        let session = self.past_subject()?.name();
        Ok(Command::RemoveBreak { session, at: self.in_pause(context)? })
    }

    /// Returns the answer to a gap of a session that is over.
    ///
    /// # Errors
    /// A usage refusal if the answer cannot be read.
    pub(super) fn past_gap(
        &self,
        id: GapId,
        context: DialogContext<'_>,
    ) -> Result<Command, Refusal> {
        let subject = self.past_subject()?;
        let gaps = subject.session.iter().flat_map(|session| &session.gaps);
        let until = gaps.filter(|gap| gap.id == id).map(|gap| gap.until_utc).next();
        let until = until.unwrap_or(context.glance.now_utc);
        let answer = gap_answer_until(self.value(FieldName::GapAnswer), until, context)?;
        Ok(Command::AnswerGap { session: subject.name(), id: Some(id), answer })
    }

    /// Returns why the text in a field of a dialog about the past cannot be right.
    pub(super) fn objection_to_past(
        &self,
        nth: usize,
        context: DialogContext<'_>,
    ) -> Option<String> {
        let field = self.fields.get(nth)?;
        let (name, text) = (field.name, field.value());
        if name == FieldName::Operator {
            let given = self.changed(name)?;
            return ID.named("operator").check_some(given).err().map(|refusal| refusal.why);
        }
        if text.is_empty() {
            return None;
        }
        let start = || self.new_start(context);
        let since = || self.since(context);
        // The field of the first time says what is wrong with it.
        let judged = match name {
            FieldName::Start => start().map(drop),
            FieldName::End if start().is_ok() => self.new_end(context).map(drop),
            FieldName::Since => since().map(drop),
            FieldName::Until if since().is_ok() => self.until(context).map(drop),
            FieldName::Breaks => match since() {
                Ok(from) => self.breaks(from, context).map(drop),
                Err(_) => Ok(()),
            },
            FieldName::InPause => self.in_pause(context).map(drop),
            FieldName::Target => self.new_target().map(drop),
            FieldName::Type => self.new_type().map(drop),
            FieldName::Context => frame_of(text, context).map(drop),
            FieldName::GapAnswer => self.request(context).map(drop),
            FieldName::Notes | FieldName::Closing => NOTE.check(text),
            FieldName::End
            | FieldName::Until
            | FieldName::Note
            | FieldName::Summary
            | FieldName::BlockReason
            | FieldName::DespiteReason
            | FieldName::Estimate
            | FieldName::Operator
            | FieldName::Contexts
            | FieldName::Band
            | FieldName::BandReason
            | FieldName::Health
            | FieldName::HealthReason
            | FieldName::AckReason
            | FieldName::Shelve
            | FieldName::StepValue
            | FieldName::StepChoice
            | FieldName::StepNote
            | FieldName::SkipReason
            | FieldName::Override
            | FieldName::ForgottenAnswer
            | FieldName::PauseReason
            | FieldName::From
            | FieldName::To
            | FieldName::When => Ok(()),
        };
        let is_half = nth == self.at && is_unfinished(name, text);
        judged.err().filter(|_| !is_half).map(|refusal| refusal.why)
    }

    fn past_subject(&self) -> Result<&PastSubject, Refusal> {
        self.past.as_ref().map(|past| &past.subject).ok_or_else(|| {
            let next = "close this prompt with Esc and open it again";
            self.unread("there is no session", next)
        })
    }

    /// Returns the text of a field if it was changed.
    fn changed(&self, name: FieldName) -> Option<&str> {
        let field = self.fields.iter().find(|field| field.name == name)?;
        match &field.value {
            FieldValue::Text(text) if text.is_changed() => Some(field.value()),
            FieldValue::Text(_) | FieldValue::Choice(_) => None,
        }
    }

    fn new_start(&self, context: DialogContext<'_>) -> Result<Option<At>, Refusal> {
        let near = self.past_subject()?.start();
        self.changed(FieldName::Start).map(|text| self.near(text, near, context)).transpose()
    }

    fn new_end(&self, context: DialogContext<'_>) -> Result<Option<At>, Refusal> {
        let start = self.new_start(context)?.unwrap_or(self.past_subject()?.start());
        self.changed(FieldName::End).map(|text| self.within(text, start, context)).transpose()
    }

    fn since(&self, context: DialogContext<'_>) -> Result<At, Refusal> {
        self.within(self.value(FieldName::Since), self.past_subject()?.start(), context)
    }

    /// Returns the typed start of an addition; `None` if it cannot be read.
    pub fn added_from(&self, context: DialogContext<'_>) -> Option<DateTime<Utc>> {
        (self.kind == DialogKind::Add).then(|| self.since(context).ok().and_then(instant))?
    }

    fn until(&self, context: DialogContext<'_>) -> Result<At, Refusal> {
        self.within(self.value(FieldName::Until), self.since(context)?, context)
    }

    fn in_pause(&self, context: DialogContext<'_>) -> Result<At, Refusal> {
        self.within(self.value(FieldName::InPause), self.past_subject()?.start(), context)
    }

    /// Returns when breaks began and ended, as in "12:00-12:45, 15:10-15:20".
    fn breaks(&self, from: At, context: DialogContext<'_>) -> Result<Vec<(At, At)>, Refusal> {
        let each = self.value(FieldName::Breaks).split(AND).map(str::trim);
        let mut breaks = Vec::new();
        let mut since = from;
        for text in each.filter(|text| !text.is_empty()) {
            let next = "type breaks such as 12:00-12:45, 15:10-15:20";
            let why = || self.unread(&format!("'{text}' has no end"), next);
            let (begins, ends) = text.rsplit_once(UNTIL).ok_or_else(why)?;
            let begins = self.after(begins.trim(), since, context)?;
            since = self.after(ends.trim(), begins, context)?;
            breaks.push((begins, since));
        }
        Ok(breaks)
    }

    /// Returns the planned active time, seconds; zero for none. `None` if it stays.
    fn new_target(&self) -> Result<Option<u64>, Refusal> {
        let seconds = |text: &str| match text {
            "" => Ok(0),
            text => input::duration(text)
                .map(|length| length.as_secs())
                .map_err(|why| self.unread(&why, "type a target such as 2h30m, or leave it empty")),
        };
        self.changed(FieldName::Target).map(seconds).transpose()
    }

    /// Returns the type of the session; `None` if it stays.
    fn new_type(&self) -> Result<Option<SessionType>, Refusal> {
        let read = |text: &str| session_type(text, self.kind.verb());
        self.changed(FieldName::Type).map(read).transpose()
    }

    /// Reads a time in the place of another.
    fn near(&self, text: &str, other: At, context: DialogContext<'_>) -> Result<At, Refusal> {
        let now = context.glance.now_utc;
        let read = |text: &str| match instant(other) {
            Some(other) => input::at_near(text, other, now, context.zone),
            None => input::at(text, now, context.zone),
        };
        self.time(text, read)
    }

    /// Reads a time that follows another, in the session if there is one.
    fn within(&self, text: &str, from: At, context: DialogContext<'_>) -> Result<At, Refusal> {
        let now = context.glance.now_utc;
        match self.past_subject()?.end() {
            Some(end) => self.time(text, |text| input::at_in(text, (from, end), now, context.zone)),
            None => self.after(text, from, context),
        }
    }

    /// Reads a time that follows another.
    fn after(&self, text: &str, other: At, context: DialogContext<'_>) -> Result<At, Refusal> {
        let now = context.glance.now_utc;
        self.time(text, |text| input::at_after(text, other, now, context.zone))
    }

    fn time(&self, text: &str, read: impl Fn(&str) -> Result<At, String>) -> Result<At, Refusal> {
        if text.is_empty() {
            return Err(self.unread("a time is missing", "type one such as 17:30"));
        }
        read(text).map_err(|sentence| {
            let both = sentence.rsplit_once("; ");
            let (why, next) = both.unwrap_or((&sentence, "type another time"));
            self.unread(why, next)
        })
    }

    fn unread(&self, why: &str, next: &str) -> Refusal {
        let what = self.kind.verb().spec().not_done;
        Refusal::new(RefusalKind::Usage, what, why, Hint::say(next.to_owned()))
    }
}

/// Returns the time that is named; `None` if only the core knows it.
fn instant(at: At) -> Option<DateTime<Utc>> {
    match at {
        At::Minute(at) | At::Second(at) => Some(at),
        At::Now | At::Ago(_) | At::LastActivity | At::LastEnd => None,
    }
}

/// Reports whether a text may be the beginning of one that is right.
fn is_unfinished(name: FieldName, text: &str) -> bool {
    let half = |text: &str| text.is_empty() || input::may_become_a_time(text);
    match name {
        FieldName::Breaks => {
            let last = text.rsplit(AND).next().unwrap_or_default();
            half(last.rsplit(UNTIL).next().unwrap_or_default().trim())
        }
        _ if name.is_a_time() => half(text),
        _ => super::objection::is_unfinished(name, text),
    }
}

/// Returns the context that a line names.
fn frame_of(line: &str, context: DialogContext<'_>) -> Result<NewFrame, Refusal> {
    let wish = input::context_line(line, &**context.tasks)?.wish;
    let next_free = context.tasks.next_free(&wish.frame().kind);
    Ok(wish.numbered(next_free))
}
