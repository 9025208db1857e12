//! systemd.

use onwatch::core::Light;
use onwatch::formats::{Answer, Code, Format, FormatRules, NotUnderstood, Statement, understand};

use super::{assert_says, ended, first_reason, light, now, sample};

fn state(code: i32, output: &str) -> Result<Statement, NotUnderstood> {
    ended(&FormatRules::of(Format::SystemdState), Code::Exit(code), output)
}

fn units(code: i32, output: &str) -> Result<Statement, NotUnderstood> {
    ended(&FormatRules::of(Format::SystemdUnits), Code::Exit(code), output)
}

#[test]
fn a_degraded_system_is_yellow_although_the_exit_code_is_one() {
    let said = state(1, &sample("systemd_state.txt")).unwrap();
    assert_says(&said, Light::Yellow, [1, 0, 0]);
    assert_eq!(first_reason(&said), "degraded: units have failed");
}

#[test]
fn each_word_of_the_system_has_its_light() {
    for (code, word, expected) in [
        (0, "running\n", Light::Green),
        (0, "Running", Light::Green),
        (1, "initializing", Light::Yellow),
        (1, "starting", Light::Yellow),
        (1, "stopping", Light::Yellow),
        (1, "maintenance", Light::Red),
        (1, "offline", Light::Unknown),
        (1, "unknown", Light::Unknown),
        (1, "purple", Light::Unknown),
    ] {
        assert_eq!(light(&state(code, word)), Some(expected), "{word}");
    }
    assert!(state(1, "purple").unwrap().not_known[0].contains("'purple'"));
}

#[test]
fn running_with_another_exit_code_is_not_believed() {
    assert!(state(1, "running").is_err());
}

#[test]
fn no_word_at_all_is_no_statement_and_names_what_stderr_says() {
    let errors = b"Failed to connect to bus: Host is down\n";
    let answer = Answer { code: Code::Exit(1), content_type: None, body: b"", errors };
    for format in [Format::SystemdState, Format::SystemdUnits] {
        let cause = understand(&FormatRules::of(format), &answer, None, now()).unwrap_err().cause;
        assert!(cause.contains("Failed to connect to bus: Host is down"), "{cause}");
    }
    assert!(state(0, "").is_err());
}

#[test]
fn offline_is_unknown_with_what_stderr_says() {
    let errors =
        b"System has not been booted with systemd as init system (PID 1). Can't operate.\n";
    let answer = Answer { code: Code::Exit(1), content_type: None, body: b"offline\n", errors };
    let rules = FormatRules::of(Format::SystemdState);
    let said = understand(&rules, &answer, None, now()).unwrap();
    assert_says(&said, Light::Unknown, [0, 0, 1]);
    assert!(said.notes[0].starts_with("System has not been booted"), "{said:?}");
}

#[test]
fn a_text_of_several_words_is_no_state() {
    assert!(state(0, "all is running").is_err());
}

#[test]
fn a_failed_unit_is_yellow_or_red_by_choice() {
    let said = units(0, &sample("systemd_units.json")).unwrap();
    assert_says(&said, Light::Yellow, [1, 0, 0]);
    assert_eq!(first_reason(&said), "backup.service failed: Nightly backup");
    let mut rules = FormatRules::of(Format::SystemdUnits);
    rules.map.insert("failed".to_owned(), Light::Red);
    let said = ended(&rules, Code::Exit(0), sample("systemd_units.json")).unwrap();
    assert_says(&said, Light::Red, [1, 0, 0]);
}

#[test]
fn no_failed_unit_is_green_if_the_command_succeeded() {
    assert_says(&units(0, "[]\n").unwrap(), Light::Green, [0, 0, 0]);
    assert!(units(1, "[]").is_err());
}

#[test]
fn a_unit_of_an_odd_state_is_unknown() {
    for entry in [r#"{"unit":"a.service"}"#, r#"{"unit":"a.service","active":7}"#, "7", "null"] {
        assert_eq!(light(&units(0, &format!("[{entry}]"))), Some(Light::Unknown), "{entry}");
    }
}

#[test]
fn the_table_of_an_older_version_is_named() {
    let table =
        "  UNIT LOAD ACTIVE SUB DESCRIPTION\n● backup.service loaded failed failed Nightly\n";
    for table in [table, "0 loaded units listed.\n"] {
        let cause = units(0, table).unwrap_err().cause;
        assert!(cause.starts_with("it is a table, not JSON"), "{cause}");
    }
}
