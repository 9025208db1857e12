//! The panel in a real terminal, on real files.

#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use chrono::TimeDelta;
use onwatch::clock::{Clock, FixedClock, SystemClock};
use onwatch::core::{Anchor, Moment};
use onwatch::desk::Desk;
use onwatch::paths::Paths;
use rustix::process::{Pid, Signal, kill_process};

use crate::common::pty::{ONWATCH, Terminal, home, shell};
use crate::common::request::request;

#[test]
fn the_first_frame_shows_an_empty_desk_and_writes_nothing() {
    let home = home();
    let mut panel = Terminal::panel(home.path());
    panel.wait("No session yet").wait("s  start a session").send("q");
    panel.wait("No session is live.").wait_given_back();
    assert_eq!(panel.exit_code(), 0);
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn a_session_from_start_to_end_by_keys() {
    let home = home();
    let mut panel = Terminal::panel(home.path());
    panel.wait("No session yet").send("s").wait("› start a session");
    panel.send("write the report\r").wait("● ACTIVE").wait("write the report");
    panel.send("p").wait("‖ PAUSED").send("p").wait("● ACTIVE");
    panel.send("nhalf done\r").wait("√ Noted in SESSION-001");
    panel.send("e").wait("(optional: how did it go?)");
    panel.send("all done\r").wait("■ ENDED").wait("write the report — all done");
    panel.send("q").wait("No session is live.");
    assert_eq!(panel.exit_code(), 0);
    let state = std::fs::read_to_string(home.path().join("config/state.json")).unwrap();
    let state: serde_json::Value = serde_json::from_str(&state).unwrap();
    let by = &state["recent"][0]["by"];
    assert!(by["uid"].is_u64(), "{by}");
    assert!(by["tty"].as_str().unwrap().starts_with("pts/"), "{by}");
}

#[test]
fn a_forgotten_end_of_yesterday_is_put_right_in_four_keys_and_the_time() {
    let home = home();
    shell(home.path(), &["start", "--at", "yesterday 9:12", "-n", "morning watch"]);
    shell(home.path(), &["end"]);
    let mut panel = Terminal::panel(home.path());
    panel.wait("last session").send("y").wait("1 session");
    panel.send("E").wait("correct SESSION-001").wait("week  ").send("\t17:30").wait("→ 17:30");
    panel.wait("→ 8h 18m").send("\r").wait("√ Corrected the end of SESSION-001");
    panel.wait("09:12–17:30").wait("~ morning watch");
    // The page says what stood before, and an undo restores it.
    panel.send("\r").wait("corrected end ").send("u").wait("√ Undone");
    panel.send("q").wait("1 session").send("q").wait("last session").send("q").wait_given_back();
    assert_eq!(panel.exit_code(), 0);
}

#[test]
fn leaving_keeps_the_session_and_the_last_line_says_so() {
    for key in ["q", "\u{3}"] {
        let home = home();
        let mut panel = Terminal::panel(home.path());
        panel.wait("No session yet").send("s\r").wait("● ACTIVE").send(key);
        panel.wait("SESSION-001 is still active").wait_given_back();
        assert_eq!(panel.exit_code(), 0);
        assert!(panel.is_cooked());
        Terminal::panel(home.path()).wait("● ACTIVE").wait("SESSION-001");
    }
}

#[test]
fn a_past_session_is_found_and_read_and_esc_leads_back() {
    let home = home();
    for notes in ["write the report", "look at the queue", "deploy"] {
        shell(home.path(), &["start", "-n", notes]);
        shell(home.path(), &["note", "half of it is done"]);
        shell(home.path(), &["end"]);
    }
    let mut panel = Terminal::panel(home.path());
    panel.wait("last session").send("y").wait("3 sessions").wait("#003");
    panel.send("/queue").wait("1 of 3").wait("#002").send("\r\r");
    panel.wait("session · SESSION-002").wait("noted         half of it is done");
    panel.send("\u{1b}").wait("1 of 3").send("\u{1b}").wait("3 sessions");
    shell(home.path(), &["start", "-n", "meanwhile"]);
    shell(home.path(), &["end"]);
    panel.wait("4 sessions").wait("#004");
    panel.send("\u{1b}").wait("last session · SESSION-004").send("q");
    assert_eq!(panel.exit_code(), 0);
}

#[test]
fn the_week_counts_the_sessions_of_its_own_profile_only() {
    let home = home();
    shell(home.path(), &["--profile", "night", "start", "--ago", "10m"]);
    shell(home.path(), &["--profile", "night", "end"]);
    shell(home.path(), &["--profile", "night", "start"]);
    let mut panel = Terminal::panel(home.path());
    panel.wait("No session yet").send("w").wait("There is no active time in this week");
}

#[test]
fn the_header_counts_a_desk_that_waits_and_the_list_looks_into_it() {
    let home = home();
    shell(home.path(), &["start"]);
    let mut panel = Terminal::panel(home.path());
    panel.wait("● ACTIVE");
    // Neither profiles nor runs were there when the panel opened.
    shell(home.path(), &["--profile", "night", "start", "-n", "the night shift"]);
    shell(home.path(), &["--profile", "night", "pause", "-r", "who takes over?"]);
    panel.wait("1 waits").send("R").wait("▲ paused: who takes over?").wait("default (yours)");
    panel.send("\r").wait("desk night · read-only · SESSION-001");
    panel.send("p").wait("× Nothing was changed");
    // What is done there is seen at once.
    shell(home.path(), &["--profile", "night", "resume"]);
    panel.wait_gone("1 waits").wait("● ACTIVE").send("qqq").wait("SESSION-001 is still active");
    assert_eq!(panel.exit_code(), 0);
}

#[test]
fn a_run_that_starts_waits_and_ends_is_counted_meanwhile() {
    let home = home();
    let mut panel = Terminal::panel(home.path());
    panel.wait("No session yet");
    let run = run_of(home.path());
    shell(home.path(), &["--run", &run, "health", "set", "red", "-r", "the queue is full"]);
    panel.wait("1 waits").send("R").wait("■ red: the queue is full");
    shell(home.path(), &["run", "end", &run]);
    panel.wait("No desk is live").send("A").wait("completed");
    panel.wait_gone("1 waits").send("qq").wait_given_back();
}

/// Starts a run; returns its id.
fn run_of(home: &Path) -> String {
    let args = ["run", "start", "--agent", "importer"];
    let run = Command::new(ONWATCH).args(args).env("ONWATCH_HOME", home).output().unwrap();
    String::from_utf8(run.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_filter_finds_activities_that_only_the_journal_still_has() {
    let home = home();
    shell(home.path(), &["start"]);
    for nth in 0..70 {
        shell(home.path(), &["note", &format!("note {nth}")]);
    }
    let mut panel = Terminal::panel(home.path());
    panel.wait("note 69").send("/note 7\r").wait("7 found");
    panel.send("\u{1b}").wait_gone("found").send("/started\r").wait("start     SESSION-001");
}

#[test]
fn the_cursor_on_the_strip_names_a_pause_that_only_the_journal_still_has() {
    let home = home();
    for args in [&["start", "--ago", "2h"][..], &["pause", "-r", "tea", "--ago", "90m"]] {
        shell(home.path(), args);
    }
    shell(home.path(), &["resume", "--ago", "80m"]);
    for _ in 0..51 {
        shell(home.path(), &["note", "as usual"]);
    }
    let mut panel = Terminal::panel(home.path());
    panel.wait("● ACTIVE").send("\u{1b}[Z").wait("› SESSION-001");
    panel.send(&"\u{1b}[D".repeat(31)).wait("paused 10m · tea");
}

#[test]
fn a_resize_draws_the_form_of_the_new_size() {
    let home = home();
    shell(home.path(), &["start"]);
    let mut panel = Terminal::panel(home.path());
    panel.wait("governance").resize(38, 6).wait_gone("governance").wait("#001 B");
    panel.resize(120, 40).wait("governance").wait("██████");
    panel.resize(1, 1).wait_gone("governance").resize(80, 24).wait("governance");
}

#[test]
fn a_resize_keeps_a_prompt_and_its_text() {
    let home = home();
    let mut panel = Terminal::panel(home.path());
    panel.wait("No session yet").send("swrite").wait("› write");
    // crossterm reports a key that comes together with a resize only with the next key: it is woken
    // once for both and reads one.
    panel.resize(50, 20).wait_gone("╮╭ governance");
    panel.send(" this").wait("› write this").send("\r").wait("● ACTIVE");
}

#[test]
fn a_dialog_keeps_its_fields_through_resizes_and_takes_a_paste_where_one_is() {
    let home = home();
    let mut panel = Terminal::panel(home.path());
    panel.wait("No session yet").send("sdeploy").wait("› deploy").send("\t\t").wait("target    ›");
    panel.resize(38, 6).wait("target 3/5›").send("\u{1b}[200~2h\u{1b}[201~");
    panel.wait("target 3/5› 2h").resize(120, 40).wait("target    › 2h").wait("notes       deploy");
    panel.send("\u{1b}[A").wait("operator  › ana").send("\r").wait("● ACTIVE").wait("deploy");
}

/// Starts a session as somebody did it then. An explicit time would be an activity of now.
fn start_hours_ago(home: &Path, hours: i64) {
    let now = SystemClock::default().now();
    let ms = hours * 3_600_000;
    let then = |at: Anchor| Anchor { boot_ms: at.boot_ms - ms, mono_ms: at.mono_ms - ms, ..at };
    let clock = FixedClock::at(now.utc - TimeDelta::hours(hours));
    clock.set(Moment { utc: clock.now().utc, steady: now.steady.clone().map(then), ..now });
    let desk = Desk::new(Paths::under(home), Arc::new(clock));
    desk.obey(&request(onwatch::core::Command::start(None))).unwrap();
}

#[test]
fn a_forgotten_session_is_kept_by_two_keys() {
    let home = home();
    start_hours_ago(home.path(), 14);
    let mut panel = Terminal::panel(home.path());
    panel.wait("no activity for 14h").send("g").wait("does SESSION-001 continue?").send("k\r");
    panel.wait("√ SESSION-001 goes on").wait_gone("no activity for");
}

#[test]
fn each_signal_to_end_gives_the_terminal_back() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        let home = home();
        shell(home.path(), &["start"]);
        let mut panel = Terminal::panel(home.path());
        panel.wait("● ACTIVE").signal(signal);
        panel.wait_given_back().wait("SESSION-001 is still active");
        assert_eq!(panel.exit_code(), 0, "{signal:?}");
        assert!(panel.is_cooked(), "{signal:?}");
    }
}

#[test]
fn a_paste_into_a_prompt_is_text_and_anywhere_else_nothing() {
    let home = home();
    let mut panel = Terminal::panel(home.path());
    panel.wait("No session yet").send("s").wait("› start a session");
    panel.send("\u{1b}[200~one\rtwo\u{1b}[201~").wait("› one↵two").send("\r").wait("● ACTIVE");
    panel.send("\u{1b}[200~p\rq\u{1b}[201~");
    shell(home.path(), &["pause"]);
    panel.wait("‖ PAUSED");
    shell(home.path(), &["note", "after the paste"]);
    panel.wait("after the paste").wait("‖ PAUSED");
}

#[test]
fn two_panels_show_each_others_changes() {
    let home = home();
    let mut one = Terminal::panel(home.path());
    let mut two = Terminal::panel(home.path());
    one.wait("No session yet");
    two.wait("No session yet");
    one.send("s\r").wait("● ACTIVE");
    two.wait("→ ana (tui) started SESSION-001").wait("● ACTIVE").send("p").wait("‖ PAUSED");
    one.wait("→ ana (tui) paused SESSION-001").wait("‖ PAUSED");
}

#[test]
fn what_a_shell_does_is_announced_also_through_a_linked_state_file() {
    let home = home();
    shell(home.path(), &["start"]);
    let state = home.path().join("config/state.json");
    let real = home.path().join("elsewhere.json");
    std::fs::rename(&state, &real).unwrap();
    std::os::unix::fs::symlink(&real, &state).unwrap();
    let mut panel = Terminal::panel(home.path());
    panel.wait("● ACTIVE");
    shell(home.path(), &["pause", "-r", "lunch"]);
    panel.wait("→ bo (cli) paused SESSION-001").wait("lunch");
}

#[test]
fn saved_settings_are_in_force_and_broken_ones_leave_those_before_them() {
    let home = home();
    let config = home.path().join("config");
    let mut panel = Terminal::panel(home.path());
    panel.wait("s  start a session");
    // Neither the directory nor the file existed when the panel opened.
    std::fs::create_dir(&config).unwrap();
    let save = |text: &str| {
        std::fs::write(config.join("new"), text).unwrap();
        std::fs::rename(config.join("new"), config.join("config.toml")).unwrap();
    };
    save("[keys]\nstart = 'i'\n");
    panel.wait("√ The new settings are in use").wait("i  start a session");
    save("[keys]\nstart = 'i'\nstrat = 'z'\n");
    panel.wait("▲ The settings have an error").wait("config.toml:3: ").wait("quit");
    panel.send("i").wait("start a session").send("\r").wait("● ACTIVE");
    save("[panel]\nglyphs = 'ascii'\n");
    panel.wait("o ACTIVE").wait_gone("●").send("p").wait("= PAUSED");
}

#[test]
fn a_linked_file_and_a_theme_are_watched_where_they_really_are() {
    let home = home();
    let config = home.path().join("config");
    let dotfiles = home.path().join("dotfiles");
    std::fs::create_dir_all(config.join("themes")).unwrap();
    std::fs::create_dir(&dotfiles).unwrap();
    std::fs::write(dotfiles.join("mine.toml"), "").unwrap();
    let link = config.join("config.toml");
    std::os::unix::fs::symlink(dotfiles.join("mine.toml"), link).unwrap();
    let mut panel = Terminal::panel(home.path());
    panel.wait("s  start a session");
    let theme = config.join("themes/dusk.toml");
    std::fs::write(&theme, "background = '#010203'\n").unwrap();
    std::fs::write(dotfiles.join("mine.toml"), "[panel]\ntheme = 'dusk'\n").unwrap();
    panel.wait("√ The new settings are in use").wait_said("48;2;1;2;3");
    std::fs::write(&theme, "background = '#040506'\n").unwrap();
    panel.wait_said("48;2;4;5;6");
}

#[test]
fn damage_while_open_shows_a_banner_and_goes_with_it() {
    let home = home();
    shell(home.path(), &["start"]);
    let mut panel = Terminal::panel(home.path());
    panel.wait("● ACTIVE");
    let history = home.path().join("data/history");
    let files = std::fs::read_dir(&history).unwrap().map(|entry| entry.unwrap().path());
    let segment = files.into_iter().find(|path| path.extension().is_some_and(|e| e == "jsonl"));
    let segment = segment.unwrap();
    let sound = std::fs::read(&segment).unwrap();
    std::fs::write(&segment, "damaged\n").unwrap();
    panel.wait("▲ since").wait("last known at").send("p").wait("× ");
    std::fs::write(&segment, sound).unwrap();
    panel.wait_gone("▲ since").send("p").wait("‖ PAUSED");
}

#[test]
fn ctrl_z_stands_aside_for_the_shell_and_fg_draws_all() {
    let home = home();
    // With job control, the shell continues when its job stops.
    let script = r#"set -m; "$0"; echo STOPPED; read line; fg; echo DONE"#;
    let mut panel = Terminal::run(&["sh", "-c", script, ONWATCH], home.path());
    panel.wait("No session yet").send("\u{1a}").wait("STOPPED").wait_given_back();
    assert!(panel.is_cooked());
    panel.send("\r").wait("No session yet").send("s\r").wait("● ACTIVE").send("q").wait("DONE");
}

#[test]
fn ctrl_z_where_nothing_could_bring_it_back_says_so() {
    let home = home();
    let mut panel = Terminal::panel(home.path());
    panel.wait("No session yet").send("\u{1a}").wait("× The panel was not suspended");
}

#[test]
fn a_terminal_that_hangs_up_ends_the_panel_also_without_a_signal() {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

    let home = home();
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap();
    let path = Path::new(name.to_str().unwrap());
    let terminal = || std::fs::File::options().read(true).write(true).open(path).unwrap();
    // It is no controlling terminal, so that no process gets a SIGHUP.
    let mut panel = Command::new(ONWATCH)
        .env("ONWATCH_HOME", home.path())
        .env("TERM", "xterm-256color")
        .stdin(terminal())
        .stdout(terminal())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The panel is ready for input; after this frame it writes nothing for up to a minute.
    rustix::io::write(&master, b"?").unwrap();
    let mut shown = Vec::new();
    let says = |shown: &[u8], text: &[u8]| shown.windows(text.len()).any(|seen| seen == text);
    while !says(&shown, "› keys".as_bytes()) || !shown.ends_with(b"\x1b[?2026l") {
        let mut piece = [0; 4_096];
        let read = rustix::io::read(&master, &mut piece).unwrap();
        shown.extend_from_slice(&piece[..read]);
    }
    drop(master);
    let (tell, ended) = mpsc::channel();
    let pid = Pid::from_child(&panel);
    std::thread::spawn(move || tell.send(panel.wait()));
    if ended.recv_timeout(Duration::from_secs(20)).is_err() {
        kill_process(pid, Signal::KILL).unwrap();
        panic!("it goes on without a terminal");
    }
}

#[test]
fn a_day_with_three_tasks_that_are_entered_left_blocked_and_done() {
    let home = home();
    let mut panel = Terminal::panel(home.path());
    panel.wait("No session yet").send("s\r").wait("● ACTIVE");
    // Three new tasks; the row says the id before Enter.
    panel.send("cFix the importer ~2h").wait("new TASK-1").send("\r").wait("▸ TASK-1");
    panel.send("cRotate the keys").wait("new TASK-2").send("\r").wait("left TASK-1");
    panel.send("cMove the queue").wait("new TASK-3").send("\r").wait("left TASK-2");
    // Back to the one before, with its title; and by words of its title.
    panel.send("c").wait("the one before").send("\r").wait("left TASK-3");
    panel.send("cimp").wait("1 found").send("\r").wait("of 2h 00m");
    // The list of tasks: one is blocked, one is done.
    panel.send("t").wait("› tasks").send("/queue\r").wait("1 found");
    panel.send("!").wait("block TASK-3").send("no disk\r").wait("TASK-3 is blocked");
    panel.send("\u{1b}").wait("3 open").wait("no disk").send("q").wait("● ACTIVE");
    panel.send("d").wait("complete TASK-1").send("it works\r").wait("Done: TASK-1");
    panel.send("t").wait("2 open").wait("1 done").send("q");
    panel.wait("SESSION-001").send("e\r").wait("■ ENDED").send("q").wait_given_back();
    assert_eq!(panel.exit_code(), 0);
    // The next session remembers the title and the estimate.
    shell(home.path(), &["start"]);
    let mut panel = Terminal::panel(home.path());
    panel.wait("● ACTIVE").send("ckeys").wait("1 found").send("\r").wait("Rotate the keys");
    panel.send("q").wait_given_back();
    assert_eq!(panel.exit_code(), 0);
}

#[test]
fn a_passed_estimate_is_asked_about_and_what_came_out_stands_in_the_preview_of_the_end() {
    let home = home();
    let report = home.path().join("report.txt");
    std::fs::write(&report, "all sound").unwrap();
    shell(home.path(), &["start", "--ago", "3h"]);
    shell(home.path(), &["push", "-e", "1h", "--ago", "2h", "Fix", "the", "importer"]);
    let mut panel = Terminal::sized(&[ONWATCH], home.path(), 120, 36);
    panel.wait("estimate again?").send("g").wait("estimate TASK-1");
    panel
        .send("3h\r")
        .wait("estimated 1h 00m → 3h 00m")
        .wait_gone("estimate again?")
        .wait("of 3h 00m");
    shell(home.path(), &["artifact", "add", report.to_str().unwrap(), "-t", "The report"]);
    panel.send("e").wait("closing").wait("artifacts   The report").send("\u{1b}");
    panel.wait_gone("closing");
    panel.send("d").wait("complete TASK-1").send("it works\r").wait("Done: TASK-1");
    panel.send("e").wait("closing").wait("it works").wait("artifacts   The report");
    panel.send("\r").wait("■ ENDED");
    panel.send("q").wait_given_back();
    assert_eq!(panel.exit_code(), 0);
}
