//! The table `[plugin]`: from where on `status --plugin` answers a monitoring system with an alarm.

use std::str::FromStr;

use serde::Deserialize;

use super::length::MaybeLength;
use crate::core::{Band, Light, short_text};

/// From where on `status --plugin` gives an alarm. A limit that is `None` gives none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginLimits {
    /// The mildest band.
    pub band: AlarmFrom<Band>,
    /// The mildest health.
    pub health: AlarmFrom<Light>,
    /// The active time that may not be exceeded, milliseconds.
    pub active_ms: AlarmFrom<u64>,
    /// The length of one pause that may not be exceeded, milliseconds.
    pub pause_ms: AlarmFrom<u64>,
    /// What a health means that nobody knows.
    pub health_unknown: PluginState,
    /// What it means that no session is live.
    pub no_session: PluginState,
    /// What a gap without an answer means.
    pub gap: PluginState,
    /// What it means that a source has not measured for long.
    pub stale: PluginState,
    /// A name that was meant to be one of these and is none.
    pub unknown_name: Option<UnknownLimit>,
}

/// A name in the settings that may be a misspelt limit: it would never give an alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLimit {
    /// The name as it was typed.
    pub name: String,
    /// Its line, from 1.
    pub line: usize,
}

/// From where on there is a warning, and from where on it is critical.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlarmFrom<T> {
    /// From where on there is a warning.
    pub warning: Option<T>,
    /// From where on it is critical.
    pub critical: Option<T>,
}

impl<T> AlarmFrom<T> {
    /// Returns both limits in words if the warning comes after it is critical.
    fn late<R: PartialOrd>(
        &self,
        rank: impl Fn(&T) -> R,
        words: impl Fn(&T) -> String,
    ) -> Option<(String, String)> {
        let (warning, critical) = self.warning.as_ref().zip(self.critical.as_ref())?;
        (rank(warning) > rank(critical)).then(|| (words(warning), words(critical)))
    }
}

/// A state of a service, as monitoring systems know it. The worst is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PluginState {
    /// All is well.
    Ok,
    /// Nobody knows.
    Unknown,
    /// It needs attention.
    Warning,
    /// It needs attention now.
    Critical,
}

/// The names in the table, each with the values it accepts.
pub(super) const KEYS: [(&str, &str); 12] = [
    ("band_warning", "a band, such as band_warning = \"C\", or \"\" for never"),
    ("band_critical", "a band, such as band_critical = \"D\", or \"\" for never"),
    ("health_warning", "\"yellow\", \"red\", or \"\" for never"),
    ("health_critical", "\"yellow\", \"red\", or \"\" for never"),
    ("health_unknown", STATES),
    ("active_warning", "a duration, such as active_warning = \"8h\", or \"\" for never"),
    ("active_critical", "a duration, such as active_critical = \"10h\", or \"\" for never"),
    ("pause_warning", "a duration, such as pause_warning = \"2h\", or \"\" for never"),
    ("pause_critical", "a duration, such as pause_critical = \"4h\", or \"\" for never"),
    ("no_session", STATES),
    ("gap", STATES),
    ("stale", STATES),
];

const STATES: &str = "\"ok\", \"warning\", \"critical\" or \"unknown\"";

/// The content of the table in one file.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(super) struct PluginTable {
    band_warning: Option<MaybeWord<Band>>,
    band_critical: Option<MaybeWord<Band>>,
    health_warning: Option<MaybeWord<BadLight>>,
    health_critical: Option<MaybeWord<BadLight>>,
    health_unknown: Option<PluginState>,
    active_warning: Option<MaybeLimit>,
    active_critical: Option<MaybeLimit>,
    pause_warning: Option<MaybeLimit>,
    pause_critical: Option<MaybeLimit>,
    no_session: Option<PluginState>,
    gap: Option<PluginState>,
    stale: Option<PluginState>,
}

/// A duration with a unit, or `None` for an empty text. A figure alone would be minutes, and most people
/// mean hours.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct MaybeLimit(Option<u64>);

impl TryFrom<String> for MaybeLimit {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let figure = text.trim();
        let has_unit =
            figure.is_empty() || figure.contains(|c: char| c.is_alphabetic() || c == ':');
        let length = MaybeLength::try_from(text.clone())?;
        if has_unit {
            Ok(Self(length.0))
        } else {
            Err(format!("'{figure}' has no unit; write {figure}h or {figure}m"))
        }
    }
}

impl PluginTable {
    /// Returns the limits in force: this table over another. `None` if a state is in neither.
    pub(super) fn over(self, below: Self) -> Option<PluginLimits> {
        let length = |own: Option<MaybeLimit>, below| own.or(below).and_then(|length| length.0);
        let band = |own: Option<MaybeWord<Band>>, below| own.or(below).and_then(|band| band.0);
        let light = |own: Option<MaybeWord<BadLight>>, below| {
            own.or(below).and_then(|light| light.0).map(|light| light.0)
        };
        Some(PluginLimits {
            band: AlarmFrom {
                warning: band(self.band_warning, below.band_warning),
                critical: band(self.band_critical, below.band_critical),
            },
            health: AlarmFrom {
                warning: light(self.health_warning, below.health_warning),
                critical: light(self.health_critical, below.health_critical),
            },
            active_ms: AlarmFrom {
                warning: length(self.active_warning, below.active_warning),
                critical: length(self.active_critical, below.active_critical),
            },
            pause_ms: AlarmFrom {
                warning: length(self.pause_warning, below.pause_warning),
                critical: length(self.pause_critical, below.pause_critical),
            },
            health_unknown: self.health_unknown.or(below.health_unknown)?,
            no_session: self.no_session.or(below.no_session)?,
            gap: self.gap.or(below.gap)?,
            stale: self.stale.or(below.stale)?,
            unknown_name: None,
        })
    }

    /// Returns a name of this table whose warning could never come, and what is wrong with it.
    pub(super) fn late_warning(&self, limits: &PluginLimits) -> Option<(&'static str, String)> {
        let (band, health) = (limits.band, limits.health);
        let (active, pause) = (limits.active_ms, limits.pause_ms);
        let time = |from: AlarmFrom<u64>| from.late(|ms| *ms, |ms| short_text(*ms));
        let rows = [
            (
                ["band_warning", "band_critical"],
                self.band_warning.is_some(),
                band.late(|band| *band, |band| band.letter().to_owned()),
            ),
            (
                ["health_warning", "health_critical"],
                self.health_warning.is_some(),
                health.late(|health| health.severity(), |health| health.word().to_owned()),
            ),
            (["active_warning", "active_critical"], self.active_warning.is_some(), time(active)),
            (["pause_warning", "pause_critical"], self.pause_warning.is_some(), time(pause)),
        ];
        rows.into_iter().find_map(|([warning, critical], is_own, late)| {
            let (first, second) = late?;
            let message = format!(
                "`{warning}` ({first}) is above `{critical}` ({second}); set both, or one to \"\""
            );
            Some((if is_own { warning } else { critical }, message))
        })
    }
}

/// A word, or `None` for an empty text.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
#[serde(bound = "T: FromStr<Err = String>")]
struct MaybeWord<T>(Option<T>);

impl<T: FromStr<Err = String>> TryFrom<String> for MaybeWord<T> {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = text.trim();
        let word = if text.is_empty() { None } else { Some(text.parse()?) };
        Ok(Self(word))
    }
}

/// A health that is worse than another.
#[derive(Debug, Clone, Copy)]
struct BadLight(Light);

impl FromStr for BadLight {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            Ok(light @ (Light::Yellow | Light::Red)) => Ok(Self(light)),
            Ok(Light::Green | Light::Unknown) | Err(_) => {
                Err(format!("'{text}' gives no alarm; choose yellow, red or \"\""))
            }
        }
    }
}
