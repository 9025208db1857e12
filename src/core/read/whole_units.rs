//! Times in whole units, so that what is shown adds up.

/// Returns each time in whole units, so that together they are the whole units of their sum: all
/// are rounded down, and the units that are then missing go to the largest rests.
#[must_use]
pub fn whole_units(all_ms: &[u64], unit_ms: u64) -> Vec<u64> {
    let unit_ms = unit_ms.max(1);
    let mut units: Vec<u64> = all_ms.iter().map(|ms| ms / unit_ms).collect();
    let rests: u128 = all_ms.iter().map(|ms| u128::from(ms % unit_ms)).sum();
    let missing = usize::try_from(rests / u128::from(unit_ms)).unwrap_or(usize::MAX);
    let mut by_rest: Vec<(u64, &mut u64)> =
        all_ms.iter().map(|ms| ms % unit_ms).zip(&mut units).collect();
    // A stable order: of equal rests, the first goes up.
    by_rest.sort_by_key(|(rest, _)| std::cmp::Reverse(*rest));
    for (_, units) in by_rest.into_iter().take(missing) {
        *units = units.saturating_add(1);
    }
    units
}

/// Returns a time rounded to the nearest multiple of a unit; from one half on, up.
#[must_use]
pub(in crate::core) fn nearest(time: u64, unit: u64) -> u64 {
    let unit = unit.max(1);
    let below = time - time % unit;
    if time % unit >= unit.div_ceil(2) { below.saturating_add(unit) } else { below }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_missing_second_goes_to_the_largest_rest() {
        assert_eq!(whole_units(&[1_400, 1_900, 1_700], 1_000), [1, 2, 2]);
        assert_eq!(whole_units(&[500, 500], 1_000), [1, 0]);
        assert_eq!(whole_units(&[], 1_000), [0_u64; 0]);
    }

    #[test]
    fn one_half_is_rounded_up() {
        for (minutes, rounded) in [(0, 0), (7, 0), (8, 15), (22, 15), (23, 30), (30, 30)] {
            assert_eq!(nearest(minutes, 15), rounded, "{minutes}");
        }
        assert_eq!(nearest(450, 900), 900);
        assert_eq!(nearest(449, 900), 0);
    }

    proptest! {
        #[test]
        fn what_is_shown_adds_up_and_each_is_off_by_less_than_a_unit(
            all in prop::collection::vec(0_u64..100_000_000, 0..40),
            unit in 1_u64..100_000,
        ) {
            let units = whole_units(&all, unit);
            prop_assert_eq!(units.iter().sum::<u64>(), all.iter().sum::<u64>() / unit);
            for (ms, units) in all.iter().zip(&units) {
                prop_assert!(units * unit < ms + unit && ms < &(units * unit + unit));
            }
        }
    }
}
