//! Playbooks and policy in a real panel: their files are read when it opens, and again when they are saved.

#![cfg(unix)]

use std::fs;

use crate::common::pty::{Terminal, home, shell};

/// Two steps; the second one is blocked while the health is red.
const STEPS: &str = "title = 'Night'\n\n[[step]]\nid = 'look'\ntitle = 'Look around'\n\n\
    [[step]]\nid = 'open'\ntitle = 'Open the gate'\nblocked_if_red = true\n";

#[test]
fn a_broken_playbook_is_named_when_the_panel_opens_and_read_again_when_it_is_mended() {
    let home = home();
    let config = home.path().join("config");
    fs::create_dir_all(&config).unwrap();
    let file = config.join("playbook.toml");
    fs::write(&file, STEPS.replace("blocked_if_red", "blokced")).unwrap();
    let mut panel = Terminal::panel(home.path());
    panel.wait("playbook.toml:10");
    fs::write(&file, STEPS).unwrap();
    panel.wait("have no faults any more");
    panel.send("l").wait("Look around").send("d").wait("Open the gate");
    fs::write(&file, STEPS.replace("Open the gate", "Close the gate")).unwrap();
    panel.wait("Close the gate").wait("has changed since it was begun");
}

#[test]
fn a_start_on_red_is_refused_until_a_reason_is_given_and_a_step_is_blocked_until_it_is_green() {
    let home = home();
    let config = home.path().join("config");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("playbook.toml"), STEPS).unwrap();
    fs::write(config.join("config.toml"), "[policy]\nred_at_start = 'refuse'\n").unwrap();
    let red = ["health", "set", "red", "-r", "db down", "--source", "probe"];
    shell(home.path(), &red);
    let mut panel = Terminal::panel(home.path());
    panel.wait("RED").send("s").wait("health is RED: probe said so").send("\r");
    panel.wait("override").send("the pager calls\r").wait("ACTIVE");
    panel.send("l").wait("Look around").send("d").wait("Open the gate").wait("health is RED");
    panel.send("d").wait("a rule is against it").send("\x1b").wait_gone("a rule is against it");
    let green = ["health", "set", "green", "-r", "db is back", "--source", "probe"];
    shell(home.path(), &green);
    panel.wait("GREEN").wait_gone("health is RED").send("d").wait("Every step of");
}

#[test]
fn a_playbook_that_the_end_leaves_open_is_held_and_goes_on_in_the_next_session_of_another_panel() {
    let home = home();
    let config = home.path().join("config");
    fs::create_dir_all(&config).unwrap();
    let last = "\n[[step]]\nid = 'rest'\ntitle = 'Go to sleep'\n";
    fs::write(config.join("playbook.toml"), format!("{STEPS}{last}")).unwrap();
    fs::write(config.join("config.toml"), "[policy]\nred_at_start = 'refuse'\n").unwrap();
    shell(home.path(), &["health", "set", "red", "-r", "db down", "--source", "probe"]);
    let mut panel = Terminal::panel(home.path());
    panel.wait("RED").send("s").wait("health is RED: probe said so").send("\r");
    panel.wait("override").send("the pager calls\r").wait("ACTIVE");
    panel.send("l").wait("Look around").send("d").wait("Open the gate").wait("health is RED");
    shell(home.path(), &["health", "set", "green", "-r", "db is back", "--source", "probe"]);
    panel.wait("GREEN").wait_gone("health is RED").send("d").wait("Go to sleep");
    panel.send("e").wait("playbook: 2 of 3 done").wait("next 3 Go to sleep");
    panel.wait("playbook 2 Open the gate").wait("because: the pager calls");
    panel.send("\r").wait("playbook held at 3").send("q");
    assert_eq!(panel.exit_code(), 0);
    let mut panel = Terminal::panel(home.path());
    panel.wait("Go to sleep").wait("resume at 3").send("s").wait("start session").send("\r");
    panel.wait("playbook: repeat 2, resume at 3").wait("ACTIVE");
    panel.send("l").wait("› playbook 2/3").send("d").wait("Every step of");
}
