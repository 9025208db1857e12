//! A desk on paper: obeys requests in memory, as the real one does on disk, and checks after each
//! what must hold whatever was asked. Knows no store and no clock but its own.

pub mod place;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use onwatch::core::{
    Anchor, By, CheckReport, CheckRules, Day, Decision, Directives, Evidence, Fact, Glance,
    HistoryUpdate, Interface, Moment, Period, Phase, PolicyFinding, Recorded, Refusal, Request,
    Session, SessionId, SessionKey, SessionName, SessionRecord, Snapshot, Story, StretchKind, Task,
    Watch, Workflows, apply, completion_check, decide, judge,
};

use crate::evidence::{evidence, incomplete, tasks};

/// Clocks that a test moves.
#[derive(Debug, Clone)]
pub struct Clocks {
    pub now: Moment,
}

impl Clocks {
    /// Returns clocks at `utc`; with a steady one if a boot is named.
    pub fn at(utc: DateTime<Utc>, boot: Option<&str>) -> Self {
        let steady =
            boot.map(|name| Anchor { clock: name.to_owned(), boot_ms: 60_000, mono_ms: 60_000 });
        Self {
            now: Moment {
                utc,
                steady,
                nonce: 0x00a1_b2c3,
                heartbeat: None,
                thresholds: onwatch::core::Thresholds::default(),
                sources: onwatch::core::SourceTimes::default(),
            },
        }
    }

    /// Lets time pass on every clock.
    pub fn pass(&mut self, ms: i64) {
        self.step_wall(ms);
        if let Some(steady) = &mut self.now.steady {
            steady.boot_ms += ms;
            steady.mono_ms += ms;
        }
        self.now.nonce = self.now.nonce.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    }

    /// Sets the wall clock forward or back.
    pub fn step_wall(&mut self, ms: i64) {
        self.now.utc += TimeDelta::milliseconds(ms);
    }

    /// Lets the machine sleep: only the boot clock counts that time.
    pub fn sleep(&mut self, ms: i64) {
        self.step_wall(ms);
        if let Some(steady) = &mut self.now.steady {
            steady.boot_ms += ms;
        }
    }

    /// Boots the machine again; without a name it has no steady clock from then on.
    pub fn reboot(&mut self, name: &str) {
        let clock = name.to_owned();
        let fresh = Anchor { clock, boot_ms: 0, mono_ms: 0 };
        self.now.steady = (!name.is_empty()).then_some(fresh);
    }
}

/// Who gives the commands of a test.
pub fn by(operator: &str) -> By {
    By::new(operator, Interface::Cli, "desk-1")
}

/// A desk on paper.
#[derive(Debug, Clone, Default)]
pub struct PaperDesk {
    pub watch: Watch,
    /// What the settings say of agents and workflows.
    workflows: Arc<Workflows>,
    /// What the settings say of checks.
    rules: Arc<CheckRules>,
    /// What the operator's policy and playbooks say.
    pub directives: Arc<Directives>,
    /// Another reader, who knows only the lines of the history.
    replica: Watch,
    /// The lines of the history, the oldest first.
    trail: Vec<Recorded>,
    /// The list of past sessions, as its readers would have it.
    filed: BTreeMap<SessionId, SessionRecord>,
    /// The past sessions in full, also the cancelled ones.
    past: BTreeMap<SessionId, Session>,
    /// The ids of the listed sessions, learnt from watching each session start and end.
    over: BTreeSet<SessionId>,
    /// The ids that each step added to these and removed from them.
    steps: BTreeMap<u64, (BTreeSet<SessionId>, BTreeSet<SessionId>)>,
    snapshots: BTreeMap<SessionId, Snapshot>,
    highest_key: u32,
}

impl PaperDesk {
    /// Returns a desk whose settings say this of agents and workflows.
    pub fn with_settings(workflows: Arc<Workflows>, rules: Arc<CheckRules>) -> Self {
        Self { workflows, rules, ..Self::default() }
    }

    /// Returns what is known of tasks.
    pub fn tasks(&self) -> Vec<Task> {
        tasks(&self.trail)
    }

    /// Obeys a request, or repeats the answer to one that was obeyed before; then checks every law.
    pub fn obey(&mut self, request: &Request, now: &Moment) -> Result<String, Refusal> {
        let decided = decide(&self.watch, request, now, &self.evidence(request, now));
        let event = match decided.inspect_err(says_all_three)? {
            Decision::Event(event) => *event,
            Decision::Incomplete(report) => return Err(incomplete(request, &report)),
            Decision::Unchanged { message } => return Ok(message),
            Decision::Repeated(known) => return Ok(known.message),
        };
        let recorded = self.watch.next_line(request, event, now);
        assert_eq!(recorded.seq, self.watch.seq + 1, "the numbers rise by one");
        let before = self.watch.clone();
        let line = serde_json::to_string(&recorded).unwrap();
        apply(&mut self.replica, &serde_json::from_str(&line).unwrap());
        apply(&mut self.watch, &recorded);
        self.trail.push(recorded.clone());
        self.keep_the_list(&before, &recorded);
        self.check(now);
        Ok(recorded.answer(request, &self.watch).to_string())
    }

    /// Returns what policy and playbooks say of a request: the level, the rule and the cause.
    pub fn judgement(&self, request: &Request, now: &Moment) -> Vec<String> {
        let judged = judge(&self.watch, request, now, &self.evidence(request, now)).unwrap();
        let line = |finding: &PolicyFinding| {
            let level = format!("{:?}", finding.level).to_lowercase();
            format!("{level} {}: {}", finding.rule, finding.why)
        };
        judged.findings.iter().map(line).collect()
    }

    /// Returns what the checks say of what a request would complete.
    pub fn checks(&self, request: &Request, now: &Moment) -> Option<CheckReport> {
        let evidence = self.evidence(request, now);
        let check = completion_check(&self.watch, request, now, &evidence).ok().flatten();
        check.map(|check| check.report())
    }

    /// Returns what a request stands on.
    pub fn evidence(&self, request: &Request, now: &Moment) -> Evidence {
        let (workflows, checks) = (Arc::clone(&self.workflows), Arc::clone(&self.rules));
        let directives = Arc::clone(&self.directives);
        Evidence {
            workflows,
            checks,
            directives,
            ..evidence(&self.watch, request, now, &self.trail)
        }
    }

    /// Records a heartbeat of the machine, as an open panel does.
    pub fn heartbeat(&self, clocks: &mut Clocks) {
        if self.watch.keeps_heartbeat(&clocks.now) {
            clocks.now.heartbeat = Some(clocks.now.stamp());
        }
    }

    /// Returns the lines of the history, the oldest first.
    pub fn lines(&self) -> &[Recorded] {
        &self.trail
    }

    /// Returns the list of past sessions.
    pub fn filed(&self) -> &BTreeMap<SessionId, SessionRecord> {
        &self.filed
    }

    /// Returns the past sessions in full, also the cancelled ones.
    pub fn past(&self) -> &BTreeMap<SessionId, Session> {
        &self.past
    }

    /// Returns the active time of all past sessions by local day.
    pub fn days(&self, local: impl Fn(DateTime<Utc>) -> NaiveDateTime) -> Vec<Day> {
        Day::of_all(self.filed.values(), &Period::default(), local)
    }

    /// Returns a session in full, read from the history.
    pub fn story(&self, key: SessionKey, now: &Moment) -> Result<Story, Refusal> {
        let name = SessionName::Key(key);
        let trail = self.trail.iter().rev().filter(|recorded| recorded.concerns(&name));
        Story::of(&name, &trail.cloned().collect::<Vec<_>>(), &self.watch, now)
    }

    fn keep_the_list(&mut self, before: &Watch, recorded: &Recorded) {
        for update in &recorded.change.set.history_updates {
            match update {
                HistoryUpdate::Filed(session) => {
                    self.past.insert(session.id.clone(), session.as_ref().clone());
                    let record = SessionRecord::of(session);
                    adds_up(&record);
                    if record.phase == Phase::Ended {
                        self.filed.insert(record.id.clone(), record);
                    } else {
                        self.filed.remove(&record.id);
                    }
                }
                HistoryUpdate::Withdrawn { id, .. } => {
                    assert!(self.past.remove(id).is_some(), "{id} was withdrawn, never filed");
                    self.filed.remove(id);
                }
            }
        }
        if let Some(over) = self.watch.session.as_ref().filter(|s| !s.phase.is_live()) {
            let kept = Some(over).filter(|over| !over.is_deleted());
            assert_eq!(
                self.past.get(&over.id),
                kept,
                "the history holds it in full, if it is kept"
            );
        }
        self.follow(before, recorded);
        let filed: BTreeSet<_> = self.filed.keys().cloned().collect();
        assert_eq!(filed, self.over, "the list of past sessions holds the ended ones");
        // A line may also file the session on the desk again.
        let desk = self.watch.session.as_ref().map(|session| &session.id);
        let filed = |update: &HistoryUpdate| match update {
            HistoryUpdate::Filed(new) => Some(new.key.0).filter(|_| Some(&new.id) != desk),
            HistoryUpdate::Withdrawn { .. } => None,
        };
        let new: Vec<u32> = match recorded.event {
            Fact::Started { .. } => self.watch.session.iter().map(|new| new.key.0).collect(),
            Fact::Added { .. } => {
                recorded.change.set.history_updates.iter().filter_map(filed).collect()
            }
            _ => Vec::new(),
        };
        for key in new {
            assert!(key > self.highest_key, "key {key} was used before");
            self.highest_key = key;
        }
    }

    /// Follows which sessions are over, without looking at what the line files.
    fn follow(&mut self, before: &Watch, recorded: &Recorded) {
        let were = self.over.clone();
        match &recorded.event {
            Fact::Undone { of, .. } => {
                let (added, removed) = self.steps.get(of).cloned().unwrap_or_default();
                self.over = self.over.difference(&added).chain(&removed).cloned().collect();
            }
            Fact::Redone { of, .. } => {
                let (added, removed) = self.steps.get(of).cloned().unwrap_or_default();
                self.over = self.over.difference(&removed).chain(&added).cloned().collect();
            }
            Fact::Added { count, .. } => {
                let new = self.past.values().filter(|old| old.key.0 > self.highest_key);
                let new: Vec<_> = new.map(|session| session.id.clone()).collect();
                assert_eq!(new.len(), *count);
                self.over.extend(new);
            }
            Fact::Cancelled { .. } => {
                self.over.remove(&recorded.session.as_ref().unwrap().id);
            }
            Fact::Restored { .. } => {
                self.over.insert(recorded.session.as_ref().unwrap().id.clone());
            }
            Fact::Started { .. } => {
                self.over.extend(before.live().map(|old| old.id.clone()));
            }
            _ => {}
        }
        if let Some(there) = &self.watch.session {
            if there.phase.word() == "ended" && !there.is_deleted() {
                self.over.insert(there.id.clone());
            } else {
                self.over.remove(&there.id);
            }
        }
        if recorded.change.was.is_some() && recorded.step() == recorded.seq {
            let added = self.over.difference(&were).cloned().collect();
            let removed = were.difference(&self.over).cloned().collect();
            self.steps.insert(recorded.seq, (added, removed));
        }
    }

    fn check(&mut self, now: &Moment) {
        let saved = serde_json::to_string(&self.watch).unwrap();
        let loaded: Watch = serde_json::from_str(&saved).unwrap();
        assert_eq!(loaded, self.watch, "what is saved loads as it was");

        assert_eq!(self.replica, self.watch, "the history leads to the same watch");

        let Some(session) = &self.watch.session else { return };
        let open = session.spans.iter().filter(|span| span.is_open()).count();
        let due = usize::from(session.phase.word() == "active");
        assert_eq!(open, due, "a span is open while the session is active, and only then");
        let frozen = self.snapshots.entry(session.id.clone());
        assert_eq!(*frozen.or_insert_with(|| session.snapshot.clone()), session.snapshot);

        let glance = Glance::of(&self.watch, now);
        let shown = glance.shown().unwrap();
        let stretches: Vec<u64> = (shown.stretches.iter())
            .filter(|stretch| stretch.kind == StretchKind::Active)
            .map(|stretch| stretch.seconds)
            .collect();
        let sum: u64 = stretches.iter().fold(0, |sum, seconds| sum.saturating_add(*seconds));
        let lost_by_flooring = stretches.len() as u64;
        assert!(
            sum <= shown.active_seconds && shown.active_seconds <= sum + lost_by_flooring,
            "active stretches of {sum}s for {}s of active time",
            shown.active_seconds
        );
    }
}

/// Checks that the spans of a record add up to its active time. A record of very many spans names
/// only the newest.
fn adds_up(record: &SessionRecord) {
    let spans = record.spans.iter().map(|(_, ms)| *ms).fold(0, u64::saturating_add);
    let names_all = record.spans.len() < 150;
    assert!(spans == record.active_ms || !names_all && spans < record.active_ms, "{record:?}");
}

fn says_all_three(refusal: &Refusal) {
    assert!(!refusal.what.trim().is_empty(), "{refusal:?}");
    assert!(!refusal.why.trim().is_empty(), "{refusal:?}");
    assert!(!refusal.next.is_empty(), "{refusal:?}");
}
