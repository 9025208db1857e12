//! The table `[policy]`: what becomes of work while the health is red or the band is strict.
//!
//! An unknown name is an error here: a rule that nobody finds would never hold.

use toml::de::DeTable;

use super::fields::{AcceptedValues, TableFields};
use super::text::Fault;
use super::word;
use crate::core::{
    Band, BandRule, ContextPattern, LiveLevel, Policy, REASON, Required, StartLevel, TITLE,
};
use crate::input;

/// The name of the table.
pub(super) const POLICY: &str = "policy";

const START_LEVELS: &str = "\"allow\", \"warn\" or \"refuse\"";
const LIVE_LEVELS: &str = "\"nothing\", \"notify\" or \"ask\"";

/// The names in the table that have defaults, each with the values it accepts.
pub(super) const KEYS: [(&str, &str); 4] = [
    ("red_at_start", START_LEVELS),
    ("d_at_start", START_LEVELS),
    ("red_while_live", LIVE_LEVELS),
    ("d_while_live", LIVE_LEVELS),
];

const BAND: &str = "a table with the rules of this band";

/// All names in the table.
const ALL_KEYS: AcceptedValues =
    &[KEYS[0], KEYS[1], KEYS[2], KEYS[3], ("A", BAND), ("B", BAND), ("C", BAND), ("D", BAND)];

/// The names in the table of a band, each with the values it accepts.
pub(super) const BAND_KEYS: [(&str, &str); 5] = [
    ("max_active", "a duration from 1m to 7d, such as max_active = \"4h\""),
    ("break_after", "a duration from 1m to 7d, such as break_after = \"90m\""),
    ("because", "a text of at most 1000 characters, such as because = \"few people are here\""),
    ("requires", "a list of playbooks, such as requires = [\"playbook:preflight\"]"),
    ("allow", "a list of contexts, such as allow = [\"task:INCIDENT-*\"]"),
];

const MINUTE_MS: u64 = 60_000;
const WEEK_MS: u64 = 7 * 24 * 60 * MINUTE_MS;
/// The most entries of a list.
const LIST_MAX: usize = 64;

/// Reads the policy of a file.
pub(super) fn policy(file: &DeTable<'_>) -> Result<Policy, Fault> {
    let Some(value) = file.get(POLICY) else { return Ok(Policy::default()) };
    let at = value.span().start;
    let table = value.get_ref().as_table().ok_or_else(|| Fault {
        at,
        message: "`policy` is a table; write [policy], then lines such as red_at_start = \"warn\""
            .to_owned(),
    })?;
    let fields = TableFields { table, at, of: "[policy]", keys: ALL_KEYS };
    if let Some(fault) = fields.unknown().into_iter().next() {
        return Err(fault);
    }
    let start =
        [("allow", StartLevel::Allow), ("warn", StartLevel::Warn), ("refuse", StartLevel::Refuse)];
    let live =
        [("nothing", LiveLevel::Nothing), ("notify", LiveLevel::Notify), ("ask", LiveLevel::Ask)];
    let mut policy = Policy {
        red_at_start: fields.word("red_at_start", &start)?.unwrap_or_default(),
        d_at_start: fields.word("d_at_start", &start)?.unwrap_or_default(),
        red_while_live: fields.word("red_while_live", &live)?.unwrap_or_default(),
        d_while_live: fields.word("d_while_live", &live)?.unwrap_or_default(),
        ..Policy::default()
    };
    for band in Band::ALL {
        let Some(value) = fields.get(band.letter()) else { continue };
        let at = value.span().start;
        let table = value.get_ref().as_table();
        let table = table.ok_or_else(|| fields.fault(band.letter(), ""))?;
        policy.bands.insert(band, band_rule(table, at, band)?);
    }
    Ok(policy)
}

/// Returns which playbooks a policy without faults requires, each with the byte at which that stands.
pub(super) fn required_playbooks(file: &DeTable<'_>) -> Vec<(usize, String)> {
    let table = file.get(POLICY).and_then(|value| value.get_ref().as_table());
    let bands = Band::ALL.iter().filter_map(|band| table?.get(band.letter()));
    let rules = bands.filter_map(|band| band.get_ref().as_table());
    let lists = rules.filter_map(|rule| rule.get("requires")?.get_ref().as_array());
    let entries = lists.flatten().filter_map(|entry| {
        let Required::Playbook(name) = required(entry.get_ref().as_str()?).ok()?;
        Some((entry.span().start, name))
    });
    entries.collect()
}

fn band_rule(table: &DeTable<'_>, at: usize, band: Band) -> Result<BandRule, Fault> {
    let of = match band {
        Band::A => "[policy.A]",
        Band::B => "[policy.B]",
        Band::C => "[policy.C]",
        Band::D => "[policy.D]",
    };
    let fields = TableFields { table, at, of, keys: &BAND_KEYS };
    if let Some(fault) = fields.unknown().into_iter().next() {
        return Err(fault);
    }
    Ok(BandRule {
        max_active_ms: length(&fields, "max_active")?,
        break_after_ms: length(&fields, "break_after")?,
        because: because(&fields)?,
        requires: list(&fields, "requires", required)?.unwrap_or_default(),
        allow: list(&fields, "allow", pattern)?,
    })
}

/// Returns a duration, milliseconds.
fn length(fields: &TableFields<'_>, key: &str) -> Result<Option<u64>, Fault> {
    let Some(text) = fields.text(key)? else { return Ok(None) };
    let length = input::duration(text).map_err(|why| fields.fault(key, &why))?;
    let ms = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
    if ms < MINUTE_MS {
        return Err(fields.fault(key, &format!("'{text}' is too short")));
    }
    if ms > WEEK_MS {
        return Err(fields.fault(key, &format!("'{text}' is too long")));
    }
    Ok(Some(ms))
}

fn because(fields: &TableFields<'_>) -> Result<Option<String>, Fault> {
    let Some(text) = fields.text("because")? else { return Ok(None) };
    REASON.check_some(text).map_err(|refusal| fields.fault("because", &refusal.why))?;
    Ok(Some(text.to_owned()))
}

/// Returns a list whose entries are all understood and different.
pub(super) fn list<T: PartialEq>(
    fields: &TableFields<'_>,
    key: &str,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<Vec<T>>, Fault> {
    let Some(texts) = fields.texts(key)? else { return Ok(None) };
    if texts.len() > LIST_MAX {
        return Err(fields.fault(key, &format!("it has more than {LIST_MAX} entries")));
    }
    let mut all = Vec::new();
    for (at, text) in texts {
        let refused = |why: &str| Fault { at, ..fields.fault(key, why) };
        let one = read(text).map_err(|why| refused(&why))?;
        if all.contains(&one) {
            return Err(refused(&format!("'{text}' is there twice")));
        }
        all.push(one);
    }
    Ok(Some(all))
}

fn required(text: &str) -> Result<Required, String> {
    let Some(name) = text.strip_prefix("playbook:") else {
        return Err(format!("'{text}' does not begin with playbook:"));
    };
    let name = name.trim();
    word::check(name).map_err(|why| format!("'{name}' is not the name of a playbook: {why}"))?;
    Ok(Required::Playbook(name.to_owned()))
}

fn pattern(text: &str) -> Result<ContextPattern, String> {
    TITLE.named("pattern").check(text).map_err(|refusal| refusal.why)?;
    text.parse()
}
