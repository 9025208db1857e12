//! A brief as a Markdown page.

use chrono::{DateTime, Utc};

use super::against_rules;
use super::escape::plain;
use super::section::section;
use crate::core::{
    Brief, BriefAbout, BriefContext, BriefGovernance, BriefHead, BriefItem, BriefLast, BriefLeft,
    BriefNote, BriefPart, BriefQuestion, BriefStep, DeskName, Overruled, Phase, SinceItem, Trend,
    date_time_text, seconds_text, spent_text,
};
use crate::safe_text::SafeText;
use crate::zone::Zone;

/// Returns the first items of a brief, and what is left out, as a page.
#[must_use]
pub fn brief(brief: &Brief, shown: usize, left: &[BriefLeft], zone: &dyn Zone) -> String {
    let mut page = vec![head(&brief.head, zone)];
    for of in BriefPart::ALL {
        let items = brief.items.iter().take(shown).filter(|item| item.part() == of);
        let lines = items.flat_map(|item| item_lines(item, zone)).collect();
        section(&mut page, of.title(), lines);
    }
    let left = left.iter().map(|left| format!("- {}: {}", left.counted(), command(&left.command)));
    section(&mut page, "Left out", left.collect());
    page.push(String::new());
    page.join("\n")
}

fn head(head: &BriefHead, zone: &dyn Zone) -> String {
    let desk = plain(&head.desk.to_string());
    let asked = plain(&head.asked_by);
    let Some(session) = &head.session else {
        return format!("# No session yet\n\nDesk {desk}; {asked} asks");
    };
    let special = session.session_type.special();
    let kind = special.map(|word| format!(" ({})", plain(word.as_str()))).unwrap_or_default();
    let started = local(session.started_at_utc, zone);
    let since = local(session.phase_since_utc, zone);
    let active = seconds_text(session.active_seconds);
    let stands = match session.phase {
        Phase::Active => format!("active since {started}, {active} in all"),
        Phase::Paused => format!("paused since {since}; {active} active from {started}"),
        Phase::Ended => format!("ended {since}; {active} active from {started}"),
        Phase::Cancelled => format!("cancelled {since}; it began {started}"),
    };
    let operator = plain(&session.operator);
    format!("# {}{kind}\n\n{stands}; by {operator} on the desk {desk}; {asked} asks", session.key)
}

fn item_lines(item: &BriefItem, zone: &dyn Zone) -> Vec<String> {
    match item {
        BriefItem::About(about) => self::about(about, zone),
        BriefItem::Question(question) => vec![self::question(question, zone)],
        BriefItem::Context(context) => vec![self::context(context)],
        BriefItem::Note(note) => vec![self::note(note, zone)],
        BriefItem::Check(check) => {
            let next = check.next.as_ref().map(|next| format!("; {}", sentence(next)));
            let severity = check.severity.word();
            let (subject, message) = (plain(&check.subject), plain(&check.message));
            vec![format!("- {severity}: {subject}: {message}{}", next.unwrap_or_default())]
        }
        BriefItem::Next(step) => vec![next(step)],
        BriefItem::Since(item) => vec![self::since(item, zone)],
        BriefItem::Playbook(playbook) => against_rules::open(std::slice::from_ref(playbook)),
        BriefItem::Step(step) => against_rules::steps(std::slice::from_ref(step), zone),
        BriefItem::Override(one) => against_rules::overrides(std::slice::from_ref(one), zone),
        BriefItem::Governance(governance) => self::governance(governance, zone),
        BriefItem::Last(last) => vec![self::last(last, zone)],
        BriefItem::Allowed(verb) => {
            vec![format!("- {}: {}", command(&verb.command), verb.sentence)]
        }
        BriefItem::Refused(verb) => {
            let why = plain(verb.why.as_deref().unwrap_or_default());
            vec![format!("- {}: {why}", command(&verb.command))]
        }
    }
}

fn next(step: &BriefStep) -> String {
    let action = Some(plain(&step.action)).filter(|action| !action.is_empty());
    let commands = step.commands.iter().map(|line| command(line)).collect::<Vec<_>>().join(", ");
    let commands = Some(commands).filter(|commands| !commands.is_empty());
    let parts: Vec<String> = action.into_iter().chain(commands).collect();
    format!("- {}", parts.join(": "))
}

fn about(about: &BriefAbout, zone: &dyn Zone) -> Vec<String> {
    let target = about.target_seconds.map(|seconds| {
        let due = about.target_due_utc.map(|due| format!(", due {}", local(due, zone)));
        format!("{}{}", seconds_text(seconds), due.unwrap_or_default())
    });
    let rows = [
        ("Notes", about.notes.as_deref().map(plain)),
        ("Pause", about.pause_reason.as_deref().map(plain)),
        ("Agent", about.agent_id.as_deref().map(plain)),
        ("Workflow", about.workflow_id.as_deref().map(plain)),
        ("Target", target),
    ];
    let row = |(name, text): (&str, Option<String>)| Some(format!("- **{name}:** {}", text?));
    rows.into_iter().filter_map(row).collect()
}

fn question(question: &BriefQuestion, zone: &dyn Zone) -> String {
    match question {
        BriefQuestion::ReadOnly { what, why, next } => {
            format!("- {}: {}; {}", plain(what), plain(why), sentence(next))
        }
        BriefQuestion::Gap(gap) => {
            let (from, until) = (local(gap.from_utc, zone), local(gap.until_utc, zone));
            format!("- {}, {from} to {until}: {}; {}", gap.id, gap.absence(), gap.verdict())
        }
        BriefQuestion::Forgotten(forgotten) => {
            format!("- No activity for {}", seconds_text(forgotten.idle_seconds))
        }
    }
}

fn context(context: &BriefContext) -> String {
    let title = context.title.as_deref().map(|title| format!(" {}", plain(title)));
    let today = context.today_seconds.map(|seconds| format!("{} today", seconds_text(seconds)));
    let status = context.status.map(|status| {
        let reason = context.reason.as_deref().map(|reason| format!(": {}", plain(reason)));
        format!("{}{}", status.words(), reason.unwrap_or_default())
    });
    let parts = [
        Some(spent_text(context.total_seconds, context.estimate_seconds)),
        today,
        Some(format!("{} in this session", seconds_text(context.session_seconds))),
        status,
        context.sprint.as_deref().map(|sprint| format!("in {}", plain(sprint))),
    ];
    let others = context.elsewhere.iter().map(|other| {
        let (desk, who) = (plain(&other.desk.to_string()), plain(&other.operator));
        format!("also on the desk {desk} ({who})")
    });
    let parts: Vec<String> = parts.into_iter().flatten().chain(others).collect();
    let name = plain(&context.name.to_string());
    format!("- **{name}**{}: {}", title.unwrap_or_default(), parts.join(", "))
}

fn note(note: &BriefNote, zone: &dyn Zone) -> String {
    let context = note.context.last().map(|name| format!(" in {}", plain(&name.to_string())));
    let (at, by) = (local(note.at_utc, zone), plain(&note.operator));
    format!("- {at}{}, {by}: {}", context.unwrap_or_default(), plain(&note.text))
}

/// Returns band and health, and how they moved.
pub(super) fn governance(governance: &BriefGovernance, zone: &dyn Zone) -> Vec<String> {
    let row =
        |name: &str, (then, now): (Option<String>, String), drift, more: String, why: &str| {
            let was = then.filter(|then| *then != now).map(|then| format!("{then} → "));
            let mark = if drift == Some(Trend::Worse) { " (worse)" } else { "" };
            let why = if why.is_empty() { String::new() } else { format!(": {}", plain(why)) };
            format!("- **{name}:** {}{now}{mark}{more}{why}", was.unwrap_or_default())
        };
    let more = |over: Option<&Overruled>, until: Option<DateTime<Utc>>| {
        let over = over.map(|over| format!(", {}", over.text(&plain(&over.source), "before")));
        let until = until.map(|until| format!(", until {}", local(until, zone)));
        over.unwrap_or_default() + &until.unwrap_or_default()
    };
    let band = (governance.band_at_start.map(|band| band.to_string()), governance.band.to_string());
    let of_band = more(governance.band_overruled.as_ref(), governance.band_until_utc);
    let then = governance.health_at_start.map(|health| health.word().to_owned());
    let health = (then, governance.health.word().to_owned());
    let of_health = more(governance.health_overruled.as_ref(), governance.health_until_utc);
    let reasons = governance.health_reasons.join("; ");
    vec![
        row("Band", band, governance.band_drift, of_band, &governance.band_reason),
        row("Health", health, governance.health_drift, of_health, &reasons),
    ]
}

fn since(item: &SinceItem, zone: &dyn Zone) -> String {
    let who = |operator: &str, desk: &DeskName| {
        format!("{}, desk {}", plain(operator), plain(desk.as_str()))
    };
    match item {
        SinceItem::Done(task)
        | SinceItem::Blocked(task)
        | SinceItem::Doing(task)
        | SinceItem::Added(task)
        | SinceItem::Dropped(task) => {
            let title = task.title.as_deref().map(|title| format!(" {}", plain(title)));
            let said = task.said().map(|said| format!(": {}", plain(&said)));
            let operator = task.operator.as_deref().unwrap_or("unknown");
            let by = task.desk.as_ref().map(|desk| who(operator, desk));
            let work = task.at_work.iter().map(|one| who(&one.operator, &one.desk));
            let at = task.at_utc.map(|at| local(at, zone));
            let parts: Vec<String> = at.into_iter().chain(by).chain(work).collect();
            let (title, said) = (title.unwrap_or_default(), said.unwrap_or_default());
            let rest =
                if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
            format!("- **{}**{title}{said}{rest}", plain(&task.name.to_string()))
        }
        SinceItem::Note(note) => {
            let context =
                note.context.last().map(|name| format!(" in {}", plain(&name.to_string())));
            let (at, by) = (local(note.at_utc, zone), who(&note.operator, &note.desk));
            format!("- {at}{}, {by}: {}", context.unwrap_or_default(), plain(&note.text))
        }
        SinceItem::Session(session) => {
            let notes = session.notes.as_deref().map(|notes| format!(": {}", plain(notes)));
            let active = seconds_text(session.active_seconds);
            let (at, by) =
                (local(session.started_at_utc, zone), who(&session.operator, &session.desk));
            let (phase, notes) = (session.phase.word(), notes.unwrap_or_default());
            format!("- {} {phase}, {at}, {active} active, {by}{notes}", session.key)
        }
        SinceItem::Reading(reading) => {
            let band = reading.band.map(|band| format!("band {band}"));
            let health = reading.health.map(|light| format!("health {}", light.word()));
            let both = band.into_iter().chain(health).collect::<Vec<_>>().join(", ");
            format!(
                "- {}: {both}, desk {}",
                local(reading.at_utc, zone),
                plain(reading.desk.as_str())
            )
        }
    }
}

fn last(last: &BriefLast, zone: &dyn Zone) -> String {
    let notes = [&last.notes, &last.closing_notes];
    let notes = notes.into_iter().flatten().filter(|text| !text.trim().is_empty());
    let notes: Vec<String> = notes.map(|text| plain(text)).collect();
    let colon = if notes.is_empty() { "" } else { ": " };
    format!(
        "- {} ended {}, {} active, by {}{colon}{}",
        last.key,
        local(last.ended_at_utc, zone),
        seconds_text(last.active_seconds),
        plain(&last.operator),
        notes.join("; ")
    )
}

/// Returns a command as code, if it has no character that code cannot hold.
fn command(command: &str) -> String {
    let safe = SafeText::new(command);
    let code = safe.as_str();
    let is_code = !code.contains('`') && !code.trim().is_empty();
    if is_code { format!("`{code}`") } else { plain(command) }
}

/// Returns a sentence of the program; the command in it is code.
fn sentence(text: &str) -> String {
    match text.split('`').collect::<Vec<_>>().as_slice() {
        [before, line, after] => format!("{}{}{}", words(before), command(line), words(after)),
        _ => plain(text),
    }
}

/// Returns words around a command, with the blanks at their edges.
fn words(text: &str) -> String {
    let inner = text.trim_matches(' ');
    let (start, end) = (text.starts_with(' '), text.ends_with(' ') && !inner.is_empty());
    let blank = |is_there| if is_there { " " } else { "" };
    format!("{}{}{}", blank(start), plain(inner), blank(end))
}

fn local(at: DateTime<Utc>, zone: &dyn Zone) -> String {
    date_time_text(zone.local(at))
}
