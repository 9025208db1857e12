//! Changes of a list that grows at its end and folds at its beginning.

use serde::{Deserialize, Serialize};

/// The change of a list: keep the first `keep` items, then add others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListChange<T> {
    /// The number of items to keep, including those that were folded.
    pub keep: usize,
    /// The items that follow them.
    pub add: Vec<T>,
}

impl<T: PartialEq + Clone> ListChange<T> {
    /// Returns the change from `before` to `after`, whose first item is number `folded`. Items
    /// beyond the first `stable` ones are always included.
    pub(in crate::core) fn between(
        before: &[T],
        after: &[T],
        folded: usize,
        stable: usize,
    ) -> Option<Self> {
        if before == after {
            return None;
        }
        let pairs = before.iter().zip(after).take(stable);
        let same = pairs.take_while(|(old, new)| old == new).count();
        Some(Self {
            keep: folded.saturating_add(same),
            add: after.get(same..).unwrap_or_default().to_vec(),
        })
    }

    /// Applies the change to a list whose first item is number `folded`.
    pub(in crate::core) fn apply(&self, list: &mut Vec<T>, folded: usize) {
        list.truncate(self.keep.saturating_sub(folded));
        list.extend(self.add.iter().cloned());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn a_tail_keeps_what_is_the_same_and_replaces_what_follows() {
        let tail = ListChange::between(&[1, 2, 3], &[1, 4], 0, 9).unwrap();
        assert_eq!(tail, ListChange { keep: 1, add: vec![4] });
        let mut list = vec![1, 2, 3];
        tail.apply(&mut list, 0);
        assert_eq!(list, [1, 4]);
    }

    #[test]
    fn a_tail_without_a_difference_is_none() {
        assert_eq!(ListChange::between(&[1, 2], &[1, 2], 7, 0), None);
    }

    #[test]
    fn a_tail_names_what_is_not_stable_even_where_it_is_the_same() {
        let tail = ListChange::between(&[1, 2, 3], &[1, 2, 4], 0, 1).unwrap();
        assert_eq!(tail, ListChange { keep: 1, add: vec![2, 4] });
    }

    #[test]
    fn a_tail_counts_from_the_first_there_ever_was() {
        // Two had been folded when the change was made, three when it is undone.
        let back = ListChange::between(&[3, 4, 5, 6], &[3, 4, 5], 2, 9).unwrap();
        assert_eq!(back.keep, 5);
        let mut list = vec![4, 5, 6];
        back.apply(&mut list, 3);
        assert_eq!(list, [4, 5]);
    }

    #[test]
    fn a_tail_that_reaches_behind_what_was_folded_keeps_nothing() {
        let mut list = vec![9];
        ListChange { keep: 1, add: vec![7] }.apply(&mut list, 4);
        assert_eq!(list, [7]);
    }
}
