//! Hostile text in every field of the panel: what its cells show, and that it is stored unchanged.

use onwatch::core::{Band, By, Command, Entering, FrameKind, Interface, Light, NewFrame, Request};
use onwatch::store::StoreError;
use onwatch::tui::PanelEvent;
use ratatui::layout::Size;
use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr;

use crate::common::hostile::{Hostile, acts, assert_tame, corpus};
use crate::common::panel::Panel;
use crate::common::story::Story;

/// Sizes for every layout of the panel, and widths at which a wide character meets the edge.
const SIZES: &[(u16, u16)] =
    &[(20, 5), (21, 3), (40, 12), (41, 16), (80, 24), (81, 25), (120, 40), (200, 60)];

/// One size for each way to show a prompt and a toast.
const FEW: &[(u16, u16)] = &[(20, 5), (41, 16), (81, 25)];

/// A desk with a paused session and this text in every field that takes text.
fn full_of(hostile: &Hostile) -> Story {
    let some = |characters| Some(hostile.cut(characters));
    let frame = |kind: FrameKind| {
        let (id, title) = (hostile.cut(50), some(200));
        Command::Push(NewFrame {
            kind,
            id,
            title,
            estimate_seconds: Some(60),
            entering: Entering::Usual,
        })
    };
    let mut story = Story::new();
    let metadata = Map::from_iter([(hostile.cut(500), Value::from(hostile.cut(500)))]);
    let start = Command::Start {
        notes: some(4_000),
        session_type: hostile.kind().parse().unwrap(),
        switch: false,
        agent_id: some(64),
        workflow_id: some(64),
        target_seconds: None,
        metadata,
        run: None,
    };
    let reasons = vec![hostile.cut(1_000); 10];
    let commands = [
        Command::SetBand { band: Band::C, reason: hostile.cut(1_000) },
        start,
        frame("project".parse().unwrap()),
        frame(hostile.kind().parse().unwrap()),
        Command::Note { text: hostile.cut(4_000), task: None },
        Command::SetHealth { status: Light::Red, reasons },
        Command::Pause { reason: some(1_000) },
        Command::Resume,
        Command::Pause { reason: some(1_000) },
    ];
    for (nth, command) in commands.into_iter().enumerate() {
        let operation = Some(format!("{}{nth}", hostile.cut(63)));
        let request = Request { operation, ..Request::new(command, by(hostile)) };
        let name = &hostile.name;
        story.wait(1, 0).obey_unasked(&request).unwrap_or_else(|why| panic!("{name}: {why}"));
    }
    story
}

fn by(hostile: &Hostile) -> By {
    By::new(hostile.cut(64), Interface::Cli, hostile.cut(64))
}

/// Checks every cell of the panel at these sizes.
fn assert_cells_tame(panel: &mut Panel, sizes: &[(u16, u16)], what: &str) {
    for &(width, height) in sizes {
        panel.hear(PanelEvent::Resized(Size { width, height }));
        let what = format!("{what} at {width}×{height}");
        let (buffer, cursor) = panel.draw();
        assert!(cursor.is_none_or(|at| at.x < width && at.y < height), "{what}: {cursor:?}");
        for row in buffer.area.rows() {
            for at in row.columns() {
                let symbol = buffer[at.as_position()].symbol();
                assert_tame(symbol, &what);
                let right = usize::from(at.x) + symbol.width();
                assert!(right <= usize::from(width), "{what}: {symbol:?} leaves the screen");
            }
        }
    }
}

#[test]
fn no_cell_acts_or_hides_whatever_stands_in_the_fields() {
    for hostile in corpus() {
        let mut panel = Panel::open(full_of(&hostile));
        assert_cells_tame(&mut panel, SIZES, &hostile.name);
        panel.story.give(Command::End { notes: Some(hostile.cut(4_000)) });
        panel.hear(PanelEvent::StoreChanged);
        assert_cells_tame(&mut panel, SIZES, &format!("{}, ended", hostile.name));
    }
}

#[test]
fn no_cell_acts_or_hides_whatever_is_pasted_into_a_prompt() {
    for hostile in corpus() {
        let mut panel = Panel::open(full_of(&hostile));
        for key in "ncbhe".chars() {
            panel.type_keys(&key.to_string());
            panel.hear(PanelEvent::Pasted(hostile.whole()));
            let what = format!("{}, pasted after {key}", hostile.name);
            assert_cells_tame(&mut panel, FEW, &what);
            // The text may be accepted or refused: it is in a toast or below the line.
            panel.type_keys("⏎");
            assert_cells_tame(&mut panel, FEW, &format!("{what} and entered"));
            panel.type_keys("⎋");
        }
    }
}

#[test]
fn no_cell_acts_or_hides_on_the_screens_of_the_past_and_in_what_is_typed_there() {
    for hostile in corpus() {
        let mut panel = Panel::open(full_of(&hostile));
        panel.type_keys("v");
        assert_cells_tame(&mut panel, FEW, &format!("{}, live", hostile.name));
        panel.story.give(Command::End { notes: Some(hostile.cut(4_000)) });
        panel.hear(PanelEvent::StoreChanged);
        for keys in ["⎋y", "⏎", "⎋/", "⏎:", "⎋⎋⎋/", "⏎"] {
            panel.type_keys(keys);
            panel.hear(PanelEvent::Pasted(hostile.whole()));
            assert_cells_tame(&mut panel, FEW, &format!("{}, after {keys}", hostile.name));
        }
    }
}

#[test]
fn no_cell_acts_or_hides_whatever_a_failure_names() {
    for hostile in corpus() {
        let mut panel = Panel::open(full_of(&hostile));
        let path = || hostile.cut(255).into();
        panel.look(Some(StoreError::Damaged { path: path(), byte: 0, cause: hostile.whole() }));
        assert_cells_tame(&mut panel, FEW, &format!("{}, damage", hostile.name));
        panel.hear(PanelEvent::Polling(hostile.whole()));
        let locked = StoreError::Locked { path: path(), holder: Some(hostile.whole()) };
        panel.hear(PanelEvent::CommandAnswered(Box::new(Err(locked.into()))));
        assert_cells_tame(&mut panel, FEW, &format!("{}, refused", hostile.name));
        panel.type_keys("q");
        let farewell = format!("{:?}", panel.farewell);
        assert!(!farewell.contains(acts), "{}: {farewell}", hostile.name);
    }
}

#[test]
fn a_wide_sign_at_the_edge_of_a_pane_leaves_its_border_whole() {
    let wide = corpus().into_iter().find(|hostile| hostile.name.contains("odd column")).unwrap();
    for width in 80..84 {
        let mut panel = Panel::open(full_of(&wide));
        panel.hear(PanelEvent::Resized(Size { width, height: 24 }));
        let (buffer, _) = panel.draw();
        let right: String =
            (2..22).map(|y| buffer[(width - 1, y)].symbol()).collect::<Vec<_>>().concat();
        assert!(
            right.chars().all(|c| "│╮╯┤╭╰─".contains(c)),
            "{width}: {right}\n{}",
            panel.screen()
        );
    }
}

#[test]
fn what_was_typed_is_what_is_stored() {
    for hostile in corpus() {
        let story = full_of(&hostile);
        let saved = serde_json::to_string(&story.watch).unwrap();
        let read: onwatch::core::Watch = serde_json::from_str(&saved).unwrap();
        assert_eq!(read, story.watch, "{}", hostile.name);
        let session = read.session.unwrap();
        assert_eq!(session.notes(), Some(hostile.cut(4_000).as_str()));
        assert_eq!(session.pause_reason.as_deref(), Some(hostile.cut(1_000).as_str()));
        assert_eq!(session.metadata[&hostile.cut(500)], hostile.cut(500));
        assert_eq!(session.operator, hostile.cut(64));
        assert_eq!(read.governance.health.reasons[9], hostile.cut(1_000));
    }
}
