//! Where a stream of events stands: the number of the last event of each desk.

use std::collections::BTreeMap;
use std::fmt;

use http::StatusCode;

use super::problem::Problem;
use crate::core::DeskName;

/// The number of the last event of each desk, in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Positions(pub BTreeMap<DeskName, u64>);

impl fmt::Display for Positions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (desk, seq)) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(f, "{comma}{desk}:{seq}")?;
        }
        Ok(())
    }
}

impl Positions {
    /// Reads them from the id of an event: `DESK:NUMBER`, with commas between those of several desks.
    ///
    /// # Errors
    /// [`Problem`] if the text has another form.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| {
            let (desk, seq) = pair.rsplit_once(':')?;
            Some((DeskName::named(desk), seq.parse().ok()?))
        });
        let pairs: Option<BTreeMap<DeskName, u64>> = pairs.collect();
        pairs.map(Self).ok_or_else(|| {
            Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "The stream was not begun",
                format!("`{text}` is not the id of an event"),
                "give the id as the stream gave it, such as default:12",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn positions_are_read_as_they_are_written() {
        for text in ["default:12", "default:0,night:7", "sess_20260101_070000_a1b2c3:3", ""] {
            assert_eq!(Positions::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_text_that_is_no_position_is_refused() {
        for text in ["12", "default:", "default:x", "default:-1", "default:99999999999999999999"] {
            assert!(Positions::parse(text).is_err(), "{text}");
        }
    }
}
