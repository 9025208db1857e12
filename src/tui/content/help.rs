//! The help: every key in groups, then what signs, bands and prompts mean.
//!
//! A cursor goes from entry to entry. The rows below the list say why the entry under it is not
//! possible now.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::core::{Band, Light, PieceKind, Verb};
use crate::tui::geometry::{Form, box_over};
use crate::tui::input::{BINDINGS, Binding, ELSEWHERE, Group};
use crate::tui::look::{done_legend, fit, padded, piece_sign, safe, width, wrap};
use crate::tui::model::Model;

/// The columns of the marks before an entry.
const MARK_COLUMNS: usize = 3;
/// The least columns of the keys.
const KEY_COLUMNS: usize = 12;
const MOST_COLUMNS: u16 = 140;
/// From this width on, the groups stand in two columns.
const TWO_COLUMNS: usize = 130;
const BETWEEN_COLUMNS: usize = 2;
/// From this height on, a reason has two rows.
const TWO_ROWS: u16 = 12;

/// The keys of a prompt, which are always the same.
const PROMPT_KEYS: [(&str, &str); 4] = [
    ("Enter", "Send the answer"),
    ("Esc", "Leave the prompt; it keeps what you typed"),
    ("Tab", "Go to the next field"),
    ("Up", "Bring back an earlier input"),
];

/// What a filter takes.
const FILTER_WORDS: [(&str, &str); 3] = [
    ("disk full", "Rows with both words; in quotes: together"),
    ("band:D", "History only; also health: key: task: notes:"),
    ("since:mon", "History only; also until: and on:"),
];

/// A line of the help that the cursor stops at.
enum Entry {
    Key(&'static Binding),
    Said { head: String, what: String },
}

/// Entries under one title.
struct Section {
    title: &'static str,
    entries: Vec<Entry>,
}

/// The help in an area, ready to be drawn.
pub struct HelpRows {
    /// Where its box lies.
    pub place: Rect,
    /// Where the reason for the entry under the cursor lies.
    pub below: Rect,
    /// The columns: where each lies, and its visible lines.
    pub columns: Vec<(Rect, Vec<Line<'static>>)>,
    /// The lines that are hidden above and below.
    pub hidden: (usize, usize),
}

impl HelpRows {
    /// Returns the help over an area, with the cursor at entry `selected`.
    pub fn of(model: &Model, selected: usize, area: Rect) -> Self {
        let place = box_over(area, MOST_COLUMNS);
        let (list, below) = split(Form::Wide.inner(place));
        let sections = sections();
        let columns = columns(&sections, list);
        let mut nth = 0;
        let mut at = 0;
        let mut lines = Vec::new();
        for (place, sections) in columns {
            let mut rows = Vec::new();
            for section in sections {
                rows.push(head(model, section, place.width.into()));
                let keys = section.entries.iter().map(|entry| width(&entry.head(model)) + 1);
                let keys = keys.max().unwrap_or(0).max(KEY_COLUMNS);
                for entry in &section.entries {
                    if nth == selected {
                        at = rows.len();
                    }
                    rows.push(entry.line(model, nth == selected, keys, place.width.into()));
                    nth += 1;
                }
            }
            lines.push((place, rows));
        }
        let height = usize::from(list.height);
        let longest = lines.iter().map(|(_, rows)| rows.len()).max().unwrap_or(0);
        let first = (at + 1).saturating_sub(height);
        let hidden = (first, longest.saturating_sub(first + height));
        let visible = |(place, rows): (Rect, Vec<Line<'static>>)| {
            (place, rows.into_iter().skip(first).take(height).collect())
        };
        Self { place, below, columns: lines.into_iter().map(visible).collect(), hidden }
    }
}

/// Returns how many entries there are, and how many a page has.
pub fn reach(area: Rect) -> (usize, usize) {
    let (list, _) = split(Form::Wide.inner(box_over(area, MOST_COLUMNS)));
    let entries = sections().iter().map(|section| section.entries.len()).sum();
    (entries, usize::from(list.height).saturating_sub(1).max(1))
}

/// Returns the rows of the reason for the entry under the cursor.
pub fn reason(model: &Model, selected: usize, below: Rect) -> Vec<Line<'static>> {
    let sections = sections();
    let entry = sections.iter().flat_map(|section| &section.entries).nth(selected);
    let Some(entry) = entry else { return vec![] };
    let theme = model.settings.theme;
    let (text, style) = match (entry, entry.refusal(model)) {
        (_, Some((why, next))) => (format!("× {why}: {next}"), theme.plain()),
        (Entry::Key(binding), None) => {
            let name = binding.action.name();
            (format!("{} · '{name}' in the settings", binding.help), theme.quiet())
        }
        (Entry::Said { what, .. }, None) => (what.clone(), theme.quiet()),
    };
    let rows = wrap(&safe(&text), below.width.into(), below.height.into());
    rows.into_iter().map(|row| Line::styled(row, style)).collect()
}

/// Returns where the list lies, and the reason below it.
fn split(inner: Rect) -> (Rect, Rect) {
    let rows = match inner.height {
        0..=2 => 0,
        3..TWO_ROWS => 1,
        TWO_ROWS.. => 2,
    };
    let list = Rect { height: inner.height - rows, ..inner };
    (list, Rect { y: list.bottom(), height: rows, ..inner })
}

/// Returns the columns with their sections: two of about the same height if there is room.
fn columns(sections: &[Section], list: Rect) -> Vec<(Rect, &[Section])> {
    if usize::from(list.width) < TWO_COLUMNS {
        return vec![(list, sections)];
    }
    let rows = |sections: &[Section]| -> usize {
        sections.iter().map(|section| section.entries.len() + 1).sum()
    };
    let higher = |at: &usize| {
        let (left, right) = sections.split_at(*at);
        rows(left).max(rows(right))
    };
    let at = (1..sections.len()).min_by_key(higher).unwrap_or(0);
    let (left, right) = sections.split_at(at);
    let between = u16::try_from(BETWEEN_COLUMNS).unwrap_or(0);
    let width = (list.width - between) / 2;
    let beside = Rect { x: list.x + width + between, width, ..list };
    vec![(Rect { width, ..list }, left), (beside, right)]
}

fn sections() -> Vec<Section> {
    let keys = |group| {
        let rows = BINDINGS.iter().filter(|binding| Group::of(binding.action) == group);
        Section { title: group.title(), entries: rows.map(Entry::Key).collect() }
    };
    let said = |title, rows: Vec<(String, String)>| {
        let entry = |(head, what)| Entry::Said { head, what };
        Section { title, entries: rows.into_iter().map(entry).collect() }
    };
    let fixed = |rows: &[(&str, &str)]| {
        rows.iter().map(|(head, what)| ((*head).to_owned(), (*what).to_owned())).collect()
    };
    let bands = Band::ALL.iter().map(|band| (band.to_string(), band.meaning().to_owned()));
    let lights = Light::ALL.iter().map(|light| (light.to_string(), light.meaning().to_owned()));
    vec![
        keys(Group::Session),
        keys(Group::Context),
        keys(Group::Governance),
        keys(Group::Past),
        said("bands and health", bands.chain(lights).collect()),
        keys(Group::View),
        said("in a prompt", fixed(&PROMPT_KEYS)),
        said("in a filter", fixed(&FILTER_WORDS)),
        said("signs", signs()),
        said("on the command line only", fixed(ELSEWHERE)),
    ]
}

/// Returns each sign as it is drawn on the panel, with its meaning.
fn signs() -> Vec<(String, String)> {
    let run = |kind| piece_sign(kind).repeat(5);
    let pieces = [
        (run(PieceKind::Active), "Active time"),
        (run(PieceKind::Paused), "Pause"),
        (run(PieceKind::Gap), "Gap without an answer"),
        (run(PieceKind::Uncounted), "Gap that is not counted"),
    ];
    let done = Verb::ALL.iter().filter_map(|verb| done_legend(*verb));
    let done = done.map(|(sign, meaning)| (sign.to_owned(), meaning));
    let bad = [
        ("●".to_owned(), "Band A or health green"),
        ("▲".to_owned(), "Band B or C or health yellow; an exceeded estimate, or an open question"),
        ("■".to_owned(), "Band D or health red"),
        ("?".to_owned(), "Nobody knows it, or nobody has confirmed it for long"),
    ];
    let listed = [
        ("●", "Started, resumed or reopened"),
        ("‖", "Paused, or a break"),
        ("■", "Ended"),
        ("~", "Corrected"),
        ("+", "Added later"),
        ("×", "Discarded; before a key: not possible now"),
        ("←", "Undone"),
        ("→", "Redone; in a message: what somebody else did"),
        ("√", "In a message: done"),
    ];
    let listed = listed.into_iter().map(|(sign, meaning)| (sign.to_owned(), meaning));
    let signs = pieces.into_iter().chain(done).chain(listed).chain(bad);
    signs.map(|(sign, what)| (sign, what.to_owned())).collect()
}

/// Returns the line of a title.
fn head(model: &Model, section: &Section, columns: usize) -> Line<'static> {
    let theme = model.settings.theme;
    let rule = columns.saturating_sub(width(section.title) + 1);
    Line::from(vec![
        Span::styled(section.title, theme.strong()),
        Span::styled(format!(" {}", "─".repeat(rule)), theme.chrome()),
    ])
}

impl Entry {
    /// Returns its keys, or what it explains.
    fn head(&self, model: &Model) -> String {
        match self {
            Self::Key(binding) => model.settings.bindings.ways(binding.action, model.place()),
            Self::Said { head, .. } => head.clone(),
        }
    }

    /// Returns why it is not possible now, and what to do next.
    fn refusal(&self, model: &Model) -> Option<(String, String)> {
        match self {
            Self::Key(binding) => model.why_not(binding).map(|words| (words.why, words.next)),
            Self::Said { .. } => None,
        }
    }

    fn line(&self, model: &Model, selected: bool, keys: usize, columns: usize) -> Line<'static> {
        let theme = model.settings.theme;
        let refused = self.refusal(model).is_some();
        let (what, key) = match self {
            Self::Key(binding) => (binding.help, theme.key()),
            Self::Said { what, .. } => (what.as_str(), Style::new()),
        };
        let cursor = if selected { "›" } else { " " };
        let mark = if refused { "×" } else { " " };
        let head = padded(&self.head(model), keys);
        let text = fit(what, columns.saturating_sub(MARK_COLUMNS + width(&head)));
        if selected {
            let text = padded(&format!("{cursor}{mark} {head}{text}"), columns);
            return Line::styled(text, theme.chosen());
        }
        let (key, style) =
            if refused { (theme.quiet(), theme.quiet()) } else { (key, theme.plain()) };
        Line::from(vec![
            Span::styled(format!("{cursor}{mark} "), theme.quiet()),
            Span::styled(head, key),
            Span::styled(text, style),
        ])
    }
}
