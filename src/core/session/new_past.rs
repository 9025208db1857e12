//! A session that was never started: somebody says later when it was.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::core::base::{
    By, Hint, Refusal, RefusalKind, STACK_MAX, SessionId, SessionKey, Stamp, Verb, ms_between,
};
use crate::core::session::{
    Author, Band, ClosedFrame, Cone, ContextStack, Folded, Frame, FrameKind, Health, Light, Phase,
    Session, SessionType, Snapshot, Span,
};

/// What somebody says of a session that was never started.
#[derive(Debug, Clone)]
pub(in crate::core) struct SaidSession {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub session_type: SessionType,
    pub notes: Option<String>,
    pub closing: Option<String>,
    /// In the order in which they were entered.
    pub contexts: Vec<SaidContext>,
    /// When breaks began and ended, in order.
    pub breaks: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    pub band: Option<Band>,
    pub health: Option<Light>,
    pub target_seconds: Option<u64>,
    pub metadata: Map<String, Value>,
    pub source_hash: Option<String>,
}

/// A context of such a session. One of a type that is open already takes its place.
#[derive(Debug, Clone)]
pub(in crate::core) struct SaidContext {
    pub kind: FrameKind,
    pub id: String,
    pub title: Option<String>,
    pub estimate_seconds: Option<u64>,
    pub entered_at_utc: DateTime<Utc>,
}

impl Session {
    /// Returns a session that is over. `nonce` makes its id.
    ///
    /// # Errors
    /// A refusal if it does not end after it starts, or its breaks and contexts do not lie in it in
    /// order, or its breaks leave nothing.
    pub(in crate::core) fn said(
        key: SessionKey,
        nonce: u32,
        by: &By,
        now: DateTime<Utc>,
        said: SaidSession,
    ) -> Result<Self, Refusal> {
        let SaidSession { from, to, .. } = said;
        if from >= to {
            return Err(refused("it does not end after it starts", "give the earlier time first"));
        }
        let spans = spans_between(from, to, &said.breaks)?;
        let active_ms = spans.iter().filter_map(|span| span.active_ms).fold(0, u64::saturating_add);
        let snapshot = snapshot(said.band, said.health);
        let end = Stamp { at_utc: to, anchor: None };
        let closed_frames = frames(&said.contexts, from, to, &spans)?;
        Ok(Self {
            key,
            id: SessionId::new(from, nonce),
            session_type: said.session_type,
            phase: Phase::Ended,
            phase_since: end.clone(),
            started_at_utc: from,
            ended_at_utc: Some(to),
            paused_at_utc: None,
            resumed_at_utc: None,
            last_change: end,
            start_notes: said.notes,
            closing_notes: said.closing,
            pause_reason: None,
            operator: by.operator.clone(),
            interface: by.interface,
            agent_id: None,
            workflow_id: None,
            target_seconds: said.target_seconds,
            metadata: said.metadata,
            end_snapshot: Some(snapshot.clone()),
            snapshot,
            spans,
            folded_spans: Folded::default(),
            gaps: Vec::new(),
            folded_gaps_ms: 0,
            breaks: u32::try_from(said.breaks.len()).unwrap_or(u32::MAX),
            paused_ms: ms_between(from, to).saturating_sub(active_ms),
            context_stack: ContextStack::default(),
            closed_frames,
            folded_frames: Folded::default(),
            folded_stays: Vec::new(),
            added: Some(Author::of(by, now)),
            corrections: Vec::new(),
            source_hash: said.source_hash,
            artifacts: Vec::new(),
            completed: Vec::new(),
            overrides: Vec::new(),
            playbook_steps: Vec::new(),
            run: None,
            extra: Map::new(),
        })
    }
}

/// Returns the active time between breaks.
fn spans_between(
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    breaks: &[(DateTime<Utc>, DateTime<Utc>)],
) -> Result<Vec<Span>, Refusal> {
    let mut since = from;
    let mut spans = Vec::new();
    for (begin, end) in breaks {
        if begin >= end {
            return Err(refused(
                "a break does not end after it began",
                "give its earlier time first",
            ));
        }
        if *begin < from || *end > to {
            return Err(refused("a break does not lie in it", "give a break between its times"));
        }
        if *begin < since || (*begin == since && since != from) {
            return Err(refused("two of its breaks touch or overlap", "give them as one break"));
        }
        if *begin > since {
            spans.push(Span::said(since, *begin));
        }
        since = *end;
    }
    if since < to {
        spans.push(Span::said(since, to));
    }
    if spans.is_empty() {
        return Err(refused("its breaks leave no active time", "give shorter breaks"));
    }
    Ok(spans)
}

/// Returns the contexts as they were left, each with the active time in it.
fn frames(
    contexts: &[SaidContext],
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    spans: &[Span],
) -> Result<Vec<ClosedFrame>, Refusal> {
    let active_until = |at: DateTime<Utc>| {
        let within =
            |span: &Span| ms_between(span.start.at_utc, span.ended_at_utc.unwrap_or(at).min(at));
        spans.iter().map(within).fold(0, u64::saturating_add)
    };
    let (mut stack, mut closed) = (ContextStack::default(), Vec::new());
    let mut since = from;
    for context in contexts {
        let at = context.entered_at_utc;
        if at < since || at >= to {
            return Err(refused(
                "a context was not entered in it, or its contexts are not in the order of their times",
                "give the contexts in the order in which they were entered",
            ));
        }
        let same = stack.depth_of(&context.kind).and_then(|depth| stack.frames().get(depth));
        if same.is_some_and(|open| open.pushed_at_utc == at) {
            return Err(refused(
                "it is in two contexts of one type at the same time",
                "say when the second one was entered, as in --task 8@10:30",
            ));
        }
        let depth = stack.depth_to_enter(&context.kind);
        closed.extend(stack.cut(depth, at, active_until(at)));
        if stack.frames().len() >= STACK_MAX {
            return Err(refused("it is in too many contexts at once", "give fewer contexts"));
        }
        stack.0.push(Frame {
            kind: context.kind.clone(),
            id: context.id.clone(),
            title: context.title.clone(),
            estimate_seconds: context.estimate_seconds,
            pushed_at_utc: at,
            active_ms_at_push: active_until(at),
            earlier_ms: 0,
            sprint: None,
            extra: Map::new(),
        });
        since = at;
    }
    closed.extend(stack.cut(0, to, active_until(to)));
    Ok(closed)
}

/// Returns band and health as they are said, not measured.
fn snapshot(band: Option<Band>, health: Option<Light>) -> Snapshot {
    let cone = match band {
        Some(band) => {
            Cone { band, reason: "Said when the session was added".into(), ..Cone::default() }
        }
        None => Cone {
            reason: "Nobody said the band when the session was added".into(),
            ..Cone::default()
        },
    };
    let status = Health { status: health.unwrap_or(Light::Unknown), ..Health::default() };
    Snapshot { cone, status, ..Snapshot::default() }
}

fn refused(why: &'static str, next: &'static str) -> Refusal {
    Refusal::new(RefusalKind::Refused, Verb::Add.spec().not_done, why, Hint::from(next))
}
