//! Judges a command by the policy and the playbooks of the operator: what they are against, and why.

use crate::core::base::{
    Argument, Hint, LookAt, Moment, OVERRIDES_MAX, REASON, Refusal, RefusalKind, Verb,
};
use crate::core::command::{Command, Request};
use crate::core::history::{Event, Watch};
use crate::core::playbook::{PlaybookProgress, PlaybookStanding};
use crate::core::policy::{
    BandRule, ContextPattern, Directives, FindingLevel, Judgement, Policy, PolicyFinding, Required,
    StartLevel,
};
use crate::core::rules::Judging;
use crate::core::rules::playbook_steps::judge_step;
use crate::core::session::{AlertOf, Band, FrameRef, Light, Session, Snapshot, Telling};

/// Judges what a request does, by the event that it would make.
pub(in crate::core) fn judge_event(
    watch: &Watch,
    request: &Request,
    event: &Event,
    judging: Judging<'_>,
) -> Judgement {
    if !request.command.is_judged() {
        return Judgement::default();
    }
    let findings = if let Command::Playbook(command) = &request.command {
        judge_step(watch, command, judging)
    } else {
        judge_work(watch, request, event, judging)
    };
    Judgement { findings }
}

/// Judges a start, or the entering of a context.
fn judge_work(
    watch: &Watch,
    request: &Request,
    event: &Event,
    judging: Judging<'_>,
) -> Vec<PolicyFinding> {
    let Judging { now, directives, telling } = judging;
    let after = live_after(watch, event);
    let was = watch.live().map(|live| &live.id);
    let goes_live = after.as_ref().is_some_and(|after| was != Some(&after.id));
    let entered = entered(watch, request, after.as_ref());
    if !goes_live && entered.is_empty() {
        return Vec::new();
    }
    if let Some(fault) = &directives.policy_fault {
        let why = format!("the policy cannot be read: {fault}");
        return vec![PolicyFinding::refused("policy", why)];
    }
    let snapshot = watch.governance.snapshot_at(&request.heard, now);
    let policy = &directives.policy;
    let mut findings = Vec::new();
    if goes_live {
        findings.extend(bad_at_start(policy, &snapshot, telling));
    }
    let Some(rule) = policy.bands.get(&snapshot.cone.band) else { return findings };
    let readings = (&snapshot, now, telling);
    if goes_live {
        let required = rule.requires.iter();
        let after = after.as_ref();
        findings
            .extend(required.filter_map(|one| missing(one, (watch, after), directives, readings)));
    }
    findings.extend(entered.iter().filter_map(|one| not_allowed(one, rule, (&snapshot, telling))));
    findings
}

/// Returns what the policy says of a start while it is bad.
fn bad_at_start(policy: &Policy, snapshot: &Snapshot, telling: Telling<'_>) -> Vec<PolicyFinding> {
    let is_red = snapshot.status.status == Light::Red;
    let is_d = snapshot.cone.band == Band::D;
    [
        (is_red, policy.red_at_start, "red_at_start", AlertOf::Health),
        (is_d, policy.d_at_start, "d_at_start", AlertOf::Band),
    ]
    .into_iter()
    .filter_map(|(is_bad, level, rule, which)| {
        let level = match level {
            StartLevel::Allow => return None,
            StartLevel::Warn => FindingLevel::Warn,
            StartLevel::Refuse => FindingLevel::Refuse,
        };
        let (rule, why) = (rule.to_owned(), snapshot.said_so(which, telling));
        is_bad.then_some(PolicyFinding { rule, level, why, playbook: None })
    })
    .collect()
}

/// Returns what is missing of what a band requires before a start.
fn missing(
    required: &Required,
    (watch, after): (&Watch, Option<&Session>),
    directives: &Directives,
    (snapshot, now, telling): (&Snapshot, &Moment, Telling<'_>),
) -> Option<PolicyFinding> {
    let Required::Playbook(name) = required;
    let letter = snapshot.cone.band.letter();
    let playbooks = &directives.playbooks;
    let lacks = if let Some(playbook) = playbooks.find(Some(name)) {
        // A session that goes on has its own.
        let own = after
            .and_then(|after| watch.playbooks.get(&PlaybookProgress::key(name, Some(&after.id))));
        let progress = own.or_else(|| watch.progress(playbook));
        let other = progress.filter(|_| own.is_none());
        if let Some(live) = other.and_then(|progress| progress.session.as_ref()) {
            let key = watch.live().filter(|session| session.id == *live).map(|session| session.key);
            let key = key.map(|key| key.to_string()).unwrap_or_default();
            let why = format!(
                "band {letter} requires the playbook {name} for each session, and its steps belong to \
                 {key}; end that first"
            );
            return Some(PolicyFinding::refused("requires", why).of(name));
        }
        let standing = PlaybookStanding::of(playbook, progress, (snapshot, now));
        match standing.next_step() {
            _ if standing.is_changed => "its file has changed since it was begun".to_owned(),
            Some(next) => {
                format!("{} is next: {}", next.place(standing.steps.len()), next.title)
            }
            None => return None,
        }
    } else if let Some(broken) = playbooks.fault(name) {
        format!("it cannot be read: {}", broken.cause)
    } else {
        "there is no such playbook".to_owned()
    };
    let band = snapshot.said_so(AlertOf::Band, telling);
    let why = format!("band {letter} requires the playbook {name}, and {lacks}; {band}");
    Some(PolicyFinding::refused("requires", why).of(name))
}

/// Returns that a context may not be entered in a band.
fn not_allowed(
    context: &FrameRef,
    rule: &BandRule,
    (snapshot, telling): (&Snapshot, Telling<'_>),
) -> Option<PolicyFinding> {
    let allow = rule.allow.as_ref()?;
    if allow.iter().any(|pattern| pattern.fits(context)) {
        return None;
    }
    let may = allowed_text(allow);
    let band = snapshot.said_so(AlertOf::Band, telling);
    let letter = snapshot.cone.band.letter();
    Some(PolicyFinding::refused(
        "allow",
        format!("band {letter} allows {may}, and not {context}; {band}"),
    ))
}

/// Judges the entering of a context that nobody has named: a warning says which ones may be entered.
#[must_use]
pub fn judge_entry(watch: &Watch, now: &Moment, directives: &Directives) -> Judgement {
    if let Some(fault) = &directives.policy_fault {
        let why = format!("the policy cannot be read: {fault}");
        return Judgement { findings: vec![PolicyFinding::refused("policy", why)] };
    }
    let snapshot = watch.governance.snapshot_at(&[], now);
    let rule = directives.policy.bands.get(&snapshot.cone.band);
    let Some(allow) = rule.and_then(|rule| rule.allow.as_ref()) else {
        return Judgement::default();
    };
    let level = if allow.is_empty() { FindingLevel::Refuse } else { FindingLevel::Warn };
    let may = allowed_text(allow);
    let band = snapshot.said_so(AlertOf::Band, Telling::At(now));
    let why = format!("band {} allows only {may}; {band}", snapshot.cone.band.letter());
    let why = if allow.is_empty() { why.replacen("only ", "", 1) } else { why };
    Judgement {
        findings: vec![PolicyFinding { rule: "allow".to_owned(), level, why, playbook: None }],
    }
}

/// Returns what may be entered, as in "task:INCIDENT-*, task:TASK-7".
fn allowed_text(allow: &[ContextPattern]) -> String {
    let patterns: Vec<String> = allow.iter().map(ToString::to_string).collect();
    if patterns.is_empty() { "nothing".to_owned() } else { patterns.join(", ") }
}

/// Returns the session after an event; `None` if there is none, or it is over.
fn live_after(watch: &Watch, event: &Event) -> Option<Session> {
    let mut session = watch.session.clone();
    for change in [&event.change.normalize, &event.change.set.session].into_iter().flatten() {
        change.apply(&mut session);
    }
    session.filter(|session| session.phase.is_live())
}

/// Returns the contexts that a command enters. An undo goes back to where somebody was.
fn entered(watch: &Watch, request: &Request, after: Option<&Session>) -> Vec<FrameRef> {
    let path = |session: Option<&Session>| {
        session.map_or_else(Vec::new, |session| session.context_stack.path())
    };
    let before = path(watch.live());
    let is_new = |frame: &FrameRef| !before.contains(frame);
    if request.command == Command::Undo {
        return Vec::new();
    }
    path(after).into_iter().filter(is_new).collect()
}

impl Judgement {
    /// Returns the refusal of a request that a rule is against.
    pub(in crate::core) fn refusal(&self, request: &Request) -> Refusal {
        let verb = request.command.verb();
        let refused: Vec<&PolicyFinding> = self.of(FindingLevel::Refuse).collect();
        let why: Vec<&str> = refused.iter().map(|finding| finding.why.as_str()).collect();
        let mut arguments = request.given();
        arguments.push((Argument::Override, "REASON".to_owned()));
        let purpose = "to go on all the same, say why".into();
        // The words of a run are those of its own verb.
        let go_on = if let Command::Start { run: Some(_), .. } = &request.command {
            Hint::say("to go on all the same, give the command again with --override REASON")
        } else {
            Hint::Do { purpose, verb, arguments }
        };
        let look = if let Command::Playbook(command) = &request.command {
            let name = command.playbook().unwrap_or_default().to_owned();
            Hint::show("see what is open", LookAt::Playbook(name))
        } else {
            Hint::show("see what the policy says", LookAt::Policy)
        };
        let what = verb.spec().not_done;
        let required = self.findings.iter().filter_map(|finding| finding.playbook.clone());
        let mut next: Vec<Hint> = required
            .map(|name| Hint::show("see what is open of it", LookAt::Playbook(name)))
            .collect();
        next.extend([go_on, look]);
        let why = why.join("; ");
        Refusal { kind: RefusalKind::Policy, what: what.to_owned(), why, next }
    }
}

/// Checks the reason to break a rule.
///
/// # Errors
/// A usage refusal if no rule can be against the command, or the reason is empty or too long.
pub(in crate::core) fn check_override(request: &Request) -> Result<(), Refusal> {
    let Some(reason) = &request.override_reason else { return Ok(()) };
    REASON.named("reason to override").check_some(reason)?;
    if request.command.is_judged() {
        return Ok(());
    }
    let verb: Verb = request.command.verb();
    let why = "no policy and no playbook can be against it";
    Err(Refusal::new(RefusalKind::Usage, verb.spec().not_done, why, "leave --override out"))
}

/// Checks that a session keeps all that was done against a rule in it.
///
/// # Errors
/// A refusal if it holds no more.
pub(in crate::core) fn check_overrides(
    watch: &Watch,
    request: &Request,
    judgement: &Judgement,
) -> Result<(), Refusal> {
    let live = watch.live().filter(|live| live.overrides.len() >= OVERRIDES_MAX);
    let Some(live) = live.filter(|_| judgement.refuses()) else { return Ok(()) };
    let what = request.command.verb().spec().not_done;
    let why = format!("{} overrode rules {OVERRIDES_MAX} times already", live.key);
    let next = Hint::give("end it and start another one", Verb::End);
    Err(Refusal::new(RefusalKind::Refused, what, why, next))
}
