//! Status pages: Statuspage, and pages of the same shape by incident.io and Better Stack.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::body::{json, other};
use super::tally::{AnswerPart, AnswerParts, Verdict};
use super::values::{is_same_word, lower, name, quoted, word};
use super::{Answer, FormatRules, NotUnderstood, Statement};

/// Returns what an answer says: of the whole page, or of the components that the settings name.
///
/// The time of the page is that of its last edit, so it is no observation time.
pub(super) fn read(
    rules: &FormatRules,
    answer: &Answer<'_>,
    now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    let value = json(answer)?;
    let mut parts = AnswerParts::default();
    if rules.components.is_empty() {
        let said = page_state(&value).ok_or_else(|| other(answer, &value, "no status page"))?;
        parts.add(page_part(rules, &value, said));
    } else {
        let list = components(&value).ok_or_else(|| no_components(answer, &value))?;
        for wanted in &rules.components {
            for part in wanted_parts(rules, wanted, &list) {
                parts.add(part);
            }
        }
    }
    note_incidents(&mut parts, &value);
    Ok(parts.statement(now))
}

/// Returns the word for the whole page.
fn page_state(value: &Value) -> Option<&Value> {
    let places = ["/status/indicator", "/data/attributes/aggregate_state", "/aggregate_state"];
    places.iter().find_map(|place| value.pointer(place))
}

fn page_part(rules: &FormatRules, value: &Value, said: &Value) -> AnswerPart {
    let text = |place: &str| value.pointer(place).and_then(Value::as_str).map(name);
    let page = text("/page/name").or_else(|| text("/data/attributes/company_name"));
    let page = page.filter(|page| !page.is_empty()).unwrap_or_else(|| "the page".to_owned());
    let description = text("/status/description").filter(|text| !text.is_empty());
    let Some(verdict) = verdict(rules, said) else {
        return unknown("page", &page, said);
    };
    let description = description.or_else(|| word(said)).unwrap_or_default();
    named(AnswerPart::new("page", verdict, format!("{page}: {description}")), verdict)
}

/// A component of a page: its id, its name, and the word for its state.
struct PageComponent<'a> {
    id: &'a str,
    name: &'a str,
    state: Option<&'a Value>,
}

/// Returns the components of a page; `None` if the answer has no list of them.
fn components(value: &Value) -> Option<Vec<PageComponent<'_>>> {
    fn text<'a>(entry: &'a Value, places: [&str; 2]) -> &'a str {
        places.iter().find_map(|place| entry.pointer(place)?.as_str()).unwrap_or_default()
    }
    let list =
        ["/components", "/included"].iter().find_map(|place| value.pointer(place)?.as_array());
    let component = |entry| PageComponent {
        id: text(entry, ["/id", "/component_id"]),
        name: text(entry, ["/name", "/attributes/public_name"]),
        state: entry.get("status").or_else(|| entry.pointer("/attributes/status")),
    };
    Some(list?.iter().map(component).collect())
}

fn no_components(answer: &Answer<'_>, value: &Value) -> NotUnderstood {
    match page_state(value) {
        Some(_) => NotUnderstood::new("the page lists no components; ask for summary.json"),
        None => other(answer, value, "no status page"),
    }
}

/// Returns the parts of the components that the settings call so: by name or by id.
fn wanted_parts(rules: &FormatRules, wanted: &str, list: &[PageComponent<'_>]) -> Vec<AnswerPart> {
    let is_wanted = |component: &&PageComponent<'_>| {
        is_same_word(component.name, wanted) || component.id == wanted.trim()
    };
    let parts: Vec<AnswerPart> = list
        .iter()
        .filter(is_wanted)
        .map(|component| {
            let label = name(if component.name.is_empty() { wanted } else { component.name });
            let key = format!("{}\n{}\n{}", lower(wanted), component.id, component.name);
            let said = component.state.unwrap_or(&Value::Null);
            match verdict(rules, said) {
                Some(verdict) => {
                    let state = word(said).unwrap_or_default().replace('_', " ");
                    named(AnswerPart::new(key, verdict, format!("{label}: {state}")), verdict)
                }
                None => unknown(&key, &label, said),
            }
        })
        .collect();
    if !parts.is_empty() {
        return parts;
    }
    let line = format!("the page has no component {}", name(wanted));
    vec![AnswerPart::new(lower(wanted), Verdict::Unknown, line)]
}

/// Returns what a word means; `None` for a word that is in no table.
fn verdict(rules: &FormatRules, said: &Value) -> Option<Verdict> {
    let word = word(said)?;
    if let Some(light) = rules.map.get(&word) {
        return Some((*light).into());
    }
    match word.as_str() {
        "none" | "operational" => Some(Verdict::Green),
        "minor" | "degraded_performance" | "partial_outage" | "degraded" => Some(Verdict::Yellow),
        "major" | "critical" | "major_outage" | "full_outage" | "downtime" => Some(Verdict::Red),
        "maintenance" | "under_maintenance" => Some(Verdict::Suppressed(None)),
        _ => None,
    }
}

fn named(part: AnswerPart, verdict: Verdict) -> AnswerPart {
    match verdict {
        Verdict::Suppressed(_) => part.called("in maintenance"),
        Verdict::Red
        | Verdict::Yellow
        | Verdict::Unknown
        | Verdict::Pending
        | Verdict::Green
        | Verdict::Ignored => part,
    }
}

fn unknown(key: &str, label: &str, said: &Value) -> AnswerPart {
    let line = format!("{label}: the state is {}, which is no known word", quoted(Some(said)));
    AnswerPart::new(key, Verdict::Unknown, line)
}

/// Notes the incidents that are open. The words of the page and its components count, not these.
fn note_incidents(parts: &mut AnswerParts, value: &Value) {
    let incidents = value.get("incidents").and_then(Value::as_array);
    for incident in incidents.into_iter().flatten() {
        let status = incident.get("status").and_then(word).unwrap_or_default();
        if ["resolved", "postmortem", "completed"].contains(&status.as_str()) {
            continue;
        }
        let title = incident.get("name").and_then(Value::as_str).unwrap_or("without a name");
        parts.note(format!("incident: {} ({})", name(title), name(&status)));
    }
}
