//! What the panel looks like: text in snapshots, and styles, which snapshots do not contain.

use std::sync::Arc;

use onwatch::core::{Band, Command, Light, SourceTimes};
use onwatch::desk::View;
use onwatch::tui::PanelEvent;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Size;
use ratatui::style::{Color, Modifier};

use crate::common::panel::{Panel, cell_of, damage, shows, text_of};
use crate::common::story::{Story, band, health, note, push, start_with_target};

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
        ("start_filled", "e⏎sdeploy⇥⇥soon⇥⇥y"),
        ("end", "ekeep"),
        ("band", "bc queue grows"),
        ("health", "h"),
        ("context", "ctask 7 Import ~2h30m"),
        ("context_refused", "cclient:⏎"),
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
    for words in ["A →  ▲ C Stabilize", "error budget spent, only", "▲ YELLOW"] {
        assert!(screen.contains(words), "no {words:?} on\n{screen}");
    }
}

#[test]
fn the_lowest_column_still_tells_the_time_and_the_drift() {
    for height in 8..=12 {
        let screen = Panel::sized(Story::morning(), 40, height, true).screen();
        for words in ["● ACTIVE", "A →  ▲ C Stabilize", "GREEN →  ▲ YELLOW", " ▲ C ", " ▲ YELLOW"]
        {
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
    assert!(screen.contains("onwatch log "), "{screen}");
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
            ["", "?", "s", "s⇥⇥x⏎", "n👩‍👩‍👧審査 text", "e", "b", "hz⏎", "cclient:⏎", "p", "x", "g"]
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

/// Returns the text of the lit cells, and the panel in a store with this band and health.
fn lit(now: Band, light: Light, size: (u16, u16)) -> (String, Panel) {
    let mut story = Story::new();
    story.give(band(Band::A, "all well")).give(health(Light::Green, &[]));
    story.give(Command::start(None)).give(band(now, "why")).give(health(light, &["because"]));
    let panel = Panel::sized(story.wait(2, 0).clone(), size.0, size.1, true);
    let (buffer, _) = panel.draw();
    let lit = buffer.content().iter().filter(|cell| cell.bg != Color::Reset);
    (lit.map(Cell::symbol).collect(), panel)
}

#[test]
fn only_what_is_bad_is_lit_in_the_header_and_in_the_pane() {
    let lit = |band, light| lit(band, light, (120, 40)).0;
    assert_eq!(lit(Band::A, Light::Green), "");
    assert_eq!(lit(Band::B, Light::Unknown), "");
    assert_eq!(lit(Band::C, Light::Green), " ▲ C STABILIZE new  ▲ C Stabilize ");
    assert_eq!(lit(Band::A, Light::Yellow), " ▲ YELLOW new  ▲ YELLOW ");
    assert_eq!(lit(Band::D, Light::Red), " ■ D SURVIVAL new  ■ RED new  ■ D Survival  ■ RED ");
}

#[test]
fn every_form_says_in_its_first_row_what_is_bad() {
    for (size, badges) in [
        ((200, 60), " ■ D SURVIVAL new   ■ RED new "),
        ((80, 24), " ■ D SURVIVAL new   ■ RED new "),
        ((60, 20), " ■ D new   ■ RED new "),
        ((50, 20), " ■ D new   ■ RED new "),
        ((40, 8), " ■ D   ■ RED "),
        ((38, 6), " ■ D · green→ ■ RED "),
        ((20, 1), "■D ■RED"),
    ] {
        let (_, panel) = lit(Band::D, Light::Red, size);
        let screen = panel.screen();
        assert!(screen.lines().next().unwrap().contains(badges.trim_end()), "{size:?}\n{screen}");
        let (_, calm) = lit(Band::A, Light::Green, size);
        let first = calm.screen().lines().next().unwrap().to_owned();
        assert!(!first.contains("SURVIVAL") && !first.contains("RED"), "{first}");
    }
}

#[test]
fn the_frame_of_the_governance_has_the_colour_of_the_worse_reading() {
    for (band, light, colour) in [
        (Band::B, Light::Green, Color::DarkGray),
        (Band::C, Light::Green, Color::Yellow),
        (Band::A, Light::Red, Color::Red),
        (Band::D, Light::Yellow, Color::Red),
    ] {
        let (buffer, _) = lit(band, light, (120, 40)).1.draw();
        assert_eq!(cell_of(&buffer, "╭ governance").fg, colour, "{band} {light}");
        assert_eq!(cell_of(&buffer, "╭ SESSION").fg, Color::DarkGray, "{band} {light}");
    }
}

#[test]
fn in_trouble_what_is_known_has_no_colour_and_the_banner_has() {
    let mut panel = Panel::open(Story::morning());
    panel.look(Some(damage()));
    let (buffer, _) = panel.draw();
    for text in ["● ACTIVE", "▀▀█", "▲ C", "▲ YELLOW", "━━"] {
        assert_eq!(cell_of(&buffer, text).fg, Color::Reset, "{text}");
    }
    assert_eq!(cell_of(&buffer, "▲ since").bg, Color::Red);
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
fn no_text_is_white_or_black_and_only_a_badge_has_a_background() {
    const RULES: &str = " ─│╭╮╰╯";
    for (name, story) in states() {
        for keys in ["", "?", "s", "n", "h"] {
            let mut panel = Panel::sized(story.clone(), 120, 40, true);
            panel.type_keys(keys);
            for cell in &panel.draw().0.content {
                let quiet = RULES.contains(cell.symbol()) || !matches!(cell.fg, Color::DarkGray);
                let said = format!("{name} {keys:?}: {cell:?}");
                assert!(quiet, "{said}");
                if cell.bg == Color::Yellow {
                    assert_eq!(cell.fg, Color::Black, "{said}");
                    continue;
                }
                assert!(!matches!(cell.fg, Color::White | Color::Black | Color::Gray), "{said}");
                // Quiet text is a weaker text colour: no other colour is weakened.
                let is_dim = cell.modifier.contains(Modifier::DIM);
                assert!(!is_dim || cell.fg == Color::Reset, "{said}");
                assert_eq!(cell.bg, Color::Reset, "{said}");
            }
        }
    }
}

/// Returns the cells of the second buffer that differ from the first, with their places.
fn changed(before: &Buffer, after: &Buffer) -> Vec<(u16, u16)> {
    let all = before.area.positions();
    all.filter(|at| before[*at].symbol() != after[*at].symbol()).map(|at| (at.x, at.y)).collect()
}

#[test]
fn a_toast_hides_neither_what_it_speaks_of_nor_a_frame() {
    for (width, height) in [
        (200, 60),
        (140, 40),
        (120, 10),
        (100, 26),
        (80, 24),
        (60, 20),
        (50, 20),
        (40, 12),
        (40, 8),
    ] {
        for command in [note("hello"), band(Band::D, "fire"), push("task", "9", None, None)] {
            let mut panel = Panel::sized(Story::morning(), width, height, true);
            panel.story.wait(1, 0).by("bo", command.clone());
            panel.hear(PanelEvent::StoreChanged);
            let (with, _) = panel.draw();
            panel.pass_ms(7_000);
            let (without, _) = panel.draw();
            let hidden = changed(&without, &with);
            let clock =
                |(x, y): &&(u16, u16)| "█▀▄0123456789:".contains(without[(*x, *y)].symbol());
            let hidden: Vec<_> = hidden.iter().filter(|at| !clock(at)).collect();
            assert!(!hidden.is_empty(), "no toast at {width}×{height}");
            let screen = text_of(&with);
            for (x, y) in hidden {
                let symbol = without[(*x, *y)].symbol();
                assert!(!"╭╮╰╯│".contains(symbol), "{symbol} at {x},{y}\n{screen}");
            }
            // What the panes say about it is still there.
            for words in ["SURVIVAL", "D Survival", "TASK-9", "hello"] {
                let shown = text_of(&without).matches(words).count();
                // The toast itself may say it once more.
                assert!(screen.matches(words).count() >= shown, "{words}\n{screen}");
            }
        }
    }
}

#[test]
fn several_toasts_give_up_their_boxes_before_one_is_hidden() {
    let mut panel = Panel::open(Story::new());
    panel.story.by("bo", Command::start(None));
    let watch = panel.story.watch.clone();
    let warnings = vec!["the first file is missing".to_owned(), "the second file ends ".repeat(4)];
    let view = View {
        watch,
        heartbeat: None,
        sources: SourceTimes::default(),
        directives: Arc::default(),
        read_only: None,
        warnings,
    };
    panel.hear(PanelEvent::StoreRead(Box::new(Ok(view))));
    for words in ["→ bo (cli) started SESSION-001", "▲ the first file is missing", "▲ the second"]
    {
        shows(&panel, words);
    }
}

#[test]
fn a_dialog_dims_what_lies_behind_it_but_not_what_is_bad_in_the_header() {
    for (keys, over) in [("n", "› write a note"), ("?", "› keys"), (":", "› actions")] {
        for colour in [true, false] {
            let mut panel = Panel::sized(Story::morning(), 240, 60, colour);
            let (before, _) = panel.draw();
            assert!(!cell_of(&before, "● ACTIVE").modifier.contains(Modifier::DIM));
            let (buffer, _) = panel.type_keys(keys).draw();
            for text in ["SESSION-002 ─", "● ACTIVE"] {
                let behind = cell_of(&buffer, text);
                assert_eq!((behind.fg, behind.modifier), (Color::Reset, Modifier::DIM), "{text}");
            }
            assert!(!cell_of(&buffer, over).modifier.contains(Modifier::DIM), "{over}");
            assert!(!cell_of(&buffer, "▲ C STABILIZE").modifier.contains(Modifier::DIM), "{over}");
        }
    }
}

/// Everything bad at once: band D, health red, the target exceeded, a gap that waits, a pause, a
/// change that was undone.
fn bad_moment() -> Story {
    let mut story = Story::new();
    story.steady(10, 10).give(start_with_target(Some("Watch the rollout"), 1_700));
    story.wait(60, 0).steady(70, 40).give(note("typo")).give(Command::Undo);
    story.give(band(Band::D, "fire")).give(health(Light::Red, &["stuck"]));
    story.give(Command::Pause { reason: Some("lunch".into()) });
    story
}

#[test]
fn without_any_style_the_text_still_says_what_is_wrong() {
    for (width, height) in [(200, 60), (140, 40), (100, 26), (80, 24), (60, 20), (50, 20)] {
        let screen = Panel::sized(bad_moment(), width, height, true).screen();
        for meaning in [
            " ■ D ",
            " ■ RED new ",
            "→  ■ D Survival",
            "■ RED",
            "‖ PAUSED",
            "over",
            "▲ gap",
            "← undo",
            "› activities",
        ] {
            assert!(screen.contains(meaning), "no {meaning:?} at {width}×{height}\n{screen}");
        }
    }
}

#[test]
fn the_clock_and_the_gauge_change_their_colour_when_the_target_is_reached() {
    let mut story = Story::new();
    story.give(start_with_target(None, 3_600)).wait(59, 59);
    let mut panel = Panel::open(story);
    let colours = |panel: &Panel| {
        let (buffer, _) = panel.draw();
        (cell_of(&buffer, "██").fg, cell_of(&buffer, "━").fg)
    };
    panel.model.resize(Size { width: 120, height: 40 });
    assert_eq!(colours(&panel), (Color::Green, Color::Cyan));
    panel.pass_ms(1_000);
    assert_eq!(colours(&panel), (Color::Yellow, Color::Yellow));
    shows(&panel, "reached");
    panel.model.resize(Size { width: 30, height: 1 });
    panel.pass_ms(11_000);
    assert_eq!(cell_of(&panel.draw().0, "1:00:11").fg, Color::Yellow);
}
