//! Where the operator was, what happened since, and what is due: for somebody who comes back.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::config::Action;
use crate::core::{
    Activity, Brief, BriefContext, BriefItem, BriefSources, TaskStatus, Trend, count_text,
    seconds_text, short_text,
};
use crate::tui::look::{Tone, fit_line, safe};
use crate::tui::model::{Model, ToldSince};

use super::{activity_words, gauge, questions};

/// The title of the card.
pub const TITLE: &str = "meanwhile · Esc closes";
/// The columns of the word before a row.
const LABEL: usize = 7;

/// A row, and how soon it gives way: the highest first.
type Ranked = (u8, &'static str, Vec<Span<'static>>);

/// Returns the card in at most `rows` rows; none if it is closed, or there is nothing to say.
pub fn lines(model: &Model, columns: usize, rows: usize) -> Vec<Line<'static>> {
    if !model.meanwhile.is_open {
        return vec![];
    }
    let Some(known) = &model.known else { return vec![] };
    let brief = Brief::of(&BriefSources {
        glance: &known.glance,
        session: known.watch.session.as_ref(),
        desk: model.environment.desk.clone(),
        asked_by: model.environment.by.operator.clone(),
        read_only: None,
        playbooks: model.playbooks.open(),
        rows: &model.tasks.board().tasks,
        activities: known
            .glance
            .recent
            .iter()
            .filter(|it| is_of_session(model, it))
            .cloned()
            .collect(),
        last: None,
        checks: Vec::new(),
        since: None,
        has_older_notes: false,
        next: Vec::new(),
        again: String::new(),
    });
    let mut all: Vec<Ranked> = Vec::new();
    all.extend(place(model, &brief));
    all.extend(news(model));
    all.extend(due(model, &brief));
    all.extend(playbooks(model, &brief));
    while all.len() > rows {
        let Some(nth) = least(&all) else { break };
        all.remove(nth);
    }
    let theme = model.settings.theme;
    let mut before = "";
    let row = |(_, word, spans): Ranked| {
        let shown = if word == before { "" } else { word };
        before = word;
        let label = Span::styled(format!("{shown:<LABEL$}"), theme.quiet());
        fit_line([label].into_iter().chain(spans).collect::<Line<'static>>(), columns)
    };
    all.into_iter().map(row).collect()
}

/// Returns the row that gives way first.
fn least(rows: &[Ranked]) -> Option<usize> {
    let highest = rows.iter().map(|(rank, ..)| *rank).max()?;
    rows.iter().rposition(|(rank, ..)| *rank == highest)
}

fn is_of_session(model: &Model, activity: &Activity) -> bool {
    let shown = model.glance().and_then(|glance| glance.shown());
    shown.is_some_and(|session| activity.session == Some(session.key))
}

/// Returns where the operator was: the session, the innermost context and the newest note.
fn place(model: &Model, brief: &Brief) -> Vec<Ranked> {
    let theme = model.settings.theme;
    let mut rows: Vec<Ranked> = Vec::new();
    if let Some(session) = &brief.head.session {
        let active = seconds_text(session.active_seconds);
        let text = if let Some(ended) = session.ended_at_utc {
            format!("{} ended {}: {active}", session.key, model.time_of(ended))
        } else {
            let since = model.time_of(session.started_at_utc);
            format!("{} is {} since {since}: {active}", session.key, session.phase.word())
        };
        rows.push((3, "where", vec![Span::raw(text)]));
    }
    let innermost = brief.items.iter().find_map(|item| match item {
        BriefItem::Context(context) => Some(context),
        _ => None,
    });
    rows.extend(innermost.map(|context| (1, "where", context_spans(model, context))));
    // The operator's own newest note says most of where the operator was.
    let notes = || {
        brief.items.iter().filter_map(|item| match item {
            BriefItem::Note(note) => Some(note),
            _ => None,
        })
    };
    let note = notes().find(|note| note.operator == brief.head.asked_by).or_else(|| notes().next());
    rows.extend(note.map(|note| {
        let head = format!("note {}  ", model.time_of(note.at_utc));
        (4, "where", vec![Span::styled(head, theme.quiet()), Span::raw(safe(&note.text))])
    }));
    rows
}

fn context_spans(model: &Model, context: &BriefContext) -> Vec<Span<'static>> {
    let theme = model.settings.theme;
    let of = context.estimate_seconds.map(|estimate| format!(" of {}", seconds_text(estimate)));
    let time = format!("  {}{}", seconds_text(context.total_seconds), of.unwrap_or_default());
    let title = context.title.as_deref().map(|title| format!("  {}", safe(title)));
    vec![
        Span::styled(safe(&context.name.to_string()), theme.strong()),
        Span::styled(time, theme.quiet()),
        Span::raw(title.unwrap_or_default()),
    ]
}

/// Returns what others did since the operator's last command.
fn news(model: &Model) -> Vec<Ranked> {
    let theme = model.settings.theme;
    let meanwhile = &model.meanwhile;
    let since = match meanwhile.since {
        ToldSince::Command(at, seq) if gave_more(model, seq) => {
            format!("your command of {}", model.time_of(at))
        }
        ToldSince::Command(at, _) => format!("your last command {}", model.ago(at)),
        ToldSince::End(at) => format!("the last session ended {}", model.ago(at)),
        ToldSince::Newest(count) => {
            format!("none of the newest {} is yours", count_text(count, "change"))
        }
        ToldSince::Start => "you have given no command here".to_owned(),
    };
    let head = if meanwhile.count == 0 {
        format!("{since}; nobody else changed anything")
    } else {
        let changes = count_text(meanwhile.count, "change");
        format!("{since}; {changes} by {}", safe(&meanwhile.who.join(", ")))
    };
    let mut rows: Vec<Ranked> = vec![(2, "since", vec![Span::raw(head)])];
    for (rank, done) in (5..).zip(&meanwhile.newest) {
        let who = done.provenance.source().unwrap_or(&done.by.operator);
        let head = format!("{} {}  {} ", model.time_of(done.at_utc), safe(who), done.verb.word());
        let mut spans = vec![Span::styled(head, theme.quiet())];
        spans.extend(activity_words::words(model, done, None));
        rows.push((rank, "since", spans));
    }
    rows
}

/// Reports whether the operator gave a command after the one of an event: the card tells what was before.
fn gave_more(model: &Model, seq: u64) -> bool {
    let operator = &model.environment.by.operator;
    let newest = model.glance().and_then(|glance| {
        glance.recent.iter().find(|it| it.by.operator == *operator && it.provenance.is_given())
    });
    newest.is_some_and(|newest| newest.seq > seq)
}

/// Returns what waits for the operator, the most urgent first.
fn due(model: &Model, brief: &Brief) -> Vec<Ranked> {
    let Some(glance) = model.glance() else { return vec![] };
    let theme = model.settings.theme;
    let warning = theme.tone(Tone::Warning);
    let mut texts: Vec<(String, Style)> = Vec::new();
    texts.extend(questions::open(model, glance).map(|question| (question, warning)));
    if let Some(session) = glance.session.as_ref().filter(|live| gauge::is_over(model, live))
        && let Some(target) = session.target_seconds
    {
        let text = format!(
            "▲ the target of {} is passed: {}",
            seconds_text(target),
            short_text(session.active_ms)
        );
        texts.push((text, warning));
    }
    if let Some(top) = model.passed_estimate()
        && let Some(estimate) = top.estimate_seconds
    {
        let (took, key) = (seconds_text(top.all_seconds()), model.key_of(Action::Estimate));
        let name = safe(&top.name.to_string());
        let estimate = seconds_text(estimate);
        texts.push((format!("▲ {name} took {took} of {estimate} · {key} estimates it"), warning));
    }
    let contexts = brief.items.iter().filter_map(|item| match item {
        BriefItem::Context(context) => Some(context),
        _ => None,
    });
    for context in contexts {
        let name = safe(&context.name.to_string());
        if context.status == Some(TaskStatus::Blocked) {
            let why = context.reason.as_deref().map(|why| format!(": {}", safe(why)));
            texts.push((format!("! {name} is blocked{}", why.unwrap_or_default()), warning));
        }
        for other in &context.elsewhere {
            let (desk, who) = (safe(&other.desk.to_string()), safe(&other.operator));
            texts.push((format!("▲ {name} is also open on {desk} ({who})"), warning));
        }
        let claim = model.tasks.board().find(&context.name).and_then(|row| row.task.claim.as_ref());
        let own = &model.environment;
        let claim = claim.filter(|it| it.desk != own.desk || it.operator != own.by.operator);
        if let Some(claim) = claim {
            let (desk, who) = (safe(&claim.desk.to_string()), safe(&claim.operator));
            texts.push((format!("▲ {name} is claimed by {who} on {desk}"), warning));
        }
    }
    let drift = glance.governance.drift.map(|drift| drift.band);
    if let (Some(Trend::Worse), Some(start)) = (drift, &glance.governance.at_start) {
        let (then, now) = (start.cone.band.letter(), glance.governance.cone.band.letter());
        texts.push((format!("▲ the band went from {then} to {now}"), warning));
    }
    let rows = (0..).zip(texts);
    rows.map(|(nth, (text, style))| {
        (if nth == 0 { 0 } else { 4 }, "due", vec![Span::styled(text, style)])
    })
    .collect()
}

/// Returns where playbooks go on that were left, and what is next of those whose pane is hidden.
fn playbooks(model: &Model, brief: &Brief) -> Vec<Ranked> {
    let is_hidden = !model.shows_playbook();
    let open = brief.items.iter().filter_map(|item| match item {
        BriefItem::Playbook(playbook) => Some(playbook),
        _ => None,
    });
    let told = open.filter(|playbook| is_hidden || playbook.held_at.is_some());
    let key = is_hidden.then(|| format!(" · {} shows it", model.key_of(Action::Playbook)));
    let key = key.unwrap_or_default();
    told.map(|playbook| (4, "due", vec![Span::raw(format!("{}{key}", safe(&playbook.going_on())))]))
        .collect()
}
