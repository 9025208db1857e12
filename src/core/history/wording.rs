//! The sentence that answers a command.

use chrono::{DateTime, Utc};

use crate::core::base::{
    Argument, At, Hint, LookAt, MANUAL, Verb, count_text, ms_between, short_text,
};
use crate::core::command::{Command, Request};
use crate::core::history::{
    AcknowledgedLevel, Fact, ReadingChange, Recorded, Sentence, SessionChange, Watch,
    acknowledged_text,
};
use crate::core::playbook::PlaybookProgress;
use crate::core::session::{CutOff, Edit, GapId, SessionType};

use super::activity_text::{became, fields, frames_text, pauses, said_by, took, verb_and_text};

impl Recorded {
    /// Returns the sentence that answers the command, without a time.
    #[must_use]
    pub fn message(&self) -> String {
        self.sentence().to_string()
    }

    /// Returns the sentence that answers the request. It says the time of a start, and every time
    /// that was given.
    ///
    /// It also says where playbooks were left; and at a return, where they go on. `watch` is what is known since.
    #[must_use]
    pub fn answer(&self, request: &Request, watch: &Watch) -> Sentence {
        let held =
            self.held().map(|(playbook, held)| format!("{playbook} held at {}", held.number));
        let more: Vec<String> = held.chain(self.returning(watch)).collect();
        more.iter().fold(self.answer_alone(request), |sentence, more| sentence.and(more))
    }

    /// Returns where playbooks go on that were left, if it is a return.
    fn returning(&self, watch: &Watch) -> Vec<String> {
        let resumes = matches!(self.event, Fact::Resumed { .. });
        if !resumes && !matches!(self.event, Fact::Started { .. } | Fact::Reopened { .. }) {
            return Vec::new();
        }
        // What was left before the pause was said at the start.
        let since = watch.live().and_then(|live| live.paused_at_utc).filter(|_| resumes);
        let live = watch.live().map(|live| &live.id);
        let counts = |progress: &&PlaybookProgress| {
            progress.session.is_none() || progress.session.as_ref() == live
        };
        let all = watch.playbooks.iter().filter(|(_, progress)| counts(progress));
        let held = all.filter_map(|(name, progress)| Some((name, progress.held.as_ref()?)));
        let held = held.filter(|(_, held)| since.is_none_or(|since| held.at_utc >= since));
        held.map(|(name, held)| {
            format!("{}: {}", PlaybookProgress::playbook_of(name), held.way_on())
        })
        .collect()
    }

    fn answer_alone(&self, request: &Request) -> Sentence {
        if let Fact::Edited { edits, .. } = &self.event {
            return self.sentence().moving(edits);
        }
        let is_given = request.at != At::Now;
        if is_given || matches!(self.event, Fact::Started { .. }) {
            return self.sentence().saying(self.at, self.recorded_at, is_given);
        }
        self.sentence()
    }

    #[expect(clippy::too_many_lines, reason = "one arm a fact")]
    fn sentence(&self) -> Sentence {
        let key = self.session.as_ref().map(|s| s.key.to_string()).unwrap_or_default();
        match &self.event {
            Fact::Started { session_type, continues, instead_of, .. } => {
                let new = of_type(&key, session_type);
                alone(match (continues, instead_of) {
                    (Some(earlier), _) => format!("Started {new}, like {earlier}"),
                    (None, Some((old, ms))) => {
                        format!("Ended {old} after {} active, started {new}", short_text(*ms))
                    }
                    (None, None) => format!("Started {new}"),
                })
            }
            Fact::Paused { active_ms, .. } => Sentence::new(
                format!("Paused {key}"),
                format!(": {} active", short_text(*active_ms)),
            ),
            Fact::Resumed { paused_ms } => Sentence::new(
                format!("Resumed {key}"),
                format!(" after a pause of {}", short_text(*paused_ms)),
            ),
            Fact::Ended { active_ms, paused_ms, breaks, .. } => Sentence::new(
                format!("Ended {key}"),
                format!(": {} active{}", short_text(*active_ms), pauses(*paused_ms, *breaks)),
            ),
            Fact::Cancelled { active_ms } => Sentence::new(
                format!("Cancelled {key}"),
                format!(": {} active are out of the totals", short_text(*active_ms)),
            ),
            Fact::Reopened { paused_ms } => Sentence::new(
                format!("Reopened {key}"),
                format!(": the {} since its end count as a pause", short_text(*paused_ms)),
            ),
            Fact::Noted { .. } => alone(match self.context.last() {
                Some(frame) => format!("Noted in {frame}"),
                None => format!("Noted in {key}"),
            }),
            Fact::Pushed { frame, title, popped, is_new, .. } => {
                let new = if *is_new { "the new " } else { "" };
                let title = title.as_ref().filter(|_| *is_new);
                let title = title.map(|title| format!(": {title}")).unwrap_or_default();
                alone(if popped.is_empty() {
                    format!("Entered {new}{frame}{title}")
                } else {
                    format!("Left {}, entered {new}{frame}{title}", frames_text(popped))
                })
            }
            Fact::Popped { popped, completed, .. } => {
                let done = if *completed { "Done: left" } else { "Left" };
                alone(format!("{done} {}", frames_text(popped)))
            }
            Fact::Task(fact) => alone(fact.sentence()),
            Fact::Playbook(fact) => alone(fact.sentence()),
            Fact::GapAnswered { gap, ms, kept_ms } => {
                let kept = format!(": {} of {} count", short_text(*kept_ms), short_text(*ms));
                let sentence = Sentence::new(format!("Answered {gap} of {key}"), kept);
                match self.split_at(*gap) {
                    Some(until) => sentence.until(until, self.recorded_at),
                    None => sentence,
                }
            }
            Fact::Kept { idle_ms } => {
                alone(format!("{key} goes on, after {} without activity", short_text(*idle_ms)))
            }
            Fact::BreakAdded { from, to, ms } => Sentence::new(
                format!("Added a break to {key}"),
                format!(": {} no longer count", short_text(*ms)),
            )
            .over(*from, *to, self.recorded_at),
            Fact::BreakRemoved { from, to, ms } => Sentence::new(
                format!("Removed a break from {key}"),
                format!(": {} count", short_text(*ms)),
            )
            .over(*from, *to, self.recorded_at),
            Fact::Restored { active_ms } => Sentence::new(
                format!("Restored {key}"),
                format!(": {} active are in the totals again", short_text(*active_ms)),
            ),
            Fact::Added { count, from, to, active_ms, session_type, .. } => {
                let one = of_type(&key, session_type);
                let what = if *count == 1 { one } else { count_text(*count, "session") };
                let active = format!(": {} active", short_text(*active_ms));
                Sentence::new(format!("Added {what}"), active).over(*from, *to, self.recorded_at)
            }
            Fact::Edited { edits, active_ms, cut_off } => {
                corrected(&key, edits, active_ms, cut_off)
            }
            Fact::BandSet { from, to, counts, withdrawn: Some(source), .. } => {
                let now = became(&to.to_string(), from == to);
                alone(withdrew("band", source, &now, counts.as_ref()))
            }
            Fact::HealthSet { from, to, counts, withdrawn: Some(source), .. } => {
                let now = became(to.word(), from == to);
                alone(withdrew("health", source, &now, counts.as_ref()))
            }
            Fact::BandSet { from, to, counts: Some((now, source)), .. } => {
                let now = became(&now.to_string(), from == now);
                self.outweighed(&to.to_string(), "band", &now, source)
            }
            Fact::HealthSet { from, to, counts: Some((now, source)), .. } => {
                let now = became(now.word(), from == now);
                self.outweighed(to.word(), "health", &now, source)
            }
            Fact::BandSet { from, to, .. } if from == to => {
                self.lasting(format!("Band stays {to}"))
            }
            Fact::BandSet { from, to, .. } => {
                self.lasting(format!("Band {} → {to}", from.letter()))
            }
            Fact::HealthSet { from, to, .. } if from == to => {
                self.lasting(format!("Health stays {to}"))
            }
            Fact::HealthSet { from, to, .. } => self.lasting(format!("Health {from} → {to}")),
            Fact::Acknowledged { of, shelved_until, .. } => {
                let what = acknowledged_text(of);
                match shelved_until {
                    None => alone(format!("Acknowledged {what}")),
                    Some(until) => {
                        let long = short_text(ms_between(self.at, *until));
                        Sentence::new(format!("Shelved {what}"), format!(" for {long}"))
                    }
                }
            }
            Fact::StatusSet { .. }
            | Fact::StepCompleted { .. }
            | Fact::RunUpdated { .. }
            | Fact::Failed { .. }
            | Fact::Deleted { .. } => self.sentence_of_a_run(&key),
            Fact::Undone { verb, text, .. } => {
                alone(format!("Undid{}: {}", self.within(), verb_and_text(*verb, text)))
            }
            Fact::Redone { verb, text, .. } => {
                alone(format!("Redid{}: {}", self.within(), verb_and_text(*verb, text)))
            }
        }
    }
}

impl Recorded {
    /// Returns the sentence of a reading, with the time for which it counts if somebody set one.
    fn lasting(&self, what: String) -> Sentence {
        let until = self.change.set.reading.as_ref().and_then(ReadingChange::until_utc);
        let long = until.map(|until| format!(" for {}", short_text(ms_between(self.at, until))));
        Sentence::new(what, long.unwrap_or_default())
    }

    /// Returns the sentence of what only happens in a run.
    fn sentence_of_a_run(&self, key: &str) -> Sentence {
        match &self.event {
            Fact::StatusSet { from, to } => alone(format!("Status {from} → {to}")),
            Fact::StepCompleted { name, ms } => alone(format!("Completed {name}{}", took(*ms))),
            Fact::RunUpdated { set, unset } => alone(format!("Updated {}", fields(set, unset))),
            Fact::Failed { active_ms, .. } => Sentence::new(
                format!("Failed {key}"),
                format!(": {} active", short_text(*active_ms)),
            ),
            Fact::Deleted { .. } => {
                Sentence::new(format!("Deleted {key}"), ": its journal stays".to_owned())
            }
            other => alone(format!("{} {key}", other.verb().past())),
        }
    }

    /// Returns the answer to a reading that does not count, because of another source.
    fn outweighed(&self, said: &str, what: &str, now: &str, source: &str) -> Sentence {
        let said = format!("{} says {said}", self.provenance.name());
        Sentence::new(said, format!("; the {what} {now}, {}", by(source)))
    }

    /// Returns what to do next if another source outweighs a reading, or something was cut off.
    #[must_use]
    pub fn next(&self) -> Option<Hint> {
        let says = "see what every source says";
        if let Fact::BandSet { counts: Some(_), withdrawn: None, .. } = &self.event {
            return Some(Hint::show(says, LookAt::Band));
        }
        if let Fact::HealthSet { counts: Some(_), withdrawn: None, .. } = &self.event {
            return Some(Hint::show(says, LookAt::Health));
        }
        if let Fact::Edited { cut_off, .. } = &self.event
            && !cut_off.is_nothing()
        {
            return Some(Hint::give("to have that back", Verb::Undo));
        }
        None
    }

    /// Returns how to get back a session that the request cancelled by its name: no list has it.
    #[must_use]
    pub fn way_back(&self, request: &Request) -> Option<Hint> {
        let Command::Cancel { session: Some(_) } = &request.command else { return None };
        let key = self.session.as_ref()?.key.to_string();
        Some(Hint::give_with("to restore it", Verb::Reopen, [(Argument::Session, key.as_str())]))
    }

    /// Returns the time until which a split gap counts, UTC.
    fn split_at(&self, id: GapId) -> Option<DateTime<Utc>> {
        let Some(SessionChange::Patch(patch)) = &self.change.set.session else { return None };
        let gap = patch.gap(id).filter(|gap| gap.kept_ms > 0 && gap.kept_ms < gap.ms)?;
        Some(gap.counts_until_utc())
    }

    fn within(&self) -> String {
        self.session.as_ref().map(|session| format!(" in {}", session.key)).unwrap_or_default()
    }
}

impl Fact {
    /// Returns what an undo of it undoes, as short as a key needs it, as in "band C→D".
    pub(in crate::core) fn undo_target(&self) -> String {
        match self {
            Self::BandSet { withdrawn: Some(_), .. } => "withdrawn band".to_owned(),
            Self::HealthSet { withdrawn: Some(_), .. } => "withdrawn health".to_owned(),
            Self::BandSet { from, to, .. } if from == to => format!("band {}", to.letter()),
            Self::BandSet { from, to, .. } => format!("band {}→{}", from.letter(), to.letter()),
            Self::HealthSet { from, to, .. } if from == to => format!("health {to}"),
            Self::HealthSet { from, to, .. } => format!("health {from}→{to}"),
            Self::Started { instead_of: Some(_), .. } => "switch".to_owned(),
            Self::Pushed { frame, .. } => format!("enter {}", frame.id),
            Self::Task(fact) => fact.undo_target(),
            Self::Playbook(fact) => fact.undo_target(),
            Self::Popped { popped, .. } => {
                let left = popped.last().map(|frame| frame.id.as_str()).unwrap_or_default();
                format!("leave {left}")
            }
            Self::GapAnswered { gap, .. } => format!("answer {gap}"),
            Self::Acknowledged { of, shelved_until: None, .. } => {
                format!("ack of {}", both_or(of))
            }
            Self::Acknowledged { of, .. } => format!("shelf of {}", both_or(of)),
            Self::Edited { edits, .. } => Edit::names(edits),
            Self::Restored { .. } => "restore".to_owned(),
            Self::Added { .. }
            | Self::BreakRemoved { .. }
            | Self::Started { instead_of: None, .. }
            | Self::Paused { .. }
            | Self::Resumed { .. }
            | Self::Ended { .. }
            | Self::Cancelled { .. }
            | Self::Reopened { .. }
            | Self::Kept { .. }
            | Self::BreakAdded { .. } => self.verb().word().to_owned(),
            Self::StatusSet { from, to } => format!("status {from}→{to}"),
            Self::StepCompleted { name, .. } => format!("step {name}"),
            Self::RunUpdated { .. } => "update".to_owned(),
            Self::Failed { .. } => "failure".to_owned(),
            Self::Deleted { .. } => "deletion".to_owned(),
            Self::Noted { text } => format!("note {text}"),
            Self::Undone { .. } | Self::Redone { .. } => String::new(),
        }
    }
}

/// Returns what was acknowledged, as short as a key needs it.
fn both_or(of: &[AcknowledgedLevel]) -> String {
    if of.len() > 1 { "both".to_owned() } else { acknowledged_text(of) }
}

/// Returns the answer to a correction; `active_ms` is the active time before and since.
fn corrected(
    key: &str,
    edits: &[Edit],
    (before_ms, since_ms): &(u64, u64),
    cut_off: &CutOff,
) -> Sentence {
    let active = format!(": {} → {} active", short_text(*before_ms), short_text(*since_ms));
    let active = if before_ms == since_ms { String::new() } else { active };
    let lost = cut_off.text();
    let lost = if lost.is_empty() { lost } else { format!("; cut off: {lost}") };
    Sentence::new(format!("Corrected the {} of {key}", Edit::names(edits)), active + &lost)
}

/// Returns a session with its type, as in "SESSION-014 of type review".
fn of_type(key: &str, session_type: &SessionType) -> String {
    match session_type.special() {
        Some(word) => format!("{key} of type {word}"),
        None => key.to_owned(),
    }
}

/// Returns a sentence without a second part.
fn alone(done: String) -> Sentence {
    Sentence::from(done)
}

fn by(source: &str) -> String {
    if source == MANUAL { "set by hand".to_owned() } else { format!("by {source}") }
}

/// Returns the answer to a withdrawal; `counts` has the source that counts now.
fn withdrew<V>(what: &str, source: &str, now: &str, counts: Option<&(V, String)>) -> String {
    let why = counts.map(|(_, source)| by(source));
    let why = why.unwrap_or_else(|| "as no source measures it".to_owned());
    format!("Withdrew the {what} that {}; it {now}, {why}", said_by(source))
}
