//! A pattern of contexts, such as `task:INCIDENT-*`.

use std::fmt;
use std::str::FromStr;

use crate::core::session::{FrameKind, FrameRef, expand_id};

/// A pattern of contexts: a type, a colon, and an id in which `*` stands for any characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextPattern {
    kind: FrameKind,
    id: String,
}

impl ContextPattern {
    /// Reports whether a context fits it. A number alone is the id of its type, as in `task:7`.
    #[must_use]
    pub fn fits(&self, context: &FrameRef) -> bool {
        self.kind == context.kind && is_like(&self.id, &context.id)
    }
}

/// Reports whether an id fits a pattern. Upper and lower case are the same.
fn is_like(pattern: &str, id: &str) -> bool {
    fits_wildcards(&pattern.to_lowercase(), &id.to_lowercase())
}

/// Reports whether a name fits a pattern in which `*` stands for any characters.
#[must_use]
pub fn fits_wildcards(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(first) else { return false };
    let mut parts = rest.split('*').collect::<Vec<_>>();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = left.find(part) else { return false };
        left = left.get(at.saturating_add(part.len())..).unwrap_or_default();
    }
    left.ends_with(last)
}

impl fmt::Display for ContextPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.as_str(), self.id)
    }
}

impl FromStr for ContextPattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fault = |why: &str| format!("'{text}' {why}; write TYPE:ID, such as task:INCIDENT-*");
        let (kind, id) = text.split_once(':').ok_or_else(|| fault("names no type"))?;
        let kind: FrameKind =
            kind.trim().parse().map_err(|why: String| fault(&format!("is no pattern: {why}")))?;
        let id = id.trim();
        if id.is_empty() {
            return Err(fault("names no id"));
        }
        let id = expand_id(&kind, id);
        Ok(Self { kind, id })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, fitting, others) in [
            ("INCIDENT-*", &["incident-7", "INCIDENT-"][..], &["INC-7", "MY-INCIDENT-7"][..]),
            ("*-hot", &["a-hot", "-hot"], &["hot", "a-hotter"]),
            ("a*b*c", &["abc", "a1b2c", "abbcc"], &["ab", "acb", "xabc"]),
            ("a*a", &["aa", "aba"], &["a"]),
            ("*", &["", "x"], &[]),
            ("7", &["7"], &["77", ""]),
        ] {
            assert!(fitting.iter().all(|id| is_like(pattern, id)), "{pattern}");
            assert!(!others.iter().any(|id| is_like(pattern, id)), "{pattern}");
        }
    }
}
