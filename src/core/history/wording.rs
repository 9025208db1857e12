//! The sentence that answers a command, and the text of an activity.

use chrono::{DateTime, Utc};

use crate::core::base::{At, Hint, LookAt, MANUAL, Verb, breaks_text, short_text};
use crate::core::command::Request;
use crate::core::history::{Fact, Recorded, Sentence, SessionChange};
use crate::core::session::{ClosedFrame, GapId, NotesKind};

impl Recorded {
    /// Returns the sentence that answers the command, without a time.
    #[must_use]
    pub fn message(&self) -> String {
        self.sentence().to_string()
    }

    /// Returns the sentence that answers the request. It says the time of a start, and every time
    /// that was given.
    #[must_use]
    pub fn answer(&self, request: &Request) -> Sentence {
        let is_given = request.at != At::Now;
        if is_given || matches!(self.event, Fact::Started { .. }) {
            return self.sentence().saying(self.at, self.recorded_at, is_given);
        }
        self.sentence()
    }

    fn sentence(&self) -> Sentence {
        let key = self.session.as_ref().map(|s| s.key.to_string()).unwrap_or_default();
        let alone = |done: String| Sentence::from(done);
        match &self.event {
            Fact::Started { instead_of: None, .. } => alone(format!("Started {key}")),
            Fact::Started { instead_of: Some((old, ms)), .. } => {
                alone(format!("Ended {old} after {} active, started {key}", short_text(*ms)))
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
            Fact::Pushed { frame, popped, .. } if popped.is_empty() => {
                alone(format!("Entered {frame}"))
            }
            Fact::Pushed { frame, popped, .. } => {
                alone(format!("Left {}, entered {frame}", frames_text(popped)))
            }
            Fact::Popped { popped } => alone(format!("Left {}", frames_text(popped))),
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
            Fact::Amended { notes, which } => {
                let did = if notes.is_empty() { "Emptied" } else { "Changed" };
                let which = match which {
                    NotesKind::Start => "notes",
                    NotesKind::Closing => "closing notes",
                };
                alone(format!("{did} the {which} of {key}"))
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
            Fact::BandSet { from, to, .. } if from == to => alone(format!("Band stays {to}")),
            Fact::BandSet { from, to, .. } => alone(format!("Band {} → {to}", from.letter())),
            Fact::HealthSet { from, to, .. } if from == to => alone(format!("Health stays {to}")),
            Fact::HealthSet { from, to, .. } => alone(format!("Health {from} → {to}")),
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
    /// Returns the answer to a reading that does not count, because of another source.
    fn outweighed(&self, said: &str, what: &str, now: &str, source: &str) -> Sentence {
        let said = format!("{} says {said}", self.provenance.name());
        Sentence::new(said, format!("; the {what} {now}, {}", by(source)))
    }

    /// Returns what to do next if another source outweighs a reading.
    #[must_use]
    pub fn next(&self) -> Option<Hint> {
        let says = "see what every source says";
        if let Fact::BandSet { counts: Some(_), withdrawn: None, .. } = &self.event {
            return Some(Hint::show(says, LookAt::Band));
        }
        if let Fact::HealthSet { counts: Some(_), withdrawn: None, .. } = &self.event {
            return Some(Hint::show(says, LookAt::Health));
        }
        None
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

    /// Returns the text after the verb, with the gaps and the clock step that the event found.
    #[must_use]
    pub fn text(&self) -> String {
        let step = self.clock_step_ms.map(|ms| {
            let way = if ms < 0 { "back" } else { "ahead" };
            format!("the wall clock was set {way} by {}", short_text(ms.unsigned_abs()))
        });
        let gaps = self.gaps_found.iter().map(|(id, ms, why)| {
            format!("{id}: the machine {} for {}", why.words(), short_text(*ms))
        });
        step.into_iter().chain(gaps).fold(self.event.text(), |text, aside| joined(&text, &aside))
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
            Self::Popped { popped } => {
                let left = popped.last().map(|frame| frame.id.as_str()).unwrap_or_default();
                format!("leave {left}")
            }
            Self::GapAnswered { gap, .. } => format!("answer {gap}"),
            Self::Amended { which, .. } => which.words().to_owned(),
            Self::Started { instead_of: None, .. }
            | Self::Paused { .. }
            | Self::Resumed { .. }
            | Self::Ended { .. }
            | Self::Cancelled { .. }
            | Self::Reopened { .. }
            | Self::Kept { .. }
            | Self::BreakAdded { .. } => self.verb().word().to_owned(),
            Self::Noted { text } => format!("note {text}"),
            Self::Undone { .. } | Self::Redone { .. } => String::new(),
        }
    }

    /// Returns the text after the verb; may be empty.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Started { notes, instead_of } => {
                let notes = notes.clone().unwrap_or_default();
                match instead_of {
                    Some((old, ms)) => {
                        joined(&notes, &format!("after {old} ({})", short_text(*ms)))
                    }
                    None => notes,
                }
            }
            Self::Paused { active_ms, reason } => joined(
                reason.as_deref().unwrap_or_default(),
                &format!("at {}", short_text(*active_ms)),
            ),
            Self::Resumed { paused_ms } | Self::Reopened { paused_ms } => {
                format!("after {}", short_text(*paused_ms))
            }
            Self::Ended { active_ms, paused_ms, breaks, notes } => {
                let times =
                    format!("{} active{}", short_text(*active_ms), pauses(*paused_ms, *breaks));
                joined(notes.as_deref().unwrap_or_default(), &times)
            }
            Self::Cancelled { active_ms } => {
                format!("{} out of the totals", short_text(*active_ms))
            }
            Self::Noted { text } => text.clone(),
            Self::Pushed { frame, title, popped } => {
                let entered = match title {
                    Some(title) => format!("{frame}: {title}"),
                    None => frame.to_string(),
                };
                if popped.is_empty() {
                    entered
                } else {
                    joined(&entered, &format!("left {}", frames_text(popped)))
                }
            }
            Self::Popped { popped } => frames_text(popped),
            Self::GapAnswered { gap, ms, kept_ms } => {
                format!("{gap}: {} of {}", short_text(*kept_ms), short_text(*ms))
            }
            Self::Kept { idle_ms } => format!("after {} without activity", short_text(*idle_ms)),
            Self::BreakAdded { ms, .. } => format!("of {}", short_text(*ms)),
            Self::Amended { notes, .. } => notes.clone(),
            Self::BandSet { from, to, counts, withdrawn: Some(source), .. } => withdrawn(
                source,
                &moved(from.letter(), &to.to_string(), from == to),
                counts.as_ref(),
            ),
            Self::HealthSet { from, to, counts, withdrawn: Some(source), .. } => {
                withdrawn(source, &moved(from.word(), to.word(), from == to), counts.as_ref())
            }
            Self::BandSet { from, to, reason, counts: None, .. } => {
                joined(&moved(from.letter(), &to.to_string(), from == to), reason)
            }
            Self::BandSet { from, to, reason, counts: Some((now, source)), .. } => {
                let now = became(&now.to_string(), from == now);
                joined(&joined(&to.to_string(), &format!("the band {now} ({source})")), reason)
            }
            Self::HealthSet { from, to, reasons, counts: None, .. } => {
                joined(&moved(from.word(), to.word(), from == to), &reasons.join("; "))
            }
            Self::HealthSet { from, to, reasons, counts: Some((now, source)), .. } => {
                let now = became(now.word(), from == now);
                let now = format!("the health {now} ({source})");
                joined(&joined(to.word(), &now), &reasons.join("; "))
            }
            Self::Undone { verb, text, .. } | Self::Redone { verb, text, .. } => {
                verb_and_text(*verb, text)
            }
        }
    }
}

fn joined(first: &str, second: &str) -> String {
    match (first, second) {
        ("", only) | (only, "") => only.to_owned(),
        (first, second) => format!("{first} · {second}"),
    }
}

fn moved(from: &str, to: &str, same: bool) -> String {
    if same { format!("stays {to}") } else { format!("{from} → {to}") }
}

fn became(now: &str, same: bool) -> String {
    if same { format!("stays {now}") } else { format!("is now {now}") }
}

fn by(source: &str) -> String {
    if source == MANUAL { "set by hand".to_owned() } else { format!("by {source}") }
}

/// Returns what a source said, as in "was set by hand" or "probe measured".
fn said_by(source: &str) -> String {
    if source == MANUAL { "was set by hand".to_owned() } else { format!("{source} measured") }
}

/// Returns the answer to a withdrawal; `counts` has the source that counts now.
fn withdrew<V>(what: &str, source: &str, now: &str, counts: Option<&(V, String)>) -> String {
    let why = counts.map(|(_, source)| by(source));
    let why = why.unwrap_or_else(|| "as no source measures it".to_owned());
    format!("Withdrew the {what} that {}; it {now}, {why}", said_by(source))
}

/// Returns the text of a withdrawal; `counts` has the source that counts now.
fn withdrawn<V>(source: &str, moved: &str, counts: Option<&(V, String)>) -> String {
    let by = counts.map(|(_, source)| format!(" ({source})")).unwrap_or_default();
    joined(&format!("{moved}{by}"), &format!("what {} was withdrawn", said_by(source)))
}

fn verb_and_text(verb: Verb, text: &str) -> String {
    if text.is_empty() { verb.past().to_owned() } else { format!("{} {text}", verb.past()) }
}

fn pauses(paused_ms: u64, breaks: u32) -> String {
    let often = breaks_text(breaks);
    often.map(|often| format!(", {} paused {often}", short_text(paused_ms))).unwrap_or_default()
}

fn frames_text(frames: &[ClosedFrame]) -> String {
    let each = frames.iter().map(|f| format!("{} after {}", f.name(), short_text(f.active_ms)));
    each.collect::<Vec<_>>().join(", ")
}
