//! What commands about runs answer, and which desk they are for.

use serde_json::{Value, json};

use crate::shell::Shell;

fn begun(shell: &Shell, options: &str) -> String {
    shell.good(&format!("run start {options}")).trim_end().to_owned()
}

/// Returns these fields of each event that has one.
fn changes(audit: &Value) -> Vec<Value> {
    let fields = ["metadata", "metadata_before", "steps", "steps_before"];
    let of = |event: &Value| {
        let verb = event["verb"].clone();
        let steps = |field: &str| -> Vec<Value> {
            let steps = event[field].as_array().cloned().unwrap_or_default();
            steps.into_iter().map(|step| json!([step["name"], step["ms"], step["data"]])).collect()
        };
        json!([
            verb,
            event["metadata"],
            event["metadata_before"],
            steps("steps"),
            steps("steps_before")
        ])
    };
    let events = audit["events"].as_array().unwrap();
    events.iter().filter(|event| fields.iter().any(|it| event.get(it).is_some())).map(of).collect()
}

#[test]
fn the_audit_has_every_value_before_and_since() {
    let shell = Shell::new();
    let run = begun(&shell, "--agent a --set k=1 --set draft:=true");
    for line in [
        "update RUN --set k=2 --set rows:=120 --unset draft",
        "step RUN search --ms 12 --data {\"v\":1}",
        "step RUN search --data {\"v\":2}",
        "status RUN halfway",
    ] {
        shell.good(&format!("run {}", line.replace("RUN", &run)));
    }
    shell.good(&format!("undo --run {run}"));
    shell.good(&format!("undo --run {run}"));
    let audit = shell.object(&format!("run audit {run}"));
    assert_eq!(audit["metadata"], json!({"k": "2", "rows": 120}));
    assert_eq!(audit["data"], json!({"search": {"v": 1}}));
    let first = json!(["search", 12, {"v": 1}]);
    let second = json!(["search", null, {"v": 2}]);
    assert_eq!(
        changes(&audit),
        [
            json!(["start", {"k": "1", "draft": true}, null, [], []]),
            json!(["run_update", {"k": "2", "rows": 120}, {"k": "1", "draft": true}, [], []]),
            json!(["run_step", null, null, [first], []]),
            json!(["run_step", null, null, [second], [first]]),
            json!(["undo", null, null, [first], [second]]),
        ]
    );
    let events = audit["events"].as_array().unwrap().iter();
    let statuses =
        events.map(|event| json!([event["verb"], event["status_before"], event["status"]]));
    let statuses: Vec<_> = statuses.filter(|event| !event[2].is_null()).collect();
    assert_eq!(
        statuses,
        [
            json!(["start", null, "created"]),
            json!(["run_status", "created", "halfway"]),
            json!(["undo", "halfway", "created"]),
        ]
    );
    let text = shell.good(&format!("run audit {run}"));
    for line in ["k: \"1\" → \"2\"", "draft: true → gone", "rows: 120", "search: 12 ms {\"v\":1}"]
    {
        assert!(text.lines().any(|it| it.trim_start() == line), "{line} is not in {text}");
    }
}

#[test]
fn a_change_of_a_run_answers_with_the_run_in_json() {
    let shell = Shell::new();
    let done = shell.object("run start --agent a --user u-1 --name nightly");
    let run = done["run"]["session_id"].as_str().unwrap().to_owned();
    assert_eq!(
        (&done["run"]["status"], &done["run"]["user_id"]),
        (&json!("created"), &json!("u-1"))
    );
    let done = shell.object("run step nightly search --ms 5");
    assert_eq!(done["run"]["timing"], json!({"search_ms": 5}));
    let done = shell.object("run fail nightly -r why");
    assert_eq!(done["run"]["closing_notes"], "why");
    assert_eq!(shell.object(&format!("run delete {run}"))["run"], Value::Null);
    assert_eq!(shell.object("start")["run"], Value::Null);
}

#[test]
fn two_desks_in_one_command_are_refused() {
    let shell = Shell::new();
    let (one, other) = (begun(&shell, ""), begun(&shell, ""));
    for line in [
        format!("--run {one} run end {other}"),
        format!("run delete {other} --run {one}"),
        format!("--profile lab run status {one} halfway"),
        "--profile lab run start".to_owned(),
    ] {
        let said = shell.say(&line);
        assert_eq!(said.exit, 2, "{line}: {said:?}");
        assert!(said.err.contains("next: leave out --"), "{line}: {said:?}");
    }
    shell.good(&format!("--run {one} run end {one}"));
    assert_eq!(shell.object(&format!("run show {other}"))["status"], "created");
}

#[test]
fn a_text_that_begins_with_an_id_is_not_written_on_another_desk() {
    let shell = Shell::after(&["start"]);
    let run = begun(&shell, "");
    for line in ["pause RUN", "end RUN", "note RUN failed", "health set red RUN", "start RUN"] {
        let said = shell.say(&line.replace("RUN", &run));
        assert_eq!(said.exit, 2, "{line}: {said:?}");
        assert!(said.err.contains(&format!("`--run {run}` for that run")), "{line}: {said:?}");
    }
    shell.good(&format!("note -- {run} failed"));
    shell.good(&format!("show {run} --run {run}"));
    shell.good(&format!("search {run}"));
    assert_eq!(shell.object("status")["session"]["phase"], "active");
}

#[test]
fn what_would_be_lost_of_a_value_is_refused() {
    let shell = Shell::new();
    let run = begun(&shell, "--set a=1");
    for line in [
        "run update RUN --set a=2 --set a=3",
        "run start --set b=1 --set b=1",
        "run update RUN --set big:=123456789012345678901234567890",
        "run step RUN s --data {\"k\":1,\"k\":2}",
    ] {
        let said = shell.say(&line.replace("RUN", &run));
        assert_eq!(said.exit, 2, "{line}: {said:?}");
    }
    assert_eq!(shell.object(&format!("run show {run}"))["metadata"], json!({"a": "1"}));
}

#[test]
fn a_start_that_is_refused_leaves_nothing() {
    let shell = Shell::new();
    shell.settings("agents = [\"importer\"]\nrequire_known_agents = true\n");
    for line in [
        "run start --agent stranger --name n",
        "run start --name n",
        "run start --agent importer --expect-seq 5 --operation op",
        "run start --agent importer --name n --name sess_20260101_093405_a1b2c3",
    ] {
        let said = shell.say(line);
        assert!([2, 4].contains(&said.exit), "{line}: {said:?}");
    }
    let long = format!("run start --agent importer --operation {}", "x".repeat(2_000));
    assert_eq!(shell.say(&long).exit, 2);
    assert!(!shell.home.path().join("data/runs").exists());
}
