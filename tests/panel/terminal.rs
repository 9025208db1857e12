//! The terminal of the panel: whatever ends the panel, every mode is as before, and no text of the
//! store reaches the terminal as a control sequence.

#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::TimeDelta;
use onwatch::clock::{Clock, SystemClock};
use onwatch::core::{Band, By, Command, Entering, Interface, Light, Moment, NewFrame, Request};
use onwatch::desk::Desk;
use onwatch::paths::Paths;
use rustix::process::Signal;

use crate::common::hostile::{Hostile, acts, corpus};
use crate::common::pty::{ONWATCH, Terminal, cells, home, settings, shell};

/// Enters the alternate screen.
const TAKES: &str = "\u{1b}[?1049h";
/// Shows the cursor, ends bracketed paste, and leaves the alternate screen, in this order.
const GIVES_BACK: &str = "\u{1b}[?25h\u{1b}[?2004l\u{1b}[?1049l";

/// All modes of the mouse.
const NO_MOUSE: &str = "[?9;1000;1001;1002;1003;1005;1006;1015;1016";

/// Checks that the terminal is as it was before the program started.
#[track_caller]
fn assert_given_back(panel: &mut Terminal, what: &str) {
    panel.wait_given_back();
    assert!(panel.is_cooked(), "{what}: other modes");
    let all = String::from_utf8(panel.wait_all()).unwrap();
    // It may be taken twice; the last sequence counts.
    let (taken, given_back) = (all.rfind(TAKES), all.rfind(GIVES_BACK));
    assert!(taken.is_none() && given_back.is_none() || taken < given_back, "{what}: {all:?}");
}

#[test]
fn a_signal_gives_the_terminal_back_also_from_a_prompt_and_from_help() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        for (keys, shows) in [("shalf a note", "› half a note"), ("?", "› keys")] {
            let home = home();
            let mut panel = Terminal::panel(home.path());
            panel.wait("No session yet").send(keys).wait(shows).signal(signal);
            panel.wait("No session is live.");
            assert_eq!(panel.exit_code(), 0, "{signal:?}");
            assert_given_back(&mut panel, &format!("{signal:?} {shows}"));
        }
    }
}

#[test]
fn signals_in_a_row_give_the_terminal_back_once() {
    let home = home();
    let mut panel = Terminal::panel(home.path());
    panel.wait("No session yet");
    for signal in [Signal::HUP, Signal::CONT, Signal::TERM, Signal::TERM, Signal::INT] {
        panel.signal(signal);
    }
    assert_eq!(panel.exit_code(), 0);
    assert_given_back(&mut panel, "five signals");
}

#[test]
fn broken_settings_are_told_and_the_terminal_is_not_even_taken() {
    let home = home();
    settings(home.path(), "operator = [");
    let mut panel = Terminal::panel(home.path());
    assert_eq!(panel.exit_code(), 1);
    panel.wait("The settings were not read").wait("next: ");
    assert_given_back(&mut panel, "settings");
    assert!(!panel.said("\u{1b}[?"), "no mode is set");
}

#[test]
fn a_store_that_cannot_be_read_is_shown_and_left_like_any_other() {
    let home = home();
    std::fs::create_dir_all(home.path().join("config/state.json")).unwrap();
    let mut panel = Terminal::panel(home.path());
    panel.wait("▲ since").wait("a directory").send("q");
    assert_eq!(panel.exit_code(), 0);
    panel.wait("The store needs attention");
    assert_given_back(&mut panel, "store");
}

#[test]
fn a_terminal_that_does_not_know_its_size_is_drawn_at_the_usual_one() {
    let home = home();
    let mut panel = Terminal::sized(&[ONWATCH], home.path(), 0, 0);
    panel.wait("No session yet").wait("governance").send("q");
    assert_eq!(panel.exit_code(), 0);
    assert_given_back(&mut panel, "0×0");
}

#[test]
fn a_terminal_that_cannot_be_typed_into_is_told_and_given_back() {
    let home = home();
    // Only output is a terminal: then there is no panel, and the terminal is not taken.
    let script = r#""$0" </dev/null"#;
    let mut panel = Terminal::run(&["sh", "-c", script, ONWATCH], home.path());
    assert_eq!(panel.exit_code(), 3);
    panel.wait("the panel needs a terminal");
    assert_given_back(&mut panel, "no input");
    assert!(!panel.said("\u{1b}[?"), "no mode is set");
}

#[test]
fn running_out_of_file_handles_before_the_first_frame_gives_the_terminal_back() {
    let mut taken_and_failed = 0;
    for handles in 4..16 {
        let home = home();
        let script = format!(r#"ulimit -n {handles}; exec "$0""#);
        let mut panel = Terminal::run(&["sh", "-c", &script, ONWATCH], home.path());
        if panel.wait_or_end("q quit") {
            panel.send("q");
            // The key reader may fail because a look at the store uses the last handle.
            if panel.exit_code() != 0 {
                panel
                    .wait("onwatch: The panel stopped after an internal error")
                    .wait("why: ")
                    .wait("next: ");
            }
        } else {
            assert_ne!(panel.exit_code(), 0, "{handles} handles");
            if panel.said(TAKES) {
                taken_and_failed += 1;
                panel.wait("onwatch: The panel").wait("why: ").wait("next: ");
            }
        }
        assert_given_back(&mut panel, &format!("{handles} handles"));
    }
    assert!(taken_and_failed > 0, "nothing failed between taking the terminal and the first frame");
}

#[test]
fn a_panel_sent_to_the_background_waits_there_and_fg_draws_all() {
    let home = home();
    let script =
        r#"set -m; "$0"; echo STOPPED; read line; bg; echo BEHIND; read line; fg; echo DONE"#;
    let mut panel = Terminal::run(&["sh", "-c", script, ONWATCH], home.path());
    panel.wait("No session yet").send("snotes").wait("› notes").send("\u{1a}");
    panel.wait("STOPPED").wait_given_back();
    assert!(panel.is_cooked());
    panel.send("\r").wait("BEHIND").wait_given_back();
    // No Enter: until the panel has handled both continuations, the terminal may be in cooked mode,
    // which turns Enter into another key.
    panel.send("\r").wait("› notes").send("!").wait("› notes!");
    panel.send("\u{1b}").wait_gone("› notes").send("q").wait("DONE");
    assert_eq!(panel.exit_code(), 0);
    assert_given_back(&mut panel, "bg and fg");
}

/// Ends a job in each way a shell has; `%1` is the panel.
#[test]
fn a_panel_in_the_background_ends_when_it_is_told_to() {
    for told in ["kill %1", "kill -HUP %1", "kill -INT %1"] {
        let home = home();
        let script = format!(
            r#"set -m; "$0"; echo STOPPED; read line; bg; echo BEHIND; read line; {told}; wait; echo DONE"#
        );
        let mut panel = Terminal::run(&["sh", "-c", &script, ONWATCH], home.path());
        panel.wait("No session yet").send("\u{1a}").wait("STOPPED").wait_given_back();
        panel.send("\r").wait("BEHIND").send("\r").wait("No session is live.").wait("DONE");
        assert_eq!(panel.exit_code(), 0, "{told}");
        assert_given_back(&mut panel, told);
    }
}

#[test]
fn a_panel_in_the_background_comes_back_also_to_a_shell_that_sends_no_signal() {
    let home = home();
    // bash sends a signal only to a job that is stopped.
    let script =
        r#"set -m; "$0"; echo STOPPED; read line; bg; echo BEHIND; read line; fg; echo DONE"#;
    let mut panel = Terminal::run(&["bash", "-c", script, ONWATCH], home.path());
    panel.wait("No session yet").send("\u{1a}").wait("STOPPED").wait_given_back();
    // What is typed there is the shell's.
    panel.send("\r").wait("BEHIND").send("s\r").wait("No session yet").send("q").wait("DONE");
    assert_eq!(panel.exit_code(), 0);
    assert_given_back(&mut panel, "bash");
}

#[test]
fn a_terminal_that_takes_no_output_keeps_nobody_in_the_panel() {
    for signal in [None, Some(Signal::TERM), Some(Signal::HUP)] {
        let home = home();
        let mut panel = Terminal::panel(home.path());
        panel.wait("No session yet").hold_output();
        // The help is larger than what the terminal takes, which is nothing.
        panel.send("?");
        match signal {
            None => panel.send("qq"),
            Some(signal) => panel.signal(signal),
        };
        assert_eq!(panel.exit_code(), 0, "{signal:?}");
        assert!(panel.is_cooked(), "{signal:?}");
    }
}

#[test]
fn a_terminal_that_says_nothing_of_its_colours_gets_none_of_24_bits() {
    let home = home();
    settings(home.path(), "[panel]\ntheme = 'dark'\n");
    for (term, colour) in [("TERM=xterm-256color", "48;5;234m"), ("TERM=linux", "48;5;0m")] {
        let command = ["env", "-u", "COLORTERM", term, ONWATCH];
        let mut panel = Terminal::run(&command, home.path());
        panel.wait("No session yet").wait_said(colour).send("q");
        assert_eq!(panel.exit_code(), 0);
        assert!(!panel.said("8;2;"), "{term}");
    }
}

#[test]
fn a_terminal_without_another_screen_shows_the_last_line_below_the_panel() {
    let home = home();
    let mut panel = Terminal::panel(home.path());
    panel.wait("No session yet").send("q");
    let all = String::from_utf8(panel.wait_all()).unwrap();
    let all = all.replace("\u{1b}[?1049h", "").replace("\u{1b}[?1049l", "");
    let mut screen = vt100::Parser::new(cells(24), cells(80), 0);
    screen.process(all.as_bytes());
    let rows = screen.screen().contents();
    let rows: Vec<&str> = rows.trim_end().lines().collect();
    assert!(rows[rows.len() - 2].contains("q quit"), "{rows:#?}");
    assert!(rows[rows.len() - 1].starts_with("No session is live."), "{rows:#?}");
}

#[test]
fn a_terminal_that_takes_output_again_shows_the_panel_as_it_is() {
    let home = home();
    let mut panel = Terminal::panel(home.path());
    panel.wait("No session yet").hold_output().send("s").send("late\r");
    panel.let_output_go().wait("● ACTIVE").wait("late").send("q");
    panel.wait("SESSION-001 is still active");
    assert_eq!(panel.exit_code(), 0);
    assert_given_back(&mut panel, "held output");
}

/// A clock that panics in one thread, or as the panel opens.
///
/// Threads that read no clock cannot be made to panic from outside. The same guard serves every
/// thread, so that a new thread of the same name stands in for them.
struct BreakingClock {
    clock: SystemClock,
    breaks: String,
    readings: AtomicU32,
}

impl Clock for BreakingClock {
    fn now(&self) -> Moment {
        let thread = std::thread::current();
        let worker = thread.name() == Some("worker");
        let (here, good) = match self.breaks.as_str() {
            "start" => (true, 0),
            "worker" => (worker, 1),
            _ => (!worker, 20),
        };
        let readings = self.readings.fetch_add(u32::from(here), Ordering::Relaxed);
        if here && readings == good {
            match self.breaks.as_str() {
                "start" | "worker" | "loop" => panic!("the clock broke"),
                name => {
                    let thread = std::thread::Builder::new().name(name.to_owned());
                    thread.spawn(|| panic!("the clock broke")).unwrap();
                }
            }
        }
        self.clock.now()
    }
}

/// Not a test of its own: the panel on a clock that panics; the next tests run it in a terminal.
#[test]
#[ignore = "run by broken_threads_give_the_terminal_back"]
fn panel_on_a_breaking_clock() {
    let home = PathBuf::from(std::env::var_os("ONWATCH_HOME").unwrap());
    let breaks = std::env::var("BREAKS").unwrap();
    let clock = SystemClock::default();
    let clock = BreakingClock { clock, breaks, readings: AtomicU32::new(0) };
    open_panel(&home, Arc::new(clock));
}

fn open_panel(home: &Path, clock: Arc<dyn Clock>) {
    let desk = Desk::new(Paths::under(home), clock);
    let by = By::new("ana", Interface::Tui, "desk");
    let settings = onwatch::config::PanelSetup::defaults().unwrap();
    match onwatch::tui::run(Arc::new(desk), by, settings, onwatch::tui::Viewport::Whole) {
        Ok(farewell) => println!("left: {farewell}"),
        Err(error) => println!("broke: {:?}", error.words()),
    }
}

/// A clock that is an hour ahead once a file is there.
struct LaterClock {
    clock: SystemClock,
    later: PathBuf,
}

impl Clock for LaterClock {
    fn now(&self) -> Moment {
        let now = self.clock.now();
        let ahead = TimeDelta::hours(i64::from(self.later.exists()));
        Moment { utc: now.utc + ahead, ..now }
    }
}

/// Not a test of its own: the panel on a clock that is set ahead; the next test runs it.
#[test]
#[ignore = "run by a_home_that_was_renamed_and_made_again_is_found_at_the_minutes_turn"]
fn panel_on_a_later_clock() {
    let home = PathBuf::from(std::env::var_os("ONWATCH_HOME").unwrap());
    let clock =
        LaterClock { clock: SystemClock::default(), later: home.parent().unwrap().join("later") };
    open_panel(&home, Arc::new(clock));
}

/// Copies a home while a panel reads it. The files that `SQLite` keeps beside the index come and go.
fn copy_what_stays(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (name, path) = entry.map(|entry| (entry.file_name(), entry.path())).unwrap();
        if path.is_dir() {
            copy_what_stays(&path, &to.join(name));
        } else if !name.to_str().unwrap().starts_with("index.db") {
            std::fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

#[test]
fn a_home_that_was_renamed_and_made_again_is_found_at_the_minutes_turn() {
    let outer = home();
    let (here, away) = (outer.path().join("here"), outer.path().join("away"));
    shell(&here, &["start"]);
    let this = std::env::current_exe().unwrap();
    let this = this.to_str().unwrap();
    let alone = ["--exact", "terminal::panel_on_a_later_clock", "--ignored", "--nocapture"];
    let mut panel = Terminal::run(&[&[this][..], &alone].concat(), &here);
    panel.wait("● ACTIVE");
    std::fs::rename(&here, &away).unwrap();
    copy_what_stays(&away, &here);
    shell(&here, &["pause"]);
    // Any key comes after the turn of the minute.
    std::fs::write(outer.path().join("later"), "").unwrap();
    panel.send("\t").wait("‖ PAUSED");
    shell(&here, &["resume"]);
    panel.wait("● ACTIVE");
}

fn panel_that_breaks(thread: &str, home: &Path) -> Terminal {
    let this = std::env::current_exe().unwrap();
    let set = format!("BREAKS={thread}");
    let this = this.to_str().unwrap();
    Terminal::run(
        &[
            "env",
            &set,
            this,
            "--exact",
            "terminal::panel_on_a_breaking_clock",
            "--ignored",
            "--nocapture",
        ],
        home,
    )
}

#[test]
fn broken_threads_give_the_terminal_back() {
    for thread in ["worker", "loop", "input", "signals", "watcher"] {
        let home = home();
        let mut panel = panel_that_breaks(thread, home.path());
        panel.wait("No session yet").send("s\rppppppppppppppppppppp");
        panel.wait("broke: ").wait("the clock broke");
        assert_given_back(&mut panel, thread);
        assert!(panel.said(TAKES), "{thread}");
    }
}

#[test]
fn what_breaks_before_the_first_frame_is_told_on_a_terminal_that_was_not_taken() {
    let home = home();
    let mut panel = panel_that_breaks("start", home.path());
    panel.wait("the clock broke");
    assert_given_back(&mut panel, "start");
    assert!(!panel.said(TAKES));
}

/// Checks that the output is text and the few sequences that the panel writes.
#[track_caller]
fn assert_only_ours(bytes: &[u8], what: &str) {
    let text = String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| panic!("{what}: no UTF-8"));
    // The theme `auto` asks for the background, once.
    let text = text.replacen("\u{1b}]11;?\u{1b}\\\u{1b}[c", "", 1);
    let mut rest = text.as_str();
    while let Some((plain, sequence)) = rest.split_once('\u{1b}') {
        assert_plain(plain, what);
        let end = sequence.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(sequence.len() - 1);
        let (one, after) = sequence.split_at(end + 1);
        let digits = |from: &str| from.chars().all(|c| c.is_ascii_digit() || c == ';');
        let known = ["[?25", "[?1049", "[?2004", "[?2026", NO_MOUSE];
        let ours = match one.split_at(end) {
            (mode, "h" | "l") => known.contains(&mode),
            (at, "H" | "m" | "J") => at.starts_with('[') && digits(&at[1..]),
            _ => false,
        };
        assert!(ours, "{what}: ESC {one:?}");
        rest = after;
    }
    assert_plain(rest, what);
}

#[track_caller]
fn assert_plain(text: &str, what: &str) {
    // The line after the panel ends with a carriage return and a line feed.
    let text = text.replace("\r\n", "");
    assert!(!text.contains(acts), "{what}: {text:?}");
}

/// Fills every field of a store with these texts.
fn fill(home: &Path, texts: &[Hostile]) {
    let desk = Desk::new(Paths::under(home), Arc::new(SystemClock::default()));
    let all = |characters: usize| {
        let each = characters / texts.len() - 1;
        texts.iter().map(|text| text.cut(each)).collect::<Vec<_>>().join(" ")
    };
    let kind = || texts[0].kind().parse().unwrap();
    // An id with signs that act is refused.
    let (id, title) = ("T-1".to_owned(), Some(all(200)));
    let mut commands = vec![
        Command::SetBand { band: Band::D, reason: all(200) },
        Command::start(Some(all(300))),
        Command::Push(NewFrame {
            kind: kind(),
            id,
            title,
            estimate_seconds: None,
            entering: Entering::Usual,
        }),
        Command::SetHealth { status: Light::Yellow, reasons: vec![all(200)] },
    ];
    commands.extend(texts.iter().map(|text| Command::Note { text: text.cut(100), task: None }));
    commands.push(Command::Pause { reason: Some(all(200)) });
    for command in commands {
        let by = By::new(all(64), Interface::Cli, all(64));
        desk.obey(&Request::new(command, by)).unwrap();
    }
}

#[test]
fn a_real_terminal_gets_no_sequence_but_the_panels_own() {
    for texts in corpus().chunks(8) {
        let home = home();
        let name = &texts[0].name;
        fill(home.path(), texts);
        let mut panel = Terminal::sized(&[ONWATCH], home.path(), 120, 40);
        panel.wait("‖ PAUSED").send("e").wait("how did it go").send("\u{1b}");
        panel.wait_gone("how did it go").resize(60, 20).wait("‖ PAUSED").send("q");
        panel.wait("SESSION-001 is still paused");
        assert_eq!(panel.exit_code(), 0, "{name}");
        assert_only_ours(&panel.wait_all(), name);
    }
}

#[test]
fn the_last_line_names_a_hostile_path_without_its_bytes() {
    let outer = home();
    let home = outer.path().join("a\u{1b}[2J\u{9b}31m\u{202e}b\u{7}\nc");
    std::fs::create_dir_all(home.join("config")).unwrap();
    std::fs::write(home.join("config/state.json"), "no state").unwrap();
    let mut panel = Terminal::panel(&home);
    panel.wait("▲ since").send("q");
    panel.wait("‹U+001B›[2J‹U+009B›31m");
    assert_eq!(panel.exit_code(), 0);
    let all = panel.wait_all();
    let last = String::from_utf8_lossy(&all).rsplit(GIVES_BACK).next().unwrap().to_owned();
    assert!(last.contains("‹U+202E›b‹U+0007›↵c"), "{last:?}");
    assert_only_ours(&all, "the last line");
}
