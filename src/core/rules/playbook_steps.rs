//! Builds the events of playbooks: a step is marked as done or skipped, a mark is removed, and a playbook begins anew.

use crate::core::base::{
    Argument, Hint, LookAt, Moment, REASON, Refusal, RefusalKind, TITLE, Verb, ms_ago_text,
    ms_between,
};
use crate::core::command::PlaybookCommand;
use crate::core::history::{Event, Fact, PlaybookFact, StepName, Watch};
use crate::core::playbook::{
    HeldAt, MarkKind, Playbook, PlaybookProgress, PlaybookScope, PlaybookStanding, PlaybookStep,
    Playbooks, StepMark,
};
use crate::core::policy::PolicyFinding;
use crate::core::rules::{Decision, EventBuilder, Judging};
use crate::core::session::{Session, SessionOverride, SessionStep, keep_newest};

/// From how many on the progress is forgotten of playbooks whose files are gone. The journal keeps it.
const KEPT: usize = 64;

impl Watch {
    /// Returns how far a playbook is; `None` if it was not begun. The progress of a session is that of the live
    /// one, or else that of the session which starts next.
    #[must_use]
    pub fn progress(&self, playbook: &Playbook) -> Option<&PlaybookProgress> {
        self.playbooks.get(&key_of(playbook, self.live()))
    }

    /// Returns how a playbook stood when the session on the desk was left, if its progress belongs to that one; else
    /// how it stands now.
    #[must_use]
    pub fn last_standing(&self, playbook: &Playbook, now: &Moment) -> PlaybookStanding {
        let of_session = self.playbooks.get(&key_of(playbook, self.session.as_ref()));
        let current = self.at(now);
        let snapshot = current.governance.snapshot_at(&[], now);
        let progress = of_session.or_else(|| self.progress(playbook));
        PlaybookStanding::of(playbook, progress, (&snapshot, now))
    }

    /// Returns how a playbook stands at a moment.
    #[must_use]
    pub fn playbook_standing(&self, playbook: &Playbook, now: &Moment) -> PlaybookStanding {
        let current = self.at(now);
        let snapshot = current.governance.snapshot_at(&[], now);
        PlaybookStanding::of(playbook, self.progress(playbook), (&snapshot, now))
    }
}

/// Returns under which name the progress of a playbook is kept while a session is on the desk.
fn key_of(playbook: &Playbook, session: Option<&Session>) -> String {
    let of_session = session.filter(|_| playbook.scope == PlaybookScope::Session);
    PlaybookProgress::key(&playbook.name, of_session.map(|session| &session.id))
}

/// Checks the texts of a command about playbooks.
///
/// # Errors
/// A usage refusal that names the text.
pub(in crate::core) fn check_playbook_command(command: &PlaybookCommand) -> Result<(), Refusal> {
    match command {
        PlaybookCommand::Done { value, note, .. } => {
            TITLE.named("value").check_option(value.as_deref())?;
            REASON.named("note").check_option(note.as_deref())
        }
        PlaybookCommand::Skip { reason, .. } => REASON.check_some(reason),
        PlaybookCommand::Undo { .. } | PlaybookCommand::Reset { .. } => Ok(()),
    }
}

/// Judges a step that is done or skipped.
pub(super) fn judge_step(
    watch: &Watch,
    command: &PlaybookCommand,
    Judging { now, directives, telling }: Judging<'_>,
) -> Vec<PolicyFinding> {
    let (PlaybookCommand::Done { step, .. } | PlaybookCommand::Skip { step, .. }) = command else {
        return Vec::new();
    };
    let Some(playbook) = directives.playbooks.find(command.playbook()) else { return Vec::new() };
    let Some((number, step)) = playbook.step(step) else { return Vec::new() };
    let progress = watch.progress(playbook);
    let mut findings = Vec::new();
    if progress.is_some_and(|progress| progress.is_of_another(playbook)) {
        findings.push(PolicyFinding::refused("changed", playbook.changed_text()));
    }
    if let PlaybookCommand::Skip { .. } = command {
        if step.critical {
            findings.push(PolicyFinding::refused("critical", format!("step {number} is critical")));
        }
        return findings;
    }
    let snapshot = watch.governance.snapshot_at(&[], now);
    let closed = step.closed_gates(playbook, progress, (&snapshot, telling));
    findings.extend(closed.into_iter().map(|gate| PolicyFinding::refused("gate", gate.why)));
    findings
}

impl EventBuilder<'_> {
    /// Marks a step, removes its mark, or begins a playbook anew.
    pub(in crate::core) fn playbook(
        self,
        command: &PlaybookCommand,
        playbooks: &Playbooks,
    ) -> Result<Decision, Refusal> {
        let what = command.verb().spec().not_done;
        let playbook = playbooks.meant(command.playbook(), what)?;
        match command {
            PlaybookCommand::Reset { .. } => self.reset(playbook).map(Decision::from),
            PlaybookCommand::Undo { step, .. } => {
                let found = playbook.meant_step(step, what)?;
                self.take_back(playbook, found).map(Decision::from)
            }
            PlaybookCommand::Done { step, value, note, .. } => {
                let found = playbook.meant_step(step, what)?;
                self.done(playbook, found, (value.as_deref(), note.as_deref()))
            }
            PlaybookCommand::Skip { step, reason, .. } => {
                let found = playbook.meant_step(step, what)?;
                self.skip(playbook, found, (command.playbook(), reason))
            }
        }
    }

    fn done(
        mut self,
        playbook: &Playbook,
        (number, step): (usize, &PlaybookStep),
        (value, note): (Option<&str>, Option<&str>),
    ) -> Result<Decision, Refusal> {
        let known = self.watch.progress(playbook).and_then(|progress| progress.mark(&step.id));
        if let Some(mark) = known.filter(|mark| mark.kind == MarkKind::Done) {
            return Ok(Decision::Unchanged {
                message: self.is_known("done", playbook, number, mark),
            });
        }
        let value = value.map(str::trim).filter(|value| !value.is_empty());
        step.check_value(value).map_err(|(why, next)| {
            Refusal::new(RefusalKind::Usage, Verb::StepDone.spec().not_done, why, Hint::say(next))
        })?;
        let expected = step.missed(value).map(str::to_owned);
        let (value, note) = (value.map(str::to_owned), some(note));
        let mark = self.mark(step, MarkKind::Done, value.clone(), note.clone());
        self.put(playbook, (number, step), mark);
        let step = name_of(playbook, (number, step));
        let fact = PlaybookFact::Done { step, value, expected, note };
        Ok(self.event(Fact::Playbook(fact)).into())
    }

    fn skip(
        mut self,
        playbook: &Playbook,
        (number, step): (usize, &PlaybookStep),
        (named, reason): (Option<&str>, &str),
    ) -> Result<Decision, Refusal> {
        let known = self.watch.progress(playbook).and_then(|progress| progress.mark(&step.id));
        match known.map(|mark| (mark.kind, mark)) {
            Some((MarkKind::Skipped, mark)) => {
                let message = self.is_known("skipped", playbook, number, mark);
                return Ok(Decision::Unchanged { message });
            }
            Some((MarkKind::Done, mark)) => {
                let why = self.is_known("done", playbook, number, mark);
                let id = [(Argument::PlaybookStep, step.id.as_str())].into_iter();
                let given = id.chain(named.map(|name| (Argument::Playbook, name)));
                let next = Hint::give_all("remove its mark first", Verb::StepUndo, given);
                let what = Verb::StepSkip.spec().not_done;
                return Err(Refusal::new(RefusalKind::Refused, what, why, next));
            }
            None => {}
        }
        let reason = reason.trim().to_owned();
        let mark = self.mark(step, MarkKind::Skipped, None, Some(reason.clone()));
        self.put(playbook, (number, step), mark);
        let step = name_of(playbook, (number, step));
        Ok(self.event(Fact::Playbook(PlaybookFact::Skipped { step, reason })).into())
    }

    fn take_back(
        mut self,
        playbook: &Playbook,
        (number, step): (usize, &PlaybookStep),
    ) -> Result<Event, Refusal> {
        let what = Verb::StepUndo.spec().not_done;
        let progress = self.watch.progress(playbook);
        let Some(progress) = progress.filter(|progress| progress.mark(&step.id).is_some()) else {
            let why = format!("step {number} of {} is open", playbook.name);
            let look = Hint::show("see its steps", LookAt::Playbook(playbook.name.clone()));
            return Err(Refusal::new(RefusalKind::NothingThere, what, why, look));
        };
        let mut progress = progress.clone();
        progress.marks.retain(|mark| mark.step != step.id);
        progress.held = None;
        let key = key_of(playbook, self.watch.live());
        if progress.marks.is_empty() {
            self.playbooks.remove(&key);
        } else {
            self.playbooks.insert(key, progress);
        }
        self.forget(playbook, step);
        let step = name_of(playbook, (number, step));
        Ok(self.event(Fact::Playbook(PlaybookFact::Unmarked { step })))
    }

    fn reset(mut self, playbook: &Playbook) -> Result<Event, Refusal> {
        let Some(progress) = self.watch.progress(playbook) else {
            let why = format!("{} was not begun", playbook.name);
            let look = Hint::show("see its steps", LookAt::Playbook(playbook.name.clone()));
            let what = Verb::PlaybookReset.spec().not_done;
            return Err(Refusal::new(RefusalKind::NothingThere, what, why, look));
        };
        let marks = progress.marks.len();
        self.playbooks.remove(&key_of(playbook, self.watch.live()));
        let playbook = playbook.name.clone();
        Ok(self.event(Fact::Playbook(PlaybookFact::Reset { playbook, marks })))
    }

    fn is_known(&self, word: &str, playbook: &Playbook, number: usize, mark: &StepMark) -> String {
        let ago = ms_ago_text(ms_between(mark.at_utc, self.effect.now.utc));
        let value = mark.value.as_ref().map(|value| format!(", value {value}")).unwrap_or_default();
        format!("{} {number} is {word} already: {} {ago}{value}", playbook.name, mark.by)
    }

    fn mark(
        &self,
        step: &PlaybookStep,
        kind: MarkKind,
        value: Option<String>,
        note: Option<String>,
    ) -> StepMark {
        let against = self.overridden.as_ref().filter(|over| !over.rules.is_empty());
        StepMark {
            step: step.id.clone(),
            kind,
            value,
            note,
            by: self.request.by.operator.clone(),
            at_utc: self.at,
            session: self.watch.live().map(|live| live.key),
            overridden: against.map(|over| over.reason.clone()),
            rules: against.map(|over| over.rules.clone()).unwrap_or_default(),
        }
    }

    /// Puts a mark into the progress, and into the live session.
    fn put(&mut self, playbook: &Playbook, (number, step): (usize, &PlaybookStep), mark: StepMark) {
        let live = self.watch.live().filter(|_| playbook.scope == PlaybookScope::Session);
        let session = live.map(|live| live.id.clone());
        let begun = PlaybookProgress {
            hash: playbook.hash.clone(),
            scope: playbook.scope,
            begun_at_utc: self.at,
            session: session.clone(),
            marks: Vec::new(),
            held: None,
        };
        let mut progress = self.watch.progress(playbook).cloned().unwrap_or(begun);
        // Another file is gone on with only for a reason: it is the one that counts since.
        progress.hash.clone_from(&playbook.hash);
        (progress.scope, progress.session) = (playbook.scope, session);
        progress.marks.retain(|old| old.step != step.id);
        self.forget(playbook, step);
        if let Some(live) = self.after.as_mut().filter(|session| session.phase.is_live()) {
            let one = session_step(playbook, (number, step), &mark);
            keep_newest(&mut live.playbook_steps, one);
        }
        progress.marks.push(mark);
        progress.held = None;
        if self.playbooks.len() >= KEPT {
            let known = self.playbooks_known;
            let is_there = |key: &str| {
                let name = PlaybookProgress::playbook_of(key);
                known.is_some_and(|all| all.find(Some(name)).is_some())
            };
            self.playbooks.retain(|key, _| is_there(key));
        }
        self.playbooks.insert(key_of(playbook, self.watch.live()), progress);
    }

    /// Takes a step out of what was done in the live session.
    fn forget(&mut self, playbook: &Playbook, step: &PlaybookStep) {
        if let Some(live) = self.after.as_mut().filter(|session| session.phase.is_live()) {
            let steps = &mut live.playbook_steps;
            steps.retain(|one| one.playbook != playbook.name || one.step != step.id);
        }
    }

    /// Records where each playbook is left that is begun and not complete.
    pub(super) fn hold(&mut self, playbooks: &Playbooks) {
        for playbook in &playbooks.good {
            let Some(progress) = self.watch.progress(playbook) else { continue };
            let number = |id: &str| playbook.step(id).map(|(number, _)| number);
            let open = playbook.steps.iter().find(|step| progress.mark(&step.id).is_none());
            let done = progress.marks.iter().rfind(|mark| mark.kind == MarkKind::Done);
            let repeat = done.and_then(|mark| number(&mark.step));
            if let Some(step) = open {
                let number = number(&step.id).unwrap_or_default();
                let held = HeldAt { step: step.id.clone(), number, repeat, at_utc: self.at };
                let progress = PlaybookProgress { held: Some(held), ..progress.clone() };
                self.playbooks.insert(key_of(playbook, self.watch.live()), progress);
            }
        }
    }

    /// Gives the playbooks that wait for a session to the one that starts, with what was said of their steps. Those
    /// of earlier sessions are over.
    pub(super) fn adopt(&mut self, playbooks: &Playbooks) {
        let Some(session) = &mut self.after else { return };
        for (key, mut progress) in std::mem::take(&mut self.playbooks) {
            if progress.scope == PlaybookScope::Desk {
                self.playbooks.insert(key, progress);
                continue;
            }
            let name = PlaybookProgress::playbook_of(&key);
            if progress.session.is_some() {
                continue;
            }
            for mark in &progress.marks {
                if let Some(playbook) = playbooks.find(Some(name))
                    && let Some((number, step)) = playbook.step(&mark.step)
                {
                    let one = session_step(playbook, (number, step), mark);
                    keep_newest(&mut session.playbook_steps, one);
                }
                session.overrides.extend(override_of(mark));
            }
            progress.session = Some(session.id.clone());
            self.playbooks.insert(PlaybookProgress::key(name, Some(&session.id)), progress);
        }
    }
}

fn some(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn session_step(
    playbook: &Playbook,
    (number, step): (usize, &PlaybookStep),
    mark: &StepMark,
) -> SessionStep {
    SessionStep {
        playbook: playbook.name.clone(),
        step: step.id.clone(),
        number,
        title: step.title.clone(),
        skipped: mark.kind == MarkKind::Skipped,
        value: mark.value.clone(),
        note: mark.note.clone(),
        by: mark.by.clone(),
        at_utc: mark.at_utc,
    }
}

/// Returns what a step was marked against, as a session keeps it.
fn override_of(mark: &StepMark) -> Option<SessionOverride> {
    Some(SessionOverride {
        at_utc: mark.at_utc,
        verb: match mark.kind {
            MarkKind::Done => Verb::StepDone,
            MarkKind::Skipped => Verb::StepSkip,
        },
        rules: mark.rules.clone(),
        reason: mark.overridden.clone()?,
        by: mark.by.clone(),
    })
}

fn name_of(playbook: &Playbook, (number, step): (usize, &PlaybookStep)) -> StepName {
    StepName {
        playbook: playbook.name.clone(),
        number,
        of: playbook.steps.len(),
        id: step.id.clone(),
        title: step.title.clone(),
    }
}
