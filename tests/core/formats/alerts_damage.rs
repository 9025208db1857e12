//! Damaged, shuffled and doubled lists of alerts and monitors.

use onwatch::core::{Light, REASON, REASONS_MAX};
use onwatch::formats::{Code, Format, FormatRules, Limits};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ended, json_sample, light, sample};

/// Red answers, each with the rules that read it.
fn reds() -> Vec<(FormatRules, Value)> {
    let limits = Limits { yellow_above: Some(0.05), red_above: Some(0.25), ..Limits::default() };
    let mut rules = vec![
        (FormatRules::of(Format::Alertmanager), json_sample("alertmanager.json")),
        (FormatRules::of(Format::PrometheusAlerts), json_sample("prometheus_alerts.json")),
        (FormatRules::of(Format::PrometheusQuery), json_sample("prometheus_query.json")),
        (FormatRules::of(Format::KumaHeartbeats), json_sample("kuma_heartbeats.json")),
        (FormatRules::of(Format::GrafanaHealth), json_sample("grafana_health_failing.json")),
        (FormatRules::of(Format::GrafanaAlerts), json_sample("grafana_alerts.json")),
        (FormatRules::of(Format::PrometheusAlerts), grouped()),
    ];
    rules[2].0.limits = limits;
    rules.push(only_red(&rules[3]));
    rules.push(only_red(&rules[5]));
    rules
}

/// An answer of rules: one fires, one is inactive.
fn grouped() -> Value {
    let labels = json!({"alertname": "Lag", "severity": "critical"});
    let alert = json!({"labels": labels, "state": "firing", "activeAt": "2026-11-25T13:40:00Z"});
    let rule = |name: &str, state: &str, alerts: Value| {
        json!({"name": name, "state": state, "health": "ok", "type": "alerting",
            "labels": {"severity": "critical"}, "isPaused": false, "alerts": alerts})
    };
    let rules = json!([rule("Lag", "firing", json!([alert])), rule("Cpu", "inactive", json!([]))]);
    json!({"status": "success", "data": {"groups": [{"name": "g", "file": "f", "rules": rules}]}})
}

/// The same answer without its unknown parts: nothing but the red part forbids green.
fn only_red((rules, body): &(FormatRules, Value)) -> (FormatRules, Value) {
    let mut body = body.clone();
    if let Some(monitors) = body.get_mut("heartbeatList").and_then(Value::as_object_mut) {
        monitors.remove("9");
    }
    if let Some(alerts) = body.pointer_mut("/data/alerts").and_then(Value::as_array_mut) {
        alerts.retain(|alert| !alert["state"].as_str().unwrap().contains('('));
    }
    (rules.clone(), body)
}

/// Returns the JSON pointers of all parts of a value, but not of the whole.
fn places(value: &Value) -> Vec<String> {
    let inner: Vec<(String, &Value)> = match value {
        Value::Array(list) => list.iter().enumerate().map(|(n, v)| (n.to_string(), v)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), value)).collect(),
        _ => Vec::new(),
    };
    let with_inner = |(name, value): (String, &Value)| {
        let below = places(value).into_iter().map(|place| format!("/{name}{place}"));
        below.chain([format!("/{name}")]).collect::<Vec<_>>()
    };
    inner.into_iter().flat_map(with_inner).collect()
}

/// What each part is replaced by. None of it hides a problem by its meaning.
fn odd_values() -> Vec<Value> {
    let long = "x\u{202e}\u{1b}[31m".repeat(2_000);
    vec![
        json!(null),
        json!({}),
        json!([]),
        json!("forty-two"),
        json!(""),
        json!(-7),
        json!(-7.5),
        json!("NaN"),
        json!(long),
    ]
}

/// Returns the answer without a field.
fn without(body: &Value, place: &str) -> Option<Value> {
    let (parent, name) = place.rsplit_once('/')?;
    let mut body = body.clone();
    body.pointer_mut(parent)?.as_object_mut()?.remove(name)?;
    Some(body)
}

/// Whether a part is a number that the limits judge, or a whole monitor: -7 and none mean something.
fn is_of_meaning(format: Format, place: &str, odd: Option<&Value>) -> bool {
    match format {
        Format::PrometheusQuery => {
            place.ends_with("/value/1") && odd.is_some_and(|odd| odd == -7 || odd == -7.5)
        }
        Format::KumaHeartbeats => odd.is_none() && place == "/heartbeatList/2",
        _ => false,
    }
}

#[test]
fn no_odd_or_missing_part_turns_red_into_green() {
    let mut tried = 0;
    for (rules, body) in reds() {
        let said = ended(&rules, Code::Http(200), body.to_string());
        assert_eq!(light(&said), Some(Light::Red), "{said:?}");
        for place in places(&body) {
            let replaced = odd_values().into_iter().map(|odd| {
                let mut body = body.clone();
                *body.pointer_mut(&place).unwrap() = odd.clone();
                (Some(odd), body)
            });
            let missing = without(&body, &place).map(|body| (None, body));
            for (odd, damaged) in replaced.chain(missing) {
                if is_of_meaning(rules.format, &place, odd.as_ref()) {
                    continue;
                }
                tried += 1;
                let said = ended(&rules, Code::Http(200), damaged.to_string());
                assert_ne!(light(&said), Some(Light::Green), "{place}: {said:#?}\n{damaged}");
            }
        }
    }
    assert!(tried > 1_000, "only {tried} damages were tried");
}

#[test]
fn an_answer_that_is_cut_off_is_no_statement() {
    for (rules, body) in reds() {
        let whole = body.to_string();
        for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
            assert!(ended(&rules, Code::Http(200), &whole[..end]).is_err(), "{}", &whole[..end]);
        }
    }
    let metrics = sample("kuma_metrics.txt");
    let rules = FormatRules::of(Format::KumaMetrics);
    for end in (0..metrics.len()).filter(|end| metrics.is_char_boundary(*end)) {
        let said = ended(&rules, Code::Http(200), &metrics[..end]);
        // Without its last lines, the text is whole and says less.
        assert!(said.is_err() || metrics[..end].ends_with('\n'), "{}", &metrics[..end]);
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let words = vec!["firing", "Alerting", "active", "critical", "NaN", "1e+00", "success", ""];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        prop::sample::select(words).prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,6}", inner, 0..4)
                .prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

/// Shuffles and doubles the entries of the lists whose order means nothing.
fn stirred(body: &Value, order: &[prop::sample::Index]) -> Value {
    let mut body = body.clone();
    for place in ["", "/data/alerts", "/data/result", "/data/groups", "/data/groups/0/rules"] {
        let Some(list) = body.pointer_mut(place).and_then(Value::as_array_mut) else { continue };
        for index in order {
            let entry = list[index.index(list.len())].clone();
            list.insert(index.index(list.len() + 1), entry);
        }
        for index in order {
            let to = index.index(list.len());
            list.swap(0, to);
        }
    }
    body
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shuffled_and_doubled_lists_give_the_same_statement(
        nth in 0..9_usize,
        order in prop::collection::vec(any::<prop::sample::Index>(), 1..12),
    ) {
        let (rules, body) = reds().swap_remove(nth);
        let said = ended(&rules, Code::Http(200), body.to_string());
        prop_assert_eq!(ended(&rules, Code::Http(200), stirred(&body, &order).to_string()), said);
    }

    #[test]
    fn any_value_at_any_place_stays_within_bounds_and_is_no_green(
        nth in 0..9_usize,
        place in any::<prop::sample::Index>(),
        value in any_value(),
    ) {
        let (rules, mut body) = reds().swap_remove(nth);
        let places = places(&body);
        let place: &String = place.get(&places);
        *body.pointer_mut(place).unwrap() = value;
        let said = ended(&rules, Code::Http(200), body.to_string());
        // These say it themselves: a number below the limit, the status 1, a rule that is paused.
        let may_be_green = ["/value", "/status", "/isPaused"].iter().any(|may| place.contains(may));
        prop_assert!(may_be_green || light(&said) != Some(Light::Green), "{place}: {body}");
        if let Ok(said) = said {
            let reasons = said.health.map(|health| health.reasons).unwrap_or_default();
            prop_assert!(reasons.len() <= REASONS_MAX);
            for line in reasons.iter().chain(&said.not_known).chain(&said.suppressed) {
                prop_assert!(REASON.check(line).is_ok());
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(
        body in prop::collection::vec(any::<u8>(), 0..200),
        lines in "(monitor_status[{}a-z=\"\\\\, 0-9]{0,30}\n){1,4}",
        status in any::<u16>(),
    ) {
        for (rules, _) in reds() {
            let _ = ended(&rules, Code::Http(status), &body);
        }
        let rules = FormatRules::of(Format::KumaMetrics);
        let _ = ended(&rules, Code::Http(status), &body);
        let _ = ended(&rules, Code::Http(status), lines);
    }
}
