//! Secrets: where they come from, where they go, and where they never are.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use onwatch::sources::Fetcher;

use crate::servers::Server;
use crate::setup::{Home, assert_failure, now};

/// Long enough for any machine: no test waits for it.
const LONG_MS: u64 = 60_000;
const CANARY: &str = "canary-5a1e\"+/x";

fn table(server: &Server, more: &str) -> String {
    let url = server.url("/");
    format!("kind = \"http\"\nformat = \"status_ryg\"\nurl = \"{url}\"\n{more}")
}

#[test]
fn each_secret_is_sent_in_its_header() {
    let mut home = Home::new();
    home.set("KEY", "of-the-variable");
    home.private("key", "of-the-file\n");
    home.private("windows", "of-the-file\r\n");
    for (more, header) in [
        ("bearer = { env = \"KEY\" }", "authorization: Bearer of-the-variable\r\n"),
        ("bearer = { file = \"~/key\" }", "authorization: Bearer of-the-file\r\n"),
        ("valhalla_key = { file = \"~/windows\" }", "x-valhalla-key: of-the-file\r\n"),
        ("basic = { env = \"KEY\" }", "authorization: Basic Om9mLXRoZS12YXJpYWJsZQ==\r\n"),
        (
            "basic = { user = \"ana\", file = \"~/key\" }",
            "authorization: Basic YW5hOm9mLXRoZS1maWxl\r\n",
        ),
        ("headers = { X-Api-Key = { env = \"KEY\" } }", "x-api-key: of-the-variable\r\n"),
        (
            "headers = { DD-API-KEY = { env = \"KEY\" }, DD-APPLICATION-KEY = { file = \"~/key\" } }",
            "dd-application-key: of-the-file\r\n",
        ),
    ] {
        let server = Server::of(|asked| asked.answer(200, "application/json", "{}"));
        home.ask(&table(&server, more), LONG_MS);
        let asked = server.asked();
        let has = asked[0].lines().any(|line| {
            let Some((name, value)) = line.split_once(':') else { return false };
            format!("{}:{value}\r\n", name.to_lowercase()) == header
        });
        assert!(has, "{more}: {asked:?}");
    }
}

#[test]
fn a_secret_of_any_length_that_is_read_is_sent() {
    let home = Home::new();
    for length in [16_000, 40_000, 65_536] {
        home.private("key", "k".repeat(length));
        let server = Server::of(|asked| asked.answer(200, "application/json", "{}"));
        for login in ["bearer = { file = \"~/key\" }", "basic = { file = \"~/key\" }"] {
            let fetched = home.ask(&table(&server, login), LONG_MS);
            assert_eq!(fetched.raw, b"{}", "{length}, {login}: {fetched:?}");
        }
        assert!(server.asked().iter().all(|asked| asked.len() > length), "{length}");
    }
}

#[test]
fn a_file_that_others_can_read_is_refused_and_nothing_is_sent() {
    let home = Home::new();
    let path = home.private("key", CANARY);
    let server = Server::of(|asked| asked.answer(200, "application/json", "{}"));
    let table = table(&server, "bearer = { file = \"~/key\" }");
    for (mode, is_good) in [
        (0o600, true),
        (0o400, true),
        (0o640, false),
        (0o604, false),
        (0o644, false),
        (0o660, false),
        (0o700, false),
    ] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let before = server.asked().len();
        let fetched = home.ask(&table, LONG_MS);
        assert_eq!(server.asked().len() - before, usize::from(is_good), "{mode:o}");
        if !is_good {
            let cause = format!("of `bearer` is not used: its mode is {mode:04o}");
            assert_failure(&fetched, &cause, &format!("chmod 600 {}", path.display()));
        }
    }
}

#[test]
fn a_secret_that_cannot_be_had_is_told() {
    let mut home = Home::new();
    home.set("EMPTY", "");
    home.private("blank", "\n");
    home.private("lines", "one\ntwo\n");
    home.private("long", vec![b'x'; 70_000]);
    fs::create_dir(home.path("dir")).unwrap();
    let pipe = home.path("pipe");
    rustix::fs::mkfifoat(rustix::fs::CWD, pipe, rustix::fs::Mode::RUSR).unwrap();
    let server = Server::of(|asked| asked.answer(200, "application/json", "{}"));
    for (from, cause, next) in [
        ("env = \"NOT_SET\"", "the variable NOT_SET of `bearer` is not set", "export NOT_SET"),
        ("env = \"EMPTY\"", "the variable EMPTY of `bearer` is not set", "export EMPTY"),
        ("file = \"~/none\"", "of `bearer` cannot be read (entity not found)", "change `bearer`"),
        ("file = \"~/dir\"", "it is no ordinary file", "change `bearer`"),
        ("file = \"~/pipe\"", "it is no ordinary file", "change `bearer`"),
        ("file = \"~/blank\"", "the secret of `bearer` is empty", "write the value"),
        ("file = \"~/lines\"", "has a line break", "write it in one line"),
        ("file = \"~/long\"", "more than 65536 bytes", "change `bearer`"),
    ] {
        let fetched = home.ask(&table(&server, &format!("bearer = {{ {from} }}")), LONG_MS);
        assert_failure(&fetched, cause, next);
    }
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[test]
fn no_secret_is_in_what_a_source_says_or_in_how_it_is_shown() {
    let mut home = Home::new();
    home.set("KEY", CANARY);
    home.private("key", CANARY);
    // Servers that repeat what they were sent: as it was, in JSON, in the type, in what is no HTTP.
    let text = Server::of(|asked| {
        let request = asked.request.clone();
        asked.answer(401, "text/plain", request)
    });
    let json = Server::of(|asked| {
        let request = asked.request.clone();
        let body = serde_json::json!({ "status": "red", "reasons": [request] });
        asked.answer(200, "application/json", body.to_string())
    });
    let kind = Server::of(|asked| asked.answer(200, CANARY, "{}"));
    let broken = Server::of(|asked| {
        let request = asked.request.clone();
        asked.send(request)
    });
    let away = Server::of(|asked| asked.redirect(302, &format!("http://{CANARY}.example/")));
    for server in [&text, &json, &kind, &broken, &away] {
        for more in [
            "bearer = { env = \"KEY\" }",
            "basic = { user = \"ana\", file = \"~/key\" }",
            "valhalla_key = { file = \"~/key\" }",
            "headers = { X-Api-Key = { env = \"KEY\" } }",
        ] {
            let source = home.source(&table(server, more));
            let secrets = home.secrets();
            let mut asker = Fetcher::new(source);
            let fetched = asker.fetch(&secrets, None, now());
            let shown = match &fetched.statement {
                Ok(statement) => format!("{statement:?}"),
                Err(failure) => failure.to_string(),
            };
            let raw = String::from_utf8_lossy(&fetched.raw).into_owned();
            let debug = format!("{asker:?} {secrets:?} {fetched:?}");
            for text in [shown, raw, debug] {
                assert!(!text.contains("5a1e"), "{text}");
                // The same behind a user, as a header has it.
                assert!(!text.contains("YW5hOmNhbmFyeS"), "{text}");
            }
        }
        assert!(server.asked()[0].contains("5a1e"), "it was sent");
    }
}

#[test]
fn a_secret_that_is_a_common_word_changes_no_value() {
    let mut home = Home::new();
    home.set("KEY", "application/json");
    home.set("TENANT", "critical");
    let server = Server::of(|asked| {
        let body = r#"{"status":"critical","reasons":["critical is down"]}"#;
        asked.answer(200, "application/json", body)
    });
    let more = "headers = { Accept = { env = \"KEY\" }, X-Scope-OrgID = { env = \"TENANT\" } }";
    let source = home.source(&table(&server, more));
    let fetched = Fetcher::new(source).fetch(&home.secrets(), None, now());
    let health = fetched.statement.unwrap().health.unwrap();
    assert_eq!(health.status, onwatch::core::Light::Red);
    assert_eq!(health.reasons, ["[secret] is down"]);
}
