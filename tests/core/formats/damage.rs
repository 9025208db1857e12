//! Damaged answers: no byte makes a reader fail, and no odd value turns a problem into green.

use onwatch::core::{Light, REASON, REASONS_MAX};
use onwatch::formats::{Answer, Code, Format, FormatRules, understand};
use proptest::prelude::*;
use serde_json::{Value, json};
use strum::IntoEnumIterator as _;

use super::{ended, json_sample, light, now};

/// What each part of an answer is replaced by. None of it hides a problem by its meaning.
fn odd_values() -> Vec<Value> {
    let long = "x\u{202e}\u{1b}[31m".repeat(2_000);
    vec![json!(null), json!({}), json!([]), json!("forty-two"), json!(-7), json!(-7.5), json!(long)]
}

/// Answers that name a problem, each beside something good, with the rules that read them.
fn problems() -> Vec<(FormatRules, Value)> {
    let mut nagios = json_sample("nagios.json");
    let services = &mut nagios["data"]["servicelist"]["db-3"];
    services["Disk /"]["problem_has_been_acknowledged"] = json!(false);
    services["Load"]["status"] = json!(2);
    services.as_object_mut().unwrap().remove("Backup");

    let mut icinga = json_sample("icinga.json");
    let good = &mut icinga["results"][1]["attrs"];
    good["state"] = json!(0.0);
    good["last_check"] = json!(1_795_615_742.0);
    good["last_check_result"] = json!({"output": "OK"});

    let of = FormatRules::of;
    let components = vec!["Actions".to_owned()];
    let by_component = FormatRules { components, ..of(Format::Statuspage) };
    let mut any_json = of(Format::Json);
    any_json.each = Some("/checks".to_owned());
    any_json.pointer = Some("/state".to_owned());
    any_json.map.extend([("up".to_owned(), Light::Green), ("down".to_owned(), Light::Red)]);
    let checks = json!({"checks": [{"state": "up"}, {"state": "down"}]});
    let status = json!({"status": "red", "reasons": ["job 7 failed"], "jobs": {"failed": 1}});
    vec![
        (of(Format::Nagios), nagios),
        (of(Format::Nagios), json_sample("nagios.json")),
        (of(Format::Icinga), icinga),
        (of(Format::Icinga), json_sample("icinga.json")),
        (of(Format::Statuspage), json_sample("statuspage_status.json")),
        (by_component, json_sample("statuspage_summary.json")),
        (of(Format::SystemdUnits), json_sample("systemd_units.json")),
        (of(Format::StatusRyg), status.clone()),
        (of(Format::Plugin), status),
        (any_json, checks),
    ]
}

/// Returns the JSON pointers of all parts of a value, but not of the whole.
fn places(value: &Value) -> Vec<String> {
    let inner: Vec<(String, &Value)> = match value {
        Value::Array(list) => list.iter().enumerate().map(|(n, v)| (n.to_string(), v)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.replace('~', "~0").replace('/', "~1"), value))
            .collect(),
        _ => Vec::new(),
    };
    inner
        .into_iter()
        .flat_map(|(name, value)| {
            let below = places(value).into_iter().map(|place| format!("/{name}{place}"));
            below.chain([format!("/{name}")]).collect::<Vec<_>>()
        })
        .collect()
}

fn without(body: &Value, place: &str) -> Option<Value> {
    let (parent, name) = place.rsplit_once('/')?;
    let mut body = body.clone();
    let name = name.replace("~1", "/").replace("~0", "~");
    // An entry that is not in a list is no damage.
    body.pointer_mut(parent)?.as_object_mut()?.remove(&name)?;
    Some(body)
}

/// How a good answer of this format ends.
fn good_end(rules: &FormatRules) -> Code {
    match rules.format {
        Format::SystemdUnits | Format::SystemdState | Format::Plugin => Code::Exit(0),
        _ => Code::Http(200),
    }
}

/// Whether this place holds a whole part of the answer: without it there is nothing to be wrong.
fn is_a_whole_part(place: &str) -> bool {
    ["/data/servicelist/db-3/Disk ~1", "/data/servicelist/db-3/Load"].contains(&place)
        || place == "/data/servicelist/db-3"
}

#[test]
fn no_odd_or_missing_value_turns_a_problem_into_green() {
    let mut tried = 0;
    for (rules, body) in problems() {
        let code = good_end(&rules);
        let before = ended(&rules, code, body.to_string());
        assert!(matches!(light(&before), Some(Light::Red | Light::Yellow)), "{before:?}");
        for place in places(&body) {
            let replaced = odd_values().into_iter().map(|odd| {
                let mut body = body.clone();
                *body.pointer_mut(&place).unwrap() = odd;
                body
            });
            // Without its status, the JSON of a plugin is text, and the exit code counts.
            let counts = rules.format != Format::Plugin && !is_a_whole_part(&place);
            let missing = without(&body, &place).filter(|_| counts);
            for damaged in replaced.chain(missing) {
                tried += 1;
                let said = ended(&rules, code, damaged.to_string());
                assert_ne!(light(&said), Some(Light::Green), "{place}: {said:#?}\n{damaged}");
            }
        }
    }
    assert!(tried > 1_000, "only {tried} damages were tried");
}

#[test]
fn an_answer_that_is_cut_off_is_never_green() {
    for (rules, body) in problems() {
        // A plugin's output that is no JSON is text, and its exit code counts.
        if rules.format == Format::Plugin {
            continue;
        }
        let whole = body.to_string();
        for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
            let said = ended(&rules, good_end(&rules), &whole[..end]);
            assert!(said.is_err(), "{end}: {said:?}");
        }
    }
}

#[test]
fn a_page_to_sign_in_and_a_refusal_are_no_statement_of_any_format() {
    let page = "<!DOCTYPE html><html><title>Sign in</title></html>";
    for format in Format::iter() {
        let rules = FormatRules::of(format);
        assert!(ended(&rules, Code::Http(200), page).is_err(), "{format:?}");
        for status in [302, 401, 403, 407, 429] {
            let body = r#"{"message":"Unauthorized"}"#;
            assert!(ended(&rules, Code::Http(status), body).is_err(), "{format:?} {status}");
        }
    }
}

fn codes() -> impl Strategy<Value = Code> {
    prop_oneof![
        Just(Code::File),
        any::<u16>().prop_map(Code::Http),
        any::<i32>().prop_map(Code::Exit),
        (0..4).prop_map(Code::Exit),
        any::<i32>().prop_map(Code::Signal),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        prop::sample::select(vec!["green", "down", "NaN", "1e+00", "critical", ""])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,6}", inner, 0..4)
                .prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(
        body in prop::collection::vec(any::<u8>(), 0..200),
        errors in prop::collection::vec(any::<u8>(), 0..50),
        code in codes(),
    ) {
        for format in Format::iter() {
            let answer = Answer { code, content_type: None, body: &body, errors: &errors };
            let _ = understand(&FormatRules::of(format), &answer, Some(Light::Red), now());
        }
    }

    #[test]
    fn any_value_at_any_place_is_read_or_refused_within_bounds(
        nth in 0..10_usize,
        place in any::<prop::sample::Index>(),
        value in any_value(),
        code in codes(),
    ) {
        let (rules, mut body) = problems().swap_remove(nth);
        let places = places(&body);
        let place: &String = place.get(&places);
        *body.pointer_mut(place).unwrap() = value;
        if let Ok(said) = ended(&rules, code, body.to_string()) {
            let reasons = said.health.map(|health| health.reasons).unwrap_or_default();
            prop_assert!(reasons.len() <= REASONS_MAX);
            for line in reasons.iter().chain(&said.not_known).chain(&said.suppressed) {
                prop_assert!(REASON.check(line).is_ok());
            }
        }
    }
}
