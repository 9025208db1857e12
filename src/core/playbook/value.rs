//! What is read at a step: whether it fits, and whether it is what should be read.

use crate::core::playbook::{PlaybookStep, StepAnswer};

/// What a number should be.
#[derive(Debug, Clone, Copy, PartialEq)]
enum ExpectedNumber {
    /// This one.
    Is(f64),
    /// Less than this.
    Below(f64),
    /// At most this.
    AtMost(f64),
    /// More than this.
    Above(f64),
    /// At least this.
    AtLeast(f64),
    /// From the first to the second.
    Within(f64, f64),
}

impl ExpectedNumber {
    /// Reads `5`, `<5`, `<=5`, `>5`, `>=5` or `3..8`.
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let after = |sign| text.strip_prefix(sign).map(number);
        if let Some((from, to)) = text.split_once("..") {
            let (from, to) = (number(from)?, number(to)?);
            return (from <= to).then_some(Self::Within(from, to));
        }
        if let Some(number) = after("<=") {
            return number.map(Self::AtMost);
        }
        if let Some(number) = after(">=") {
            return number.map(Self::AtLeast);
        }
        if let Some(number) = after("<") {
            return number.map(Self::Below);
        }
        if let Some(number) = after(">") {
            return number.map(Self::Above);
        }
        number(text).map(Self::Is)
    }

    fn has(self, number: f64) -> bool {
        match self {
            Self::Is(wanted) => (number - wanted).abs() < f64::EPSILON * wanted.abs().max(1.0),
            Self::Below(bound) => number < bound,
            Self::AtMost(bound) => number <= bound,
            Self::Above(bound) => number > bound,
            Self::AtLeast(bound) => number >= bound,
            Self::Within(from, to) => from <= number && number <= to,
        }
    }
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

impl PlaybookStep {
    /// Returns why what should be read cannot be compared with an answer; `None` if it can.
    #[must_use]
    pub fn expectation_fault(&self) -> Option<String> {
        let expect = self.expect.as_ref()?;
        match &self.answer {
            Some(StepAnswer::Number) if ExpectedNumber::read(expect).is_none() => {
                Some("for a number it is one, or <5, <=5, >5, >=5 or 3..8".to_owned())
            }
            Some(StepAnswer::Choice(words)) if !words.contains(expect) => {
                Some(format!("for a choice it is one of: {}", words.join(", ")))
            }
            Some(StepAnswer::Number | StepAnswer::Choice(_) | StepAnswer::Text) | None => None,
        }
    }

    /// Checks the value that was read.
    ///
    /// # Errors
    /// Why it does not fit, and what to do next.
    pub(in crate::core) fn check_value(&self, value: Option<&str>) -> Result<(), (String, String)> {
        let reads = |what: &str| Err(("no value was given".to_owned(), format!("give {what}")));
        match (&self.answer, value) {
            (None | Some(StepAnswer::Text), Some(_)) | (None, None) => Ok(()),
            (Some(StepAnswer::Text), None) => reads("what was read, as a text"),
            (Some(StepAnswer::Number), None) => reads("the number that was read"),
            (Some(StepAnswer::Choice(words)), None) => {
                reads(&format!("one of: {}", words.join(", ")))
            }
            (Some(StepAnswer::Number), Some(value)) => match number(value) {
                Some(_) => Ok(()),
                None => {
                    Err((format!("'{value}' is no number"), "give one such as 12.5".to_owned()))
                }
            },
            (Some(StepAnswer::Choice(words)), Some(value)) => {
                if words.iter().any(|word| word == value) {
                    return Ok(());
                }
                let next = format!("choose one of: {}", words.join(", "));
                Err((format!("'{value}' is no choice"), next))
            }
        }
    }

    /// Returns what should have been read, if something else was.
    pub(in crate::core) fn missed(&self, value: Option<&str>) -> Option<&str> {
        let (expect, value) = (self.expect.as_deref()?, value?);
        let is_so = match &self.answer {
            Some(StepAnswer::Number) => {
                ExpectedNumber::read(expect).zip(number(value)).is_none_or(|(of, it)| of.has(it))
            }
            Some(StepAnswer::Choice(_)) => expect == value,
            // A person compares texts.
            Some(StepAnswer::Text) | None => true,
        };
        (!is_so).then_some(expect)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::core::session::Band;

    fn step(answer: StepAnswer, expect: &str) -> PlaybookStep {
        PlaybookStep {
            id: "a".to_owned(),
            title: "A".to_owned(),
            why: None,
            band_min: Band::D,
            blocked_if_red: false,
            expect: Some(expect.to_owned()),
            answer: Some(answer),
            critical: false,
            link: None,
            minutes: None,
            requires: Vec::new(),
        }
    }

    #[test]
    fn a_number_is_compared_with_what_should_be_read() {
        for (expect, right, wrong) in [
            ("5", &["5", "5.0", " 5 "][..], &["4", "5.1", "-5"][..]),
            ("<5", &["4.9", "-1"], &["5", "6"]),
            ("<=5", &["5"], &["5.1"]),
            ("> 5", &["5.1"], &["5"]),
            (">=-5", &["-5", "0"], &["-6"]),
            ("3..8", &["3", "8", "5"], &["2.9", "8.1"]),
        ] {
            let step = step(StepAnswer::Number, expect);
            assert_eq!(step.expectation_fault(), None, "{expect}");
            assert!(right.iter().all(|value| step.missed(Some(value)).is_none()), "{expect}");
            assert!(wrong.iter().all(|value| step.missed(Some(value)).is_some()), "{expect}");
        }
    }

    #[test]
    fn what_cannot_be_compared_is_a_fault_of_the_file() {
        for expect in ["few", "8..3", "<", "1..", "inf", "NaN", "5%", ""] {
            assert!(step(StepAnswer::Number, expect).expectation_fault().is_some(), "{expect}");
        }
        let choice = || StepAnswer::Choice(vec!["yes".to_owned(), "no".to_owned()]);
        assert!(step(choice(), "maybe").expectation_fault().is_some());
        assert!(step(choice(), "yes").expectation_fault().is_none());
        assert!(step(StepAnswer::Text, "whatever it is").expectation_fault().is_none());
    }

    #[test]
    fn a_value_fits_its_kind() {
        let choice = step(StepAnswer::Choice(vec!["yes".to_owned(), "no".to_owned()]), "yes");
        let number = step(StepAnswer::Number, "1");
        let text = step(StepAnswer::Text, "all is well");
        for (step, value, is_right) in [
            (&choice, Some("yes"), true),
            (&choice, Some("no"), true),
            (&choice, Some("YES"), false),
            (&choice, None, false),
            (&number, Some("1e3"), true),
            (&number, Some("one"), false),
            (&number, Some("inf"), false),
            (&number, None, false),
            (&text, Some("fine"), true),
            (&text, None, false),
        ] {
            assert_eq!(step.check_value(value).is_ok(), is_right, "{value:?}");
        }
        assert_eq!(choice.missed(Some("no")), Some("yes"));
        assert_eq!(text.missed(Some("all is bad")), None);
    }
}
