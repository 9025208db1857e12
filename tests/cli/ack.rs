//! What people know of a bad band or health: new, acknowledged, returned, shelved.

use serde_json::{Value, json};

use crate::shell::Shell;

/// Returns the first line of an answer.
fn first(shell: &Shell, line: &str) -> String {
    shell.good(line).lines().next().unwrap().to_owned()
}

/// Returns the line of the status that begins with a label.
fn of_status(shell: &Shell, label: &str) -> String {
    let said = shell.say("status").out;
    let line = said.lines().find(|line| line.trim_start().starts_with(label));
    line.unwrap().trim().to_owned()
}

#[test]
fn a_health_that_became_bad_is_new_until_somebody_acknowledges_it() {
    let shell = Shell::after(&["start", "health set red -r disk"]);
    shell.pass(12);
    assert_eq!(first(&shell, "health"), "RED (worse), new since 09:00");
    assert_eq!(
        of_status(&shell, "health"),
        "health   UNKNOWN → RED (worse), new since 09:00  disk"
    );
    let new = json!({"state": "new", "since_utc": "2026-01-01T07:00:00Z", "acknowledged": null});
    assert_eq!(shell.object("health")["alert"], new);
    assert_eq!(shell.object("status")["governance"]["health_alert"], new);
    assert_eq!(shell.good("ack -r known"), "Acknowledged health RED\n");
    shell.pass(12);
    assert_eq!(first(&shell, "health"), "RED (worse), acknowledged by ana 12m ago: known");
    let line = "health   UNKNOWN → RED (worse), acknowledged by ana 12m ago: known  disk";
    assert_eq!(of_status(&shell, "health"), line);
    let alert = &shell.object("health")["alert"];
    assert_eq!(
        (&alert["state"], &alert["by"], &alert["reason"], &alert["at_utc"]),
        (&json!("acknowledged"), &json!("ana"), &json!("known"), &json!("2026-01-01T07:12:00Z"))
    );
}

#[test]
fn a_critical_health_that_was_acknowledged_long_ago_is_new_again() {
    let shell = Shell::after(&["start", "health set red", "ack"]);
    shell.pass(4 * 60);
    assert_eq!(first(&shell, "health"), "RED (worse), still RED, acknowledged by ana 4h 00m ago");
    let alert = &shell.object("health")["alert"];
    assert_eq!((&alert["state"], &alert["acknowledged"]["by"]), (&json!("new"), &json!("ana")));
}

#[test]
fn a_bad_band_that_went_unseen_is_said_until_somebody_has_seen_it() {
    let shell = Shell::after(&["start", "cone set D"]);
    shell.pass(4);
    shell.good("cone set A");
    shell.pass(60);
    assert_eq!(first(&shell, "cone"), "A Expansion (better), was D 09:00–09:04");
    assert!(of_status(&shell, "band").ends_with(", was D 09:00–09:04"));
    let alert = &shell.object("cone")["alert"];
    assert_eq!((&alert["state"], &alert["word"]), (&json!("returned"), &json!("D")));
    assert_eq!(shell.good("ack band"), "Acknowledged band D that is over\n");
    assert_eq!(first(&shell, "cone"), "A Expansion (better)");
    assert_eq!(shell.object("cone")["alert"], json!({"state": "normal"}));
}

#[test]
fn what_is_shelved_says_until_when_and_why() {
    let shell = Shell::after(&["health set red"]);
    let said = shell.give(&["ack", "health", "--shelve", "6h", "-r", "resize"]);
    assert_eq!((said.exit, said.err.as_str()), (0, ""));
    assert_eq!(first(&shell, "health"), "RED, shelved until 15:00: resize");
    assert_eq!(shell.object("health")["alert"]["state"], "shelved");
    shell.pass(6 * 60);
    assert_eq!(first(&shell, "health"), "RED, new since 09:00");
}

#[test]
fn a_green_that_nobody_confirms_is_doubtful_and_a_red_stays_red() {
    let shell = Shell::after(&["health set green --source alerts", "cone set D --source probe"]);
    shell.pass(49 * 60);
    assert_eq!(first(&shell, "health"), "? GREEN, last confirmed 2 days ago by alerts");
    assert_eq!(
        of_status(&shell, "health"),
        "health   ? GREEN, last confirmed 2 days ago by alerts"
    );
    assert!(
        first(&shell, "cone").starts_with("D Survival, last confirmed 2 days ago by probe, new")
    );
    let health = shell.object("health");
    let freshness = (&health["freshness"]["is_stale"], &health["freshness"]["source"]);
    assert_eq!(freshness, (&json!(true), &json!("alerts")));
    assert_eq!(shell.object("status")["governance"]["health_freshness"], health["freshness"]);
}

#[test]
fn the_page_of_a_live_session_doubts_what_the_status_doubts_now() {
    let shell = Shell::after(&["start", "health set green --source alerts", "cone set A"]);
    for line in ["show", "show --markdown"] {
        let page = shell.good(line);
        assert!(!page.contains("? "), "{page}");
    }
    shell.pass(49 * 60);
    let status = shell.good("status");
    assert!(status.contains("→ ? GREEN") && status.contains("→ ? A Expansion"), "{status}");
    let page = shell.good("show");
    assert!(page.contains("→ ? green") && page.contains("→ ? A Expansion"), "{page}");
    let page = shell.good("show --markdown");
    assert!(page.contains("? green") && page.contains("? A Expansion"), "{page}");
    let now = &shell.object("show")["now"];
    assert_eq!(now["health_freshness"], shell.object("health")["freshness"]);
}

#[test]
fn a_value_that_was_doubtful_at_the_start_stays_so_wherever_the_start_is_shown() {
    let shell = Shell::after(&["health set green --source alerts", "cone set A --source probe"]);
    shell.pass(49 * 60);
    for line in ["start", "health set red --source alerts", "cone set D --source probe", "status"] {
        shell.good(line);
    }
    assert!(of_status(&shell, "health").starts_with("health   ? GREEN → RED (worse)"));
    assert!(of_status(&shell, "band").starts_with("band     ? A Expansion → D Survival (worse)"));
    for (line, start) in [("health", "? GREEN"), ("cone", "? A Expansion")] {
        let out = shell.good(line);
        let row = out.lines().find(|line| line.trim().starts_with("at start")).unwrap();
        assert!(row.ends_with(&format!(" {start}")), "{out}");
    }
}

#[test]
fn an_acknowledgement_can_be_undone() {
    let shell = Shell::after(&["health set red", "ack"]);
    shell.good("undo");
    assert_eq!(first(&shell, "health"), "RED, new since 09:00");
    shell.good("redo");
    assert_eq!(first(&shell, "health"), "RED, acknowledged by ana 0s ago");
}

#[test]
fn what_cannot_be_acknowledged_is_refused_with_a_way_on() {
    for (before, line, exit, why) in [
        (&[][..], "ack", 3, "nothing is new"),
        (&["health set red"], "ack band", 3, "nothing is new"),
        (&["health set red", "ack"], "ack", 4, "ana acknowledged the health already"),
        (&["health set red"], "ack --shelve 1h", 2, "no reason was given"),
        (&["health set red"], "ack --shelve 9h -r x", 2, "9h 00m is not from 1m to 8h"),
        (&["health set red"], "ack --shelve 30s -r x", 2, "is not from 1m to 8h"),
        (&[], "ack disk", 2, "disk"),
    ] {
        let shell = Shell::after(before);
        let said = shell.say(line);
        assert_eq!(said.exit, exit, "{line}: {said:?}");
        assert!(said.err.contains(why), "{line}: {said:?}");
        assert!(said.err.contains("next: "), "{line}: {said:?}");
        let events = shell.object("status")["seq"].clone();
        assert_eq!(events, Value::from(before.len()), "{line} records nothing");
    }
}

#[test]
fn hostile_reasons_of_others_reach_the_terminal_as_text() {
    let shell = Shell::after(&["start", "health set red"]);
    let said = shell.give(&["ack", "-r", "a\u{1b}[31mb\u{202e}c"]);
    assert_eq!(said.exit, 0, "{said:?}");
    for line in ["health", "status"] {
        let said = shell.good(line);
        assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}'), "{line}: {said:?}");
    }
}

#[test]
fn what_a_person_sets_for_a_time_says_until_when_and_then_counts_no_more() {
    let shell = Shell::after(&["start", "health set red -r disk --source probe", "ack"]);
    let set = shell.good("health set green --until 11:30 -r wrong");
    assert_eq!(set, "Health red → green for 2h 30m\n");
    let line = "GREEN, probe says RED, until 11:30, acknowledged by ana just now";
    assert!(
        first(&shell, "health").starts_with(&line[..line.len() - 9]),
        "{}",
        first(&shell, "health")
    );
    let object = shell.object("health");
    let end = json!("2026-01-01T09:30:00Z");
    assert_eq!((&object["until_utc"], &object["readings"]["manual"]["until_utc"]), (&end, &end));
    assert_eq!(shell.object("cone")["until_utc"], Value::Null);
    shell.good("cone set C --for 2h");
    assert_eq!(first(&shell, "cone"), "C Stabilize (worse), until 11:00, new since 09:00");
    assert_eq!(shell.object("cone")["until_utc"], "2026-01-01T09:00:00Z");
    shell.good("undo");
    let over = &shell.object("health")["overruled"];
    assert_eq!((&over["source"], &over["word"]), (&json!("probe"), &json!("red")));
    assert!(shell.good("status").contains(", probe says RED, until 11:30, acknowledged by ana"));
    assert!(shell.good("show").contains("probe says RED, until 2026-01-01 11:30"));
    assert!(shell.good("brief").contains("green, probe says RED"));
    assert!(shell.good("log").contains("red → green · wrong · 09:00–11:30"));
    assert!(shell.good("status --line").contains("GREEN, measured RED"));
    shell.pass(149);
    assert_eq!(shell.object("health")["health"]["status"], "green");
    shell.pass(1);
    assert_eq!(shell.object("health")["health"]["status"], "red");
    // The probe said red all the time.
    assert_eq!(shell.object("health")["alert"]["state"], "acknowledged");
    assert_eq!(shell.object("health")["readings"]["manual"], Value::Null);
}

#[test]
fn an_end_that_is_over_or_that_is_none_is_refused() {
    let shell = Shell::after(&["start"]);
    for (line, why) in [
        ("cone set A --until 2026-01-01T06:00:00Z", "its end was 1h 00m ago"),
        ("cone set A --until 2h", "'2h' is not a time"),
        ("cone set A --until noon-ish", "'noon-ish' is not a time"),
        ("cone set A --until 14:30 --for 2h", "cannot be used with"),
        ("cone set A --until 14:30 --source probe", "cannot be used with"),
    ] {
        let said = shell.say(line);
        assert_eq!((said.exit, said.out.as_str()), (2, ""), "{line}: {}", said.err);
        assert!(said.err.contains(why), "{line}: {}", said.err);
    }
}

/// Returns the line of the newest activity, without its time and session.
fn newest(shell: &Shell) -> String {
    let log = shell.good("log -n 1");
    log.lines().last().unwrap().split_whitespace().skip(3).collect::<Vec<_>>().join(" ")
}

#[test]
fn an_undo_names_what_was_acknowledged_shelved_or_set_for_a_time_in_the_words_of_the_others() {
    let shell = Shell::after(&["start", "cone set D -r budget"]);
    for (given, undone, logged, target) in [
        (
            "ack band -r known",
            "Undone: the acknowledgement of 09:00 (band D · known)",
            "undid acknowledged band D · known",
            "ack of band D",
        ),
        (
            "ack band --shelve 2h -r resize",
            "Undone: the shelving of 09:00 (band D · resize · for 2h 00m)",
            "undid shelved band D · resize · for 2h 00m",
            "shelf of band D",
        ),
        (
            "cone set C --until 11:30 -r probe",
            "Undone: the band of 09:00 (D → C Stabilize · probe · for 2h 30m); the band is D Survival",
            "undid band D → C Stabilize · probe · for 2h 30m",
            "band D→C",
        ),
        (
            "health set red --for 2h",
            "Undone: the health of 09:00 (unknown → red · for 2h 00m); the health is unknown",
            "undid health unknown → red · for 2h 00m",
            "health unknown→red",
        ),
    ] {
        shell.good(given);
        let step = shell.object("status")["undoes"]["text"].clone();
        assert!(step.as_str().unwrap().ends_with(target), "{step}");
        assert_eq!(shell.good("undo").lines().next(), Some(undone), "{given}");
        assert_eq!(newest(&shell), logged, "{given}");
        let redone = undone.replace("Undone", "Redone");
        let redone = redone.split(';').next().unwrap();
        assert!(shell.good("redo").starts_with(redone), "{given}");
        shell.good("undo");
    }
    // A shelf that is ended early comes back.
    shell.good("ack band --shelve 2h -r resize");
    shell.good("ack band");
    assert_eq!(newest(&shell), "acknowledged band D");
    assert_eq!(
        shell.good("undo").lines().next(),
        Some("Undone: the acknowledgement of 09:00 (band D)")
    );
    assert!(first(&shell, "cone").contains("shelved until 11:00"), "{}", first(&shell, "cone"));
}

#[test]
fn the_words_of_the_log_stand_below_each_other_also_beside_an_acknowledgement() {
    let shell = Shell::after(&["start", "health set red -r disk", "ack", "note seen"]);
    let log = shell.good("log");
    let column = |word: &str| {
        let line = log.lines().find(|line| line.contains(word)).unwrap();
        line.find(word).unwrap()
    };
    assert_eq!(column("unknown →"), column("health RED"), "{log}");
    assert_eq!(column("seen"), column("health RED"), "{log}");
}
