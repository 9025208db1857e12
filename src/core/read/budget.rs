//! How much of an answer is within a budget.

/// The lengths of an answer of which so many items are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerLength {
    /// Without what is said of the items that are left out. It never shrinks with another item.
    pub bare: usize,
    /// With it.
    pub whole: usize,
}

/// Returns how many of `count` items are shown, the most important first: the most that are within a budget.
/// So what a smaller budget shows, a larger one shows too.
///
/// # Errors
/// The least budget that shows anything, if this one is too small for that.
pub fn within_budget(
    count: usize,
    budget: usize,
    length: &dyn Fn(usize) -> AnswerLength,
) -> Result<usize, usize> {
    let bare_fits = |most: usize| {
        let (mut fits, mut fails) = (0, count.saturating_add(1));
        while fails - fits > 1 {
            let middle = fits + (fails - fits) / 2;
            if length(middle).bare <= most {
                fits = middle;
            } else {
                fails = middle;
            }
        }
        fits
    };
    let found = (0..=bare_fits(budget)).rev().find(|shown| length(*shown).whole <= budget);
    found.ok_or_else(|| {
        let first = length(0).whole;
        let others = (0..=bare_fits(first)).map(|shown| length(shown).whole);
        others.fold(first, usize::min)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_most_items_within_a_budget_are_shown(
            items in prop::collection::vec(1..40_usize, 0..12),
            (head, notice) in (1..30_usize, 0..60_usize),
            budget in 0..400_usize,
        ) {
            let length = |shown: usize| {
                let bare = head + items.iter().take(shown).sum::<usize>();
                let left = if shown < items.len() { notice } else { 0 };
                AnswerLength { bare, whole: bare + left }
            };
            let fitting = (0..=items.len()).filter(|shown| length(*shown).whole <= budget).max();
            let least = (0..=items.len()).map(|shown| length(shown).whole).min();
            let found = within_budget(items.len(), budget, &length);
            prop_assert_eq!(found.ok(), fitting);
            prop_assert_eq!(found.err(), least.filter(|_| fitting.is_none()));
        }
    }
}
