//! How bad a band or a health is.

use serde::{Deserialize, Serialize};

use super::{Band, Light};

/// How bad something is; the worst is the greatest.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing needs attention, or nothing is known.
    #[default]
    Calm,
    /// It needs attention.
    Warning,
    /// It needs attention now.
    Critical,
}

impl Severity {
    /// Reports whether nothing needs attention.
    #[must_use]
    pub fn is_calm(&self) -> bool {
        *self == Self::Calm
    }
}

impl Band {
    /// Returns how bad the band is.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::A | Self::B => Severity::Calm,
            Self::C => Severity::Warning,
            Self::D => Severity::Critical,
        }
    }
}

impl Light {
    /// Returns how bad the health is. An unknown health is calm: nobody has measured it.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::Green | Self::Unknown => Severity::Calm,
            Self::Yellow => Severity::Warning,
            Self::Red => Severity::Critical,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worse_of_two_is_the_greater() {
        assert_eq!(Band::B.severity().max(Light::Yellow.severity()), Severity::Warning);
        assert_eq!(Band::D.severity().max(Light::Yellow.severity()), Severity::Critical);
        assert_eq!(Band::A.severity().max(Light::Unknown.severity()), Severity::Calm);
    }

    #[test]
    fn a_stricter_band_is_never_calmer() {
        assert!(Band::ALL.is_sorted_by_key(|band| band.severity()));
    }
}
