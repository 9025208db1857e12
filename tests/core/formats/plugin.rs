//! Monitoring plugins.

use onwatch::core::{Band, Light};
use onwatch::formats::{Answer, Code, Format, FormatRules, NotUnderstood, Statement, understand};

use super::{assert_says, first_reason, light, now, sample};

fn ran(code: Code, output: &[u8], errors: &[u8]) -> Result<Statement, NotUnderstood> {
    let answer = Answer { code, content_type: None, body: output, errors };
    understand(&FormatRules::of(Format::Plugin), &answer, None, now())
}

fn exited(code: i32, output: &str) -> Statement {
    ran(Code::Exit(code), output.as_bytes(), b"").unwrap()
}

#[test]
fn the_sample_is_red_with_its_first_line_up_to_the_figures() {
    let said = exited(2, &sample("plugin.txt"));
    assert_says(&said, Light::Red, [1, 0, 0]);
    assert_eq!(first_reason(&said), "DISK CRITICAL - free space: / 812 MB (3%);");
}

#[test]
fn each_exit_code_has_its_light_and_others_are_unknown_with_the_code() {
    assert_says(&exited(0, "OK"), Light::Green, [0, 0, 0]);
    assert_says(&exited(1, "WARN"), Light::Yellow, [1, 0, 0]);
    assert_says(&exited(2, "CRIT"), Light::Red, [1, 0, 0]);
    assert_says(&exited(3, "UNKNOWN"), Light::Unknown, [0, 0, 1]);
    for code in [4, 126, 127, 255, -1] {
        let said = exited(code, "OK");
        assert_says(&said, Light::Unknown, [0, 0, 1]);
        assert_eq!(first_reason(&said), format!("exit code {code}: OK"));
    }
    let said = ran(Code::Signal(9), b"OK", b"").unwrap();
    assert_says(&said, Light::Unknown, [0, 0, 1]);
    assert_eq!(first_reason(&said), "signal 9 ended the command: OK");
}

#[test]
fn no_output_with_exit_code_zero_is_green_and_noted() {
    for output in ["", " \n\n"] {
        let said = exited(0, output);
        assert_says(&said, Light::Green, [0, 0, 0]);
        assert_eq!(said.notes, ["no output"]);
    }
    assert_eq!(first_reason(&exited(2, "")), "exit code 2: no output");
}

#[test]
fn text_on_stderr_alone_is_the_reason() {
    let said = ran(Code::Exit(2), b"", b"\ncheck_disk: no such file | x\n").unwrap();
    assert_eq!(first_reason(&said), "check_disk: no such file");
}

#[test]
fn bytes_that_are_not_utf_8_are_read_as_latin_1() {
    let said = ran(Code::Exit(1), b"K\xfchlung warm\n", b"").unwrap();
    assert_eq!(first_reason(&said), "Kühlung warm");
}

#[test]
fn json_wins_over_the_exit_code_if_all_of_it_is_an_object_with_its_fields() {
    let said = exited(0, r#"{"status": "red", "reasons": ["db-3", "db-4"]}"#);
    assert_says(&said, Light::Red, [2, 0, 0]);
    assert_eq!(first_reason(&said), "db-3, 1 more");
    assert_says(&exited(0, r#"{"health": "yellow"}"#), Light::Yellow, [1, 0, 0]);
    assert_says(&exited(0, r#"{"health": {"status": "red"}}"#), Light::Red, [1, 0, 0]);
    let said = exited(0, r#"{"status": "green", "band": "c", "reason": "queue"}"#);
    assert_eq!(said.band.as_ref().unwrap().band, Band::C);
    assert_says(&said, Light::Green, [0, 0, 0]);
}

#[test]
fn what_is_not_wholly_such_json_is_text() {
    for output in [
        r#"{"status": "red"} | time=1"#,
        r#"{"status": "red""#,
        r#"{"state": "red"}"#,
        r#"["status"]"#,
    ] {
        assert_says(&exited(0, output), Light::Green, [0, 0, 0]);
    }
}

#[test]
fn a_contradiction_is_the_worse_of_both_and_names_both() {
    let said = exited(2, r#"{"status": "green"}"#);
    assert_says(&said, Light::Red, [1, 0, 0]);
    assert_eq!(first_reason(&said), "the JSON says green, but the end says red: exit code 2");
    let said = exited(2, r#"{"status": "yellow", "reasons": ["queue"]}"#);
    assert_eq!(light(&Ok(said)), Some(Light::Red));
    assert_eq!(light(&Ok(exited(1, r#"{"status": "red"}"#))), Some(Light::Red));
    let said = exited(3, r#"{"status": "green"}"#);
    assert_says(&said, Light::Unknown, [0, 0, 1]);
    let said = ran(Code::Signal(15), br#"{"status": "green", "band": "A"}"#, b"").unwrap();
    assert_says(&said, Light::Unknown, [0, 0, 2]);
    assert_eq!(said.band, None);
}

#[test]
fn a_band_alone_says_nothing_of_the_health() {
    let said = exited(0, r#"{"band": "B", "updated_at_utc": "2026-11-25T14:00:00Z"}"#);
    assert_eq!(said.band.as_ref().unwrap().band, Band::B);
    assert_eq!(said.health, None);
    assert_eq!(said.observed_at_utc.unwrap().to_rfc3339(), "2026-11-25T14:00:00+00:00");
    let said = exited(2, r#"{"band": "D"}"#);
    assert_eq!(said.band.as_ref().unwrap().band, Band::D);
    assert_says(&said, Light::Red, [1, 0, 0]);
    assert!(ran(Code::Exit(0), br#"{"band": "E"}"#, b"").is_err());
}

#[test]
fn a_file_has_no_exit_code_and_needs_json() {
    assert!(ran(Code::File, b"OK", b"").is_err());
    assert_eq!(light(&ran(Code::File, br#"{"status": "green"}"#, b"")), Some(Light::Green));
    assert!(ran(Code::Http(401), br#"{"status": "green"}"#, b"").is_err());
}
