//! Sets of event numbers, as ranges.

use std::fmt;

/// Event numbers from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeqRange {
    first: u64,
    last: u64,
}

/// A set of event numbers.
#[derive(Debug, Default)]
pub struct SeqRanges(Vec<SeqRange>);

impl fmt::Display for SeqRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, last } = self;
        if first == last {
            write!(f, "event {first}")
        } else {
            write!(f, "events {first} to {last}")
        }
    }
}

impl SeqRanges {
    /// Adds a number. Numbers in order take one range together.
    pub fn add(&mut self, seq: Option<u64>) {
        let Some(seq) = seq else { return };
        match self.0.last_mut() {
            Some(range) if range.last.checked_add(1) == Some(seq) => range.last = seq,
            _ => self.0.push(SeqRange { first: seq, last: seq }),
        }
    }

    /// Returns the numbers from `first` to `last` that are not in the set.
    pub fn missing(&self, first: u64, last: u64) -> Vec<SeqRange> {
        let mut ranges = self.0.clone();
        ranges.sort_unstable();
        let (mut missing, mut next) = (Vec::new(), first);
        for range in ranges {
            if range.first > last {
                break;
            }
            if range.first > next {
                missing.push(SeqRange { first: next, last: range.first - 1 });
            }
            next = next.max(range.last.saturating_add(1));
        }
        if next <= last {
            missing.push(SeqRange { first: next, last });
        }
        missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(seqs: &[u64], first: u64, last: u64) -> Vec<String> {
        let mut ranges = SeqRanges::default();
        for seq in seqs {
            ranges.add(Some(*seq));
        }
        ranges.missing(first, last).iter().map(SeqRange::to_string).collect()
    }

    #[test]
    fn what_is_missing_is_named_as_ranges_in_whatever_order_it_was_read() {
        assert_eq!(
            missing(&[4, 5, 9, 1, 2], 1, 12),
            ["event 3", "events 6 to 8", "events 10 to 12"]
        );
        assert_eq!(missing(&[4, 5, 9, 1, 2], 4, 5), Vec::<String>::new());
        assert_eq!(missing(&[], 7, 7), ["event 7"]);
        assert_eq!(missing(&[1, 2, 3], 4, 3), Vec::<String>::new());
    }
}
