//! A step in words, the same for every surface.

use crate::core::base::count_text;
use crate::core::playbook::StepStanding;
use crate::core::session::Band;

impl StepStanding {
    /// Returns when the step may be done, as in "in band B or better, and not while the health is red".
    #[must_use]
    pub fn gates_text(&self) -> String {
        let band = match self.band_min {
            Band::A => Some("in band A".to_owned()),
            Band::D => None,
            worst => Some(format!("in band {} or better", worst.letter())),
        };
        match (band, self.blocked_if_red) {
            (Some(band), true) => format!("{band}, and not while the health is red"),
            (Some(band), false) => band,
            (None, true) => "not while the health is red".to_owned(),
            (None, false) => "at any time".to_owned(),
        }
    }

    /// Returns how long the step takes, as in "15 minutes"; `None` if the file does not say.
    #[must_use]
    pub fn minutes_text(&self) -> Option<String> {
        self.minutes.map(|minutes| count_text(minutes, "minute"))
    }

    /// Returns what has to be given when the step is done, as in "one of: yes, no"; `None` for nothing.
    #[must_use]
    pub fn answer_text(&self) -> Option<String> {
        match self.answer {
            Some("choice") => Some(format!("one of: {}", self.choices.join(", "))),
            Some(word) => Some(format!("a {word}")),
            None => None,
        }
    }
}
