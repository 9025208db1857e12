//! Words that mean a light, and what speaks against a light.

use super::values::lower;
use super::{Code, FormatRules};
use crate::core::Light;

/// Returns the light that a word means: as the settings say, else as usual. `None` for another word.
pub(super) fn light_word(rules: &FormatRules, word: &str) -> Option<Light> {
    let word = lower(word);
    rules.map.get(&word).copied().or_else(|| usual_light_word(&word))
}

/// Returns the light that a word in lower case usually means.
pub(super) fn usual_light_word(word: &str) -> Option<Light> {
    match word {
        "green" | "ok" | "healthy" | "up" | "pass" => Some(Light::Green),
        "yellow" | "amber" | "warn" | "warning" | "degraded" => Some(Light::Yellow),
        "red" | "crit" | "critical" | "unhealthy" | "down" | "fail" => Some(Light::Red),
        "unknown" => Some(Light::Unknown),
        _ => None,
    }
}

/// Returns the worse of two lights. A problem is worse than the unknown, and that is worse than green.
pub(super) fn worse(one: Light, other: Light) -> Light {
    let order = [Light::Red, Light::Yellow, Light::Unknown];
    order.into_iter().find(|light| [one, other].contains(light)).unwrap_or(Light::Green)
}

/// Returns how an answer ended, if not well: "HTTP 503" or "exit code 2".
pub(super) fn bad_end(code: Code) -> Option<String> {
    match code {
        Code::Http(status) if !(200..300).contains(&status) => Some(format!("HTTP {status}")),
        Code::Exit(exit) if exit != 0 => Some(format!("exit code {exit}")),
        Code::Signal(signal) => Some(format!("signal {signal}")),
        Code::Http(_) | Code::Exit(_) | Code::File => None,
    }
}
