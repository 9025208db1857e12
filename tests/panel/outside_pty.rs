//! The panel outside its own screen, in a real terminal: inline in a shell's screen, line by line,
//! title, mouse and clipboard; and none of it if no setting or option asks for it.

#![cfg(unix)]

use std::path::Path;

use rustix::process::Signal;

use crate::common::pty::{ONWATCH, Terminal, home, settings, shell};

const OTHER_SCREEN: &str = "\u{1b}[?1049h";
/// Saves the title, and restores it.
const KEEP_TITLE: &str = "\u{1b}[22;2t";
const TITLE_BACK: &str = "\u{1b}[23;2t";
const MOUSE_ON: &str = "\u{1b}[?1000h\u{1b}[?1006h";
const MOUSE_OFF: &str = "\u{1b}[?1006l\u{1b}[?1000l";

/// Runs the panel in three lines between what a shell prints before and after it.
fn beside_a_shell(home: &Path, before: &str) -> Terminal {
    let script = format!(r#"printf '{before}'; "$0" --inline 3; echo PROMPT"#);
    Terminal::run(&["sh", "-c", &script, ONWATCH], home)
}

/// Returns the rows that are not blank, each with its number from 0.
fn rows(panel: &Terminal) -> Vec<(usize, String)> {
    let screen = panel.screen();
    let rows = screen.lines().map(str::trim_end).map(str::to_owned).enumerate();
    rows.filter(|(_, row)| !row.is_empty()).collect()
}

#[track_caller]
fn row_of(panel: &Terminal, text: &str) -> usize {
    let rows = rows(panel);
    let found = rows.iter().find(|(_, row)| row.contains(text));
    found.unwrap_or_else(|| panic!("no {text:?} in {rows:?}")).0
}

#[test]
fn inline_draws_at_the_cursor_and_leaves_its_place_clean() {
    let home = home();
    shell(home.path(), &["start"]);
    let mut panel = beside_a_shell(home.path(), r"one\ntwo\n");
    panel.answer_cursor().wait("SESSION-001 B");
    assert_eq!(row_of(&panel, "SESSION-001 B"), 2);
    panel.send("p").wait("√ Paused SESSION-001").wait("paused SESSION-001");
    assert_eq!(row_of(&panel, "√ Paused"), 4);
    panel.send("q").wait("PROMPT").wait_given_back();
    let all: Vec<String> = rows(&panel).into_iter().map(|(_, row)| row).collect();
    assert_eq!(all[..2], ["one", "two"]);
    assert!(all[2].starts_with("SESSION-001 is still paused"), "{all:?}");
    assert_eq!((all.len(), all[3].as_str()), (4, "PROMPT"), "{all:?}");
    assert!(panel.is_cooked());
    assert!(!panel.said(OTHER_SCREEN));
}

#[test]
fn inline_scrolls_the_screen_up_where_the_cursor_is_at_its_end() {
    let home = home();
    let mut panel =
        beside_a_shell(home.path(), r"top\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nlast\n");
    panel.answer_cursor().wait("no session");
    assert_eq!((row_of(&panel, "last"), row_of(&panel, "no session")), (20, 21));
    panel.send("q").wait("PROMPT");
    assert_eq!(row_of(&panel, "last"), 20);
}

#[test]
fn inline_begins_below_a_line_that_somebody_began() {
    let home = home();
    let mut panel = beside_a_shell(home.path(), "begun");
    panel.answer_cursor().wait("no session");
    assert_eq!((row_of(&panel, "begun"), row_of(&panel, "no session")), (0, 1));
    panel.send("q").wait("PROMPT");
}

#[test]
fn without_an_answer_inline_takes_the_bottom_and_a_late_one_is_no_key() {
    let home = home();
    let mut panel = beside_a_shell(home.path(), r"one\n\n\ntwo\n");
    panel.wait("no session");
    assert_eq!((row_of(&panel, "two"), row_of(&panel, "no session")), (3, 21));
    panel.send("s").wait("notes 1/5›").send("\u{1b}[5;1R").send("deploy").wait("› deploy");
    panel.send("\r").wait("SESSION-001").send("q").wait("PROMPT");
    assert!(!panel.said(OTHER_SCREEN));
}

#[test]
fn a_resize_draws_the_lines_again_without_asking() {
    let home = home();
    shell(home.path(), &["start", "-n", "deploy"]);
    let mut panel = beside_a_shell(home.path(), r"one\n\n\n\n\n\n\n\n\n\n\n\ntwo\n");
    panel.answer_cursor().wait("SESSION-001 B");
    assert_eq!(row_of(&panel, "SESSION-001 B"), 13);
    // Types only after the new size is drawn, which starts in the first of the bottom rows.
    panel.resize(60, 10).wait_said("\u{1b}[8;1H").send("nn").wait("note 1/2› n");
    assert_eq!(row_of(&panel, "SESSION-001 B"), 7);
    panel.send("\u{1b}").wait_gone("note 1/2›").resize(100, 30).wait_said("\u{1b}[28;1H");
    panel.send("p").wait("paused SESSION-001").resize(40, 2).wait_said("\u{1b}[1;1H");
    panel.send("p").wait_gone("paused").resize(80, 24).wait_said("\u{1b}[22;1H");
    let asked = panel.said("\u{1b}[6n");
    panel.send("q").wait("PROMPT");
    let all = String::from_utf8(panel.wait_all()).unwrap();
    assert_eq!((asked, all.matches("\u{1b}[6n").count()), (true, 1));
}

#[test]
fn more_lines_get_the_form_that_fits_and_a_low_terminal_all_it_has() {
    let home = home();
    let mut panel = Terminal::run(&[ONWATCH, "--inline", "12"], home.path());
    panel.answer_cursor().wait("governance").wait("q quit");
    let mut low = Terminal::sized(&[ONWATCH, "--inline", "12"], home.path(), 60, 2);
    low.answer_cursor().wait("no session").send("q").wait("No session is live.");
}

#[test]
fn inline_stands_aside_for_the_shell_and_comes_back_below_what_it_said() {
    let home = home();
    let script = r#"set -m; "$0" --inline 3; echo STOPPED; read line; fg; echo DONE"#;
    let mut panel = Terminal::run(&["sh", "-c", script, ONWATCH], home.path());
    panel.answer_cursor().wait("no session").send("\u{1a}").wait("STOPPED").wait_given_back();
    panel.wait_gone("no session");
    assert!(panel.is_cooked());
    panel.send("\r").wait("no session");
    assert_eq!(row_of(&panel, "no session"), 21);
    assert!(panel.screen().contains("STOPPED"), "{}", panel.screen());
    panel.send("s\r").wait("SESSION-001").send("q").wait("DONE");
    assert!(panel.is_cooked());
}

#[test]
fn a_signal_gives_the_lines_back() {
    for signal in [Signal::TERM, Signal::HUP] {
        let home = home();
        let mut panel = Terminal::run(&[ONWATCH, "--inline", "3"], home.path());
        panel.answer_cursor().wait("no session").signal(signal).wait("No session is live.");
        assert_eq!(panel.exit_code(), 0);
        panel.wait_given_back();
        assert!(panel.is_cooked());
        assert_eq!(rows(&panel).len(), 1, "{}", panel.screen());
    }
}

#[test]
fn plain_tells_what_happens_here_and_elsewhere_and_obeys_what_is_typed() {
    let home = home();
    let mut one = Terminal::sized(&[ONWATCH, "--plain"], home.path(), 100, 40);
    one.wait("No session yet.").wait("quit leaves.").send("start -n \"Fix it\"\r");
    one.wait("Started SESSION-001");
    let mut two = Terminal::sized(&[ONWATCH, "--plain"], home.path(), 100, 40);
    two.wait("SESSION-001").wait("quit leaves.").send("note it's half done\r");
    two.wait("Noted in SESSION-001");
    one.wait("ana (cli) wrote a note in SESSION-001: it's half done");
    shell(home.path(), &["cone", "set", "D", "-r", "queue grows"]);
    one.wait("set the band: B → D Survival");
    one.send("paws\r")
        .wait("next: some similar")
        .send("log -f\r")
        .wait("new activities are reported here anyway");
    one.send("pause -r lunch\r").wait("Paused SESSION-001");
    two.wait("paused SESSION-001: lunch").send("quit\r").wait("‖ SESSION-001");
    assert_eq!(two.exit_code(), 0);
    one.send("\u{4}");
    assert_eq!(one.exit_code(), 0);
    let said = String::from_utf8(one.wait_all()).unwrap();
    assert!(!said.contains('\u{1b}'), "{said:?}");
    assert!(!said.contains("paused SESSION-001: lunch"), "told twice: {said}");
}

#[test]
fn plain_shows_no_control_byte_of_a_note() {
    let home = home();
    let mut panel = Terminal::run(&[ONWATCH, "--plain"], home.path());
    panel.wait("quit leaves.");
    shell(home.path(), &["start", "-n", "a\u{1b}[2J\u{7}b\u{202e}"]);
    panel.wait("a‹U+001B›[2J‹U+0007›b‹U+202E›").send("q\r");
    assert_eq!(panel.exit_code(), 0);
    assert!(!panel.said("\u{1b}"));
}

#[test]
fn a_follower_ends_when_it_is_told_to() {
    let told = [(Signal::INT, "Interrupt"), (Signal::TERM, "Terminated"), (Signal::HUP, "Hangup")];
    for (signal, name) in told {
        let home = home();
        shell(home.path(), &["start"]);
        let mut follower = Terminal::run(&[ONWATCH, "log", "--follow"], home.path());
        follower.wait("SESSION-001  started").signal(signal);
        assert!(follower.ended_by().unwrap().starts_with(name));
    }
}

#[test]
fn the_title_is_set_on_change_and_the_terminals_own_comes_back() {
    let home = home();
    settings(home.path(), "[panel]\ntitle = true\n");
    let mut panel = Terminal::panel(home.path());
    panel.wait_said(KEEP_TITLE).wait_said("\u{1b}]2;no session - onwatch\u{1b}\\");
    panel.send("s\r").wait_said("\u{1b}]2;● 0:00 active SESSION-001 - onwatch\u{1b}\\");
    panel.send("p").wait_said("\u{1b}]2;‖ 0:00 paused SESSION-001 - onwatch\u{1b}\\");
    panel.send("q").wait("SESSION-001 is still paused").wait_given_back();
    assert_eq!(panel.exit_code(), 0);
    let all = String::from_utf8(panel.wait_all()).unwrap();
    assert_eq!(all.matches("\u{1b}]2;").count(), 3, "{all:?}");
    assert_eq!((all.matches(KEEP_TITLE).count(), all.matches(TITLE_BACK).count()), (1, 1));
    assert!(all.rfind(TITLE_BACK) > all.rfind("\u{1b}]2;"));
}

#[test]
fn a_click_on_the_footer_presses_a_key_and_the_mouse_is_given_back() {
    let home = home();
    settings(home.path(), "[panel]\nmouse = true\n");
    let mut panel = Terminal::panel(home.path());
    panel.wait_said(MOUSE_ON).wait("s start");
    // The footer is the last row; its first key is in the second column.
    panel.send("\u{1b}[<0;2;24M\u{1b}[<0;2;24m").wait("start a session").send("\r");
    panel.wait("● ACTIVE").send("q").wait_given_back();
    assert_eq!(panel.exit_code(), 0);
    let all = String::from_utf8(panel.wait_all()).unwrap();
    assert_eq!((all.matches(MOUSE_ON).count(), all.matches(MOUSE_OFF).count()), (1, 1));
}

#[test]
fn a_click_reaches_the_lines_of_an_inline_panel() {
    let home = home();
    settings(home.path(), "[panel]\nmouse = true\n");
    let mut panel =
        Terminal::run(&["sh", "-c", r#"printf 'one\n'; "$0" --inline 12"#, ONWATCH], home.path());
    panel.answer_cursor().wait("s start  ").wait("q quit");
    let row = row_of(&panel, "q quit") + 1;
    assert_eq!(row, 13);
    panel.send(&format!("\u{1b}[<0;2;{row}M")).wait("start a session");
}

#[test]
fn settings_that_change_take_title_and_mouse_and_give_them_back() {
    let home = home();
    settings(home.path(), "");
    let mut panel = Terminal::panel(home.path());
    panel.wait("s start");
    settings(home.path(), "[panel]\ntitle = true\nmouse = true\n");
    panel.wait_said(KEEP_TITLE).wait_said(MOUSE_ON);
    settings(home.path(), "");
    panel.wait_said(TITLE_BACK).wait_said(MOUSE_OFF);
}

#[test]
fn after_a_stop_title_and_mouse_are_asked_for_again() {
    let home = home();
    settings(home.path(), "[panel]\ntitle = true\nmouse = true\n");
    let script = r#"set -m; "$0"; echo STOPPED; read line; fg; echo DONE"#;
    let mut panel = Terminal::run(&["sh", "-c", script, ONWATCH], home.path());
    panel.wait("No session yet").send("\u{1a}").wait("STOPPED").wait_given_back();
    assert!(panel.said(TITLE_BACK) && panel.said(MOUSE_OFF));
    panel.send("\r").wait("No session yet").send("q").wait("DONE");
    let all = String::from_utf8(panel.wait_all()).unwrap();
    for (one, other) in [(KEEP_TITLE, TITLE_BACK), (MOUSE_ON, MOUSE_OFF)] {
        assert_eq!(all.matches(one).count(), all.matches(other).count(), "{all:?}");
        assert!(all.matches(one).count() >= 2 && all.rfind(other) > all.rfind(one), "{all:?}");
    }
}

#[test]
fn key_and_summary_reach_the_clipboard_as_base64() {
    let home = home();
    shell(home.path(), &["start", "-n", "deploy"]);
    let mut panel = Terminal::panel(home.path());
    panel.wait("● ACTIVE").send("Y").wait_said("\u{1b}]52;c;U0VTU0lPTi0wMDE=\u{1b}\\");
    // The beginning of "# SESSION-001".
    panel.send("M").wait_said("\u{1b}]52;c;IyBTRVNTSU9OLTAwM").wait("Copied the summary");
}

#[test]
fn a_worse_band_rings_and_shows_without_a_byte_of_the_reason_acting() {
    let home = home();
    settings(home.path(), "[notify]\nbell = true\ndesktop = true\n");
    shell(home.path(), &["cone", "set", "A"]);
    let mut panel = Terminal::panel(home.path());
    panel.wait("No session yet");
    shell(home.path(), &["cone", "set", "C", "-r", "queue\u{7}\u{1b}]2;grows"]);
    let text = "band A → C (queue‹U+0007›‹U+001B›]2;grows)";
    panel.wait_said(&format!("\u{1b}]9;onwatch: {text}\u{1b}\\\u{7}"));
}

#[test]
fn nothing_of_it_is_asked_of_the_terminal_unless_somebody_wants_it() {
    let home = home();
    shell(home.path(), &["cone", "set", "A"]);
    let mut panel = Terminal::panel(home.path());
    panel.wait("No session yet").send("s\r").wait("● ACTIVE");
    shell(home.path(), &["cone", "set", "D"]);
    panel.wait("Survival").send("q");
    assert_eq!(panel.exit_code(), 0);
    let all = String::from_utf8(panel.wait_all()).unwrap();
    // The theme `auto` asks for the background, once.
    let all = all.replacen("\u{1b}]11;?", "", 1);
    for sequence in ["\u{1b}]", "\u{7}", MOUSE_ON, KEEP_TITLE, "\u{1b}[6n"] {
        assert!(!all.contains(sequence), "{sequence:?} in {all:?}");
    }
}

#[test]
fn modes_of_the_mouse_that_a_crashed_program_left_on_are_switched_off() {
    let home = home();
    let script = r#"printf '\033[?1003;1006h'; exec "$0""#;
    let mut panel = Terminal::run(&["sh", "-c", script, ONWATCH], home.path());
    panel.wait_said("\u{1b}[?9;1000;1001;1002;1003;1005;1006;1015;1016l").wait("No session yet");
}
