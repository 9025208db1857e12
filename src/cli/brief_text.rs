//! A brief in lines.

use super::against_rules;
use super::markup::{LinePart, composed, part, typed};
use super::phrases::{ago, band_text, light_text, local_time, moved};
use super::show::section_lines;
use crate::core::{
    BRIEF_TEXT_MOST, Brief, BriefAbout, BriefContext, BriefGovernance, BriefHead, BriefItem,
    BriefLast, BriefLeft, BriefNote, BriefPart, BriefQuestion, BriefStep, DeskName, GapGlance,
    Overruled, Phase, SinceItem, range_text, seconds_text, spent_text,
};
use crate::zone::Zone;

/// Returns the first items of a brief, and what is left out, as lines.
#[must_use]
pub fn lines(brief: &Brief, shown: usize, left: &[BriefLeft], zone: &dyn Zone) -> Vec<String> {
    let mut lines = vec![head(&brief.head, zone)];
    for of in BriefPart::ALL {
        let items = brief.items.iter().take(shown).filter(|item| item.part() == of);
        let content = items.flat_map(|item| item_lines(item, &brief.head, zone)).collect();
        lines.extend(section_lines(&of.title().to_lowercase(), true, content));
    }
    let left_line = |left: &BriefLeft| {
        let command = composed(&left.command);
        format!("  {} {}: `{command}`", part(LinePart::Label, "left out"), left.counted())
    };
    lines.extend(left.iter().map(left_line));
    lines
}

/// Returns text that somebody typed; the sign of a cut is the own one of the brief.
fn told(text: &str) -> String {
    let cut = text.strip_suffix('…').filter(|head| head.chars().count() >= BRIEF_TEXT_MOST);
    cut.map_or_else(|| typed(text), |head| typed(head) + "…")
}

fn head(head: &BriefHead, zone: &dyn Zone) -> String {
    let desk = told(&head.desk.to_string());
    let Some(session) = &head.session else {
        return format!("No session yet on the desk {desk}; {} asks", told(&head.asked_by));
    };
    let clock = seconds_text(session.active_seconds);
    let since = local_time(session.started_at_utc, head.now_utc, zone);
    let phase = local_time(session.phase_since_utc, head.now_utc, zone);
    let stands = match session.phase {
        Phase::Active => format!("active, {clock} since {since}"),
        Phase::Paused => format!("paused since {phase}, {clock} active since {since}"),
        Phase::Ended => {
            format!("ended {}, {clock} active", ago(session.phase_since_utc, head.now_utc, zone))
        }
        Phase::Cancelled => {
            format!("cancelled {}", ago(session.phase_since_utc, head.now_utc, zone))
        }
    };
    let special = session.session_type.special();
    let kind = special.map(|word| format!(" ({})", told(word.as_str()))).unwrap_or_default();
    let by = told(&session.operator);
    let asks = if session.operator == head.asked_by {
        String::new()
    } else {
        format!("; {} asks", told(&head.asked_by))
    };
    let told = head.since_utc.map(|at| local_time(at, head.now_utc, zone));
    let told = told.map(|at| format!("; told since {at}")).unwrap_or_default();
    format!("{}{kind} {stands}, by {by} on the desk {desk}{asks}{told}", session.key)
}

fn item_lines(item: &BriefItem, head: &BriefHead, zone: &dyn Zone) -> Vec<String> {
    match item {
        BriefItem::About(about) => self::about(about, head, zone),
        BriefItem::Question(question) => vec![self::question(question, head, zone)],
        BriefItem::Context(context) => self::context(context),
        BriefItem::Note(note) => vec![self::note(note, head, zone)],
        BriefItem::Check(check) => {
            let next = check.next.as_ref().map(|next| format!("; {}", composed(next)));
            let severity = check.severity.word();
            let head = format!("{severity}: {}: {}", told(&check.subject), told(&check.message));
            vec![head + next.as_deref().unwrap_or_default()]
        }
        BriefItem::Next(step) => next(step),
        BriefItem::Since(item) => vec![self::since(item, head, zone)],
        BriefItem::Playbook(playbook) => against_rules::open(std::slice::from_ref(playbook)),
        BriefItem::Step(step) => {
            let told = |at| local_time(at, head.now_utc, zone);
            against_rules::steps(std::slice::from_ref(step), &told)
        }
        BriefItem::Override(one) => {
            let told = |at| local_time(at, head.now_utc, zone);
            against_rules::overrides(std::slice::from_ref(one), &told)
        }
        BriefItem::Governance(governance) => self::governance(governance),
        BriefItem::Last(last) => vec![self::last(last, head, zone)],
        BriefItem::Allowed(verb) => vec![format!("{}  {}", verb.command, verb.sentence)],
        BriefItem::Refused(verb) => {
            let why = verb.why.as_deref().map(told).unwrap_or_default();
            vec![format!("{}  {why}", verb.command)]
        }
    }
}

/// Returns a step, with its first command in the same line.
fn next(step: &BriefStep) -> Vec<String> {
    let action = Some(composed(&step.action)).filter(|action| !action.is_empty());
    let mut commands = step.commands.iter().map(|command| format!("`{}`", composed(command)));
    let first: Vec<String> = action.into_iter().chain(commands.by_ref().take(1)).collect();
    let first = Some(first.join(": ")).filter(|line| !line.is_empty());
    first.into_iter().chain(commands.map(|command| format!("  {command}"))).collect()
}

fn about(about: &BriefAbout, head: &BriefHead, zone: &dyn Zone) -> Vec<String> {
    let labelled = |label: &str, text: &Option<String>| {
        text.as_ref().map(|text| format!("{}: {}", part(LinePart::Label, label), told(text)))
    };
    let target = about.target_seconds.map(|seconds| {
        let due = about.target_due_utc.map(|due| local_time(due, head.now_utc, zone));
        let due = due.map(|due| format!(", due {due}")).unwrap_or_default();
        format!("{}: {}{due}", part(LinePart::Label, "target"), seconds_text(seconds))
    });
    let lines = [
        about.notes.as_deref().map(told),
        labelled("pause", &about.pause_reason),
        labelled("agent", &about.agent_id),
        labelled("workflow", &about.workflow_id),
        target,
    ];
    lines.into_iter().flatten().collect()
}

/// Returns what waits for a person, and how to answer it.
#[must_use]
pub fn question(question: &BriefQuestion, head: &BriefHead, zone: &dyn Zone) -> String {
    let option = head.desk.option();
    match question {
        BriefQuestion::ReadOnly { what, why, next } => {
            format!("{}: {}; {}", told(what), told(why), told(next))
        }
        BriefQuestion::Gap(gap) => {
            let GapGlance { id, from_utc, until_utc, .. } = gap;
            let now = zone.local(head.now_utc);
            let when = range_text(zone.local(*from_utc), zone.local(*until_utc), now);
            let how = format!("`onwatch {option}gap keep | discard | split TIME --id {id}`");
            format!("{id}: {}, {when}, not counted; answer with {how}", gap.absence())
        }
        BriefQuestion::Forgotten(forgotten) => {
            let idle = seconds_text(forgotten.idle_seconds);
            format!(
                "no activity for {idle}; it goes on with `onwatch {option}keep`, or ends with `onwatch \
                 {option}end --at-last-activity`"
            )
        }
    }
}

/// Returns the times of a context, as in "1h 05m of 2h 30m, 20m today, 10m in this session".
#[must_use]
pub fn times(context: &BriefContext) -> String {
    let spent = spent_text(context.total_seconds, context.estimate_seconds);
    let today = context.today_seconds.map(|seconds| format!("{} today", seconds_text(seconds)));
    let session = format!("{} in this session", seconds_text(context.session_seconds));
    [Some(spent), today, Some(session)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Returns where a context stands, and who else works on it.
#[must_use]
pub fn stand(context: &BriefContext) -> Vec<String> {
    let status = context.status.map(|status| {
        let reason = context.reason.as_ref().map(|reason| format!(": {reason}"));
        format!("{}{}", status.words(), reason.unwrap_or_default())
    });
    let sprint = context.sprint.as_ref().map(|sprint| format!("in {sprint}"));
    let others = context.elsewhere.iter();
    let others =
        others.map(|other| format!("also on the desk {} ({})", other.desk, other.operator));
    status.into_iter().chain(sprint).chain(others).collect()
}

fn context(context: &BriefContext) -> Vec<String> {
    let title = context.title.as_deref().map(told).unwrap_or_default();
    let name = told(&context.name.to_string());
    let first = format!("{name}  {title}").trim_end().to_owned();
    let stand = stand(context).join(", ");
    let second = [times(context), told(&stand)];
    let second: Vec<&str> = second.iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
    vec![first, format!("  {}", second.join("; "))]
}

fn note(note: &BriefNote, head: &BriefHead, zone: &dyn Zone) -> String {
    let time = local_time(note.at_utc, head.now_utc, zone);
    let context = note.context.last().map(|name| format!("[{}] ", told(&name.to_string())));
    let owner = head.session.as_ref().map(|session| &session.operator);
    let by = (owner != Some(&note.operator)).then(|| format!("{}: ", told(&note.operator)));
    let parts = [context, by].map(Option::unwrap_or_default).concat();
    format!("{time}  {parts}{}", told(&note.text))
}

/// Returns band and health, and how they moved.
#[must_use]
pub fn governance(governance: &BriefGovernance) -> Vec<String> {
    let band = band_text(governance.band);
    let then = governance.band_at_start.map_or_else(|| band.clone(), band_text);
    let band = moved(&then, &band, governance.band_drift);
    let health = light_text(governance.health);
    let then = governance.health_at_start.map_or_else(|| health.clone(), light_text);
    let health = moved(&then, &health, governance.health_drift);
    let because = |text: &str| {
        if text.is_empty() { String::new() } else { format!("  {}", told(text)) }
    };
    let over = |over: Option<&Overruled>| {
        over.map(|over| format!(", {}", over.text(&told(&over.source), "before")))
            .unwrap_or_default()
    };
    let of_band = over(governance.band_overruled.as_ref());
    let of_health = over(governance.health_overruled.as_ref());
    vec![
        format!("band {band}{of_band}{}", because(&governance.band_reason)),
        format!("health {health}{of_health}{}", because(&governance.health_reasons.join("; "))),
    ]
}

/// Returns what happened, when, and by whom.
fn since(item: &SinceItem, head: &BriefHead, zone: &dyn Zone) -> String {
    let at = |at| local_time(at, head.now_utc, zone);
    let who = |operator: &str, desk: &DeskName| told(&format!("({operator}, desk {desk})"));
    match item {
        SinceItem::Done(task)
        | SinceItem::Blocked(task)
        | SinceItem::Doing(task)
        | SinceItem::Added(task)
        | SinceItem::Dropped(task) => {
            let title = task.title.as_deref().unwrap_or_default();
            let said = task.said().map(|said| format!(": {}", told(&said)));
            let operator = task.operator.as_deref().unwrap_or("unknown");
            let by = task.desk.as_ref().map(|desk| who(operator, desk));
            let work = task.at_work.iter().map(|one| who(&one.operator, &one.desk));
            let name = told(format!("{}  {title}", task.name).trim_end());
            let first = task.at_utc.map(at).map(|at| format!("{at}  ")).unwrap_or_default();
            let parts = by.into_iter().chain(work).collect::<Vec<_>>().join(" ");
            format!("{first}{name}{}  {parts}", said.unwrap_or_default()).trim_end().to_owned()
        }
        SinceItem::Note(note) => {
            let context = note.context.last().map(|name| format!("[{}] ", told(&name.to_string())));
            let (time, by) = (at(note.at_utc), who(&note.operator, &note.desk));
            format!("{time}  {}{}  {by}", context.unwrap_or_default(), told(&note.text))
        }
        SinceItem::Session(session) => {
            let notes = told(session.notes.as_deref().unwrap_or_default());
            let active = seconds_text(session.active_seconds);
            let (time, by) = (at(session.started_at_utc), who(&session.operator, &session.desk));
            let phase = session.phase.word();
            format!("{time}  {} {phase}, {active} active {by}  {notes}", session.key)
                .trim_end()
                .to_owned()
        }
        SinceItem::Reading(reading) => {
            let band = reading.band.map(|band| format!("band {}", band_text(band)));
            let health = reading.health.map(|light| format!("health {}", light_text(light)));
            let both = band.into_iter().chain(health).collect::<Vec<_>>().join(", ");
            format!("{}  {both} (desk {})", at(reading.at_utc), told(reading.desk.as_str()))
        }
    }
}

fn last(last: &BriefLast, head: &BriefHead, zone: &dyn Zone) -> String {
    let ended = ago(last.ended_at_utc, head.now_utc, zone);
    let active = seconds_text(last.active_seconds);
    let notes = [&last.notes, &last.closing_notes];
    let notes = notes.into_iter().flatten().filter(|text| !text.is_empty()).map(|it| told(it));
    let notes = notes.collect::<Vec<_>>().join(" — ");
    let by = told(&last.operator);
    format!("{} ended {ended}, {active} active, by {by}  {notes}", last.key).trim_end().to_owned()
}
