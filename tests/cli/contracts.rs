//! Each answer in JSON is valid under its published schema.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::away::{sleep, started};
use crate::follow::{following_to, next};
use crate::help::verbs;
use crate::past::overlapping;
use crate::servers::Server;
use crate::shell::Shell;
use crate::source_fresh;
use crate::source_list::every_part;

/// The published schemas, by the name that each document gives itself.
struct Schemas(BTreeMap<String, Validator>);

impl Schemas {
    fn read() -> Self {
        let files = fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path());
        let texts = files.map(|path| fs::read_to_string(path).unwrap());
        Self(texts.map(|text| Self::compile(&text)).collect())
    }

    fn compile(text: &str) -> (String, Validator) {
        let schema: Value = serde_json::from_str(text).unwrap();
        let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        (schema["title"].as_str().unwrap().to_owned(), validator)
    }

    /// Returns the schema of a document and the faults of the document under it.
    fn faults(&self, document: &Value) -> (String, Vec<String>) {
        let name = document["schema"].as_str().expect("every document names its schema");
        let schema = self.0.get(name).unwrap_or_else(|| panic!("{name} is not published"));
        let fault =
            |error: jsonschema::ValidationError<'_>| format!("{}: {error}", error.instance_path());
        (name.to_owned(), schema.iter_errors(document).map(fault).collect())
    }
}

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "assets", "schemas"].iter().collect()
}

/// Gives the lines in JSON, and returns each with its answers.
fn answers<'a>(shell: &Shell, lines: &[&'a str]) -> Vec<(&'a str, Vec<Value>)> {
    let answers = |line: &&'a str| {
        let out = shell.say(&format!("--json {line}")).out;
        (*line, out.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    };
    lines.iter().map(answers).collect()
}

/// What changes a session and its governance answers.
fn answers_of_a_session(shell: &Shell) -> Vec<(&'static str, Vec<Value>)> {
    answers(
        shell,
        &[
            "cancel",
            "redo",
            "gap keep",
            "health set",
            "cone",
            "health",
            "start -n first --target 2h --agent bot-1 --workflow w-1",
            "start",
            "pause -r lunch",
            "push project alpha",
            "push sprint 1",
            "push task 7 -t Importer -e 2h30m",
            "note hello",
            "context",
            "cone set D -r budget --source probe",
            "cone",
            "ack -r known",
            "cone",
            "status",
            "cone set B --for 2h",
            "health set green --for 2h",
            "cone",
            "health",
            "status",
            "cone clear",
            "health clear",
            "cone set C -r better --source probe",
            "cone",
            "ack band --shelve 1h -r resize",
            "cone",
            "undo",
            "undo",
            "cone clear",
            "cone clear --source probe",
            "undo",
            "health set red -r full -r slow",
            "health clear",
            "health",
            "undo",
            "ack health -r known",
            "cone",
            "health",
            "status",
            "resume",
            "pop task",
            "edit -n second",
            "undo",
            "redo",
            "keep",
        ],
    )
}

/// Every verb, on a desk where something is to be said about everything.
fn every_answer() -> Vec<(&'static str, Vec<Value>)> {
    let mut shell = started();
    let mut all = answers_of_a_session(&shell);
    all.extend(answers_of_tasks(&shell));
    all.extend(answers_of_runs(&shell));
    sleep(&shell, 60);
    all.extend(answers(&shell, &["gap", "next", "show", "gap split 09:20", "show"]));
    shell.pass(13 * 60);
    all.extend(answers(
        &shell,
        &[
            "status",
            "break add 16:00 16:30",
            "note --at 21:30 late",
            "end -n done",
            "status",
            "show",
            "reopen",
            "toggle",
            "end",
        ],
    ));
    all.extend(corrections(&shell));
    all.extend(answers(
        &shell,
        &[
            "start",
            "log",
            "log --session 1",
            "show 1",
            "show 99",
            "history",
            "history --cancelled",
            "history --by day",
            "report",
            "today --by context --rounded 15m",
            "search hello",
            "search nobody wrote this",
            "doctor",
            "doctor --all",
            "paths",
            "paths --profile night",
            "config path",
            "config check",
            "config show",
            "config edit",
            "--operator bo config show",
        ],
    ));
    shell.good("push task 8 -t Docs");
    shell.pass(1);
    all.extend(answers(&shell, &["today --by task", "estimate 2h", "task check"]));
    all.extend(imports(&shell));
    all.extend(files(&shell));
    shell.settings("[panel]\ntheme = \"mono\"\nunheard_of = 1\n");
    shell.env.insert("ONWATCH_OPERATOR", "bo".into());
    all.extend(answers(&shell, &["config show"]));
    shell.good("--profile night start");
    fs::remove_dir_all(shell.home.path().join("data/profiles/night/history")).unwrap();
    all.extend(answers(
        &shell,
        &["--profile night status", "--profile night doctor", "--profile night doctor --adopt"],
    ));
    all.extend(answers(&overlapping(), &["doctor"]));
    all.extend(briefs());
    all.extend(sources());
    all.extend(playbooks());
    let tokens = ["token add a --desk default", "token add b", "token list", "token revoke a"];
    all.extend(answers(&Shell::new(), &tokens));
    damage_the_journal(&shell);
    all.extend(answers(&shell, &["status", "doctor", "note lost", "doctor --repair"]));
    all
}

/// What playbooks and the policy answer, with something in each part of it.
fn playbooks() -> Vec<(&'static str, Vec<Value>)> {
    let shell = Shell::new();
    shell.settings(
        "[policy]\nred_at_start = \"refuse\"\nred_while_live = \"ask\"\nd_at_start = \"warn\"\n\
         [policy.D]\nmax_active = \"1h\"\nbreak_after = \"1h\"\nbecause = \"It tires\"\n",
    );
    let folder = shell.home.path().join("config/playbooks");
    fs::create_dir_all(&folder).unwrap();
    fs::write(
        folder.join("all.toml"),
        "title = \"All\"\n[[step]]\nid = \"a\"\ntitle = \"A\"\nwhy = \"W\"\nanswer = \"choice\"\n\
         choices = [\"yes\", \"no\"]\nexpect = \"yes\"\nlink = \"https://example.com\"\nminutes = 3\n\
         [[step]]\nid = \"b\"\ntitle = \"B\"\nrequires = [\"a\"]\nblocked_if_red = true\n\
         [[step]]\nid = \"c\"\ntitle = \"C\"\n",
    )
    .unwrap();
    fs::write(folder.join("bad.toml"), "title = 3\n").unwrap();
    let file = folder.join("bad.toml").display().to_string();
    let mut all = answers(
        &shell,
        &[
            "playbook list",
            "start first",
            "playbook done 1 -n seen",
            "playbook done 2 4",
            "health set red -r down",
            "status",
            "playbook next",
            "playbook done 3 --override because",
            "playbook skip 4 -r later --override because",
            "playbook done 5",
            "playbook list",
            "playbook show",
            "playbook show 2",
            "policy check",
            "policy check start",
            "policy check resume",
            "brief",
            "show",
            "log",
            "end --summary-to -",
            "playbook list",
            "start",
            "start --override pager",
            "cone set D",
        ],
    );
    shell.pass(90);
    all.extend(answers(&shell, &["policy check", "status", "playbook undo 3", "playbook reset"]));
    let check = format!("playbook check {file}");
    all.extend(answers(&shell, &[&check]).into_iter().map(|(_, of)| ("playbook check", of)));
    all
}

/// What sources answer, with something in each part of it.
fn sources() -> Vec<(&'static str, Vec<Value>)> {
    const RED: &str = r#"[{"labels":{"alertname":"A"},"status":{"state":"active"},
        "startsAt":"2026-01-01T06:00:00Z","fingerprint":"1"},
        {"labels":{"alertname":"B"},"status":{"state":"suppressed","silencedBy":["s"]},"fingerprint":"2"},
        {"labels":{"alertname":"C","severity":"odd"},"status":{"state":"active"},"fingerprint":"3"}]"#;
    let server = Server::of(|asked| {
        let is_empty = asked.request.contains("/empty");
        asked.answer(200, "application/json", if is_empty { "[]" } else { RED })
    });
    let mut shell = Shell::new();
    shell.dir = Some(shell.home.path().to_owned());
    fs::write(shell.home.path().join("q.json"), r#"{"band":"C","reason":"why"}"#).unwrap();
    let source = |name: &str, path: &str| {
        let url = server.url(path);
        format!(
            "[[source]]\nname = \"{name}\"\nkind = \"http\"\nformat = \"alertmanager\"\nurl = \"{url}\"\n"
        )
    };
    let fault = "[[source]]\nname = \"fault\"\nkind = \"ftp\"\n";
    let gone = "[[source]]\nname = \"gone\"\nkind = \"command\"\nargv = [\"/no/such\"]\n";
    shell.settings([&source("red", "/"), &source("empty", "/empty"), gone, fault].concat());
    let lines = [
        "source add cone q.json --dry-run",
        "source check red -v",
        "source check",
        "source check no",
    ];
    let mut all = answers(&shell, &lines);
    all.push(("source list", vec![every_part()]));
    all.push(("status --fresh", vec![source_fresh::every_part()]));
    // A source that never answered.
    let silent = Shell::after(&["start"]);
    silent.settings(gone);
    all.push(("status --fresh", vec![silent.object("status --fresh")]));
    // A person's word that ends, beside a source that says worse.
    let overruled = Shell::after(&[
        "start",
        "cone set D -r bad --source probe",
        "health set red -r bad --source probe",
        "cone set A --for 2h",
        "health set green --for 2h",
    ]);
    all.push(("brief", vec![overruled.object("brief")]));
    all
}

/// What somebody needs to go on, with something in each part of it.
fn briefs() -> Vec<(&'static str, Vec<Value>)> {
    let shell = started();
    shell.good("end fine");
    shell.good("start --target 9h --agent bot-1 --workflow w-1 Import");
    shell.good("push -e 2h task 7 Rows");
    shell.good("note hello");
    shell.good("health yellow slow");
    shell.good("--profile late start");
    shell.good("--profile late push TASK-7");
    sleep(&shell, 60);
    let mut all = answers(
        &shell,
        &[
            "note awake",
            "brief",
            "brief --budget 2000",
            "status --totals",
            "brief --since 2025-12-01",
        ],
    );
    shell.pass(13 * 60);
    all.extend(answers(&shell, &["brief"]));
    for line in ["task add 8", "block --task 8 rain", "task add 9", "task drop 9 gone"] {
        shell.good(line);
    }
    all.extend(answers(&shell, &["brief --since 2025-12-01"]));
    shell.good("done all rows are in the table at last");
    shell.good("artifact add https://example.com/7 -t Change");
    all.extend(answers(&shell, &["end --summary-to -"]));
    fs::remove_dir_all(shell.home.path().join("data/profiles/late/history")).unwrap();
    all.extend(answers(&shell, &["--profile late brief"]));
    all
}

/// What is written to files.
fn files(shell: &Shell) -> Vec<(&'static str, Vec<Value>)> {
    let file = |name| shell.home.path().join(name).display().to_string();
    let lines = [
        ("today -o", format!("today -o {}", file("report.md"))),
        ("metrics -o", format!("metrics -o {}", file("onwatch.prom"))),
    ];
    let mut all = Vec::new();
    for (name, line) in lines {
        all.extend(answers(shell, &[&line]).into_iter().map(|(_, of)| (name, of)));
    }
    all
}

/// An import of which one record is refused, and one without a record.
fn imports(shell: &Shell) -> Vec<(&'static str, Vec<Value>)> {
    let source = shell.home.path().join("source");
    let intervals = "inc 20251201T080000Z - 20251201T093000Z\ninc 20251202T080000Z\n";
    fs::write(&source, intervals).unwrap();
    let import = format!("import timewarrior {}", source.display());
    let plan = shell.home.path().join("plan.csv");
    fs::write(&plan, "id,title\nT-8,Eight\nT-8,Nine\n").unwrap();
    let tasks = format!("task import {}", plan.display());
    let known = |hours: u64| {
        let path = shell.home.path().join(format!("{hours}.csv"));
        fs::write(&path, format!("id,title,estimate\nT-81,Known,{hours}h\n")).unwrap();
        format!("task import {}", path.display())
    };
    let (known, differs) = (known(2), known(3));
    let answers = answers(shell, &[&import, "import csv -", &tasks, &known, &differs]);
    answers.into_iter().map(|(_, of)| ("import", of)).collect()
}

/// Puts the past right.
fn corrections(shell: &Shell) -> Vec<(&'static str, Vec<Value>)> {
    let lines = [
        "edit --start 08:55 --operator bo --target 5h -n third --closing fine",
        "break add 09:05 09:10 --session 2",
        "break remove 09:07 --session 2",
        "cancel 2",
        "reopen 2",
        "show 2",
        "add --from 07:00 --to 08:00 --task 7@07:30 --band A --health green Early",
        "show 3",
        "history",
        "report",
        "continue 3",
        "end",
    ];
    answers(shell, &lines)
}

/// Returns the answers about tasks and sprints.
fn answers_of_tasks(shell: &Shell) -> Vec<(&'static str, Vec<Value>)> {
    let lines = [
        "sprint add 3 -t Winter -e 40h",
        "task add T-1 -t Tables --sprint 3 -e 2h --assignee ana",
        "task add T-2 -t Keys --parent T-1",
        "sprint list",
        "push T-2",
        "--profile late start",
        "--profile late push T-2",
        "--profile late block rain",
        "status",
        "unblock",
        "task list",
        "task check",
        "task check T-1",
        "sprint check 3",
        "estimate 1h",
        "estimate 2h",
        "block disk",
        "unblock",
        "summary both",
        "task claim T-1 --for 2h",
        "artifact add https://example.com/7 -t Change",
        "artifact add Cargo.toml",
        "artifact list",
        "task edit T-1 -e 3h",
        "task list",
        "task show T-1",
        "task show T-2",
        "artifact list --task T-2",
        "sprint show 3",
        "task drop T-1 -r gone",
        "done all there",
        "task list --all",
        "sprint show 3",
        "context history",
        "push -e 1h T-4",
        "task add T-5 --parent T-4",
    ];
    let mut all = answers(shell, &lines);
    shell.pass(30);
    all.extend(answers(shell, &["task check", "done", "end --check", "pop"]));
    all
}

/// Returns the answers about runs and desks.
fn answers_of_runs(shell: &Shell) -> Vec<(&'static str, Vec<Value>)> {
    let mut all = answers(
        shell,
        &[
            "run start --name nightly --agent bot-1 --workflow w-1 --user ana@example.com --set n:=1",
            "run status nightly rows_found",
            "run step nightly search --ms 240 --data {\"found\":3}",
            // Again: its event has the step as it was before.
            "run step nightly search --ms 250 --data {\"found\":4}",
            "run update nightly --set rows:=120 --unset n",
            "push task 7 -t Rows --run nightly",
            "run show nightly",
            "pause --run nightly -r waiting",
            "desks",
            "run list --agent bot-1",
            "run audit nightly",
            "run fail nightly -r disk",
            "run show nightly",
            "run audit nightly",
            "run delete nightly",
            "undo --run nightly",
            "desks --all",
        ],
    );
    following_to(shell, "desks --follow --json", "run start", |heard| {
        all.push(("desks --follow", vec![serde_json::from_str(&next(heard)).unwrap()]));
    });
    all
}

/// Changes one letter of the second event.
fn damage_the_journal(shell: &Shell) {
    let history = shell.home.path().join("data/history");
    let segments = fs::read_dir(history).unwrap().map(|file| file.unwrap().path());
    let segment = segments.filter(|path| path.to_str().unwrap().contains("-2026-")).min().unwrap();
    let mut lines: Vec<String> =
        fs::read_to_string(&segment).unwrap().lines().map(str::to_owned).collect();
    lines[2] = lines[2].replacen("at", "on", 1);
    fs::write(segment, lines.join("\n") + "\n").unwrap();
}

#[test]
fn every_answer_of_every_verb_is_valid_under_its_schema() {
    let schemas = Schemas::read();
    let mut used = BTreeSet::new();
    for (line, documents) in every_answer() {
        assert!(!documents.is_empty(), "{line} answered nothing");
        for document in documents {
            let (name, faults) = schemas.faults(&document);
            assert!(faults.is_empty(), "{line}: {faults:#?}\n{document:#}");
            used.insert(name);
        }
    }
    let published: BTreeSet<String> = schemas.0.into_keys().collect();
    assert_eq!(used, published, "every schema was used");
}

#[test]
fn every_verb_answers_in_json() {
    let given = every_answer();
    let given: BTreeSet<&str> =
        given.iter().flat_map(|(line, _)| line.split_whitespace()).collect();
    // These write texts for other programs or go on without an answer, and refuse the option.
    let texts = ["daemon", "serve", "completions", "man"];
    let missing: Vec<String> =
        verbs().into_iter().filter(|verb| !given.contains(verb.as_str())).collect();
    assert_eq!(missing, texts);
    for line in ["--json daemon", "--json completions bash", "--json man /"] {
        let said = Shell::new().say(line);
        assert_eq!(said.exit, 2, "{line}");
        assert!(said.out.contains("onwatch.error/1"), "{line}: {}", said.out);
    }
}

#[test]
fn every_published_field_is_answered_with_a_value_somewhere() {
    let mut published = BTreeSet::new();
    for file in fs::read_dir(folder()).unwrap() {
        let schema = fs::read_to_string(file.unwrap().path()).unwrap();
        collect_properties(&serde_json::from_str(&schema).unwrap(), &mut published);
    }
    let mut answered = BTreeSet::new();
    for document in every_answer().into_iter().flat_map(|(_, documents)| documents) {
        collect_values(&document, &mut answered);
    }
    // Only a command from a terminal has one: see the tests of the panel.
    assert!(published.remove("tty"));
    // When every bad level was left, nothing is acknowledged any more: only files have this time.
    assert!(published.remove("left_warning_utc"));
    let never: Vec<&String> = published.difference(&answered).collect();
    assert!(never.is_empty(), "{never:?}");
}

fn collect_properties(schema: &Value, names: &mut BTreeSet<String>) {
    let parts: Vec<&Value> = match schema {
        Value::Object(fields) => {
            if let Some(Value::Object(properties)) = fields.get("properties") {
                names.extend(properties.keys().cloned());
            }
            fields.values().collect()
        }
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    for part in parts {
        collect_properties(part, names);
    }
}

fn collect_values(document: &Value, names: &mut BTreeSet<String>) {
    let parts: Vec<&Value> = match document {
        Value::Object(fields) => {
            let given = |value: &Value| !value.is_null() && *value != json!([]);
            let given = fields.iter().filter(|(_, value)| given(value));
            names.extend(given.map(|(name, _)| name.clone()));
            fields.values().collect()
        }
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    for part in parts {
        collect_values(part, names);
    }
}

#[test]
fn a_later_program_may_add_fields() {
    let mut status = Shell::after(&["start"]).object("status");
    status["later"] = json!(1);
    status["session"]["later"] = json!({ "deep": true });
    assert_eq!(Schemas::read().faults(&status).1, Vec::<String>::new());
}

#[test]
fn a_document_that_breaks_the_contract_has_a_fault() {
    let schemas = Schemas::read();
    let status = Shell::after(&["start"]).object("status");
    for (place, wrong) in [
        ("/session/active_seconds", json!(-1)),
        ("/session/active_seconds", json!(1.5)),
        ("/session/phase", json!("resting")),
        ("/session/started_at_utc", json!("yesterday")),
        ("/session/key", json!("14")),
        ("/session/notes", json!(7)),
        ("/governance/cone/band", json!("E")),
        ("/warnings", Value::Null),
    ] {
        let mut broken = status.clone();
        *broken.pointer_mut(place).unwrap() = wrong;
        assert_eq!(schemas.faults(&broken).1.len(), 1, "{place}");
    }
}

/// `cargo run --features schemas --example schemas` writes them.
#[cfg(feature = "schemas")]
#[test]
fn the_published_schemas_are_those_of_the_types() {
    let made: BTreeMap<String, String> =
        onwatch::contract::schemas::all().unwrap().into_iter().collect();
    let published: BTreeMap<String, String> = fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap())
        .map(|file| {
            let name = file.file_name().into_string().unwrap();
            (name, fs::read_to_string(file.path()).unwrap())
        })
        .collect();
    assert_eq!(made.keys().collect::<Vec<_>>(), published.keys().collect::<Vec<_>>());
    for (name, text) in made {
        assert_eq!(published[&name], text, "{name}");
    }
}
