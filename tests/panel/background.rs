//! Replies of a real terminal: about its background, in time, late or never; and others.

use crate::common::pty::{self, Terminal};

const QUESTION: &str = "\x1b]11;?\x1b\\\x1b[c";
/// The backgrounds of the themes `light` and `dark`, as escape sequences.
const LIGHT: &str = "48;2;250;250;247";
const DARK: &str = "48;2;21;25;31";
const WHITE: &str = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62;4c";
const BLACK: &str = "\x1b]11;rgb:0000/0000/0000\x07\x1b[?62;4c";

fn home(theme: &str) -> tempfile::TempDir {
    let home = pty::home();
    pty::settings(home.path(), &format!("[panel]\ntheme = '{theme}'\n"));
    home
}

#[test]
fn a_terminal_that_answers_in_time_gets_the_theme_that_fits() {
    for (answer, ground) in [(WHITE, LIGHT), (BLACK, DARK)] {
        let home = home("auto");
        let mut panel = Terminal::panel(home.path());
        // The answer is there before the panel asks, so that no machine is too slow.
        panel.send(answer).wait_said(QUESTION).wait("No session yet");
        assert!(panel.said(ground), "{ground}");
        panel.send("sq").wait("› q").send("\x1b").wait_gone("› q").send("q");
        assert_eq!(panel.exit_code(), 0);
    }
}

#[test]
fn an_answer_that_comes_late_is_never_read_as_keys() {
    let home = home("auto");
    let mut panel = Terminal::panel(home.path());
    panel.wait("No session yet").send("s").wait("› start a session");
    panel.send(WHITE).send("late").wait("› late");
    assert!(!panel.screen().contains("rgb"), "{}", panel.screen());
    assert!(!panel.said(LIGHT) && !panel.said(DARK));
    panel.send("\r").wait("SESSION-001").send("q");
    assert_eq!(panel.exit_code(), 0);
}

#[test]
fn a_terminal_that_never_answers_keeps_its_own_colours_and_every_key() {
    let home = home("auto");
    let mut panel = Terminal::panel(home.path());
    panel.wait_said(QUESTION).wait("No session yet");
    assert!(!panel.said("48;2;"));
    panel.send("s").wait("› start a session").send("\x1b").wait_gone("› start a session");
    panel.send("q");
    assert_eq!(panel.exit_code(), 0);
}

#[test]
fn what_is_typed_before_the_answer_is_not_lost() {
    let home = home("auto");
    let mut panel = Terminal::panel(home.path());
    panel.send("?").send(WHITE).wait("› keys").send("qq");
    assert_eq!(panel.exit_code(), 0);
}

#[test]
fn only_auto_asks() {
    let home = home("ansi");
    let mut panel = Terminal::panel(home.path());
    panel.wait("No session yet");
    assert!(!panel.said("\x1b]11") && !panel.said("\x1b[c"));
    panel.send("q");
    assert_eq!(panel.exit_code(), 0);
}

#[test]
fn no_reply_resumes_a_paused_session_or_opens_a_dialog_in_any_theme() {
    for theme in ["auto", "ansi", "dark"] {
        let home = home(theme);
        let mut panel = Terminal::panel(home.path());
        panel.wait("No session yet").send("s\r").wait("● ACTIVE").send("p").wait("‖ PAUSED");
        panel.send("\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\").send("\x1bP1$r0m pse\x1b\\");
        panel.send("\x1b_Gi=1;OK pse\x1b\\").send("\x1b^pse\x1b\\").send("\x1b[<0;2;24M");
        // The next key is the first that acts.
        panel.send("n").wait("write a note").send("after").wait("› after");
        assert!(panel.screen().contains("‖ PAUSED"), "{}", panel.screen());
    }
}

#[test]
fn a_string_without_end_does_not_make_the_panel_deaf() {
    let home = home("ansi");
    let mut panel = Terminal::panel(home.path());
    panel.wait("No session yet").send("s\r").wait("● ACTIVE").send("\x1b]11;rgb:");
    // The clock changes once a second, and the start itself may be drawn twice: four frames later, the line was
    // quiet for long enough.
    panel.wait_frames(4).send("q").wait("SESSION-001 is still active");
    assert_eq!(panel.exit_code(), 0);
}
