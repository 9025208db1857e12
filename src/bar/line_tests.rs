//! The one line in every combination of states: band and health are two groups that are seen at a glance.

#![allow(clippy::unwrap_used)]

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{BarDesk, BarForm, BarState, FormContent, OneLine, ReadingLook};
use crate::core::{
    AlertOf, AlertState, Band, Freshness, Glance, GovernanceGlance, Light, Moment, Severity, Watch,
};

/// How old a value is.
#[derive(Debug, Clone, Copy)]
enum Age {
    Fresh,
    Stale,
    Never,
}

const AGES: [Age; 3] = [Age::Fresh, Age::Stale, Age::Never];

fn now() -> DateTime<Utc> {
    "2026-01-05T09:30:00Z".parse().unwrap()
}

fn read<T: serde::de::DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).unwrap()
}

/// Returns each state that people know of a value; `word` is what it was before.
fn states(word: &str) -> [AlertState; 5] {
    let (from, until) = (now() - TimeDelta::hours(1), now() + TimeDelta::hours(1));
    let (level, by, reason) = (Severity::Critical, "ops", "resize");
    [
        AlertState::Normal,
        AlertState::New { since_utc: from, acknowledged: None },
        AlertState::Acknowledged(read(json!({ "level": level, "at_utc": from, "by": by }))),
        AlertState::Returned(read(
            json!({ "level": level, "word": word, "from_utc": from, "until_utc": from }),
        )),
        AlertState::Shelved(read(
            json!({ "level": level, "until_utc": until, "by": by, "reason": reason }),
        )),
    ]
}

fn age(age: Age) -> Freshness {
    let (is_stale, never) = match age {
        Age::Fresh => (false, false),
        Age::Stale => (true, false),
        Age::Never => (true, true),
    };
    let observed_at_utc = now() - TimeDelta::minutes(4);
    Freshness { source: Some("alerts".to_owned()), observed_at_utc, is_stale, never }
}

fn glance(change: impl FnOnce(&mut GovernanceGlance)) -> Glance {
    let mut glance = Glance::of(&Watch::default(), &Moment { utc: now(), ..Moment::any() });
    change(&mut glance.governance);
    glance
}

fn shown(glance: &Glance, columns: usize) -> String {
    let line = OneLine {
        glance,
        clock: "0:00:00".to_owned(),
        is_over: false,
        others_waiting: 0,
        start_key: None,
        columns,
    };
    line.parts().into_iter().map(|part| part.text).collect()
}

#[test]
fn band_and_health_are_two_groups_in_every_state() {
    for (band, light) in [(Band::A, Light::Green), (Band::D, Light::Red), (Band::C, Light::Unknown)]
    {
        for (band_alert, health_alert) in
            states("d").iter().flat_map(|one| states("red").map(|other| (one.clone(), other)))
        {
            for (band_age, health_age) in
                AGES.iter().flat_map(|one| AGES.map(|other| (*one, other)))
            {
                let glance = glance(|governance| {
                    (governance.cone.band, governance.health.status) = (band, light);
                    (governance.band_alert, governance.health_alert) =
                        (band_alert.clone(), health_alert.clone());
                    (governance.band_freshness, governance.health_freshness) =
                        (Some(age(band_age)), Some(age(health_age)));
                });
                let line = shown(&glance, 120);
                let groups = line.strip_prefix("■ no session ").unwrap().split(" · ");
                let groups: Vec<&str> = groups.map(str::trim).collect();
                let told = |which, word: &str| {
                    let look = ReadingLook::of(&glance, which);
                    let is_calm = look.severity.is_calm() && look.doubt.is_none();
                    let word = if is_calm && !look.is_lit { word } else { &word.to_uppercase() };
                    let value = if is_calm { word.to_owned() } else { look.text(word) };
                    format!("{value} {}", look.known).trim().to_owned()
                };
                let expected =
                    [told(AlertOf::Band, band.letter()), told(AlertOf::Health, light.word())];
                assert_eq!(groups, expected, "{line:?}");
                assert!(line.chars().count() <= 60, "it is short: {line}");
            }
        }
    }
}

#[test]
fn what_came_and_went_and_what_is_doubtful_do_not_run_together() {
    let glance = glance(|governance| {
        (governance.cone.band, governance.health.status) = (Band::B, Light::Green);
        let [.., returned, _] = states("c");
        governance.band_alert = returned;
        let [.., returned, _] = states("red");
        governance.health_alert = returned;
        (governance.band_freshness, governance.health_freshness) =
            (Some(age(Age::Fresh)), Some(age(Age::Stale)));
    });
    assert_eq!(shown(&glance, 80), "■ no session   B was C · ? GREEN 4m was RED");
    // Where there is no room, the signs part them.
    assert_eq!(shown(&glance, 24), "■ no session   B ?GREEN");
}

#[test]
fn a_bar_is_urgent_only_for_what_nobody_knows_of() {
    let urgent = |alert: &AlertState, which: AlertOf| {
        let glance = glance(|governance| match which {
            AlertOf::Band => {
                (governance.cone.band, governance.band_alert) = (Band::D, alert.clone());
            }
            AlertOf::Health => {
                (governance.health.status, governance.health_alert) = (Light::Red, alert.clone());
            }
        });
        let desk = BarDesk {
            name: "",
            glance: &glance,
            needs_attention: false,
            clock: &|ms| ms.to_string(),
            others_waiting: 0,
            today_ms: 0,
            week_ms: 0,
            sign: &|sign| sign,
        };
        let state = Some(BarState::of(&desk));
        let (text, short_text) = ("x".to_owned(), "x".to_owned());
        let content = FormContent { text, short_text, details: Vec::new(), state };
        let block: Value = serde_json::from_str(&BarForm::I3bar.written(&content, &[])).unwrap();
        // The colour says how bad it is, whoever knows of it.
        assert_eq!(block["color"], "#f85149", "{alert:?}");
        block["urgent"].as_bool().unwrap()
    };
    for which in AlertOf::ALL {
        let [_, new, acknowledged, _, shelved] = states("x");
        let calls = [new, acknowledged, shelved].map(|alert| urgent(&alert, which));
        assert_eq!(calls, [true, false, false], "{which:?}");
    }
}
