//! Desks whose band and health come from sources.

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::config::{PanelSetup, SourceSettings};
use onwatch::core::{AlertOf, Band, BandValue, Command, HealthValue, Light, Settling, SourceTime};
use onwatch::sources::{FailedLook, SourceAnswer, SourceAnswers};
use onwatch::tui::SourcesNow;

use super::panel::settings;
use super::story::{Story, band, health, push};

/// The settings of three sources.
pub const SOURCES: &str = "\
[[source]]
name = 'alerts'
provides = ['health']
kind = 'http'
format = 'alertmanager'
url = 'http://127.0.0.1:9093/api/v2/alerts'
interval = '10s'

[[source]]
name = 'uptime'
provides = ['health']
kind = 'http'
format = 'kuma_heartbeats'
url = 'http://127.0.0.1:3001/api/status-page/heartbeat/shop'
interval = '20s'

[[source]]
name = 'cone'
provides = ['cone']
kind = 'file'
format = 'cone_state'
path = '/var/lib/governance/cone_state.json'
interval = '15s'
";

/// Acknowledges the band or the health.
pub fn ack(of: AlertOf, reason: Option<&str>, shelve_seconds: Option<u64>) -> Command {
    Command::Acknowledge { of: Some(of), reason: reason.map(str::to_owned), shelve_seconds }
}

/// Says when sources were right last: the name, how many seconds ago it said band and health, and for how
/// many seconds that is fresh.
pub fn asked(story: &mut Story, sources: &[(&str, i64, u64)]) {
    let now = story.now.utc;
    let time = |(name, ago, fresh): &(&str, i64, u64)| {
        let at = Some(now - TimeDelta::seconds(*ago));
        let stale_after_ms = fresh * 1_000;
        ((*name).to_owned(), SourceTime { band_at_utc: at, health_at_utc: at, stale_after_ms })
    };
    story.now.sources = sources.iter().map(time).collect();
}

/// Returns a session during which a source became red and another one silent. Somebody knows of the band.
pub fn alarmed() -> Story {
    let mut story = Story::new();
    story
        .measured("cone", band(Band::A, "every budget is whole"))
        .measured("uptime", health(Light::Green, &["12 monitors are up"]))
        .measured("alerts", health(Light::Green, &[]))
        .wait(24, 0)
        .give(Command::start(Some("Watch the rollout of the new billing".into())))
        .wait(3, 0)
        .give(push("task", "318", Some("Fix the import"), Some(9_000)))
        .wait(31, 0)
        .measured("cone", band(Band::C, "disk on db-2 is nearly full"))
        .wait(9, 0)
        .by("ops", ack(AlertOf::Band, Some("disk"), None))
        .wait(8, 0)
        .measured(
            "alerts",
            health(
                Light::Red,
                &["HighErrorRate checkout (critical) since 09:14 UTC, 2 more; 1 silenced"],
            ),
        )
        .wait(4, 11);
    asked(&mut story, &[("alerts", 4, 60), ("uptime", 251, 60), ("cone", 9, 60)]);
    story
}

/// Returns a session whose green nobody confirms any more, after a red that nobody has seen.
pub fn doubtful() -> Story {
    let mut story = Story::new();
    story
        .measured("cone", band(Band::A, "every budget is whole"))
        .measured("uptime", health(Light::Green, &["12 monitors are up"]))
        .measured("alerts", health(Light::Green, &[]))
        .give(Command::start(Some("Watch the rollout of the new billing".into())))
        .wait(62, 0)
        .measured("alerts", health(Light::Red, &["HighErrorRate checkout (critical)"]))
        .wait(4, 0)
        .measured("alerts", health(Light::Green, &[]))
        .wait(31, 0)
        .measured("cone", band(Band::D, "the error budget is spent"))
        .by("ops", ack(AlertOf::Band, Some("resize of the database"), Some(2 * 3_600)))
        .wait(5, 0);
    asked(&mut story, &[("alerts", 4, 60), ("uptime", 251, 60), ("cone", 9, 60)]);
    story
}

fn lit(status: Light, reasons: &[&str]) -> Settling<HealthValue> {
    let reasons = reasons.iter().map(|reason| (*reason).to_owned()).collect();
    Settling::counting(HealthValue { status, reasons, extra: serde_json::Map::new() })
}

fn answer(now: DateTime<Utc>, seconds: i64, took_ms: u64) -> SourceAnswer {
    let at = Some(now - TimeDelta::seconds(seconds));
    SourceAnswer {
        asked_at_utc: at,
        answered_at_utc: at,
        took_ms,
        next_at_utc: Some(now + TimeDelta::seconds(6)),
        stale_after_ms: 60_000,
        band_at_utc: at,
        health_at_utc: at,
        ..SourceAnswer::default()
    }
}

/// Returns the settings of the sources in a text.
pub fn used(text: &str) -> Vec<SourceSettings> {
    let PanelSetup { settings, .. } = settings(text).unwrap().settings;
    assert_eq!(settings.sources_left_out, []);
    settings.sources
}

/// Returns three sources: one is red, one is silent, one says both; and one that is left out.
pub fn sources(now: DateTime<Utc>) -> SourcesNow {
    let lines = |all: &[&str]| all.iter().map(|line| (*line).to_owned()).collect();
    let alerts = SourceAnswer {
        counted: 3,
        suppressed: lines(&["DiskFilling db-3:9100 (warning), silenced until 18:00 UTC"]),
        not_known: lines(&["QueueDepth eu-2: the severity 'loud' is not known"]),
        health: lit(
            Light::Red,
            &["HighErrorRate checkout (critical) since 09:14 UTC, 2 more; 1 silenced; 1 unknown"],
        ),
        ..answer(now, 4, 118)
    };
    let uptime = SourceAnswer {
        failures: 5,
        failure: Some(FailedLook {
            asked: "GET http://127.0.0.1:3001/api/status-page/heartbeat/shop".to_owned(),
            cause: "no answer within 5s".to_owned(),
            next: "raise `timeout`, or see whether the server works".to_owned(),
        }),
        asked_at_utc: Some(now - TimeDelta::seconds(41)),
        next_at_utc: Some(now + TimeDelta::seconds(119)),
        health: lit(Light::Green, &["12 monitors are up"]),
        ..answer(now, 251, 5_002)
    };
    let budget = BandValue {
        band: Band::C,
        reason: "disk on db-2 is nearly full".to_owned(),
        metrics: serde_json::Map::new(),
        extra: serde_json::Map::new(),
    };
    let cone = SourceAnswer { band: Settling::counting(budget), ..answer(now, 9, 1) };
    let sources = [("alerts", alerts), ("uptime", uptime), ("cone", cone)];
    SourcesNow {
        used: used(SOURCES),
        left_out: vec![
            "/home/ana/.config/onwatch/config.toml:31: the source 'queue' is left out: 'htp' is not \
             a kind; choose \"file\", \"command\" or \"http\""
                .to_owned(),
        ],
        settings: "/home/ana/.config/onwatch/config.toml".to_owned(),
        answers: SourceAnswers {
            pid: 4_711,
            written_at_utc: Some(now),
            sources: sources.map(|(name, answer)| (name.to_owned(), answer)).into(),
        },
        asked_by: Some(4_711),
        silent_since: None,
        own_process: 4_711,
    }
}
