//! Where each activity begins in the list, in lines: counted once, so that a long list costs nothing to
//! draw.

use chrono::NaiveDate;

use crate::core::{Activity, Verb};

/// The first line of each listed activity.
#[derive(Debug, Default)]
pub struct ActivityLines {
    /// The first line of each activity, with the one that separates it from the day after it.
    starts: Vec<u32>,
    count: u32,
}

/// A listed activity, and which of its lines come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedLine {
    /// The number of the activity in the list.
    pub activity: usize,
    /// How many of its lines lie above.
    pub above: usize,
}

impl ActivityLines {
    /// Counts the lines of activities, newest first. A line separates those of another day than
    /// `today` from the day after it.
    pub fn of<'a>(
        activities: impl Iterator<Item = &'a Activity>,
        today: NaiveDate,
        day: impl Fn(&Activity) -> NaiveDate,
    ) -> Self {
        let mut lines = Self::default();
        let mut above = today;
        for activity in activities {
            lines.starts.push(lines.count);
            let day = day(activity);
            lines.count += u32::from(day != above) + 1 + u32::from(says_what_it_left(activity));
            above = day;
        }
        lines
    }

    /// Returns how many lines there are.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Returns how many lines the first activities have.
    pub fn of_first(&self, activities: usize) -> usize {
        self.starts.get(activities).map_or(self.len(), |start| *start as usize)
    }

    /// Returns the activity on a line; `None` below the last one.
    pub fn on(&self, line: usize) -> Option<ListedLine> {
        let activity =
            self.starts.partition_point(|start| *start as usize <= line).checked_sub(1)?;
        let above = line - self.of_first(activity);
        (line < self.len()).then_some(ListedLine { activity, above })
    }
}

/// Reports whether an activity has a line of its own for the contexts that it left.
pub fn says_what_it_left(activity: &Activity) -> bool {
    // The innermost context that a `pop` left stands in its own row.
    let others = usize::from(activity.verb == Verb::Pop);
    activity.left.len() > others
}
