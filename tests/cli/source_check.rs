//! `source check` and `source add`: real servers, files and commands.

use std::fs;

use serde_json::json;

use crate::servers::Server;
use crate::shell::Shell;

/// Returns a server with an answer for each path; all others are not there.
fn server(answers: &'static [(&'static str, u16, &'static str)]) -> Server {
    Server::of(move |asked| {
        let path = asked.request.split(' ').nth(1).unwrap_or_default().to_owned();
        let known = answers.iter().find(|(known, ..)| path == *known);
        match known {
            Some((_, status, body)) => asked.answer(*status, "application/json", body),
            None => asked.answer(404, "text/html", "<p>no"),
        }
    })
}

const ALERTS: &str = r#"[
 {"labels":{"alertname":"Disk","severity":"critical"},"annotations":{},"fingerprint":"a",
  "startsAt":"2026-01-01T06:00:00Z","endsAt":"2026-01-01T09:00:00Z","receivers":[],
  "status":{"state":"active","silencedBy":[],"inhibitedBy":[],"mutedBy":[]}},
 {"labels":{"alertname":"Net","severity":"critical"},"annotations":{},"fingerprint":"b",
  "startsAt":"2026-01-01T06:00:00Z","endsAt":"2026-01-01T09:00:00Z","receivers":[],
  "status":{"state":"suppressed","silencedBy":["s"],"inhibitedBy":[],"mutedBy":[]}}]"#;

fn shell_with(tables: &str) -> Shell {
    let shell = Shell::new();
    shell.settings(tables);
    shell
}

/// Returns the value of a labelled line.
fn row<'a>(out: &'a str, label: &str) -> Vec<&'a str> {
    let rows = out.lines().filter_map(|line| line.strip_prefix("  ")?.strip_prefix(label));
    rows.map(str::trim).collect()
}

#[test]
fn a_check_says_what_a_source_answers_what_counts_and_how_old_that_is() {
    let server = server(&[("/api/v2/alerts", 200, ALERTS)]);
    let url = server.url("/api/v2/alerts");
    let shell = shell_with(&format!(
        "[[source]]\nname = \"alerts\"\nkind = \"http\"\nformat = \"alertmanager\"\nurl = \"{url}\"\n"
    ));
    let said = shell.say("source check");
    assert_eq!((said.exit, said.err.as_str()), (0, ""), "{said:?}");
    assert_eq!(said.out.lines().next(), Some("alerts  RED"));
    assert_eq!(row(&said.out, "asked"), [format!("GET {url} (http, alertmanager)")]);
    assert_eq!(row(&said.out, "counted"), ["1"]);
    assert_eq!(row(&said.out, "suppressed").len(), 1, "{}", said.out);
    assert!(row(&said.out, "why")[0].starts_with("Disk (critical)"), "{}", said.out);
    assert_eq!(row(&said.out, "age"), ["0s ago"]);
    let took = row(&said.out, "took")[0];
    assert!(
        took.contains(" s, HTTP 200, application/json, ") && took.ends_with(" bytes"),
        "{took}"
    );
    assert!(!said.out.contains("fingerprint"));
    let verbose = shell.good("source check alerts -v");
    assert!(verbose.contains("\"fingerprint\":\"b\""), "{verbose}");
    let object = shell.object("source check");
    let source = &object["sources"][0];
    assert_eq!((&source["health"]["status"], &source["counted"]), (&json!("red"), &json!(1)));
    assert_eq!((&source["understood"], &source["body"]), (&json!(true), &json!(null)));
    assert_eq!((&source["age_seconds"], &source["is_stale"]), (&json!(0), &json!(false)));
    // Nothing of it is recorded.
    assert!(!shell.home.path().join("data").exists());
    assert!(shell.good("health").starts_with("UNKNOWN"));
}

#[test]
fn a_check_that_gets_no_answer_names_source_question_cause_and_setting() {
    let shell = shell_with(
        "[[source]]\nname = \"gone\"\nkind = \"file\"\nformat = \"status_ryg\"\npath = \"/no/such\"\n\
         [[source]]\nname = \"bad\"\nkind = \"command\"\nargv = [\"sh\", \"-c\", \"exit 9\"]\n\
         format = \"status_ryg\"\n\
         [[source]]\nname = \"fault\"\nkind = \"ftp\"\n",
    );
    let said = shell.say("source check gone");
    assert_eq!((said.exit, said.err.as_str()), (1, ""));
    assert_eq!(said.out.lines().next(), Some("gone  no answer"));
    assert_eq!(row(&said.out, "asked"), ["/no/such (file, status_ryg)"]);
    assert_eq!(row(&said.out, "cause"), ["there is no such file"]);
    assert_eq!(row(&said.out, "next"), ["change `path`"]);
    let all = shell.say("source check");
    assert_eq!(all.exit, 1);
    assert_eq!(row(&all.out, "asked").len(), 2);
    assert!(all.out.contains("sh -c exit 9 (command, status_ryg)"), "{}", all.out);
    assert!(all.out.contains("fault  left out"), "{}", all.out);
    assert!(all.out.contains("config/config.toml:13"), "{}", all.out);
    assert!(all.out.contains("there is no kind 'ftp'"), "{}", all.out);
    let object = shell.object("source check");
    assert_eq!(object["left_out"][0]["name"], "fault");
    assert_eq!(object["sources"][0]["cause"], "there is no such file");
}

#[test]
fn a_source_that_there_is_not_is_told_with_those_that_there_are() {
    let shell = Shell::new();
    for (line, why) in [
        ("source check", "the settings have no source"),
        ("source check manual", "`manual` is what people set"),
        ("source check other", "there is no source 'other'"),
    ] {
        let said = shell.say(line);
        assert_eq!(said.exit, 3, "{line}");
        assert!(said.err.contains(why), "{line}: {}", said.err);
    }
    let table = |name: &str| {
        format!("[[source]]\nname = \"{name}\"\nkind = \"command\"\nargv = [\"true\"]\n")
    };
    shell.settings(table("disk") + &table("uptime"));
    let near = shell.say("source check disc").err;
    assert!(near.contains("there is no source 'disc' (did you mean `disk`?)"), "{near}");
    assert!(near.contains("ask one of these: disk, uptime"), "{near}");
    let far = shell.say("source check other").err;
    assert!(!far.contains("did you mean"), "{far}");
    assert!(far.contains("ask one of these: disk, uptime"), "{far}");
}

#[test]
fn what_a_source_says_cannot_act_on_the_terminal() {
    let shell = Shell::new();
    let file = shell.home.path().join("evil.json");
    fs::write(&file, "{\"status\":\"red\",\"reasons\":[\"\\u001b[2Jx\\u202e\"]}\u{1b}[1m").unwrap();
    shell.settings(format!(
        "[[source]]\nname = \"evil\"\nkind = \"file\"\nformat = \"status_ryg\"\npath = \"{}\"\n",
        file.display()
    ));
    for line in ["source check -v", "--json source check -v"] {
        let said = shell.say(line);
        assert!(!said.out.contains(['\u{1b}', '\u{202e}']), "{line}: {:?}", said.out);
    }
}

#[test]
fn a_secret_of_the_environment_is_sent_and_not_shown() {
    let server = Server::of(|asked| {
        let sent = asked.request.clone();
        let body = json!({"status": "green", "reasons": [sent]}).to_string();
        asked.answer(200, "application/json", body)
    });
    let mut shell = shell_with(&format!(
        "[[source]]\nname = \"s\"\nkind = \"http\"\nformat = \"status_ryg\"\nurl = \"{}\"\n\
         bearer = {{ env = \"MY_TOKEN\" }}\n",
        server.url("/")
    ));
    let said = shell.say("source check");
    assert_eq!((said.exit, row(&said.out, "next")[0]), (1, "export MY_TOKEN, or use a file"));
    shell.env.insert("MY_TOKEN", "hunter2hunter2".into());
    let said = shell.good("source check -v");
    assert!(said.contains("[secret]") && !said.contains("hunter2"), "{said}");
    assert!(server.asked()[0].contains("Bearer hunter2hunter2"));
}

#[test]
fn a_server_alone_is_tried_at_the_paths_of_known_systems() {
    let server = server(&[("/", 200, "<p>hello"), ("/api/v2/alerts", 200, ALERTS)]);
    let shell = Shell::new();
    let old = "# mine\noperator = \"bo\"";
    let path = shell.settings(old);
    let url = server.url("");
    let dry = shell.give(&["source", "add", "alerts", &url, "--dry-run"]);
    assert_eq!((dry.exit, fs::read_to_string(&path).unwrap().as_str()), (0, old), "{dry:?}");
    let said = shell.give(&["source", "add", "alerts", &url]);
    assert_eq!((said.exit, said.err.as_str()), (0, ""), "{said:?}");
    assert!(said.out.starts_with("Added source alerts to "), "{}", said.out);
    assert!(said.out.contains("alerts  RED"), "{}", said.out);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with(&format!("{old}\n\n# Added by")), "{text}");
    assert!(text.contains("format = \"alertmanager\"\n"), "{text}");
    assert!(text.contains(&format!("url = \"{url}/api/v2/alerts\"\n")), "{text}");
    assert!(text.ends_with(&dry.out), "{text}");
    assert_eq!(shell.say("config check").exit, 0);
    assert!(shell.good("source check alerts").contains("RED"));
    // A name is given once.
    let again = shell.give(&["source", "add", "alerts", &url]);
    assert!(again.exit == 1 && again.err.contains("has this name already"), "{again:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_file_and_a_command_are_added_as_what_they_answer() {
    let mut shell = Shell::new();
    shell.dir = Some(shell.home.path().to_owned());
    fs::write(shell.home.path().join("q.json"), r#"{"queue": {"state": "degraded"}}"#).unwrap();
    let said = shell.give(&["source", "add", "queue", "q.json"]);
    assert_eq!((said.exit, said.err.as_str()), (0, ""), "{said:?}");
    assert!(said.out.contains("queue  YELLOW"), "{}", said.out);
    let words = ["source", "add", "disk", "--", "sh", "-c", "echo 'DISK OK | x=1'; exit 2", "-w"];
    let said = shell.give(&words);
    assert_eq!((said.exit, said.err.as_str()), (0, ""), "{said:?}");
    assert!(said.out.contains("disk  RED"), "{}", said.out);
    let text = fs::read_to_string(shell.home.path().join("config/config.toml")).unwrap();
    assert!(text.contains("pointer = \"/queue/state\"\n"), "{text}");
    assert!(text.contains(&format!("path = \"{}/q.json\"", shell.home.path().display())), "{text}");
    assert!(text.contains("format = \"plugin\"\n"), "{text}");
    let checked = shell.object("source check");
    let lights: Vec<_> =
        [0, 1].map(|nth| checked["sources"][nth]["health"]["status"].clone()).into();
    assert_eq!(lights, ["yellow", "red"]);
}

#[test]
fn what_is_no_source_is_not_added_and_says_why() {
    let server = server(&[("/", 200, "<p>hello"), ("/key", 401, "{}"), ("/n", 200, "{\"n\": 1}")]);
    let shell = Shell::new();
    for (words, why, next) in [
        (vec!["a", &server.url("/key")], "the server wants a login", "--format"),
        (vec!["a", &server.url("/n")], "so no format fits", "`pointer`"),
        (vec!["a", &server.url("/")], "answered an HTML page", "--format"),
        (vec!["a", &server.url("")], "nor does one at the paths of known systems", "--format"),
        (vec!["a", "/no/such/file"], "there is no such file", "--format"),
        (vec!["a", "http://127.0.0.1:1/x"], "GET http://127.0.0.1:1/x", "--format"),
        (vec!["a", "--", "/no/such"], "there is no such program", "--format"),
        (vec!["a", "ftp://host/x"], "begins neither with http://", "correct it"),
        (vec!["a", "http://me:pw@host/"], "cannot be in `url`", "correct it"),
        (vec!["manual", &server.url("/n")], "is what people set", "correct it"),
        (vec![" ", &server.url("/n")], "it is empty", "correct it"),
    ] {
        let said = shell.give(&[&["source", "add"], words.as_slice()].concat());
        assert_eq!(said.exit, 1, "{words:?}: {said:?}");
        assert!(said.err.contains("The source was not added"), "{words:?}: {}", said.err);
        assert!(said.err.contains(why) && said.err.contains(next), "{words:?}: {}", said.err);
        assert!(!said.err.contains("pw@"), "{}", said.err);
    }
    assert!(!shell.home.path().join("config/config.toml").exists());
}

/// Says what a server answers on every path, whatever the path is.
fn always(status: u16, content_type: &'static str, body: &'static str) -> Server {
    Server::of(move |asked| asked.answer(status, content_type, body))
}

#[test]
fn an_answer_without_a_format_is_named_with_its_status_and_type_and_with_what_to_do() {
    let shell = Shell::new();
    for (status, content_type, body, came, next) in [
        (
            200,
            "text/html",
            "<!doctype html><title>Sign in</title>",
            "an HTML page, not JSON (HTTP 200, text/html)",
            "/api/v2/alerts",
        ),
        (
            404,
            "text/html",
            "<p>no such page</p>",
            "an HTML page, not JSON (HTTP 404, text/html)",
            "/api/v2/alerts",
        ),
        (
            404,
            "application/json",
            "{\"error\":\"no\"}",
            "JSON that does not say by itself what is well (HTTP 404, application/json)",
            "/api/v2/alerts",
        ),
        (
            500,
            "text/plain",
            "oops",
            "plain text, not JSON (HTTP 500, text/plain)",
            "look into the log of the server",
        ),
        (
            200,
            "text/plain",
            "all is well",
            "plain text, not JSON (HTTP 200, text/plain)",
            "/api/v2/alerts",
        ),
        (
            200,
            "application/json",
            "{\"a\": [1,",
            "JSON that is cut off (HTTP 200, application/json)",
            "/api/v2/alerts",
        ),
        (
            200,
            "application/json",
            "{a}",
            "JSON with a mistake (HTTP 200, application/json)",
            "/api/v2/alerts",
        ),
        (
            200,
            "application/json",
            "{\"n\": 1}",
            "JSON that does not say by itself what is well (HTTP 200, application/json)",
            "set `pointer`",
        ),
        (
            200,
            "application/json",
            "[]",
            "an empty list in JSON (HTTP 200, application/json)",
            "set `pointer`",
        ),
        (200, "application/json", "", "nothing (HTTP 200, application/json)", "/api/v2/alerts"),
    ] {
        let server = always(status, content_type, body);
        let url = server.url("/x");
        let said = shell.give(&["source", "add", "a", &url]);
        assert_eq!((said.exit, said.out.as_str()), (1, ""), "{body}: {said:?}");
        let why = format!("GET {url} answered {came}, so no format fits");
        assert!(said.err.contains(&why), "{body}: {}", said.err);
        assert!(said.err.contains(next) && said.err.contains("--format"), "{body}: {}", said.err);
    }
    for (status, why) in [(401, "wants a login (HTTP 401)"), (403, "wants a login (HTTP 403)")] {
        let server = always(status, "text/html", "<html>");
        let said = shell.give(&["source", "add", "a", &server.url("/x")]);
        assert!(said.exit == 1 && said.err.contains(why), "{}", said.err);
        assert!(said.err.contains("`bearer`"), "{}", said.err);
    }
    let elsewhere = Server::of(|asked| asked.redirect(302, "https://login.example/start"));
    let said = shell.give(&["source", "add", "a", &elsewhere.url("/x")]);
    assert!(
        said.err.contains("it redirects to another server (https://login.example:443)"),
        "{}",
        said.err
    );
    assert!(said.err.contains("give the address that answers by itself"), "{}", said.err);
    assert!(!shell.home.path().join("config/config.toml").exists());
}

#[test]
fn with_a_format_a_source_is_added_although_it_does_not_answer_yet() {
    let shell = Shell::new();
    let words = ["source", "add", "a", "http://127.0.0.1:1/x", "--format", "status_ryg"];
    let said = shell.give(&words);
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(said.err.contains("warning: the source did not answer"), "{}", said.err);
    assert!(shell.good("config show").contains("source"));
    let object = shell.object("source add b /no/such --format json");
    assert_eq!((&object["added"], &object["source"]["understood"]), (&json!(true), &json!(false)));
}

#[test]
fn settings_that_cannot_be_read_are_never_written() {
    let shell = Shell::new();
    fs::write(shell.home.path().join("q.json"), r#"{"status": "green"}"#).unwrap();
    let file = shell.home.path().join("q.json").display().to_string();
    for text in
        ["operator = \n", "[panel]\ntheme = 7\n", "source = []\n", "[source]\nname = \"x\"\n"]
    {
        let path = shell.settings(text);
        let said = shell.give(&["source", "add", "q", &file]);
        assert_eq!(said.exit, 1, "{text:?}: {said:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}
