//! How a session and its days are shown: the target, the strip and its cursor, the map of the
//! weeks, old readings, and which panes are shown.

use onwatch::config::LoadedSettings;
use onwatch::core::{Band, Command, PieceKind};
use onwatch::tui::{PanelEvent, PastAnswer};
use ratatui::buffer::Cell;
use ratatui::layout::Size;
use ratatui::style::{Color, Modifier};

use crate::common::panel::{Panel, cell_of, damage, filed, half_a_year, hides, settings, shows};
use crate::common::story::{Story, band, note, start_with_target};

/// A session with a target of two hours, half an hour in.
fn with_target() -> Story {
    let mut story = Story::new();
    story.give(start_with_target(Some("Rotate the certificates"), 7_200)).wait(30, 0);
    story
}

/// Opens the panel on a story with a past behind it.
fn open(story: Story, text: &str, width: u16, height: u16) -> Panel {
    let mut panel = Panel::set(text, story, width, height);
    panel.past = half_a_year("2026-03-13T08:00:00Z".parse().unwrap());
    panel.days_again();
    panel
}

#[test]
fn a_target_has_a_gauge_and_the_time_it_will_be_reached() {
    let mut panel = Panel::sized(with_target(), 120, 40, true);
    for words in ["target 2h 00m", " 25%", "due 11:00"] {
        shows(&panel, words);
    }
    assert_eq!(cell_of(&panel.draw().0, "━").fg, Color::Cyan);
    panel.type_keys("p");
    shows(&panel, "1h 30m left");
    panel.type_keys("p").story.wait(95, 0);
    panel.hear(PanelEvent::Tick);
    shows(&panel, "5m over");
    panel.type_keys("e⏎");
    shows(&panel, "5m over");
}

#[test]
fn a_target_that_was_not_reached_says_by_how_much() {
    let mut panel = Panel::sized(with_target(), 120, 40, true);
    panel.type_keys("e⏎");
    shows(&panel, "1h 30m under");
}

#[test]
fn the_days_target_counts_every_session_of_the_day_and_a_sessions_own_goes_before_it() {
    let day = "[session]\ntarget = '6h'\n";
    let mut panel = Panel::set(day, Story::morning(), 120, 40);
    panel.past = vec![filed("2026-03-14T04:00:00Z".parse().unwrap(), 60)];
    panel.days_again();
    // One hour before the morning's two hours, 15 minutes and 59 seconds.
    for words in ["day target 6h 00m", " 54%", "due 15:04", "today 3h 15m"] {
        shows(&panel, words);
    }
    let panel = Panel::set(day, with_target(), 120, 40);
    shows(&panel, "target 2h 00m");
    hides(&panel, "day target");
}

#[test]
fn a_days_target_that_only_tomorrow_would_reach_is_not_promised() {
    let mut story = Story::new();
    story.wait(13 * 60, 0).give(Command::start(None)).wait(30, 0);
    let panel = Panel::set("[session]\ntarget = '6h'\n", story, 120, 40);
    shows(&panel, "5h 30m left");
    hides(&panel, "due");
}

#[test]
fn where_it_finds_no_room_beside_the_clock_the_gauge_stands_below_it() {
    for ((width, height), row) in [
        ((100, 26), "━━━━━────────────────── 25% of 2h 00m · due 11:00"),
        ((60, 20), "target ━──── 25% · due 11:00"),
    ] {
        let panel = Panel::sized(with_target(), width, height, true);
        shows(&panel, row);
    }
}

#[test]
fn the_strip_tells_notes_and_contexts_and_has_times_under_it() {
    let panel = Panel::sized(Story::morning(), 120, 40, true);
    shows(&panel, "▸━━━━━━━━━━━━━━━◆━━━━·····━━━━━━━━━━━━━━━━━━━▸━━━━━━━···━━━━━━━━━◆━━");
    shows(&Panel::sized(Story::morning(), 60, 20, true), "09:46 ▸━━━◆━·");
    shows(&panel, "09:46            10:30        11:00        11:30         12:00   now");
}

#[test]
fn the_cursor_on_the_strip_names_what_lies_under_it() {
    let mut panel = Panel::sized(Story::morning(), 120, 40, true);
    hides(&panel, "› SESSION-002");
    // The key moves the focus there.
    panel.type_keys("▷");
    shows(&panel, "› SESSION-002");
    shows(&panel, "11:52 active 27m   Left, Right: move");
    panel.type_keys("◁◁");
    shows(&panel, "12:14 noted Review: 审查 merged");
    let under = |panel: &mut Panel, left: usize| panel.type_keys(&"◁".repeat(left)).screen();
    assert!(under(&mut panel, 10).contains("11:46 paused 6m"), "{}", panel.screen());
    assert!(under(&mut panel, 31).contains("10:33 paused 12m · coffee"), "{}", panel.screen());
    assert!(under(&mut panel, 8).contains("10:23 noted Queue is drained"), "{}", panel.screen());
    assert!(under(&mut panel, 60).contains("09:48 entered TASK-318"), "{}", panel.screen());
    panel.type_keys(&"▷".repeat(80));
    shows(&panel, "Left, Right: move");
    let (buffer, _) = panel.draw();
    let reversed =
        |cell: &&Cell| cell.symbol() == "━" && cell.modifier.contains(Modifier::REVERSED);
    assert_eq!(buffer.content.iter().filter(reversed).count(), 1);
}

#[test]
fn the_cursor_moves_nothing_but_itself() {
    let mut panel = Panel::sized(Story::morning(), 80, 24, true);
    let strip =
        |panel: &Panel| panel.screen().lines().position(|line| line.contains("━━━━━━")).unwrap();
    let before = strip(&panel);
    panel.type_keys("⇤◁");
    assert_eq!(strip(&panel), before);
}

#[test]
fn a_gap_is_on_the_strip_until_somebody_says_what_it_was() {
    let mut story = Story::new();
    story.steady(0, 0);
    story.give(Command::start(None)).wait(60, 0);
    // The machine slept for half of that hour.
    story.steady(60, 30);
    let kinds = |story: &Story| -> Vec<PieceKind> {
        let glance = story.glance();
        glance.shown().unwrap().timeline.iter().map(|piece| piece.kind).collect()
    };
    let panel = Panel::sized(story.clone(), 120, 40, true);
    shows(&panel, "━???????");
    assert_eq!(kinds(&story), [PieceKind::Active, PieceKind::Gap]);
    story.give(note("awake")).give(Command::AnswerGap {
        session: None,
        id: None,
        answer: onwatch::core::GapAnswer::Discard,
    });
    assert_eq!(kinds(&story), [PieceKind::Active, PieceKind::Uncounted]);
    let mut panel = Panel::sized(story, 120, 40, true);
    shows(&panel, "━╌╌╌╌╌╌╌");
    shows(&panel, "no breaks · 30m not counted · 1h 00m elapsed");
    panel.type_keys("v");
    shows(&panel, "active    30m of 1h 00m elapsed");
    shows(&panel, "gaps      30m not counted");
    shows(&panel, "gap-1  09:30–10:00  the machine slept for 30m: discarded, not counted");
}

#[test]
fn the_pieces_of_a_session_follow_each_other_from_its_start_to_now() {
    let story = Story::morning();
    let glance = story.glance();
    let session = glance.shown().unwrap();
    let (pieces, now) = (&session.timeline, story.now.utc);
    assert_eq!(pieces.first().unwrap().from_utc, session.started_at_utc);
    assert_eq!(pieces.last().unwrap().until_utc, now);
    assert!(pieces.windows(2).all(|two| two[0].until_utc == two[1].from_utc), "{pieces:?}");
    let minutes: Vec<i64> =
        pieces.iter().map(|piece| (piece.until_utc - piece.from_utc).num_minutes()).collect();
    assert_eq!(minutes, [47, 12, 61, 6, 27]);
}

/// Settings with a slim pane of one week.
const WEEKS: &str = "[panel]\npanes = ['weeks', 'activities']\n";

#[test]
fn the_map_has_a_column_for_each_week_and_the_days_to_come_are_blank() {
    let panel = open(Story::morning(), "", 120, 40);
    shows(&panel, "week 24h 45m");
    insta::assert_snapshot!("weeks_map", panel.screen());
    let panel = open(Story::morning(), WEEKS, 80, 20);
    shows(&panel, "│ Mo░ Tu▒ We▓ Th█ Fr█ Sa▒ Su   │");
    let panel = open(Story::morning(), "", 100, 26);
    shows(&panel, "│ Mo 2 Tu 3 We 5 Th 6 Fr 8 Sa 2 Su     │");
}

#[test]
fn what_was_done_before_midnight_keeps_its_time_of_day() {
    let mut story = Story::morning();
    story.wait(13 * 60, 0).give(note("still here"));
    let panel = open(story.clone(), "", 100, 26);
    shows(&panel, "01:19 ◆ note      still here");
    shows(&panel, "Sat 14 Mar ─");
    shows(&panel, "11:52 ● resume    after 6m");
    story.wait(8 * 24 * 60, 0);
    let mut panel = open(story, "", 100, 26);
    panel.type_keys("m");
    shows(&panel, "Sun 15 Mar ─");
    shows(&panel, "01:19 ◆ note      still here");
}

#[test]
fn a_day_begins_when_the_settings_say() {
    let mut story = Story::morning();
    story.wait(13 * 60, 0);
    let mut usual = open(story, "", 80, 24);
    usual.type_keys("m");
    shows(&usual, "today 1h");
    let mut story = Story::morning();
    story.wait(13 * 60, 0);
    let mut later = open(story, "[panel]\nday_start = '06:00'\n", 80, 24);
    later.type_keys("m");
    shows(&later, "today 15h");
}

#[test]
fn a_week_begins_with_the_day_the_settings_say() {
    let sunday = open(Story::morning(), &format!("{WEEKS}week_start = 'sunday'\n"), 80, 20);
    shows(&sunday, "Su· Mo░ Tu▒ We▓ Th█ Fr█ Sa▒");
    let saturday = open(Story::morning(), &format!("{WEEKS}week_start = 'saturday'\n"), 80, 20);
    shows(&saturday, "week 2h 15m");
}

#[test]
fn a_day_is_full_at_the_days_target() {
    let panel = open(Story::morning(), &format!("{WEEKS}[session]\ntarget = '90m'\n"), 80, 20);
    shows(&panel, "Mo█ Tu█ We█ Th█ Fr█ Sa█ Su");
    let panel = open(Story::morning(), "[session]\ntarget = '90m'\n", 140, 40);
    shows(&panel, "· none  ░ <30m  ▒ <1h  ▓ <1h30m  █ 1h30m+");
}

#[test]
fn in_ascii_the_map_is_still_a_map() {
    let panel = open(Story::morning(), "[panel]\nglyphs = 'ascii'\n", 120, 40);
    shows(&panel, ". none  : <2h  + <4h  % <6h  # 6h+");
    assert!(panel.screen().is_ascii());
}

#[test]
fn the_past_is_added_up_once_and_again_when_a_session_was_filed_or_more_weeks_are_seen() {
    let mut panel = Panel::sized(Story::morning(), 80, 24, true);
    assert_eq!(panel.tallies, 1);
    panel.type_keys("nabc⏎pp").pass_ms(120_000);
    assert_eq!(panel.tallies, 1);
    panel.hear(PanelEvent::Resized(Size { width: 140, height: 40 }));
    assert_eq!(panel.tallies, 2);
    panel.hear(PanelEvent::Resized(Size { width: 80, height: 24 }));
    assert_eq!(panel.tallies, 2);
    panel.type_keys("e⏎");
    assert_eq!(panel.tallies, 3);
}

#[test]
fn nothing_is_added_up_where_no_day_is_seen() {
    let panel = Panel::sized(Story::morning(), 38, 6, true);
    assert_eq!(panel.tallies, 0);
}

#[test]
fn a_history_that_cannot_be_read_is_told_and_not_asked_for_again_and_again() {
    let mut panel = Panel::sized(Story::morning(), 120, 40, true);
    let failed = onwatch::failure::Failure::Store(damage());
    panel.hear(PanelEvent::PastRead(PastAnswer::Tally(Err(failed))));
    shows(&panel, "The history could not be read; `onwatch");
    let asked = panel.tallies;
    panel.pass_ms(5_000);
    assert_eq!(panel.tallies, asked);
}

#[test]
fn a_reading_says_how_old_it_is_and_when_it_is_stale() {
    let mut story = Story::new();
    story.give(band(Band::A, "all well")).wait(2, 0);
    let mut panel = Panel::sized(story, 120, 40, true);
    shows(&panel, "2m ago");
    hides(&panel, "stale");
    panel.story.wait(24 * 60, 0);
    panel.hear(PanelEvent::Tick);
    shows(&panel, "? A Expansion 24h");
    assert_eq!(cell_of(&panel.draw().0, "stale").fg, Color::Yellow);
    panel.hear(PanelEvent::Resized(Size { width: 50, height: 20 }));
    shows(&panel, "band   ? A Expansion 24h  stale · ana  all well");
    let LoadedSettings { settings, warnings } = settings("[panel]\nstale_after = '48h'\n").unwrap();
    panel.hear(PanelEvent::SettingsRead(Box::new(Ok(LoadedSettings { settings, warnings }))));
    hides(&panel, "stale");
}

#[test]
fn only_the_panes_asked_for_are_shown_and_the_focus_passes_by_the_others() {
    let mut panel = Panel::set("[panel]\npanes = ['activities']\n", Story::morning(), 120, 40);
    for gone in ["governance", "context ·", "week"] {
        hides(&panel, gone);
    }
    panel.type_keys("⇥");
    shows(&panel, "› SESSION-002");
    panel.type_keys("⇥");
    shows(&panel, "› activities");
    for (width, height) in [(140, 40), (100, 26), (80, 24), (60, 20), (50, 20), (40, 8)] {
        for panes in ["", "'governance'", "'context', 'weeks'", "'weeks'", "'activities', 'weeks'"]
        {
            let text = format!("[panel]\npanes = [{panes}]\n");
            let mut panel = open(Story::morning(), &text, width, height);
            shows(&panel, "ACTIVE");
            for pane in ["governance", "activities"] {
                let shown = panel.screen().contains(&format!(" {pane} "));
                assert_eq!(shown, panes.contains(pane), "{pane} of {panes} at {width}×{height}");
            }
            panel.type_keys("⇥⇥⇤j");
        }
    }
}

#[test]
fn the_session_that_is_over_steps_back() {
    let mut story = Story::morning();
    story.give(Command::End { notes: None }).wait(75, 0);
    let again = || story.clone();
    let (buffer, _) = Panel::sized(again(), 120, 40, true).draw();
    for text in ["■ ENDED", "██████", "━━━"] {
        assert!(cell_of(&buffer, text).modifier.contains(Modifier::DIM), "{text}");
    }
    let (buffer, _) = Panel::set("[panel]\ntheme = 'light'\n", again(), 120, 40).draw();
    for text in ["■ ENDED", "██████", "━━━"] {
        assert_eq!(cell_of(&buffer, text).fg, Color::from_u32(0x59_63_6f), "{text}");
    }
}

#[test]
fn without_a_colour_for_them_frames_step_back_but_for_the_one_in_focus() {
    let mono = "[panel]\ntheme = 'mono'\n";
    let (buffer, _) = Panel::set(mono, Story::morning(), 120, 40).draw();
    let dim = |text| cell_of(&buffer, text).modifier.contains(Modifier::DIM);
    assert!(dim("╭ SESSION") && dim("╭ context"));
    assert!(!dim("╭ › activities") && !dim("SESSION-002") && !dim("██████"));
}

/// Returns the colours of the cells with a sign, each once.
fn colours_of(panel: &Panel, sign: &str) -> Vec<Color> {
    let (buffer, _) = panel.draw();
    let mut colours = Vec::new();
    for cell in buffer.content.iter().filter(|cell| cell.symbol() == sign) {
        if !colours.contains(&cell.fg) {
            colours.push(cell.fg);
        }
    }
    colours
}

#[test]
fn the_map_has_one_hue_in_four_strengths_where_colours_are_known_and_four_signs_elsewhere() {
    for theme in ["dark", "light", "high-contrast"] {
        let panel = open(
            Story::morning(),
            &format!("[panel]\ntheme = '{theme}'\npanes = ['weeks']\n"),
            120,
            40,
        );
        assert_eq!(colours_of(&panel, "■").len(), 4, "{theme}\n{}", panel.screen());
    }
    for text in ["[panel]\ntheme = 'ansi'\n", "[panel]\ntheme = 'dark'\nglyphs = 'ascii'\n"] {
        let text = text.replace("[panel]", "[panel]\npanes = ['weeks']");
        let panel = open(Story::morning(), &text, 120, 40);
        let signs = if text.contains("ascii") {
            [":", "+", "%", "#"]
        } else {
            ["░", "▒", "▓", "█"]
        };
        for sign in signs {
            shows(&panel, sign);
        }
        hides(&panel, "■");
    }
}

#[test]
fn the_clock_grows_with_its_pane() {
    for ((width, height), rows) in [((200, 60), 5), ((140, 40), 5), ((80, 24), 3)] {
        let screen = Panel::sized(Story::morning(), width, height, true).screen();
        let lit = |line: &&str| ["██", "▀▀█", "█▀▀", "▀▀▀"].iter().any(|sign| line.contains(sign));
        let left: Vec<String> = screen
            .lines()
            .take(usize::from(height) / 2)
            .map(|line| line.chars().take(usize::from(width) / 2).collect())
            .collect();
        let found = left.iter().filter(|line| lit(&line.as_str())).count();
        assert_eq!(found, rows, "{width}×{height}\n{screen}");
    }
}

#[test]
fn the_cursor_names_what_is_under_it_also_where_the_gauge_stands_below_the_clock() {
    for (width, height) in [(140, 40), (100, 26), (80, 24)] {
        let mut panel = Panel::sized(with_target(), width, height, true);
        let clock = |panel: &Panel| panel.screen().lines().position(|line| line.contains("██"));
        let before = clock(&panel);
        panel.type_keys("⇤◁");
        shows(&panel, "active 30m");
        assert_eq!(clock(&panel), before, "the clock moved at {width}×{height}");
    }
}

/// The sizes that the layouts were designed for.
#[test]
fn each_designed_size_with_a_target_and_a_past() {
    let story = || {
        let mut story = Story::morning();
        story.watch.session.as_mut().unwrap().target_seconds = Some(3 * 3_600);
        story
    };
    let looks = [(140, 40), (100, 26), (80, 24), (60, 20), (50, 20), (38, 6)]
        .map(|(w, h)| format!("{w}×{h}\n{}", open(story(), "", w, h).screen()));
    insta::assert_snapshot!("designed_sizes", looks.join("\n"));
}
