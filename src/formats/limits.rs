//! What a number means: beyond a limit it is yellow or red, and stays so until it is clear.

use super::Limits;
use crate::core::Light;

impl Limits {
    /// Returns the light of a number, without what stood before. `None` if no limit is set or if
    /// the number is not one.
    pub(super) fn light(&self, number: f64) -> Option<Light> {
        if !self.are_set() || number.is_nan() {
            return None;
        }
        let beyond = |above: Option<f64>, below: Option<f64>| {
            above.is_some_and(|limit| number > limit) || below.is_some_and(|limit| number < limit)
        };
        Some(if beyond(self.red_above, self.red_below) {
            Light::Red
        } else if beyond(self.yellow_above, self.yellow_below) {
            Light::Yellow
        } else {
            Light::Green
        })
    }

    /// Returns the light that stays although the number is better by now, because it is not clear yet.
    pub(super) fn held(&self, number: f64, before: Option<Light>) -> Option<Light> {
        let light = self.light(number)?;
        let is_clear = self.clear_below.is_none_or(|limit| number < limit)
            && self.clear_above.is_none_or(|limit| number > limit);
        let was_worse = match before? {
            Light::Red => light != Light::Red,
            Light::Yellow => light == Light::Green,
            Light::Green | Light::Unknown => false,
        };
        (was_worse && !is_clear).then_some(before).flatten()
    }

    /// Returns how bad a number is beside others: a greater result is worse.
    pub(super) fn weight(&self, number: f64) -> f64 {
        let lower = [self.yellow_below, self.red_below].into_iter().flatten().reduce(f64::max);
        let is_low = lower.is_some_and(|limit| number < limit);
        let has_no_upper = self.red_above.or(self.yellow_above).is_none();
        if is_low || has_no_upper { -number } else { number }
    }

    /// Returns which limit a number is beyond, as in " is above 0.25"; nothing if it is beyond none.
    pub(super) fn which(&self, number: f64) -> String {
        let above = [self.red_above, self.yellow_above].into_iter().flatten();
        let below = [self.red_below, self.yellow_below].into_iter().flatten();
        let above = above.filter(|limit| number > *limit).map(|limit| (" is above ", limit));
        let below = below.filter(|limit| number < *limit).map(|limit| (" is below ", limit));
        let red = |limit: f64| self.red_above == Some(limit) || self.red_below == Some(limit);
        let beyond = above.chain(below).max_by_key(|(_, limit)| red(*limit));
        beyond.map(|(words, limit)| format!("{words}{limit}")).unwrap_or_default()
    }

    fn are_set(&self) -> bool {
        let limits = [self.yellow_above, self.red_above, self.yellow_below, self.red_below];
        limits.iter().any(Option::is_some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_beyond_a_limit_has_its_light() {
        let limits =
            Limits { yellow_above: Some(0.05), red_above: Some(0.25), ..Limits::default() };
        assert_eq!(limits.light(0.05), Some(Light::Green));
        assert_eq!(limits.light(0.06), Some(Light::Yellow));
        assert_eq!(limits.light(f64::INFINITY), Some(Light::Red));
        assert_eq!(limits.light(f64::NEG_INFINITY), Some(Light::Green));
        assert_eq!(limits.light(f64::NAN), None);
        assert_eq!(Limits::default().light(1.0), None);
        let up = Limits { red_below: Some(1.0), ..Limits::default() };
        assert_eq!(up.light(1.0), Some(Light::Green));
        assert_eq!(up.light(0.0), Some(Light::Red));
    }

    #[test]
    fn a_light_stays_until_the_number_is_clear() {
        let limits = Limits { red_above: Some(0.25), clear_below: Some(0.2), ..Limits::default() };
        assert_eq!(limits.held(0.22, Some(Light::Red)), Some(Light::Red));
        assert_eq!(limits.held(0.2, Some(Light::Red)), Some(Light::Red));
        assert_eq!(limits.held(0.19, Some(Light::Red)), None);
        assert_eq!(limits.held(0.22, Some(Light::Green)), None);
        assert_eq!(limits.held(0.22, Some(Light::Unknown)), None);
        assert_eq!(limits.held(0.22, None), None);
        let low = Limits { red_below: Some(10.0), clear_above: Some(15.0), ..Limits::default() };
        assert_eq!(low.held(12.0, Some(Light::Red)), Some(Light::Red));
        assert_eq!(low.held(16.0, Some(Light::Red)), None);
    }

    #[test]
    fn without_a_clear_limit_a_light_follows_the_number() {
        let limits = Limits { red_above: Some(0.25), ..Limits::default() };
        assert_eq!(limits.held(0.2, Some(Light::Red)), None);
    }
}
