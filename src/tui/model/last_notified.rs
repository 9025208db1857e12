//! The state at the last notification, and what has happened since.

use chrono::{DateTime, NaiveDate, Utc};

use crate::config::Occasion;
use crate::core::{
    AlertOf, AlertState, Glance, PolicyGlance, ReminderKind, SessionGlance, SessionId, Severity,
    Snapshot, seconds_text,
};

/// The most sessions whose reached target is remembered: more than an operator undoes and redoes.
const REACHED_MAX: usize = 64;
/// The most of what the policy said that is remembered.
const TOLD_MAX: usize = 64;

/// Since when something is new, UTC, and the worst that it was since; `None` if nothing is.
type NewAlert = Option<(DateTime<Utc>, Severity)>;

/// The state at the last notification.
#[derive(Debug, Clone, PartialEq)]
pub struct LastNotified {
    readings: Snapshot,
    /// What is new of band and health: since when, UTC, and the worst that it was since.
    alerts: [NewAlert; 2],
    /// The sessions that have reached their target, the newest last.
    reached: Vec<SessionId>,
    /// Today, and whether the target of the day is reached; `None` while the sums are unknown.
    day: Option<(NaiveDate, bool)>,
    /// The beginning of the last idle time that was reported, UTC.
    forgotten: Option<DateTime<Utc>>,
    /// What the policy has said, the newest last.
    told: Vec<PolicyNews>,
}

/// Something that the policy says once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyNews {
    /// It got bad, since then, UTC.
    Turned(AlertOf, DateTime<Utc>),
    /// A reminder in a stretch of a session, by the number of its stretch.
    Reminder(SessionId, ReminderKind, usize),
}

impl LastNotified {
    /// Returns the present state; what was reported before counts as reported.
    pub fn of(
        glance: &Glance,
        policy: &PolicyGlance,
        day: Option<(NaiveDate, bool)>,
        before: Option<&Self>,
    ) -> Self {
        let live = glance.session.as_ref();
        let is_past_target = |live: &&SessionGlance| {
            live.target_seconds.is_some_and(|target| live.active_seconds >= target)
        };
        // A change that is undone and redone is reported once.
        let mut reached = before.map_or_else(Vec::new, |before| before.reached.clone());
        if let Some(live) = live.filter(is_past_target)
            && !reached.contains(&live.id)
        {
            reached.push(live.id.clone());
            reached.drain(..reached.len().saturating_sub(REACHED_MAX));
        }
        let forgotten = glance.forgotten.as_ref().map(|forgotten| forgotten.since_utc);
        Self {
            readings: Snapshot {
                cone: glance.governance.cone.clone(),
                status: glance.governance.health.clone(),
                ..Snapshot::default()
            },
            alerts: AlertOf::ALL.map(|which| new_alert(glance, which, before)),
            reached,
            day: day.or(before.and_then(|before| before.day)),
            forgotten: forgotten.or(before.and_then(|before| before.forgotten)),
            told: told(live, policy, before),
        }
    }

    /// Returns what the policy says that it had not said `before`: what got bad, if it did, and the sentence.
    pub fn said_by_policy(
        before: &Self,
        live: Option<&SessionGlance>,
        policy: &PolicyGlance,
    ) -> Vec<(Option<AlertOf>, String)> {
        let all = news(live, policy).into_iter();
        let fresh = all.filter(|(news, _)| !before.told.contains(news));
        let of = |news: &PolicyNews| match news {
            PolicyNews::Turned(of, _) => Some(*of),
            PolicyNews::Reminder(..) => None,
        };
        fresh.map(|(news, text)| (of(&news), text)).collect()
    }

    /// Returns what became new since `before`, or worse than it was since it is new.
    pub fn became_new(&self, before: &Self) -> Vec<AlertOf> {
        let pairs = AlertOf::ALL.into_iter().zip(self.alerts.iter().zip(&before.alerts));
        let is_news = |now: &NewAlert, then: NewAlert| {
            now.is_some_and(|(since, worst)| {
                then.is_none_or(|(before, was)| before != since || was < worst)
            })
        };
        pairs.filter(|(_, (now, then))| is_news(now, **then)).map(|(which, _)| which).collect()
    }

    /// Returns what has happened since `before`, each text with its occasion.
    pub fn since(&self, before: &Self, glance: &Glance) -> Vec<(Occasion, String)> {
        let (cone, health) = (&self.readings.cone, &self.readings.status);
        let mut texts = Vec::new();
        for which in self.became_new(before) {
            let (occasion, from, to, why) = match which {
                AlertOf::Band => {
                    let from = before.readings.cone.band.letter();
                    (Occasion::Band, from, cone.band.letter(), cone.reason.clone())
                }
                AlertOf::Health => {
                    let from = before.readings.status.status.word();
                    (Occasion::Health, from, health.status.word(), health.reasons.join("; "))
                }
            };
            let word = which.word();
            let what = if let AlertState::New { acknowledged: Some(ack), .. } =
                glance.governance.alert(which)
            {
                format!("{word} is still {to}, acknowledged by {}", ack.by)
            } else if from == to {
                format!("{word} {to} is new")
            } else {
                format!("{word} {from} → {to}")
            };
            texts.push((occasion, because(what, &why)));
        }
        let Some(live) = &glance.session else { return texts };
        if self.reached.contains(&live.id) && !before.reached.contains(&live.id) {
            let target = seconds_text(live.target_seconds.unwrap_or_default());
            let text = format!("{} reached its target of {target}", live.key);
            texts.push((Occasion::Target, text));
        }
        let was_short = |(date, _)| before.day == Some((date, false));
        if live.target_seconds.is_none() && self.day.is_some_and(|day| day.1 && was_short(day)) {
            texts.push((Occasion::Target, "today reached its target".to_owned()));
        }
        if self.forgotten != before.forgotten
            && let Some(forgotten) = &glance.forgotten
        {
            let idle = seconds_text(forgotten.idle_seconds);
            let text = format!("{} had no activity for {idle}", live.key);
            texts.push((Occasion::Forgotten, text));
        }
        texts
    }
}

/// Returns what the policy says now, each with its sentence.
fn news(live: Option<&SessionGlance>, policy: &PolicyGlance) -> Vec<(PolicyNews, String)> {
    let turned = policy
        .turned
        .iter()
        .map(|turned| (PolicyNews::Turned(turned.of, turned.since_utc), turned.why.clone()));
    let reminders = live.into_iter().flat_map(|live| {
        policy.reminders.iter().map(|reminder| {
            // A limit of the session is passed once, a break is due in each stretch.
            let stretch = match reminder.kind {
                ReminderKind::MaxActive => 0,
                ReminderKind::Break => live.stretches.len(),
            };
            let news = PolicyNews::Reminder(live.id.clone(), reminder.kind, stretch);
            (news, reminder.sentence())
        })
    });
    turned.chain(reminders).collect()
}

/// Returns what the policy has said by now.
fn told(
    live: Option<&SessionGlance>,
    policy: &PolicyGlance,
    before: Option<&LastNotified>,
) -> Vec<PolicyNews> {
    let mut told = before.map_or_else(Vec::new, |before| before.told.clone());
    for (news, _) in news(live, policy) {
        if !told.contains(&news) {
            told.push(news);
        }
    }
    told.drain(..told.len().saturating_sub(TOLD_MAX));
    told
}

/// Returns since when the band or the health is new, and the worst that it was since.
fn new_alert(glance: &Glance, which: AlertOf, before: Option<&LastNotified>) -> NewAlert {
    let AlertState::New { since_utc, .. } = glance.governance.alert(which) else { return None };
    let now = glance.governance.worst_level(which).0;
    let known = before.and_then(|before| {
        let [band, health] = before.alerts;
        match which {
            AlertOf::Band => band,
            AlertOf::Health => health,
        }
    });
    let worst =
        known.filter(|(since, _)| since == since_utc).map_or(now, |(_, worst)| worst.max(now));
    Some((*since_utc, worst))
}

fn because(what: String, why: &str) -> String {
    if why.is_empty() { what } else { format!("{what} ({why})") }
}
