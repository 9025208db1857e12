//! One desk in the list: its name, where it stands, what it is about, band and health, whose it is.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::core::{DeskGlance, Phase, Severity};
use crate::tui::look::{
    fit, fit_line, head, light_sign, minutes, padded, phase_sign, safe, severity_sign, spans_width,
    width,
};
use crate::tui::model::Model;
use crate::tui::screens::{DesksScreen, ListedDesk};

/// The least and the most columns of each part.
const NAME: (usize, usize) = (7, 26);
const STATUS: (usize, usize) = (6, 18);
/// The most columns of a status where there is little room.
const STATUS_SLIM: usize = 13;
const WHO: (usize, usize) = (3, 14);
const TOUCHED: (usize, usize) = (4, 13);
/// From `12m` to `123h 45m`.
const ACTIVE: (usize, usize) = (3, 8);
/// The least columns of what the session is about; with fewer it is left out.
const ABOUT_LEAST: usize = 8;
/// The columns of the two signs before a name.
const SIGNS: usize = 4;
/// From this width on, a row says whose it is, and the word of the health is whole.
const WIDE: usize = 96;
/// Below this width, a row has no time of the last change.
const SLIM: usize = 72;
/// Below this width, a sign stands for the phase.
const TINY: usize = 50;
/// The columns of the first letters of a health with its sign.
const LIGHT_COLUMNS: usize = 5;
/// The columns of a health with its sign.
const LIGHT_WORD: usize = 9;
/// The columns between parts.
const BETWEEN: usize = 2;

/// What the rows have at a width.
pub struct DeskColumns {
    columns: usize,
    name: usize,
    status: usize,
    active: usize,
    /// What the session is about.
    about: usize,
    who: usize,
    touched: usize,
}

impl DeskColumns {
    /// Returns what the rows have at a width. They have the same columns, whatever is scrolled.
    pub fn of(model: &Model, screen: &DesksScreen, columns: usize) -> Self {
        let rows = screen.rows();
        let most = |text: &dyn Fn(&ListedDesk) -> String, (least, most): (usize, usize)| {
            rows.iter().map(|row| width(&text(row))).max().unwrap_or(0).clamp(least, most)
        };
        let if_from = |from: usize, columns_of: usize| if columns < from { 0 } else { columns_of };
        let statuses = (STATUS.0, STATUS.1.min((columns / 5).max(STATUS_SLIM)));
        let status = if_from(TINY, most(&|row| status(&row.desk), statuses));
        let active = most(&|row| active(model, row), ACTIVE);
        let who = if_from(WIDE, most(&|row| who(&row.desk), WHO));
        let touched = if_from(SLIM, most(&|row| touched(model, &row.desk, columns), TOUCHED));
        let before = |part: usize| if part > 0 { BETWEEN + part } else { 0 };
        let light = BETWEEN + 2 + if who > 0 { LIGHT_WORD } else { LIGHT_COLUMNS };
        let others = before(status) + before(active) + light + before(who) + before(touched);
        let room = columns.saturating_sub(SIGNS + others);
        // A name is worth more than the first letters of what its desk is about.
        let names = if columns < SLIM { room } else { (room / 2).max(columns / 4) };
        let name = most(&|row| full_name(model, &row.desk), NAME).min(names.max(NAME.0));
        let about = room.saturating_sub(name + BETWEEN);
        let about = if about < ABOUT_LEAST { 0 } else { about };
        Self { columns, name, status, active, about, who, touched }
    }
}

/// Returns the row of a desk.
pub fn line(
    model: &Model,
    row: &ListedDesk,
    is_selected: bool,
    layout: &DeskColumns,
) -> Line<'static> {
    let (theme, desk) = (model.settings.theme, &row.desk);
    let sign = desk.phase.map_or("·", phase_sign);
    let style = desk.phase.map_or(theme.quiet(), |phase| theme.phase(phase));
    let about = if desk.is_live() { theme.plain() } else { theme.quiet() };
    let mut spans = vec![
        Span::raw(if is_selected { "› " } else { "  " }),
        Span::styled(format!("{sign} "), style),
    ];
    let (name, end) = name(model, desk);
    // The name of the own desk is known; its mark is not worth a letter of it.
    let is_own = desk.desk == model.environment.desk;
    let has_room = !is_own || width(&name) + width(&end) <= layout.name;
    let end = if has_room { end } else { String::new() };
    let name = fit(&name, layout.name.saturating_sub(width(&end)));
    let blank = " ".repeat((layout.name + BETWEEN).saturating_sub(width(&name) + width(&end)));
    spans.push(Span::styled(name, theme.strong()));
    spans.push(Span::styled(format!("{end}{blank}"), theme.quiet()));
    if layout.status > 0 {
        spans.push(Span::styled(cell(&status(desk), layout.status), style_of_status(model, desk)));
    }
    let active = format!("{:>1$}", active(model, row), layout.active);
    spans.push(Span::styled(active, about));
    if layout.about > 0 {
        let (frame, title) = what(desk);
        let about = if desk.title.is_none() { theme.quiet() } else { about };
        let frame = fit(&frame, layout.about);
        let title = fit(&title, layout.about - width(&frame));
        spans.push(Span::styled(format!("{}{frame}", " ".repeat(BETWEEN)), theme.quiet()));
        spans.push(Span::styled(title, about));
    }
    let ends = ends(model, desk, layout);
    let blank = layout.columns.saturating_sub(spans_width(&spans) + spans_width(&ends));
    spans.push(Span::raw(" ".repeat(blank)));
    spans.extend(ends);
    if is_selected {
        for span in &mut spans {
            span.style = theme.chosen();
        }
    }
    fit_line(Line::from(spans), layout.columns)
}

/// Returns the line below a desk: why it waits.
pub fn why(model: &Model, row: &ListedDesk, columns: usize) -> Option<Line<'static>> {
    let waits = row.desk.waits_for.as_ref()?;
    let sign = severity_sign(waits.severity()).unwrap_or("!");
    let text = safe(&format!("    {sign} {}", waits.text()));
    Some(Line::styled(fit(&text, columns), model.settings.theme.severity(waits.severity())))
}

/// Returns band and health, whose it is, and when somebody touched it last.
fn ends(model: &Model, desk: &DeskGlance, layout: &DeskColumns) -> Vec<Span<'static>> {
    // Nothing is known of a desk that cannot be read.
    let (Some(its_band), Some(its_health)) = (desk.band, desk.health) else { return vec![] };
    let theme = model.settings.theme;
    let style = |severity: Severity, style: Style| match severity {
        _ if !desk.is_live() => theme.quiet(),
        Severity::Calm => theme.quiet(),
        Severity::Warning | Severity::Critical => style,
    };
    let band = style(its_band.severity(), theme.band(its_band));
    let health = style(its_health.severity(), theme.light(its_health));
    let (sign, word) = (light_sign(its_health), its_health.word());
    let light = match (layout.who, its_health.severity()) {
        (0, Severity::Calm) => format!("{sign:<LIGHT_COLUMNS$}"),
        // No colour tells it alone.
        (0, _) => format!("{:<LIGHT_COLUMNS$}", format!("{sign} {}", head(word, 3))),
        _ => format!("{:<LIGHT_WORD$}", format!("{sign} {word}")),
    };
    let mut spans = vec![
        Span::raw(" ".repeat(BETWEEN)),
        Span::styled(format!("{} ", its_band.letter()), band),
        Span::styled(light, health),
    ];
    if layout.who > 0 {
        let who = padded(&fit(&who(desk), layout.who), layout.who);
        spans.push(Span::styled(format!("  {who}"), theme.quiet()));
    }
    if layout.touched > 0 {
        let touched = fit(&touched(model, desk, layout.columns), layout.touched);
        let blank = " ".repeat(BETWEEN + layout.touched - width(&touched));
        spans.push(Span::styled(format!("{blank}{touched}"), theme.quiet()));
    }
    spans
}

/// Returns a text in a column of its own.
fn cell(text: &str, columns: usize) -> String {
    padded(&fit(text, columns), columns + BETWEEN)
}

/// Returns the name of a profile or of a run; of a run without one its workflow, or else its agent, and
/// the end of its id, which is never cut.
fn name(model: &Model, desk: &DeskGlance) -> (String, String) {
    let name = || safe(desk.called());
    if desk.desk == model.environment.desk {
        return (name(), " (yours)".to_owned());
    }
    let id = desk.desk.run().filter(|_| desk.name.is_none());
    let Some(id) = id else { return (name(), String::new()) };
    let end = id.as_str().rsplit('_').next().unwrap_or_default();
    let of = desk.workflow_id.as_ref().or(desk.agent_id.as_ref());
    (safe(of.map_or("run", String::as_str)), format!(" {end}"))
}

/// Returns the whole name of a desk, with the mark of the own one.
pub fn full_name(model: &Model, desk: &DeskGlance) -> String {
    let (name, end) = name(model, desk);
    name + &end
}

/// Returns where the run stands, or else the phase.
fn status(desk: &DeskGlance) -> String {
    match (&desk.status, desk.phase) {
        // A run that waits does not go on, whatever its status.
        (_, Some(Phase::Paused)) => Phase::Paused.word().to_owned(),
        (Some(status), _) => safe(&status.0),
        (None, Some(phase)) => phase.word().to_owned(),
        (None, None) => none(desk).to_owned(),
    }
}

/// Returns what stands for a value that a desk does not have; nothing if it cannot be read.
fn none(desk: &DeskGlance) -> &'static str {
    if desk.is_unread() { "" } else { "-" }
}

fn style_of_status(model: &Model, desk: &DeskGlance) -> Style {
    match desk.phase {
        Some(Phase::Paused) => model.settings.theme.phase(Phase::Paused),
        _ => model.settings.theme.quiet(),
    }
}

/// Returns the active time as it is now.
fn active(model: &Model, row: &ListedDesk) -> String {
    let since = model.now.utc.signed_duration_since(row.read_at).num_seconds();
    let seconds = row.desk.active_seconds_after(u64::try_from(since).unwrap_or(0));
    match seconds {
        None => none(&row.desk).to_owned(),
        Some(..60) => "<1m".to_owned(),
        Some(seconds) => minutes(seconds.saturating_mul(1_000)),
    }
}

/// Returns what the session is about: its innermost context, and its title or notes; of a run without
/// them for whom it runs.
fn what(desk: &DeskGlance) -> (String, String) {
    let frame = desk.context.as_ref().map(|frame| format!("{} ", safe(&frame.to_string())));
    let title = desk.about().map(|text| safe(&text));
    (frame.unwrap_or_default(), title.unwrap_or_default())
}

/// Returns the agent, or else the operator.
fn who(desk: &DeskGlance) -> String {
    safe(desk.agent_id.as_ref().or(desk.operator.as_ref()).map_or("", String::as_str))
}

/// Returns how long ago somebody touched it; in few columns as in "12m".
fn touched(model: &Model, desk: &DeskGlance, columns: usize) -> String {
    let ago = desk.touched_at_utc.map(|at| model.ago(at)).unwrap_or_default();
    if columns >= WIDE {
        return ago;
    }
    let ago = ago.strip_suffix(" ago").or(ago.strip_prefix("just ")).unwrap_or(&ago);
    ago.to_owned()
}
