//! What the panel does outside its own screen: title, notices, clipboard, mouse. Settings and
//! events in, requests to the terminal out; no terminal is used.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use onwatch::core::{self, Band, By, Command, Interface, Light, Request, SessionName, Verb};
use onwatch::failure::Failure;
use onwatch::tui::{Effect, Notification, PanelEvent};

use crate::common::panel::{Panel, damage, hides, shows};
use crate::common::story::{Obeyed, Story, band, health, note, push, start_with_target};

const NOTIFY: &str = "[notify]\nbell = true\ndesktop = true\n";
const MOUSE: &str = "[panel]\nmouse = true\n";
const TITLE: &str = "[panel]\ntitle = true\n";

fn on(text: &str, story: Story) -> Panel {
    Panel::set(text, story, 80, 24)
}

/// Returns a desk with band A, green health and a session that may have a target.
fn calm(target_seconds: Option<u64>) -> Story {
    let mut story = Story::new();
    let start = target_seconds.map_or(Command::start(None), |s| start_with_target(None, s));
    story.give(band(Band::A, "")).give(health(Light::Green, &[])).give(start).wait(1, 0);
    story
}

/// Gives a command as another operator, and lets the panel see it.
fn elsewhere(panel: &mut Panel, command: Command) {
    panel.story.by("bo", command);
    panel.hear(PanelEvent::StoreChanged);
}

/// Returns the notices since the last call, and drops all other effects.
fn told(panel: &mut Panel) -> Vec<String> {
    let asked = std::mem::take(&mut panel.asked);
    let notices = asked.into_iter().filter_map(|effect| match effect {
        Effect::Notify(Notification { text, bell }) => Some((text.unwrap_or_default(), bell)),
        _ => None,
    });
    notices.map(|(text, bell)| if bell { format!("(bell) {text}") } else { text }).collect()
}

#[test]
fn a_band_or_health_that_got_worse_elsewhere_is_told_once() {
    let mut panel = on(NOTIFY, calm(None));
    elsewhere(&mut panel, band(Band::C, "queue grows"));
    assert_eq!(told(&mut panel), ["(bell) onwatch: band A → C (queue grows)"]);
    panel.pass_ms(60_000).hear(PanelEvent::StoreChanged);
    assert_eq!(told(&mut panel), [""; 0], "told again");
    elsewhere(&mut panel, health(Light::Red, &["disk full", "no lease"]));
    assert_eq!(told(&mut panel), ["(bell) onwatch: health green → red (disk full; no lease)"]);
    elsewhere(&mut panel, health(Light::Green, &[]));
    elsewhere(&mut panel, band(Band::B, ""));
    assert_eq!(told(&mut panel), [""; 0], "better is no news");
    elsewhere(&mut panel, health(Light::Unknown, &[]));
    assert_eq!(told(&mut panel), [""; 0], "nothing is known");
    elsewhere(&mut panel, health(Light::Yellow, &["slow"]));
    assert_eq!(told(&mut panel), ["(bell) onwatch: health unknown → yellow (slow)"]);
    elsewhere(&mut panel, health(Light::Unknown, &[]));
    elsewhere(&mut panel, health(Light::Green, &[]));
    assert_eq!(told(&mut panel), [""; 0], "a good first reading is no news");
}

#[test]
fn what_was_so_when_the_panel_opened_is_no_news() {
    let mut story = calm(Some(30));
    story.by("bo", band(Band::D, "")).by("bo", health(Light::Red, &[])).wait(11 * 60, 0);
    let mut panel = on(NOTIFY, story);
    panel.pass_ms(120_000);
    assert_eq!(told(&mut panel), [""; 0]);
}

#[test]
fn what_the_operator_set_here_is_no_news() {
    let mut panel = on(NOTIFY, calm(None));
    panel.type_keys("bd all is lost⏎hr⏎");
    assert_eq!(panel.given.len(), 2);
    assert_eq!(told(&mut panel), [""; 0]);
    panel.pass_ms(5_000).hear(PanelEvent::StoreChanged);
    assert_eq!(told(&mut panel), [""; 0]);
}

#[test]
fn a_target_is_told_at_the_second_it_is_reached_and_never_again() {
    let minutes = "[panel]\nclock = 'minutes'\n";
    let mut panel = on(&format!("{NOTIFY}{minutes}"), calm(Some(90)));
    // A minute has passed; the clock of this panel changes only once a minute.
    panel.pass_ms(29_900);
    assert_eq!(told(&mut panel), [""; 0]);
    panel.pass_ms(200);
    assert_eq!(told(&mut panel), ["(bell) onwatch: SESSION-001 reached its target of 1m"]);
    panel.pass_ms(600_000);
    panel.type_keys("e⏎u").pass_ms(5_000);
    shows(&panel, "● ACTIVE");
    assert_eq!(told(&mut panel), [""; 0], "an end that was undone tells it again");
}

#[test]
fn a_target_that_is_reached_is_shown_once_also_without_a_notification() {
    let told = "▲ SESSION-001 reached its target of 1m";
    let mut panel = on("", calm(Some(90)));
    panel.pass_ms(29_000);
    hides(&panel, told);
    panel.pass_ms(1_500);
    shows(&panel, told);
    panel.pass_ms(11_000);
    hides(&panel, told);
    panel.type_keys("e⏎u").pass_ms(1_000);
    hides(&panel, told);
    // What was reached before the panel opened is no news.
    let mut late = on("", panel.story.clone());
    hides(&late, told);
    late.pass_ms(1_000);
    hides(&late, told);
}

#[test]
fn the_target_of_a_day_is_shown_once_it_is_reached() {
    let mut panel = on("[session]\ntarget = '2m'\n", calm(None));
    panel.days_again();
    panel.pass_ms(59_000);
    hides(&panel, "today reached its target");
    panel.pass_ms(1_500);
    shows(&panel, "▲ today reached its target");
    let mut late = on("[session]\ntarget = '2m'\n", panel.story.clone());
    late.days_again();
    late.pass_ms(1_000);
    hides(&late, "today reached its target");
}

#[test]
fn a_paused_session_reaches_no_target() {
    let mut story = calm(Some(90));
    story.give(Command::Pause { reason: None });
    let mut panel = on(NOTIFY, story);
    panel.pass_ms(600_000);
    assert_eq!(told(&mut panel), [""; 0]);
    panel.type_keys("p").pass_ms(31_000);
    assert_eq!(told(&mut panel).len(), 1);
}

#[test]
fn a_forgotten_session_is_told_once_until_somebody_acts_and_forgets_it_again() {
    let mut panel = on(NOTIFY, calm(None));
    panel.pass_ms(10 * 3_600_000);
    assert_eq!(told(&mut panel), ["(bell) onwatch: SESSION-001 had no activity for 10h 00m"]);
    panel.story.wait(-90, 0);
    panel.pass_ms(7_200_000);
    assert_eq!(told(&mut panel), [""; 0], "a clock that was set tells it again");
    elsewhere(&mut panel, note("still here"));
    panel.pass_ms(10 * 3_600_000 + 1_000);
    assert_eq!(told(&mut panel).len(), 1);
}

#[test]
fn only_what_is_worth_it_is_told_and_only_in_the_way_that_is_wanted() {
    for (settings, expected) in [
        ("", &[] as &[&str]),
        ("[notify]\nbell = true\n", &["(bell) "]),
        ("[notify]\ndesktop = true\n", &["onwatch: band A → D"]),
        ("[notify]\nbell = true\non = ['health', 'target']\n", &[]),
        ("[notify]\ndesktop = true\non = ['band']\n", &["onwatch: band A → D"]),
    ] {
        let mut panel = on(settings, calm(None));
        elsewhere(&mut panel, band(Band::D, ""));
        assert_eq!(told(&mut panel), expected, "{settings}");
    }
}

#[test]
fn a_target_that_was_shown_is_not_shown_again_when_a_switch_is_undone_and_redone() {
    let reached = "reached its target";
    let mut panel = on("", calm(Some(90)));
    panel.pass_ms(45_000);
    panel.story.now.nonce += 1;
    panel.type_keys("Snext⇥⇥1m⏎").pass_ms(61_000);
    shows(&panel, "SESSION-002 reached its target of 1m");
    panel.pass_ms(11_000);
    for keys in ["u", "U", "u"] {
        panel.type_keys(keys).pass_ms(1_000);
        hides(&panel, reached);
    }
}

#[test]
fn the_panel_wakes_when_a_target_is_reached_wherever_the_operator_is() {
    let minutes = "[panel]\nclock = 'minutes'\n";
    for (settings, keys) in [
        (minutes, ""),
        ("", "y/no such session⏎"),
        ("[session]\ntarget = '90s'\n", "y/no such session⏎"),
    ] {
        let has_day = settings.contains("[session]");
        let mut panel = on(settings, calm((!has_day).then_some(90)));
        panel.days_again();
        panel.type_keys(keys);
        let spent = i64::try_from(keys.chars().count()).unwrap();
        let left_ms = u64::try_from(30 - spent).unwrap() * 1_000;
        let rest_ms = panel.model.rest_ms();
        assert!((left_ms..left_ms + 100).contains(&rest_ms), "{settings}{keys}: {rest_ms}");
        panel.pass_ms(left_ms + 100);
        shows(&panel, "reached its target");
        assert!(panel.model.rest_ms() > 1_000 || keys.is_empty(), "it ticks");
    }
}

#[test]
fn the_title_tells_phase_key_and_the_clock_to_the_minute() {
    let mut panel = on(TITLE, Story::new());
    assert_eq!(panel.model.title().unwrap(), "no session - onwatch");
    panel.type_keys("s⏎");
    assert_eq!(panel.model.title().unwrap(), "● 0:00 active SESSION-001 - onwatch");
    panel.pass_ms(59_000);
    assert_eq!(panel.model.title().unwrap(), "● 0:00 active SESSION-001 - onwatch");
    panel.pass_ms(3_600_000);
    panel.type_keys("p");
    assert_eq!(panel.model.title().unwrap(), "‖ 1:01 paused SESSION-001 - onwatch");
    panel.look(Some(damage()));
    assert_eq!(panel.model.title().unwrap(), "the store needs attention - onwatch");
}

#[test]
fn the_terminals_own_title_stays_until_there_is_something_to_tell() {
    let mut panel = Panel::before_the_first_look(TITLE, calm(None));
    assert_eq!(panel.model.title(), None);
    panel.look(None);
    assert_eq!(panel.model.title().unwrap(), "● 0:01 active SESSION-001 - onwatch");
    let mut panel = Panel::before_the_first_look(TITLE, calm(None));
    panel.hear(PanelEvent::StoreRead(Box::new(Err(Failure::Store(damage())))));
    assert_eq!(panel.model.title().unwrap(), "the store needs attention - onwatch");
}

#[test]
fn a_title_in_ascii_has_no_other_signs() {
    let panel = on("[panel]\ntitle = true\nglyphs = 'ascii'\n", calm(None));
    assert_eq!(panel.model.title().unwrap(), "0:01 active SESSION-001 - onwatch");
}

#[test]
fn nobody_is_asked_for_title_or_mouse_unless_the_settings_say_so() {
    let panel = on("", Story::morning());
    assert_eq!((panel.model.title(), panel.model.wants_mouse()), (None, false));
}

#[test]
fn key_and_id_of_the_session_shown_are_copied() {
    for (keys, live) in [("", true), ("e⏎", false)] {
        let mut panel = on("", calm(None));
        panel.type_keys(keys).asked.clear();
        assert_eq!(panel.story.glance().session.is_some(), live);
        panel.type_keys("Y");
        shows(&panel, "√ Copied SESSION-001");
        panel.type_keys("I");
        let copied = |text: &str| Effect::Copy(text.to_owned());
        let id = "sess_20260314_080000_a1b2c3";
        assert_eq!(panel.asked, [copied("SESSION-001"), copied(id)]);
        shows(&panel, "terminal does not allow copying");
    }
}

#[test]
fn without_any_session_nothing_is_copied_and_the_reason_is_shown() {
    for key in ["Y", "I", "M"] {
        let mut panel = on("", Story::new());
        panel.type_keys(key);
        assert_eq!(panel.asked, []);
        shows(&panel, "× Nothing was copied");
    }
}

#[test]
fn a_summary_is_read_and_then_copied_as_markdown() {
    let mut panel = on("", Story::morning());
    panel.type_keys("M");
    let Some(Effect::ReadStory(name)) = panel.asked.pop() else { panic!("{:?}", panel.asked) };
    let session = core::Story::of(&name, &[], &panel.story.watch, &panel.story.now).unwrap();
    panel.hear(PanelEvent::StoryRead(Box::new(Ok(session))));
    let Some(Effect::Copy(page)) = panel.asked.pop() else { panic!("{:?}", panel.asked) };
    assert!(page.starts_with("# SESSION-002\n"), "{page}");
    assert!(page.contains("| Band | A Expansion: all indicators are green | ▲ C Stabilize"));
    shows(&panel, "√ Copied the summary of SESSION-002");
}

#[test]
fn a_summary_that_no_terminal_takes_is_refused_with_the_way_around() {
    let mut story = calm(None);
    let by = By::new("ana", Interface::Cli, "desk");
    let long = Request::new(note(&"x".repeat(3_900)), by);
    let trail: Vec<_> = (0..20)
        .map(|_| match story.obey(&long).unwrap() {
            Obeyed::Recorded(line) => *line,
            Obeyed::Unchanged(message) => panic!("{message}"),
        })
        .collect();
    let name: SessionName = "SESSION-001".parse().unwrap();
    let session = core::Story::of(&name, &trail, &story.watch, &story.now).unwrap();
    let mut panel = on("", story);
    panel.hear(PanelEvent::StoryRead(Box::new(Ok(session))));
    assert_eq!(panel.asked, []);
    let screen = panel.screen();
    assert!(screen.contains("onwatch show SESSION-001"), "{screen}");
}

/// Returns the column and row of the last place where the screen shows a text.
fn place(panel: &Panel, text: &str) -> (u16, u16) {
    let screen = panel.screen();
    let rows = screen.lines().enumerate();
    let found = rows.filter_map(|(row, line)| Some((row, line.split(text).next()?, line)));
    let (row, before, _) = found
        .filter(|(_, before, line)| before.len() < line.len())
        .last()
        .unwrap_or_else(|| panic!("no {text:?} on\n{screen}"));
    (before.chars().count().try_into().unwrap(), row.try_into().unwrap())
}

fn mouse(panel: &mut Panel, kind: MouseEventKind, (column, row): (u16, u16)) {
    panel.story.wait(0, 1);
    let modifiers = KeyModifiers::NONE;
    panel.hear(PanelEvent::Mouse(MouseEvent { kind, column, row, modifiers }));
}

fn click(panel: &mut Panel, text: &str) {
    let at = place(panel, text);
    mouse(panel, MouseEventKind::Down(MouseButton::Left), at);
}

#[test]
fn a_click_on_a_key_of_the_footer_presses_it() {
    let mut panel = on(MOUSE, Story::morning());
    click(&mut panel, "p pause");
    assert_eq!(panel.given.last().unwrap().command.verb(), Verb::Pause);
    click(&mut panel, "? help");
    shows(&panel, "› keys");
    click(&mut panel, "Esc back");
    click(&mut panel, "n note");
    panel.type_keys("by hand");
    click(&mut panel, "Enter save note");
    assert_eq!(panel.given.last().unwrap().command, note("by hand"));
    // If a hint names several keys, a click presses the last.
    panel.type_keys("b");
    click(&mut panel, "Left Right choose");
    click(&mut panel, "Left Right choose");
    click(&mut panel, "Enter set band");
    let set = panel.given.last().unwrap();
    assert!(matches!(set.command, Command::SetBand { band: Band::D, .. }), "{set:?}");
    // The word belongs to the key, the blanks between two hints do not.
    let (column, row) = place(&panel, "n note");
    mouse(&mut panel, MouseEventKind::Down(MouseButton::Left), (column + 5, row));
    assert!(panel.screen().contains("note a fact") || panel.screen().contains("Esc back"));
    click(&mut panel, "Esc back");
    mouse(&mut panel, MouseEventKind::Down(MouseButton::Left), (column + 6, row));
    hides(&panel, "Esc back");
    click(&mut panel, "y history");
    shows(&panel, "› history");
}

#[test]
fn a_click_on_a_pane_gives_it_the_focus() {
    let mut panel = on(MOUSE, Story::morning());
    for pane in ["governance", "context", "activities", "SESSION"] {
        click(&mut panel, &format!("╭ {pane}"));
        shows(&panel, &format!("› {pane}"));
    }
}

#[test]
fn the_wheel_scrolls_the_pane_under_it_and_not_the_one_in_focus() {
    let mut story = Story::morning();
    for nth in 0..40 {
        story.give(note(&format!("note {nth}"))).give(push("task", &nth.to_string(), None, None));
    }
    let mut panel = on(MOUSE, story);
    click(&mut panel, "╭ governance");
    let at = place(&panel, "╭ activities");
    let newest = "▸ TASK-39";
    shows(&panel, newest);
    for _ in 0..4 {
        mouse(&mut panel, MouseEventKind::ScrollDown, at);
    }
    // Four steps of three lines: four notes, and the contexts entered between them, with those left.
    let first = place(&panel, "▸ TASK-35").1;
    assert_eq!(first, at.1 + 1, "{}", panel.screen());
    shows(&panel, "› governance");
    for _ in 0..4 {
        mouse(&mut panel, MouseEventKind::ScrollUp, at);
    }
    shows(&panel, newest);
    panel.type_keys("?");
    let help = panel.screen();
    mouse(&mut panel, MouseEventKind::ScrollDown, at);
    assert_ne!(panel.screen(), help);
}

#[test]
fn in_the_palette_a_click_runs_the_action_and_the_wheel_moves_through_them() {
    let mut panel = on(MOUSE, Story::morning());
    panel.type_keys(":");
    shows(&panel, "›  pause");
    let at = place(&panel, "›  pause");
    mouse(&mut panel, MouseEventKind::ScrollDown, at);
    shows(&panel, "›  push");
    mouse(&mut panel, MouseEventKind::ScrollUp, at);
    shows(&panel, "›  pause");
    click(&mut panel, "Pause or resume");
    assert_eq!(panel.given.last().unwrap().command.verb(), Verb::Pause);
    panel.type_keys(":");
    for _ in 0..28 {
        mouse(&mut panel, MouseEventKind::ScrollDown, at);
    }
    click(&mut panel, "help ");
    shows(&panel, "› keys");
}

#[test]
fn in_the_history_a_click_selects_a_row_and_a_second_one_opens_it() {
    let mut story = Story::morning();
    story.give(Command::End { notes: None });
    let mut panel = on(MOUSE, story);
    panel.type_keys("y");
    let selects = |panel: &Panel, key: &str| {
        let screen = panel.screen();
        let is_it = |line: &str| line.starts_with("│ › ") && line.contains(key);
        assert!(screen.lines().any(is_it), "{key} is not selected on\n{screen}");
    };
    click(&mut panel, "#001");
    selects(&panel, "#001");
    // The line of a day takes no click.
    click(&mut panel, "· today");
    selects(&panel, "#001");
    let at = place(&panel, "#001");
    mouse(&mut panel, MouseEventKind::ScrollUp, at);
    selects(&panel, "#002");
    mouse(&mut panel, MouseEventKind::ScrollDown, at);
    click(&mut panel, "#001");
    shows(&panel, "session · SESSION-001");
    // The panel's own panes below are out of reach.
    click(&mut panel, "audit trail");
    panel.type_keys("⎋⎋");
    shows(&panel, "› activities");
}

#[test]
fn a_click_behind_a_prompt_or_beside_the_panel_does_nothing() {
    let mut panel = on(MOUSE, Story::morning());
    let at = place(&panel, "╭ context");
    panel.type_keys("n");
    let before = panel.screen();
    let down = MouseEventKind::Down(MouseButton::Left);
    for at in [at, (0, u16::MAX), (u16::MAX, 23), (79, 0)] {
        panel.story.wait(0, -1);
        mouse(&mut panel, down, at);
        assert_eq!(panel.screen(), before, "{at:?}");
    }
    let mut small = Panel::set(MOUSE, Story::morning(), 38, 3);
    mouse(&mut small, down, (0, 0));
    assert_eq!(small.asked, []);
}

#[test]
fn a_mouse_that_nobody_asked_for_does_nothing() {
    let mut panel = on("", Story::morning());
    click(&mut panel, "p pause");
    let activities = |panel: &Panel| panel.screen().lines().skip(13).collect::<String>();
    let before = activities(&panel);
    let at = place(&panel, "activities");
    mouse(&mut panel, MouseEventKind::ScrollDown, at);
    assert_eq!((panel.given.len(), activities(&panel)), (0, before));
}
