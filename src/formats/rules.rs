//! How one source is read: its format, and what the settings say of it.

use std::collections::BTreeMap;

use super::Format;
use crate::core::Light;

/// How the answers of one source are read.
#[derive(Debug, Clone, PartialEq)]
pub struct FormatRules {
    /// The format.
    pub format: Format,
    /// The alert whose presence proves that the checker lives, such as `Watchdog`.
    pub heartbeat: Option<String>,
    /// Severities that count as red, instead of the usual ones; empty for those.
    pub red: Vec<String>,
    /// Severities that count as yellow, instead of the usual ones; empty for those.
    pub yellow: Vec<String>,
    /// Severities that do not count, instead of the usual ones; empty for those.
    pub not_counted: Vec<String>,
    /// Whether an acknowledged problem counts as much as another; if not, one step milder.
    pub acknowledged_counts: bool,
    /// The components of a status page that count; empty for the whole page.
    pub components: Vec<String>,
    /// Where the value stands in a JSON answer, or in each entry of `each`: RFC 6901, such as `/status`.
    pub pointer: Option<String>,
    /// Where the list stands whose entries count: RFC 6901.
    pub each: Option<String>,
    /// Where the name of an entry stands: RFC 6901.
    pub name: Option<String>,
    /// What words mean, in lower case.
    pub map: BTreeMap<String, Light>,
    /// What a number means.
    pub limits: Limits,
}

/// What a number means. A number beyond a limit has that light; else it is green if any limit is set.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// Yellow from this number up, without it.
    pub yellow_above: Option<f64>,
    /// Red from this number up, without it.
    pub red_above: Option<f64>,
    /// Yellow below this number.
    pub yellow_below: Option<f64>,
    /// Red below this number.
    pub red_below: Option<f64>,
    /// A light that was yellow or red because of a number above a limit clears only below this one.
    pub clear_below: Option<f64>,
    /// A light that was yellow or red because of a number below a limit clears only above this one.
    pub clear_above: Option<f64>,
}

impl FormatRules {
    /// Returns the usual rules of a format.
    #[must_use]
    pub fn of(format: Format) -> Self {
        Self {
            format,
            heartbeat: None,
            red: Vec::new(),
            yellow: Vec::new(),
            not_counted: Vec::new(),
            acknowledged_counts: false,
            components: Vec::new(),
            pointer: None,
            each: None,
            name: None,
            map: BTreeMap::new(),
            limits: Limits::default(),
        }
    }
}
