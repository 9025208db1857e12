//! The desks as lines: one each, or two where a terminal has too few columns for one.

use chrono::{DateTime, Utc};

use super::excerpt::cut;
use super::markup::{LinePart, maybe, part, typed, width};
use super::{phrases, table};
use crate::core::{DeskGlance, Light, Phase, Severity, WaitsFor, short_text};
use crate::zone::Zone;

/// The cells of a desk before what is said of it.
const CELLS: usize = 6;
/// The cells that may be cut: where it stands, and who works.
const NAMES: [usize; 2] = [1, 4];
/// The most columns of the name of a desk where there is little room: those of an id.
const ID: usize = 27;
/// A name is cut no shorter than this, in columns.
const NAME_MIN: usize = 6;
/// The columns between two cells.
const BETWEEN: usize = 2;
/// What is before a second line.
const INDENT: &str = "    ";

/// Returns the lines of desks. `columns` are those of the terminal; `None` if there is none, and then a
/// desk is one line however long.
#[must_use]
pub fn lines(
    desks: &[DeskGlance],
    now: DateTime<Utc>,
    zone: &dyn Zone,
    columns: Option<u16>,
) -> Vec<String> {
    let rows = |name| desks.iter().map(|desk| cells(desk, now, zone, name)).collect::<Vec<_>>();
    let long = |desk: &DeskGlance, [a, b, c, d, e, f]: [String; CELLS]| {
        [a, typed(&b), c, d, typed(&e), f, said(desk, usize::MAX)]
    };
    let long: Vec<_> =
        desks.iter().zip(rows(usize::MAX)).map(|(desk, row)| long(desk, row)).collect();
    let long = table::lines(&long);
    let columns = columns.map_or(usize::MAX, usize::from);
    if long.iter().all(|line| width(line) <= columns) {
        return long;
    }
    let cells = rows(ID);
    let names = name_widths(&cells, columns);
    let short =
        |[a, b, c, d, e, f]: [String; CELLS]| [a, cut(&b, names[0]), c, d, cut(&e, names[1]), f];
    let heads = table::lines(&cells.into_iter().map(short).collect::<Vec<_>>());
    let room = columns.saturating_sub(INDENT.len());
    let below = |desk: &DeskGlance| {
        let said = said(desk, room);
        (!said.is_empty()).then(|| format!("{INDENT}{said}"))
    };
    desks.iter().zip(heads).flat_map(|(desk, head)| [Some(head), below(desk)]).flatten().collect()
}

/// Returns how wide the names may be, so that the cells have room in so many columns.
fn name_widths(rows: &[[String; CELLS]], columns: usize) -> [usize; 2] {
    let widest =
        |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| width(cell)).max();
    let widths: Vec<usize> = (0..CELLS).map(|at| widest(at).unwrap_or(0)).collect();
    let all: usize = widths.iter().filter(|width| **width > 0).map(|width| width + BETWEEN).sum();
    let [status, who] = NAMES.map(|at| widths.get(at).copied().unwrap_or(0));
    let over = (all.saturating_sub(BETWEEN)).saturating_sub(columns);
    let room = (status + who).saturating_sub(over).max(NAME_MIN * 2);
    let status = status.min((room / 2).max(room.saturating_sub(who)));
    [status, who.min(room.saturating_sub(status))]
}

/// Returns its phase and name in at most so many columns, where it stands, its active time, band and health, who works, when it was
/// touched. Where it stands and
/// who works are as they were typed.
fn cells(desk: &DeskGlance, now: DateTime<Utc>, zone: &dyn Zone, name: usize) -> [String; CELLS] {
    let sign = match desk.phase {
        Some(Phase::Active) => part(LinePart::Good, "●"),
        Some(Phase::Paused) => part(LinePart::Caution, "‖"),
        None if desk.is_unread() => part(LinePart::Bad, "▲"),
        Some(Phase::Ended | Phase::Cancelled) | None => part(LinePart::Label, "■"),
    };
    let none = if desk.is_unread() { "" } else { "no session" };
    let phase = desk.phase.map_or(none, Phase::word).to_owned();
    let status = desk.status.as_ref().map(|status| status.0.clone());
    let active = desk.active_seconds.map(|seconds| short_text(seconds.saturating_mul(1_000)));
    let band = desk.band.map(|band| maybe(LinePart::of_band(band), band.letter()));
    let health = desk.health.filter(|health| *health != Light::Unknown);
    let health = health.map(|health| maybe(LinePart::of_light(health), health.word()));
    let standing: Vec<_> = band.into_iter().chain(health).collect();
    let who = desk.agent_id.as_deref().or(desk.operator.as_deref());
    let who: Vec<_> = who.into_iter().chain(desk.workflow_id.as_deref()).collect();
    [
        format!("{sign} {}", cut(desk.called(), name)),
        status.unwrap_or(phase),
        active.unwrap_or_default(),
        standing.join(" "),
        who.join(" · "),
        desk.touched_at_utc.map(|at| phrases::ago(at, now, zone)).unwrap_or_default(),
    ]
}

/// Returns why it waits and what it is about, in at most so many columns.
fn said(desk: &DeskGlance, columns: usize) -> String {
    let waits = desk.waits_for.as_ref().map(|waits| waits_text(waits, columns));
    let what = desk.context.iter().map(ToString::to_string).chain(desk.about());
    let what = what.collect::<Vec<_>>().join(" ");
    let used = waits.as_ref().map_or(0, |text| width(text) + BETWEEN);
    let room = columns.saturating_sub(used);
    let what = Some(what).filter(|what| !what.is_empty() && room >= NAME_MIN);
    let parts = waits.into_iter().chain(what.map(|what| cut(&what, room)));
    parts.collect::<Vec<_>>().join("  ")
}

fn waits_text(waits: &WaitsFor, columns: usize) -> String {
    let (kind, sign) = match waits.severity() {
        Severity::Critical => (LinePart::Bad, "▲"),
        Severity::Warning | Severity::Calm => (LinePart::Caution, "!"),
    };
    part(kind, &format!("{sign} {}", cut(&waits.text(), columns.saturating_sub(BETWEEN))))
}
