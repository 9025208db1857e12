//! What people know of a bad band or health, how old it is, and what each source answered.

use onwatch::core::{AlertOf, AlertState, Command, Light};
use onwatch::signs::Signs;
use onwatch::tui::{Effect, PanelEvent, SourcesNow};
use ratatui::layout::Size;

use crate::common::governance::{ack, alarmed, asked, doubtful, sources};
use crate::common::panel::{Panel, cell_of, hides, shows};
use crate::common::story::{Story, health};

const SIZES: [(u16, u16); 6] = [(140, 40), (100, 26), (80, 24), (60, 20), (50, 20), (38, 6)];

fn on(text: &str, story: Story) -> Panel {
    Panel::set(text, story, 140, 40)
}

#[test]
fn what_people_know_and_how_old_it_is_at_each_size() {
    for (name, story) in [("alarmed", alarmed()), ("doubtful", doubtful())] {
        let mut panel = Panel::open(story);
        insta::assert_snapshot!(name, panel.at_sizes(&SIZES));
    }
}

#[test]
fn the_sources_at_each_size() {
    let mut panel = Panel::open(alarmed());
    panel.sources = sources(panel.story.now.utc);
    panel.type_keys("f");
    insta::assert_snapshot!("sources", panel.at_sizes(&[(140, 40), (80, 24), (50, 20)]));
}

#[test]
fn each_state_is_said_in_words_in_the_pane_and_in_the_header() {
    let mut story = alarmed();
    let panel = on("", story.clone());
    for words in ["new since 10:15", "■ RED new", "acknowledged by ops 12m ago: disk", "seen"] {
        shows(&panel, words);
    }
    shows(&panel, "alerts");
    story.by("ops", ack(AlertOf::Health, None, None)).wait(240, 0);
    let mut panel = on("", story.clone());
    shows(&panel, "still RED, acknowledged by ops");
    story.by("ops", ack(AlertOf::Health, Some("resize"), Some(3_600)));
    panel.story = story.clone();
    panel.hear(PanelEvent::StoreChanged);
    shows(&panel, "shelved until 15:19 by ops: resize");
    let panel = on("", doubtful());
    for words in ["was RED 10:02–10:06", "was RED", "? GREEN 4m", "uptime"] {
        shows(&panel, words);
    }
}

#[test]
fn a_stale_green_is_not_green_and_a_stale_red_stays_red_with_its_age() {
    let mut story = doubtful();
    let green = on("", story.clone());
    let ok = cell_of(
        &on("", {
            asked(&mut story, &[("alerts", 4, 60), ("uptime", 4, 60)]);
            story.clone()
        })
        .draw()
        .0,
        "● GREEN",
    )
    .fg;
    let cell = cell_of(&green.draw().0, "? GREEN 4m").clone();
    assert_ne!(cell.fg, ok);
    story.measured("alerts", health(Light::Red, &["down"])).wait(7, 0);
    asked(&mut story, &[("alerts", 425, 60), ("uptime", 4, 60)]);
    let red = on("", story);
    shows(&red, "■ RED");
    shows(&red, "stale · 7m ago");
    hides(&red, "? RED");
}

#[test]
fn the_signs_are_those_of_one_table_also_in_ascii() {
    for (signs, told) in
        [(Signs::Unicode, ["■ RED", "▲ C Stabilize"]), (Signs::Ascii, ["# RED", "^ C Stabilize"])]
    {
        let panel = Panel::showing(signs, alarmed(), 140, 40);
        for words in told {
            shows(&panel, words);
        }
    }
    for (signs, told) in [(Signs::Unicode, "● GREEN"), (Signs::Ascii, "o GREEN")] {
        let mut story = doubtful();
        asked(&mut story, &[("alerts", 4, 60), ("uptime", 4, 60)]);
        shows(&Panel::showing(signs, story, 140, 40), told);
    }
}

/// Returns whether the sign of the health is seen in each of the next seconds.
fn signs_of(panel: &mut Panel, seconds: usize) -> String {
    let mut seen = String::new();
    for _ in 0..seconds {
        seen.push(if panel.screen().contains("■ RED new") { '■' } else { '·' });
        panel.pass_ms(1_000);
    }
    seen
}

fn calm() -> Story {
    let mut story = Story::new();
    story.measured("alerts", health(Light::Green, &[]));
    story
}

fn becomes_red(panel: &mut Panel) {
    panel.story.measured("alerts", health(Light::Red, &["down"]));
    panel.hear(PanelEvent::StoreChanged);
}

#[test]
fn the_sign_of_what_becomes_new_blinks_for_five_seconds_and_then_stands() {
    let mut panel = on("", calm());
    becomes_red(&mut panel);
    assert_eq!(signs_of(&mut panel, 9), "■·■·■■■■■");
    // Once more for what is new again, and never for what was new when the panel opened.
    let mut story = panel.story.clone();
    assert_eq!(signs_of(&mut on("", story.clone()), 6), "■■■■■■");
    story.by("ops", ack(AlertOf::Health, None, None));
    panel.story = story;
    panel.hear(PanelEvent::StoreChanged);
    hides(&panel, "RED new");
}

#[test]
fn without_motion_nothing_blinks() {
    let mut panel = on("[panel]\nmotion = false\n", calm());
    becomes_red(&mut panel);
    assert_eq!(signs_of(&mut panel, 6), "■■■■■■");
}

#[test]
fn the_panel_wakes_for_a_blinking_sign_for_five_seconds_only_and_not_beside_a_clock() {
    let wakes = |panel: &mut Panel| {
        let mut count = 0;
        let until = panel.story.now.utc + chrono::TimeDelta::seconds(20);
        while panel.story.now.utc < until {
            let rest = i64::try_from(panel.model.rest_ms()).unwrap();
            panel.story.now.utc += chrono::TimeDelta::milliseconds(rest);
            panel.hear(PanelEvent::Tick);
            count += 1;
        }
        count
    };
    let mut idle = on("", calm());
    becomes_red(&mut idle);
    // The toast that tells of the change, and the turn of the minute, wake it too.
    assert!(wakes(&mut idle) <= 8);
    let mut story = calm();
    story.give(Command::start(None));
    let mut working = on("", story.clone());
    let ticks = wakes(&mut working);
    becomes_red(&mut working);
    assert!(wakes(&mut working) <= ticks + 1);
}

#[test]
fn the_bell_rings_once_for_each_that_is_new() {
    let mut panel = on("[notify]\nbell = true\non = ['band', 'health']\n", calm());
    let rings = |panel: &mut Panel| {
        let asked = std::mem::take(&mut panel.asked);
        asked.iter().filter(|effect| matches!(effect, Effect::Notify(_))).count()
    };
    let say = |panel: &mut Panel, light, minutes| {
        panel.story.wait(minutes, 0).measured("alerts", health(light, &["x"]));
        panel.hear(PanelEvent::StoreChanged);
        rings(panel)
    };
    assert_eq!(say(&mut panel, Light::Yellow, 1), 1, "new");
    assert_eq!(say(&mut panel, Light::Red, 1), 1, "worse than it was");
    assert_eq!(say(&mut panel, Light::Yellow, 1), 0, "better, and still new");
    assert_eq!(say(&mut panel, Light::Red, 1), 0, "as bad as before");
    panel.story.by("ops", ack(AlertOf::Health, None, None));
    assert_eq!(say(&mut panel, Light::Green, 1), 0);
    assert_eq!(say(&mut panel, Light::Red, 9), 0, "back in time: acknowledged");
    assert_eq!(say(&mut panel, Light::Green, 1), 0);
    assert_eq!(say(&mut panel, Light::Red, 11), 1, "back too late: new");
    panel.story.by("ops", ack(AlertOf::Health, None, None));
    panel.hear(PanelEvent::StoreChanged);
    panel.story.wait(239, 0);
    panel.hear(PanelEvent::Tick);
    assert_eq!(rings(&mut panel), 0);
    panel.story.wait(1, 0);
    panel.hear(PanelEvent::Tick);
    assert_eq!(rings(&mut panel), 1, "still red after four hours");
    panel.pass_ms(120_000);
    assert_eq!(rings(&mut panel), 0);
}

#[test]
fn the_screen_of_the_sources_says_what_each_answered_and_what_to_do() {
    let mut panel = on("", alarmed());
    panel.sources = sources(panel.story.now.utc);
    panel.type_keys("f");
    for words in [
        "› sources · 3",
        "This panel asks them (process 4711).",
        "■ RED",
        "? GREEN 4m",
        "▲ C Stabilize",
        "http every 10s",
        "took 118 ms",
        "3 problems",
        "suppressed DiskFilling",
        "not known  QueueDepth",
        "The last 5 looks failed: GET http://127.0.0.1:3001",
        "raise `timeout`",
        "next look in 1m",
        "config.toml:31: the source 'queue' is left out",
        "choose \"file\"",
    ] {
        shows(&panel, words);
    }
    // It is read again while it is shown, and only then.
    panel.sources = SourcesNow { asked_by: None, ..panel.sources.clone() };
    panel.pass_ms(3_000);
    shows(&panel, "Nobody asks them now.");
    panel.type_keys("⎋");
    shows(&panel, "governance");
    panel.type_keys("f");
    panel.sources = SourcesNow::default();
    panel.pass_ms(3_000);
    shows(&panel, "No source is set. Add a table [[source]] to");
}

#[test]
fn the_page_of_the_live_session_doubts_what_nobody_confirms_while_it_is_open() {
    let mut story = doubtful();
    asked(&mut story, &[("alerts", 4, 60), ("uptime", 4, 60), ("cone", 4, 60)]);
    let mut panel = on("", story);
    panel.type_keys("v");
    shows(&panel, "● green");
    hides(&panel, "? green");
    panel.pass_ms(90_000);
    shows(&panel, "? GREEN 1m");
    shows(&panel, "? green");
    hides(&panel, "● green");
}

#[test]
fn each_value_of_a_source_has_its_own_mark_and_age_on_the_screen_of_the_sources() {
    let mut panel = on("", alarmed());
    let now = panel.story.now.utc;
    panel.sources = sources(now);
    panel.sources.used.retain(|source| source.name == "cone");
    let [source] = &mut panel.sources.used[..] else { panic!("{:?}", panel.sources.used) };
    (source.provides.cone, source.provides.health) = (true, true);
    let green = panel.sources.answers.sources["uptime"].health.clone();
    let cone = panel.sources.answers.sources.get_mut("cone").unwrap();
    cone.health = green;
    cone.band_at_utc = Some(now - chrono::TimeDelta::seconds(130));
    panel.type_keys("f");
    shows(&panel, "▲ C Stabilize  ● GREEN");
    shows(&panel, "band stale  the band is of 2m ago");
}

#[test]
fn a_source_with_a_fault_is_left_out_and_the_pane_says_file_line_and_choices() {
    let text = "[[source]]\nname = 'queue'\nprovides = ['health']\nkind = 'htp'\n";
    let panel = Panel::set(text, Story::morning(), 200, 50);
    for words in ["config.toml:4: the source 'queue' is left", "\"http\""] {
        shows(&panel, words);
    }
    hides(&Panel::set("", Story::morning(), 200, 50), "left out");
}

#[test]
fn what_a_source_says_is_harmless_on_its_screen() {
    let mut panel = on("", alarmed());
    let mut now = sources(panel.story.now.utc);
    let answer = now.answers.sources.get_mut("alerts").unwrap();
    answer.suppressed = vec!["\u{1b}[31mred\u{202e}\u{7}".to_owned(); 9];
    panel.sources = now;
    panel.type_keys("f");
    shows(&panel, "and 6 more");
    assert!(!panel.screen().contains(['\u{1b}', '\u{202e}', '\u{7}']));
}

#[test]
fn no_size_makes_the_sources_panic() {
    let mut panel = on("", alarmed());
    panel.sources = sources(panel.story.now.utc);
    panel.type_keys("f");
    for width in 0..60 {
        for height in [0, 1, 5, 9, 20] {
            panel.hear(PanelEvent::Resized(Size { width, height }));
            panel.draw();
        }
    }
}

#[test]
fn a_source_shows_only_what_it_said_and_the_age_of_its_answer() {
    let mut panel = Panel::sized(alarmed(), 140, 40, true);
    let now = panel.story.now.utc;
    panel.sources = sources(now);
    let mut all = std::mem::take(&mut panel.sources.answers.sources);
    // It was read now, and is six days old.
    let cone = all.get_mut("cone").unwrap();
    cone.answered_at_utc = Some(now);
    cone.band_at_utc = Some(now - chrono::TimeDelta::days(6));
    cone.health_at_utc = cone.band_at_utc;
    all.remove("uptime");
    panel.sources.answers.sources = all;
    for source in &mut panel.sources.used {
        source.provides.cone = true;
        source.provides.health = true;
    }
    panel.type_keys("f");
    shows(&panel, "its file was written 6d");
    shows(&panel, "not asked yet");
    assert_eq!(panel.screen().matches("? UNKNOWN").count(), 1, "{}", panel.screen());
}

#[test]
fn the_title_of_an_acknowledgement_names_what_is_listed() {
    let mut panel = on("", alarmed());
    panel.type_keys("a");
    shows(&panel, "at most 8h; needs a reason");
    let mut story = calm();
    story.measured("alerts", health(Light::Red, &["down"]));
    let mut panel = on("", story);
    panel.type_keys("a");
    shows(&panel, "acknowledge health");
}

#[test]
fn a_persons_green_does_not_hide_the_red_of_a_source() {
    let mut story = calm();
    story.wait(60, 0).measured("alerts", health(Light::Red, &["disk"]));
    story.by("ops", health(Light::Green, &[])).wait(1, 0);
    let panel = on("", story.clone());
    shows(&panel, "● GREEN, measured RED new");
    shows(&panel, "alerts says RED · new since");
    story.by("ops", ack(AlertOf::Health, None, None));
    let panel = on("", story.clone());
    shows(&panel, "● GREEN, measured RED");
    shows(&panel, "alerts says RED · seen by ops");
    hides(&panel, "was RED");
    for (width, height) in [(80, 24), (50, 20), (38, 6), (60, 1)] {
        let panel = Panel::showing(Signs::Unicode, story.clone(), width, height);
        shows(&panel, "RED");
    }
}

#[test]
fn a_dialog_says_what_failed_only_after_something_was_tried_and_until_the_next_key() {
    let mut panel = on("", calm());
    panel.type_keys("a");
    shows(&panel, "× nothing is new");
    hides(&panel, "Nothing was acknowledged");
    panel.type_keys("⏎");
    shows(&panel, "× Nothing was acknowledged");
    panel.type_keys("w");
    hides(&panel, "Nothing was acknowledged");
    shows(&panel, "× nothing is new");
    panel.type_keys("⏎⎋a");
    hides(&panel, "Nothing was acknowledged");
    // Once something is new, nothing stands against it.
    becomes_red(&mut panel);
    hides(&panel, "nothing is new");
}

#[test]
fn a_refused_shelf_is_forgotten_with_the_next_key_and_when_the_dialog_opens_again() {
    for next in ["⎋a", "x", "⌫", "⇤why"] {
        let mut panel = on("", alarmed());
        panel.type_keys("a⇥9h⏎");
        shows(&panel, "× Nothing was shelved");
        panel.type_keys(next);
        hides(&panel, "× Nothing was shelved");
    }
    let mut panel = on("", alarmed());
    panel.type_keys("a⇥2h⏎");
    shows(&panel, "no reason was given");
    // The key that opens this dialog is text in it.
    hides(&panel, "say why: `a`");
}

#[test]
fn what_is_acknowledged_can_be_shelved_afterwards_as_on_the_command_line() {
    let mut story = calm();
    story.measured("alerts", health(Light::Red, &["down"])).wait(1, 0);
    story.by("ops", ack(AlertOf::Health, None, None)).wait(1, 0);
    let mut panel = on("", story.clone());
    panel.type_keys("a");
    shows(&panel, "× ops acknowledged the health already");
    panel.type_keys("cable cut⏎");
    shows(&panel, "× Nothing was acknowledged");
    panel.type_keys("⇥2h");
    hides(&panel, "acknowledged the health already");
    shows(&panel, "Enter shelve");
    panel.type_keys("⏎");
    shows(&panel, "Shelved health RED for 2h");
    let governance = panel.story.glance().governance;
    assert!(matches!(governance.alert(AlertOf::Health), AlertState::Shelved(_)));
    // A refusal is about what was asked for.
    for (story, typed, why) in [
        (story.clone(), "a⇥2h⏎", "no reason was given"),
        (story.clone(), "awhy⇥soon⏎", "soon"),
        (calm(), "awhy⇥2h⏎", "nothing is bad"),
    ] {
        let mut panel = on("", story);
        panel.type_keys(typed);
        for words in ["× Nothing was shelved", why] {
            shows(&panel, words);
        }
    }
}
