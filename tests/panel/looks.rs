//! What the panel looks like: text in snapshots, and styles, which snapshots do not contain.

use onwatch::core::{Command, Light};
use onwatch::tui::PanelEvent;
use ratatui::buffer::Cell;
use ratatui::layout::Size;
use ratatui::style::{Color, Modifier};

use crate::common::panel::{Panel, cell_of, damage, shows};
use crate::common::story::{Story, health, note, push};

const SIZES: [(u16, u16); 7] = [(0, 0), (1, 1), (20, 5), (40, 12), (80, 24), (120, 40), (200, 60)];

fn paused() -> Story {
    let mut story = Story::morning();
    let reason = Some("lunch with the on-call team".to_owned());
    story.give(Command::Pause { reason }).wait(14, 0);
    story
}

fn ended() -> Story {
    let mut story = Story::morning();
    let notes = Some("Queue drained, lock released on timeout".to_owned());
    story.give(Command::End { notes }).wait(75, 0);
    story
}

/// Every state the panel can be in, by name.
fn states() -> Vec<(&'static str, Story)> {
    vec![
        ("none", Story::new()),
        ("active", Story::morning()),
        ("paused", paused()),
        ("ended", ended()),
    ]
}

#[test]
fn each_state_at_each_size() {
    for (name, story) in states() {
        let mut panel = Panel::open(story);
        let looks = panel.at_sizes(&SIZES);
        insta::assert_snapshot!(name, looks);
    }
}

#[test]
fn what_lies_over_the_panes() {
    for (name, keys) in [
        ("start", "e⏎s"),
        ("start_filled", "e⏎sdeploy⇥⇥soon⇥y"),
        ("end", "ekeep"),
        ("band", "bc queue grows"),
        ("health", "h"),
        ("context", "ctask 7 Import ~2h30m"),
        ("context_refused", "ctask⏎"),
        ("help", "?"),
        ("toast_done", "p"),
        ("toast_refused", "r"),
        ("start_refused", "s"),
    ] {
        let mut panel = Panel::open(Story::morning());
        panel.type_keys(keys);
        let looks = format!("{}\n{}", panel.screen(), panel.at_sizes(&[(50, 20), (38, 6)]));
        insta::assert_snapshot!(format!("over_{name}"), looks);
    }
}

#[test]
fn what_waits_for_an_answer() {
    for (name, story, keys) in
        [("gap", Story::slept(), "g09:45"), ("forgotten", Story::forgotten(), "ge")]
    {
        let mut panel = Panel::open(story);
        panel.type_keys(keys);
        let looks = panel.at_sizes(&[(120, 40), (80, 24), (50, 20), (38, 6)]);
        insta::assert_snapshot!(format!("over_{name}"), looks);
    }
}

#[test]
fn trouble_has_a_banner_at_every_size() {
    let mut panel = Panel::open(Story::morning());
    panel.look(Some(damage()));
    let looks = panel.at_sizes(&[(38, 6), (50, 20), (80, 24)]);
    insta::assert_snapshot!("trouble", looks);
}

#[test]
fn the_slimmest_grid_still_tells_drift_and_reason() {
    let screen = Panel::sized(Story::morning(), 60, 20, true).screen();
    for words in ["A → C Stabilize", "▲ worse", "error budget spent, only", "green → ● yellow"]
    {
        assert!(screen.contains(words), "no {words:?} on\n{screen}");
    }
}

#[test]
fn the_lowest_column_still_tells_the_time_and_the_drift() {
    for height in 8..=12 {
        let screen = Panel::sized(Story::morning(), 40, height, true).screen();
        for words in ["● ACTIVE", "C Stabilize", "▲", "yellow"] {
            assert!(screen.contains(words), "no {words:?} on\n{screen}");
        }
        // In digits of one row, or of three.
        let clock = screen.contains("2:15:59") || screen.contains("▀▀█ ▄ ▄█  █▀▀ ▄");
        assert!(clock, "no clock on\n{screen}");
    }
}

#[test]
fn on_a_low_terminal_the_clock_is_large_before_there_are_facts() {
    for (height, large) in [(8, false), (9, false), (10, true), (12, true)] {
        let screen = Panel::sized(Story::morning(), 40, height, true).screen();
        assert_eq!(screen.contains("▀▀█ ▄ ▄█  █▀▀ ▄"), large, "{height} rows:\n{screen}");
    }
}

#[test]
fn the_help_says_how_much_there_is_below_and_that_it_can_be_reached() {
    let mut panel = Panel::open(Story::morning());
    panel.type_keys("?");
    shows(&panel, "j ↓ ");
    shows(&panel, " more ");
    panel.type_keys("↓↓↓↓↓↓↓");
    let screen = panel.screen();
    assert!(!screen.contains(" more "), "{screen}");
    assert!(screen.contains("onwatch log             Show all activities"), "{screen}");
}

/// Long words, wide characters and a deep stack, in every state, at every size, under every
/// overlay.
#[test]
fn no_size_makes_it_panic() {
    let mut deep = Story::morning();
    for nth in 0..60 {
        let title = "審査".repeat(nth + 1);
        deep.give(push(&format!("level{nth}"), "1", Some(&title), Some(60)));
    }
    deep.give(note(&"x".repeat(4_000))).give(health(Light::Red, &["👩‍👩‍👧".repeat(50).as_str()]));
    for (name, story) in [("none", Story::new()), ("ended", ended()), ("deep", deep)] {
        for over in
            ["", "?", "s", "s⇥⇥x⏎", "n👩‍👩‍👧審査 text", "e", "b", "hz⏎", "ctask⏎", "p", "x", "g"]
        {
            let mut panel = Panel::open(story.clone());
            panel.type_keys(over);
            for trouble in [false, true] {
                panel.look(trouble.then(damage));
                panel.hear(PanelEvent::Polling("NFS".into()));
                for (width, height) in sizes() {
                    panel.model.resize(Size { width, height });
                    let (buffer, cursor) = panel.draw();
                    let inside = cursor.is_none_or(|at| buffer.area.contains(at));
                    assert!(inside, "{name} {over:?} {width}×{height}: {cursor:?}");
                }
            }
        }
    }
}

/// Returns sizes on both sides of every border between two layouts.
fn sizes() -> impl Iterator<Item = (u16, u16)> {
    let each = |widths: &'static [u16], heights: &'static [u16]| {
        widths.iter().flat_map(move |width| heights.iter().map(move |height| (*width, *height)))
    };
    each(&[0, 1, 3, 39, 40], &[0, 1, 2, 7, 8, 9])
        .chain(each(&[59, 60, 100], &[8, 12, 15, 26]))
        .chain([(300, 8), (120, 60)])
}

#[test]
fn the_phase_and_the_clock_carry_the_phases_colour() {
    for (story, badge, colour) in [
        (Story::morning(), "● ACTIVE", Color::Green),
        (paused(), "‖ PAUSED", Color::Yellow),
        (ended(), "■ ENDED", Color::Reset),
    ] {
        let (buffer, _) = Panel::open(story).draw();
        assert_eq!(cell_of(&buffer, badge).fg, colour, "{badge}");
        assert_eq!(cell_of(&buffer, "▀▀█").fg, colour, "{badge}");
    }
}

#[test]
fn a_drift_is_the_only_surface_that_is_lit() {
    let (buffer, _) = Panel::open(Story::morning()).draw();
    let lit = cell_of(&buffer, "▲ worse");
    assert_eq!(lit.fg, Color::Red);
    assert!(lit.modifier.contains(Modifier::REVERSED | Modifier::BOLD));
    let lit = buffer.content().iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED));
    assert_eq!(lit.map(Cell::symbol).collect::<String>(), " ▲ worse  ▲ worse ");
}

#[test]
fn in_trouble_what_is_known_has_no_colour_and_the_banner_has() {
    let mut panel = Panel::open(Story::morning());
    panel.look(Some(damage()));
    let (buffer, _) = panel.draw();
    for text in ["● ACTIVE", "▀▀█", "▲ worse", "● yellow", "━━"] {
        assert_eq!(cell_of(&buffer, text).fg, Color::Reset, "{text}");
    }
    assert_eq!(cell_of(&buffer, "▲ since").fg, Color::Red);
    assert_eq!(cell_of(&buffer, "╭ SESSION").fg, Color::DarkGray, "frames stay quiet");
}

#[test]
fn without_colour_nothing_is_coloured() {
    for keys in ["", "s", "?", "b", "e"] {
        let mut panel = Panel::sized(Story::morning(), 120, 40, false);
        panel.type_keys(keys);
        let (buffer, _) = panel.draw();
        let plain = |cell: &Cell| cell.fg == Color::Reset && cell.bg == Color::Reset;
        assert!(buffer.content.iter().all(plain), "{keys}");
    }
}

#[test]
fn no_text_is_white_or_black_and_every_background_is_the_terminals() {
    const RULES: &str = " ─│╭╮╰╯";
    for (name, story) in states() {
        for keys in ["", "?", "s", "n", "h"] {
            let mut panel = Panel::sized(story.clone(), 120, 40, true);
            panel.type_keys(keys);
            for cell in &panel.draw().0.content {
                let quiet = RULES.contains(cell.symbol()) || !matches!(cell.fg, Color::DarkGray);
                let said = format!("{name} {keys:?}: {cell:?}");
                assert!(quiet, "{said}");
                assert!(!matches!(cell.fg, Color::White | Color::Black | Color::Gray), "{said}");
                // Quiet text is a weaker text colour: no other colour is weakened.
                let is_dim = cell.modifier.contains(Modifier::DIM);
                assert!(!is_dim || cell.fg == Color::Reset, "{said}");
                assert_eq!(cell.bg, Color::Reset, "{said}");
            }
        }
    }
}
