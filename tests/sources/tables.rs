//! The tables of sources: what stands in them, and what counts if it does not.

use std::time::Duration;

use onwatch::config::{
    ClientFiles, DEFAULTS, HttpLogin, HttpMethod, Provides, SecretFrom, Settings, SourceWay,
};
use onwatch::core::{Light, SettleTimes};
use onwatch::formats::{Format, FormatRules, Limits};
use strum::IntoEnumIterator;

use crate::setup::Home;

#[test]
fn a_table_needs_little_and_the_rest_is_usual() {
    let home = Home::new();
    let source =
        home.source("kind = \"file\"\nformat = \"status_ryg\"\npath = \"~/x/../state.json\"");
    assert_eq!((source.name.as_str(), source.line), ("it", 1));
    assert_eq!(source.provides, Provides { cone: true, health: true });
    assert_eq!(source.way, SourceWay::File(home.path("state.json")));
    assert_eq!((source.interval_ms, source.timeout_ms), (30_000, 5_000));
    assert_eq!(source.stale_after_ms, 90_000);
    let (red, yellow) = (Duration::ZERO, Duration::from_secs(30));
    let settle = SettleTimes { red, yellow, better: Duration::from_secs(60) };
    assert_eq!(source.settle, settle);
    assert_eq!(source.max_bytes, 4 * 1_024 * 1_024);
    assert_eq!(source.rules, FormatRules::of(Format::StatusRyg));
}

#[test]
fn an_answer_is_stale_after_three_looks_and_never_before_a_minute() {
    let home = Home::new();
    for (interval, stale_after_ms) in [("5s", 60_000), ("20s", 60_000), ("21s", 63_000)] {
        let table = format!("kind = \"command\"\nargv = [\"true\"]\ninterval = \"{interval}\"");
        assert_eq!(home.source(&table).stale_after_ms, stale_after_ms, "{interval}");
    }
}

#[test]
fn a_source_says_what_its_format_can_say() {
    let home = Home::new();
    for format in Format::iter() {
        let source = match format {
            Format::Plugin => home.source("kind = \"command\"\nargv = [\"true\"]"),
            other => {
                let word = other.word();
                home.source(&format!("kind = \"file\"\npath = \"/x\"\nformat = \"{word}\""))
            }
        };
        let cone = matches!(format, Format::ConeState | Format::StatusRyg | Format::Plugin);
        let health = format != Format::ConeState;
        assert_eq!(source.provides, Provides { cone, health }, "{format:?}");
        assert_eq!(source.rules, FormatRules::of(format));
    }
}

#[test]
fn all_of_a_server_is_read() {
    let home = Home::new();
    let source = home.source(
        "kind = \"http\"\nformat = \"json\"\nurl = \"https://a.example:8443/x?y=1\"\n\
         method = \"post\"\nbody_file = \"/ask.json\"\nca_file = \"/ca.pem\"\n\
         client_cert = \"/me.pem\"\nclient_key = \"~/me.key\"\ntimeout = \"1.5s\"\n\
         basic = { user = \"ana\", env = \"PASS\" }\nvalhalla_key = { env = \"KEY\" }\n\
         headers = { X-Api-Key = { file = \"~/key\" } }\nprovides = [\"health\"]\n\
         settle = { better = \"2m\" }\nmax_bytes = 2048\n\
         each = \"/a~1b\"\npointer = \"\"\nname_pointer = \"/n\"\n\
         map = { Up = \"green\", DOWN = \"Red\" }\nyellow_above = 1\nred_above = 2.5\nclear_below = 0.5\n\
         yellow_below = -1\nclear_above = 0",
    );
    let SourceWay::Http(http) = source.way else { panic!("{source:?}") };
    assert_eq!(http.url.to_string(), "https://a.example:8443/x?y=1");
    assert_eq!((http.method, http.body_file), (HttpMethod::Post, Some("/ask.json".into())));
    assert_eq!(http.login, Some(HttpLogin::Basic("ana".into(), SecretFrom::Env("PASS".into()))));
    let client = ClientFiles { cert: "/me.pem".into(), key: home.path("me.key") };
    assert_eq!((http.ca_file, http.client), (Some("/ca.pem".into()), Some(client)));
    let headers = [
        ("X-VALHALLA-KEY".to_owned(), SecretFrom::Env("KEY".into())),
        ("X-Api-Key".to_owned(), SecretFrom::File(home.path("key"))),
    ];
    assert_eq!(http.headers, headers);
    assert_eq!((source.timeout_ms, source.max_bytes), (1_500, 2_048));
    let better = Duration::from_secs(120);
    let settle = SettleTimes { better, ..SettleTimes::default() };
    assert_eq!(source.settle, settle);
    let rules = FormatRules {
        pointer: Some(String::new()),
        each: Some("/a~1b".into()),
        name: Some("/n".into()),
        map: [("up".into(), Light::Green), ("down".into(), Light::Red)].into(),
        limits: Limits {
            yellow_above: Some(1.0),
            red_above: Some(2.5),
            yellow_below: Some(-1.0),
            clear_below: Some(0.5),
            clear_above: Some(0.0),
            ..Limits::default()
        },
        ..FormatRules::of(Format::Json)
    };
    assert_eq!(source.rules, rules);
}

#[test]
fn the_examples_in_the_default_file_are_sources() {
    let begin = DEFAULTS.find("#   [[source]]").unwrap();
    let examples = DEFAULTS[begin..].lines().take_while(|line| line.starts_with('#'));
    let text: Vec<&str> = examples.filter_map(|line| line.strip_prefix("#   ")).collect();
    let home = Home::new();
    let file = home.file("config.toml", text.join("\n"));
    let loaded = Settings::load(&file, Some(&home.path(""))).unwrap();
    assert_eq!(loaded.warnings, Vec::<String>::new());
    let names: Vec<String> = loaded.settings.sources.into_iter().map(|one| one.name).collect();
    assert_eq!(names, ["governance", "alerts", "disk", "queue"]);
}
