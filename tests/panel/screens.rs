//! The other screens: the past sessions, one session, the palette, and filters.

use onwatch::core::{Band, Command, Light, SessionName, Verb};
use onwatch::failure::Failure;
use onwatch::tui::{Effect, PanelEvent, PastAnswer, PastRequest};
use ratatui::buffer::Cell;
use ratatui::layout::Size;
use ratatui::style::Modifier;

use crate::common::panel::{Panel, damage, hides, shows, verbs};
use crate::common::story::{Story, band, health, note, push};

/// Forty days of work with one session each, and a live session.
fn weeks() -> Story {
    const WORK: [(&str, &str, i64); 7] = [
        ("Review of the week", "ATLAS", 95),
        ("Import pipeline: the queue grows", "ATLAS", 260),
        ("Überstunden: Ärger mit dem Log", "NIGHT", 31),
        ("On call", "ON-CALL", 480),
        ("Deploy 4.2 to production", "RELEASE", 55),
        ("Nothing much", "ATLAS", 12),
        ("Incident: disk on db-2 is full", "ON-CALL", 130),
    ];
    let mut story = Story::new();
    story.give(band(Band::A, "all is well")).give(health(Light::Green, &[]));
    for nth in 0..40 {
        let (notes, project, minutes) = WORK[nth % WORK.len()];
        story.now.nonce += 1;
        story.give(Command::start(Some(notes.into()))).wait(1, 0);
        story.give(push("project", project, None, None)).wait(minutes, 0);
        if project == "ON-CALL" {
            story.by("bo", band(Band::C, "alerts")).by("bo", health(Light::Red, &["disk full"]));
        }
        story.give(note("half of it is done")).wait(3, 0).give(Command::End { notes: None });
        story.give(band(Band::A, "all is well")).give(health(Light::Green, &[]));
        story.wait(24 * 60 - minutes - 4, 0);
    }
    story.now.nonce += 1;
    story.give(Command::start(Some("Today".into()))).wait(30, 0);
    story
}

fn open(keys: &str) -> Panel {
    let mut panel = Panel::open(weeks());
    panel.type_keys(keys);
    panel
}

/// Returns the row of the selected session.
fn selected(panel: &Panel) -> String {
    let screen = panel.screen();
    screen.lines().find(|line| line.starts_with("│ › ")).unwrap_or_default().to_owned()
}

fn selects(panel: &Panel, key: &str) {
    assert!(selected(panel).contains(key), "{key} is not selected on\n{}", panel.screen());
}

#[test]
fn each_screen_at_each_size() {
    for (name, keys) in [
        ("history", "yjj"),
        ("history_filtered", "y/on-call incid⏎"),
        ("history_nothing_found", "y/xyzzy"),
        ("session_past", "yj⏎"),
        ("session_live", "v"),
        ("palette", ":"),
        ("palette_typed", ":res"),
        ("activities_filtered", "/deploy⏎"),
    ] {
        let mut panel = open(keys);
        let sizes = [(140, 40), (100, 26), (80, 24), (60, 20), (50, 20), (38, 6)];
        let looks = panel.at_sizes(&sizes);
        insta::assert_snapshot!(name, looks);
    }
}

#[test]
fn the_selected_session_stays_selected_when_it_goes_on_or_ends() {
    for keys in ["yk", "y"] {
        let mut story = weeks();
        story.give(Command::End { notes: None });
        let mut panel = Panel::open(story);
        panel.type_keys(keys);
        selects(&panel, "#041");
        for act in [":reopen⏎", ":note⏎on it again⏎", "p", "e⏎", "u"] {
            panel.type_keys(act);
            selects(&panel, "#041");
        }
    }
}

#[test]
fn a_filter_for_today_lists_the_sessions_of_the_new_day_after_midnight() {
    let mut story = weeks();
    story.give(Command::End { notes: None });
    let mut panel = Panel::open(story);
    panel.type_keys("y/on:today⏎");
    shows(&panel, "1 of 41");
    panel.pass_ms(24 * 3_600_000);
    shows(&panel, "0 of 41");
}

/// Each row: keys, and a text that is then on the screen.
#[test]
fn keys_go_where_they_say_and_esc_goes_back_one_step() {
    let rows: &[(&str, &str)] = &[
        ("y", "history · 41 sessions"),
        ("yj", "› SESSION-039"),
        ("yjk", "› SESSION-040"),
        ("y⏎", "session · SESSION-040"),
        ("yjj⏎⎋", "› SESSION-038"),
        ("yjj⏎⎋⎋", "● ACTIVE"),
        ("y⎋", "● ACTIVE"),
        ("v", "session · SESSION-041"),
        ("⏎", "session · SESSION-041"),
        ("v⎋", "● ACTIVE"),
        ("yv", "session · SESSION-041"),
        ("yv⎋", "history · 41 sessions"),
        ("vy", "history · 41 sessions"),
        // Escape in a filter: it leaves the text, then clears the filter, then leaves the screen.
        ("y/on-call", "history · 11 of 41 · 59h 34m active"),
        ("y/on-call⎋", "press Esc to clear"),
        ("y/on-call⎋⎋", "history · 41 sessions"),
        ("y/on-call⎋⎋⎋", "● ACTIVE"),
        ("y/on-call⏎⏎", "session · SESSION-039"),
        ("y/on-call⏎j⏎⎋", "› SESSION-035"),
        ("y/on-call▽⏎", "› SESSION-035"),
        ("y/ÄRGER über", "› SESSION-038"),
        ("y/session-017", "history · 1 of 41"),
        ("y/sess_20260330", "› SESSION-017"),
        ("y/bo", "history · 0 of 41"),
        ("y/on-callx⌫⏎", "history · 11 of 41"),
        ("/deploy", "activities · 6 found"),
        ("/deploy⏎⎋", "› activities · today 30m"),
        ("/deploy⎋⎋", "› activities · today 30m"),
        // Help and palette open over every screen, and Escape returns to it.
        ("y?", "› keys"),
        ("y?⎋", "history · 41 sessions"),
        ("v:⎋", "session · SESSION-041"),
        (":hist⏎", "history · 41 sessions"),
        ("y:session⏎", "session · SESSION-041"),
        (":help⏎", "› keys"),
        ("::x", "No match"),
    ];
    for (keys, seen) in rows {
        let panel = open(keys);
        let screen = panel.screen();
        let is_seen = match seen.strip_prefix("› SESSION-") {
            Some(number) => selected(&panel).contains(&format!("#{number}")),
            None => screen.contains(seen),
        };
        assert!(is_seen, "{keys}: no {seen:?} on\n{screen}");
        assert_eq!(verbs(&panel), [], "{keys}");
    }
}

/// Each row: keys, the verbs they give on every screen, and what names the session that is meant.
#[test]
fn acting_keys_act_on_every_screen_and_name_the_session_that_they_change() {
    use Verb::{Band, End, Health, Note, Pause, Pop, Push, Redo, Resume, Undo};
    let rows: &[(&str, &[Verb], &str)] = &[
        ("p", &[Pause], "√ Paused SESSION-041"),
        ("pp", &[Pause, Resume], "√ Resumed SESSION-041"),
        ("nall is well", &[], "write a note in SESSION-041"),
        ("nall is well⏎", &[Note], "in SESSION-041"),
        ("c", &[], "enter a context · SESSION-041"),
        ("ctask 7⏎", &[Push], "in SESSION-041"),
        ("ctask 7⏎x", &[Push, Pop], "in SESSION-041"),
        ("bd⏎", &[Band], "D Survival"),
        ("hr⏎", &[Health], "red"),
        ("pu", &[Pause, Undo], "SESSION-041"),
        ("puU", &[Pause, Undo, Redo], "SESSION-041"),
        ("e", &[], "end SESSION-041"),
        ("e⏎", &[End], "√ Ended SESSION-041"),
        // What is refused says why.
        ("r", &[], "× The session was not resumed"),
        ("U", &[], "× Nothing was redone"),
    ];
    for screen in ["y", "v", "y▽⏎"] {
        for (keys, given, named) in rows {
            let mut panel = open(screen);
            panel.type_keys(keys);
            assert_eq!(verbs(&panel), *given, "{screen} {keys}\n{}", panel.screen());
            shows(&panel, named);
        }
    }
}

/// Each row: keys on a screen, and why the last one does nothing there.
#[test]
fn a_key_of_another_place_says_where_it_works() {
    for (keys, why) in [
        ("y◁", "'earlier' works in the session pane"),
        ("v◁", "'earlier' works in the session pane"),
        ("v/", "'filter' works in the activities pane, the history"),
        ("y⇥", "'focus-next' works in every pane"),
        ("yI", "'copy-id' works in the session pane, a session's page"),
        (":help⏎⎋y:later⏎", "'later' works in the session pane"),
    ] {
        let panel = open(keys);
        shows(&panel, "× Nothing was done");
        shows(&panel, why);
        shows(&panel, "Esc goes back");
    }
}

#[test]
fn what_is_copied_is_the_session_on_the_screen() {
    for (keys, copied) in [
        ("Y", "SESSION-041"),
        ("yY", "SESSION-040"),
        ("y▽Y", "SESSION-039"),
        ("y▽⏎Y", "SESSION-039"),
    ] {
        let panel = open(keys);
        assert!(panel.asked.contains(&Effect::Copy(copied.into())), "{keys} {:?}", panel.asked);
    }
}

#[test]
fn the_palette_runs_an_action_as_its_key_would_on_every_screen() {
    for screen in ["", "y", "v"] {
        let mut panel = open(screen);
        panel.type_keys(":pau⏎");
        assert_eq!(verbs(&panel), [Verb::Pause], "{screen}");
        shows(&panel, "√ Paused SESSION-041");
        panel.type_keys(":note⏎all is well⏎");
        assert_eq!(verbs(&panel), [Verb::Pause, Verb::Note], "{screen}");
    }
}

#[test]
fn the_palette_shows_what_is_refused_and_why_and_enter_says_it() {
    let mut panel = open(":resume");
    shows(&panel, "›× resume       r            Resume the session");
    shows(&panel, "× SESSION-041 is active (30m so far): nothing to do");
    panel.type_keys("⏎");
    shows(&panel, "× The session was not resumed");
    hides(&panel, "› actions");
    assert_eq!(verbs(&panel), []);
}

#[test]
fn the_palette_lists_first_what_can_be_done_now() {
    let mut panel = Panel::sized(weeks(), 120, 60, true);
    panel.type_keys(":");
    let screen = panel.screen();
    let row = |name: &str| screen.lines().position(|line| line.contains(name)).unwrap();
    assert!(row("›  pause ") < row(" × start "), "{screen}");
    assert!(row("   quit ") < row(" × start "), "{screen}");
    assert!(row(" × start ") < row(" × resume "), "{screen}");
    // Nothing says why before it is selected.
    hides(&panel, "SESSION-041 is active");
}

#[test]
fn the_palette_finds_an_action_by_another_word_for_it() {
    let mut panel = open(":stop⏎");
    shows(&panel, "end SESSION-041");
    panel.type_keys("⎋:comment⏎");
    shows(&panel, "write a note");
}

#[test]
fn the_palette_wants_letters_where_the_panel_wants_commands() {
    let mut panel = open(":qpe");
    shows(&panel, "› qpe");
    assert_eq!((verbs(&panel), &panel.farewell), (vec![], &None));
    panel.type_keys("⎋:▽▽⏎");
    shows(&panel, "write a note in SESSION-041");
}

#[test]
fn the_selected_row_is_marked_by_a_sign_and_by_a_style() {
    let (buffer, _) = open("yj").draw();
    // Two lines for today and its session, two for each day before.
    let row = buffer.area.rows().nth(1 + 2 + 2 + 2).unwrap();
    let cells: Vec<_> = row.columns().map(|at| &buffer[at.as_position()]).collect();
    assert_eq!(cells[2].symbol(), "›");
    let lit = |at: usize| cells[at].modifier.contains(Modifier::REVERSED);
    assert!(lit(2) && lit(20) && lit(76) && !lit(0));
}

#[test]
fn the_list_moves_only_when_the_selection_leaves_it() {
    let mut panel = open("y");
    // Each session has a day of its own: ten of them are in view, and the live one.
    panel.type_keys(&"j".repeat(8));
    shows(&panel, "#040");
    panel.type_keys("jj");
    hides(&panel, "#041");
    selects(&panel, "#030");
    panel.type_keys("kkk");
    hides(&panel, "#041");
    panel.type_keys("↓↓↓↓↓");
    selects(&panel, "#001");
    panel.type_keys("⌂");
    selects(&panel, "#041");
    shows(&panel, "Thu 23 Apr · today");
}

#[test]
fn a_session_is_found_by_the_contexts_that_it_worked_in_while_it_is_live_too() {
    let mut story = Story::new();
    story.give(Command::start(None)).give(push("sprint", "3", Some("Atlas"), None));
    story.give(push("task", "7", None, None)).wait(30, 0).give(Command::End { notes: None });
    story.now.nonce += 1;
    story.wait(30, 0).give(Command::start(None)).give(push("sprint", "3", None, None));
    story.give(push("task", "217", None, None)).wait(30, 0);
    for (filter, found) in [
        ("task:7", "#001"),
        ("task:TASK-7", "#001"),
        ("task:217", "#002"),
        ("task:task-217", "#002"),
        ("context:task-2", "#002"),
    ] {
        let mut panel = Panel::open(story.clone());
        panel.type_keys(&format!("y/{filter}"));
        shows(&panel, "history · 1 of 2");
        selects(&panel, found);
    }
    let mut panel = Panel::open(story);
    panel.type_keys("y/sprint:3");
    shows(&panel, "history · 2 of 2");
    panel.type_keys("⎋⎋⎋/band:c");
    shows(&panel, "No match: conditions such as band:D work in the history only");
}

#[test]
fn what_a_filter_found_is_whole_and_marked_at_each_size() {
    let mut story = Story::new();
    let notes = "Watch of 14 deploys — queue grows on db-2 and nobody knows why";
    story.give(Command::start(Some(notes.into()))).wait(30, 0);
    story.give(push("task", "TASK-123", None, None)).wait(5, 0);
    story.give(band(Band::D, "spent")).give(health(Light::Yellow, &[])).wait(60, 0);
    story.give(Command::End { notes: None });
    for (word, found) in [("queue", "queue"), ("knows", "knows"), ("task-123", "TASK-123")] {
        for (columns, rows) in [(100, 26), (80, 24), (60, 20), (50, 20)] {
            let mut panel = Panel::sized(story.clone(), columns, rows, true);
            panel.type_keys(&format!("y/{word}⏎"));
            assert_eq!(underlined(&panel), found, "{columns}: {}", panel.screen());
        }
    }
}

#[test]
fn in_few_columns_the_words_of_a_row_of_the_history_give_way_with_a_sign() {
    let mut story = weeks();
    story.give(band(Band::D, "spent")).give(health(Light::Yellow, &[]));
    let mut panel = Panel::sized(story.clone(), 40, 8, true);
    panel.type_keys("y");
    shows(&panel, "09:00 0:30:01  ● Tod…  →D  →yellow");
    let mut panel = Panel::sized(story, 50, 20, true);
    panel.type_keys("y");
    shows(&panel, "21 Apr 09:00  8h 04m  On call       →C  →red");
}

/// Returns what is underlined and bold.
fn underlined(panel: &Panel) -> String {
    let (buffer, _) = panel.draw();
    let lit = |cell: &&Cell| cell.modifier.contains(Modifier::UNDERLINED | Modifier::BOLD);
    buffer.content().iter().filter(lit).map(Cell::symbol).collect()
}

#[test]
fn what_a_filter_found_is_underlined_and_what_it_cannot_read_is_said() {
    let mut panel = open("y/band:c disk⏎");
    shows(&panel, "history · 5 of 41");
    assert_eq!(underlined(&panel), "diskC".repeat(5));
    panel.type_keys("⎋/since:someday x");
    shows(&panel, "× 'someday' is not a time; write it like today, yesterday, monday");
    panel.type_keys("⎋⎋/ana⏎");
    // What the row lacks is shown behind its notes.
    assert_eq!(underlined(&panel).get(..6), Some("anaana"));
    // Only what was found is marked, not the line that is typed.
    shows(&panel, "/ ana");
    panel.type_keys("⎋/");
    panel.type_keys("band:");
    shows(&panel, "  write band: with A, B, C or D");
}

#[test]
fn a_page_of_the_history_leaves_no_session_unseen() {
    let mut panel = open("y⌂");
    let mut seen = panel.screen();
    for _ in 0..6 {
        panel.type_keys("↓");
        seen.push_str(&panel.screen());
    }
    for number in 1..=41 {
        assert!(seen.contains(&format!("#{number:03}")), "#{number:03}");
    }
    selects(&panel, "#001");
    panel.type_keys("↑↑↑↑↑↑");
    selects(&panel, "#041");
}

#[test]
fn what_is_selected_stays_selected_while_the_filter_lets_it_be_seen() {
    let mut panel = open("yjj");
    panel.type_keys("/ärger");
    selects(&panel, "#038");
    panel.type_keys("⎋⎋");
    selects(&panel, "#038");
    panel.type_keys("/deploy");
    selects(&panel, "#040");
}

#[test]
fn a_session_that_ends_meanwhile_appears_and_one_that_goes_on_after_all_disappears() {
    let mut panel = open("y");
    panel.story.by("bo", Command::End { notes: Some("Handed over".into()) });
    panel.look(None);
    shows(&panel, "history · 41 sessions");
    shows(&panel, "30m  #041  Today — Handed over");
    hides(&panel, "● ACTIVE");
    selects(&panel, "#040");
    panel.story.by("bo", Command::Reopen { session: None });
    panel.look(None);
    shows(&panel, "history · 41 sessions");
    shows(&panel, "#041  ● ACTIVE");
    hides(&panel, "09:00–09:30");
}

#[test]
fn a_session_that_goes_on_is_told_as_it_stands() {
    let mut panel = open("v");
    shows(&panel, "● ACTIVE  0:30:01 active");
    panel.pass_ms(3_000);
    shows(&panel, "● ACTIVE  0:30:04 active");
    panel.story.by("bo", Command::Pause { reason: Some("lunch".into()) });
    panel.look(None);
    shows(&panel, "‖ PAUSED");
    shows(&panel, "audit trail · 2 activities");
    // The toast that lies over it goes.
    panel.pass_ms(6_500);
    shows(&panel, "bo (cli)   paused        lunch");
    panel.story.wait(1, 0).by("bo", Command::End { notes: Some("Handed over".into()) });
    panel.look(None);
    shows(&panel, "■ ENDED");
    shows(&panel, "closing   Handed over");
    shows(&panel, "notes     Today");
    // The screen does not move on to the next session.
    panel.story.now.nonce += 1;
    panel.story.by("bo", Command::start(None));
    panel.look(None);
    shows(&panel, "session · SESSION-041");
}

#[test]
fn the_screen_of_a_session_begins_with_what_it_was_about_and_ends_with_its_names() {
    let mut story = Story::new();
    story.give(Command::start(Some("Today".into()))).wait(30, 0);
    story.give(push("task", "7", None, None)).wait(10, 0);
    story.measured("deny-rate", band(Band::D, "denials")).give(note("the end"));
    let mut panel = Panel::sized(story, 200, 60, true);
    panel.type_keys("v");
    let screen = panel.screen();
    let order = [
        "● ACTIVE  0:40:",
        "notes     Today",
        "when      ",
        "active    40m of 40m elapsed",
        "TASK-7      10m",
        "no context  30m",
        "band      B Caution → D Survival",
        "denials · measured by deny-rate",
        "audit trail",
        "the end",
        "by        ana (cli)",
        "id        sess_2026",
    ];
    let places: Vec<_> = order.map(|text| screen.find(text)).into();
    assert!(places.is_sorted() && !places.contains(&None), "{places:?}\n{screen}");
    // A line is no longer than can be read well.
    let longest = screen.lines().skip(2).filter(|line| line.starts_with('│'));
    let longest = longest.map(|line| line.trim_matches(['│', ' ']).chars().count()).max();
    assert!(longest <= Some(100), "{longest:?}");
}

#[test]
fn a_past_session_is_not_read_again_when_something_else_happens() {
    let mut panel = open("y⏎");
    panel.reads_slowly = true;
    panel.story.by("bo", note("something else"));
    panel.look(None);
    let stories = panel
        .asked
        .iter()
        .filter(|effect| matches!(effect, Effect::ReadPast(PastRequest::Story(_))));
    assert_eq!(stories.count(), 0);
}

#[test]
fn a_session_whose_start_was_taken_back_says_so_in_place_of_its_story() {
    let mut panel = open("v");
    panel.story.by("bo", Command::Undo);
    panel.look(None);
    shows(&panel, "its start was undone, or its events were lost");
}

#[test]
fn without_a_session_there_is_none_to_open() {
    let mut panel = Panel::open(Story::new());
    panel.type_keys("v");
    shows(&panel, "× No session was opened");
    panel.type_keys("y");
    shows(&panel, "No past sessions yet");
    shows(&panel, "\n Esc back  + add  s start  b band  h health  w week  : all  ? help  q quit");
}

#[test]
fn the_last_row_offers_nothing_where_nothing_is_found() {
    let mut panel = Panel::open(weeks());
    panel.type_keys(":nothing like it");
    shows(&panel, "\n Esc back");
    hides(&panel, "Enter run");
    panel.type_keys("⎋⎋y");
    shows(&panel, "\n Enter open Esc back / filter E edit + add p pause");
    panel.type_keys("/nothing like it⏎");
    shows(&panel, "\n Esc clear filter / filter + add p pause");
}

#[test]
fn every_word_of_a_long_note_can_be_read_in_the_audit_trail() {
    let mut story = weeks();
    let words: Vec<String> = (0..200).map(|nth| format!("word{nth}")).collect();
    story.give(note(&words.join(" "))).give(note("the end"));
    let mut panel = Panel::open(story);
    panel.type_keys("v");
    let mut seen = String::new();
    for _ in 0..20 {
        seen.push_str(&panel.screen());
        panel.type_keys("↓");
    }
    for word in words {
        assert!(seen.contains(&word), "{word}");
    }
    shows(&panel, "the end");
}

/// A desk with many activities behind it.
fn busy(count: usize) -> Story {
    let mut story = Story::new();
    story.give(Command::start(None));
    for nth in 1..count {
        story.give(note(&format!("note {nth}")));
    }
    story
}

fn read_counts(panel: &Panel) -> Vec<usize> {
    let count = |effect: &Effect| match effect {
        Effect::ReadPast(PastRequest::Activities { count }) => Some(*count),
        _ => None,
    };
    panel.asked.iter().filter_map(count).collect()
}

#[test]
fn scrolling_beyond_what_is_at_hand_reads_on_and_coming_back_drops_it() {
    let mut panel = Panel::open(busy(2_000));
    panel.reads_slowly = true;
    assert!(read_counts(&panel).is_empty());
    panel.type_keys("↓↓↓↓↓↓↓");
    assert_eq!(read_counts(&panel), [500]);
    panel.type_keys("↓↓↓");
    shows(&panel, "loading…");
    panel.find(&PastRequest::Activities { count: 500 });
    hides(&panel, "loading…");
    panel.type_keys("↓");
    shows(&panel, "note 1941");
    panel.reads_slowly = false;
    panel.type_keys(&"↓".repeat(400));
    shows(&panel, "start     SESSION-001");
    panel.type_keys("⌂");
    panel.reads_slowly = true;
    panel.type_keys("↓↓↓↓↓↓↓");
    assert_eq!(read_counts(&panel), [500, 500]);
}

#[test]
fn what_is_read_stays_in_its_place_and_whole_while_more_happens() {
    let mut panel = Panel::open(busy(300));
    panel.type_keys(&"↓".repeat(20));
    let before = panel.screen();
    let read: Vec<&str> = before.lines().filter(|line| line.contains("note ")).collect();
    for nth in 0..3 {
        panel.story.by("bo", note(&format!("more {nth}")));
        panel.look(None);
    }
    // More than the state file keeps, all at once.
    for nth in 0..60 {
        panel.story.by("bo", note(&format!("many {nth}")));
    }
    panel.look(None);
    let after = panel.screen();
    let note = |line: &&str| line.split("note ").nth(1).and_then(|l| l.get(..3)).map(str::to_owned);
    let notes = |lines: &[&str]| lines.iter().filter_map(note).collect::<Vec<_>>();
    let now: Vec<&str> = after.lines().filter(|line| line.contains("note ")).collect();
    assert_eq!(notes(&read)[0], notes(&now)[0], "{before}\n{after}");
}

#[test]
fn what_was_taken_back_since_is_marked_however_old_it_is() {
    let mut story = busy(300);
    for _ in 0..70 {
        story.measured("probe", band(Band::B, "load")).measured("probe", band(Band::A, ""));
    }
    let mut panel = Panel::open(story);
    panel.type_keys(&"↓".repeat(17));
    shows(&panel, "note      note 299");
    panel.story.give(Command::Undo);
    panel.look(None);
    panel.pass_ms(7_000);
    shows(&panel, "note      (undone) note 299");
}

#[test]
fn no_day_begins_twice_where_an_activity_was_given_an_earlier_time() {
    let mut story = Story::new();
    story.give(Command::start(None)).give(note("first day")).wait(24 * 60, 0);
    story.give(note("second day")).wait(24 * 60, 0).give(note("third day")).wait(30, 0);
    let mut panel = Panel::open(story);
    panel.type_keys("nforgotten⇤yesterday 9:00⏎");
    shows(&panel, "forgotten");
    let screen = panel.screen();
    let on = |text: &str| screen.lines().find(|line| line.contains(text)).unwrap_or_default();
    for day in ["Sun 15 Mar ─", "Sat 14 Mar ─"] {
        assert_eq!(screen.matches(day).count(), 1, "{screen}");
    }
    assert!(on("forgotten").contains("09:00 ◆ note      (15 Mar) forgotten"), "{screen}");
    assert!(!on("third day").contains("Mar"), "{screen}");
    // Where a verb has no room, the date stands in the place of the time.
    panel.pass_ms(20_000);
    let small = panel.at_sizes(&[(38, 16)]);
    assert!(small.contains("15 Mar ◆ forgotten"), "{small}");
}

#[test]
fn a_filter_looks_through_older_activities_until_the_pane_is_full_or_there_are_no_more() {
    let mut panel = Panel::open(busy(3_000));
    panel.type_keys("/1799");
    shows(&panel, "note 1799");
    panel.type_keys("⎋⎋/note 12⏎");
    shows(&panel, "note 2912");
    let mut panel = Panel::open(busy(300));
    panel.type_keys("/xyzzy");
    shows(&panel, "No match");
}

#[test]
fn the_end_of_the_activities_is_the_end_also_of_what_is_still_to_be_read() {
    let mut panel = Panel::open(busy(3_000));
    panel.type_keys("⤓");
    shows(&panel, "start     SESSION-001");
    panel.type_keys("k⌂");
    shows(&panel, "note 2999");
}

#[test]
fn a_paste_goes_into_what_is_typed_and_nowhere_else() {
    let mut panel = open("y");
    panel.hear(PanelEvent::Pasted("on-call".into()));
    shows(&panel, "history · 41 sessions");
    panel.type_keys("/");
    panel.hear(PanelEvent::Pasted("on-\ncall".into()));
    shows(&panel, "/ on- call");
    panel.type_keys("⎋⎋⎋:");
    panel.hear(PanelEvent::Pasted("undo".into()));
    shows(&panel, "› undo");
}

#[test]
fn nothing_ticks_where_no_clock_is_to_be_seen() {
    for (keys, ticks) in
        [("y", true), ("y↓↓↓", false), ("y/deploy⏎", false), ("y⏎", false), ("y⏎v", true)]
    {
        let panel = open(keys);
        let rest_ms = panel.model.rest_ms();
        assert_eq!(rest_ms <= 1_010, ticks, "{keys}: {rest_ms}");
        assert!(ticks || rest_ms > 20_000, "{keys}: {rest_ms}");
    }
}

#[test]
fn of_the_history_only_the_row_of_the_live_session_changes_each_second() {
    let mut panel = open("y");
    let before = panel.screen();
    panel.pass_ms(1_000);
    let after = panel.screen();
    let rows = before.lines().zip(after.lines());
    let changed: Vec<&str> = rows.filter(|(one, other)| one != other).map(|(_, it)| it).collect();
    assert!(matches!(*changed, [row] if row.contains("#041")), "{changed:?}");
}

#[test]
fn no_size_makes_a_screen_panic() {
    let mut story = weeks();
    story.give(note(&"審査 👩‍👩‍👧\u{202e}".repeat(300))).give(push(
        "task",
        "審査審査審査",
        None,
        Some(60),
    ));
    for keys in
        ["y", "yj/on-call", "y/xyzzy⏎", "v", "y⏎", ":", ":re", "/note", "/xyzzy⏎", "v:", "y?"]
    {
        let mut panel = Panel::open(story.clone());
        panel.type_keys(keys);
        for width in [0, 1, 3, 39, 40, 41, 59, 60, 100, 300] {
            for height in [0, 1, 2, 7, 8, 9, 12, 26, 60] {
                panel.model.resize(Size { width, height });
                let (buffer, cursor) = panel.draw();
                let inside = cursor.is_none_or(|at| buffer.area.contains(at));
                assert!(inside, "{keys:?} {width}×{height}: {cursor:?}");
                panel.type_keys("▽");
            }
        }
    }
}

#[test]
fn a_session_is_asked_for_by_the_name_it_is_shown_by() {
    let mut panel = open("y");
    panel.reads_slowly = true;
    panel.type_keys("j⏎");
    let name: SessionName = "SESSION-039".parse().unwrap();
    assert!(panel.asked.contains(&Effect::ReadPast(PastRequest::Story(name))), "{:?}", panel.asked);
    shows(&panel, "loading…");
}

#[test]
fn what_cannot_be_read_is_said_and_asked_for_once() {
    let mut panel = open("y");
    panel.reads_slowly = true;
    panel.asked.clear();
    panel.story.by("bo", Command::End { notes: None });
    panel.look(None);
    let tickets = |panel: &Panel| -> Vec<u32> {
        let ticket = |effect: &Effect| match effect {
            Effect::ReadPast(PastRequest::Sessions(request)) => Some(request.ticket),
            _ => None,
        };
        panel.asked.iter().filter_map(ticket).collect()
    };
    let failed = |panel: &mut Panel| {
        let ticket = tickets(panel).pop().unwrap();
        let failure = Failure::Store(damage());
        panel.hear(PanelEvent::PastRead(PastAnswer::HistoryFailed { ticket, failure }));
    };
    failed(&mut panel);
    panel.hear(PanelEvent::Tick);
    assert_eq!(tickets(&panel).len(), 1);
    shows(&panel, "history · 41 sessions · × incomplete");

    panel.type_keys("⎋y");
    failed(&mut panel);
    shows(&panel, "× The history could not be read: /desk/data");
    panel.type_keys("⎋v");
    let name = SessionName::Id(panel.story.watch.session.clone().unwrap().id);
    let story = Box::new(Err(Failure::Store(damage())));
    panel.hear(PanelEvent::PastRead(PastAnswer::Story { name, story }));
    shows(&panel, "× The history could not be read: /desk/data");
}

#[test]
fn the_screen_of_a_session_says_when_it_has_only_the_newest_activities() {
    let mut panel = Panel::sized(Story::morning(), 120, 60, true);
    panel.type_keys("v");
    hides(&panel, "the newest");
    let name = SessionName::Id(panel.story.watch.session.clone().unwrap().id);
    let events = panel.story.events(|_| true);
    let whole = onwatch::core::Story::of(&name, &events, &panel.story.watch, &panel.story.now);
    let cut = |mut story: onwatch::core::Story| {
        story.is_cut = true;
        story
    };
    let story = Box::new(whole.map(cut).map_err(Failure::from));
    panel.hear(PanelEvent::PastRead(PastAnswer::Story { name, story }));
    shows(&panel, "audit trail · the newest");
    shows(&panel, "for all of them: onwatch show SESSION-002");
}
