//! Where each activity begins in the list, in lines: counted once, so that a long list costs nothing to
//! draw.

use chrono::NaiveDate;

use crate::core::{Activity, Verb};

/// The first line of each listed activity, and the day that it is listed under.
///
/// The list is in the order of recording, and an activity may be given an earlier time. It is then
/// listed under the day of an older one, so that no day begins twice.
#[derive(Debug, Default)]
pub struct ActivityLines {
    /// The first line of each activity, with the one that separates it from the day after it.
    starts: Vec<u32>,
    /// The newest day of each activity and of all older ones.
    days: Vec<NaiveDate>,
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
        let listed: Vec<_> =
            activities.map(|activity| (day(activity), says_what_it_left(activity))).collect();
        let mut days: Vec<_> = listed.iter().map(|(day, _)| *day).collect();
        let mut newest = None;
        for day in days.iter_mut().rev() {
            *day = newest.map_or(*day, |newest| (*day).max(newest));
            newest = Some(*day);
        }
        let mut lines = Self { days, ..Self::default() };
        let mut above = today;
        for (day, (_, has_left)) in lines.days.iter().zip(&listed) {
            lines.starts.push(lines.count);
            lines.count += u32::from(*day != above) + 1 + u32::from(*has_left);
            above = *day;
        }
        lines
    }

    /// Returns the day that an activity is listed under.
    pub fn day(&self, activity: usize) -> Option<NaiveDate> {
        self.days.get(activity).copied()
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    /// Returns an activity; `left` counts the contexts that it left.
    fn activity(verb: &str, left: usize) -> Activity {
        let frame = serde_json::json!({"type": "task", "id": "TASK-7", "active_seconds": 60});
        let by = serde_json::json!({"operator": "ana", "interface": "cli", "host": "here"});
        let value = serde_json::json!({
            "seq": 1, "at_utc": "2026-03-10T09:00:00Z", "verb": verb, "text": "", "by": by,
            "left": vec![frame; left],
        });
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn each_line_belongs_to_the_activity_whose_line_it_is() {
        let mut all =
            [activity("note", 0), activity("push", 2), activity("pop", 1), activity("pop", 2)];
        let (today, before) = ("2026-03-10".parse().unwrap(), "2026-03-09".parse().unwrap());
        all[2].seq = 2;
        all[3].seq = 2;
        let day = |of: &Activity| if of.seq == 1 { today } else { before };
        let lines = ActivityLines::of(all.iter(), today, day);
        // The second has a line for what it left, the third one for its day, the fourth one for the
        // other context.
        let on: Vec<_> =
            (0..9).map(|line| lines.on(line).map(|on| (on.activity, on.above))).collect();
        let told = [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1)].map(Some);
        assert_eq!(on, [told.as_slice(), &[None; 2]].concat());
        assert_eq!([lines.len(), lines.of_first(2), lines.of_first(9)], [7, 3, 7]);
    }

    #[test]
    fn no_day_begins_twice_where_times_are_not_in_the_order_of_the_list() {
        let days = [26, 25, 26, 26, 24, 25, 24];
        let mut all = days.map(|_| activity("note", 0));
        let date =
            |day: u64| NaiveDate::from_ymd_opt(2026, 11, u32::try_from(day).unwrap()).unwrap();
        all.iter_mut().zip(days).for_each(|(of, day)| of.seq = day);
        let lines = ActivityLines::of(all.iter(), date(26), |of| date(of.seq));
        let listed: Vec<_> = (0..7).map(|nth| lines.day(nth).unwrap()).collect();
        assert_eq!(listed, [26, 26, 26, 26, 25, 25, 24].map(date));
        assert_eq!(lines.len(), 7 + 2);
        assert_eq!(lines.on(4), Some(ListedLine { activity: 4, above: 0 }));
        assert_eq!(lines.on(5), Some(ListedLine { activity: 4, above: 1 }));
    }

    #[test]
    fn a_line_separates_the_newest_activity_from_a_later_today() {
        let one = [activity("note", 0)];
        let day = "2026-03-09".parse().unwrap();
        let lines = ActivityLines::of(one.iter(), "2026-03-10".parse().unwrap(), |_| day);
        assert_eq!((lines.len(), lines.on(1)), (2, Some(ListedLine { activity: 0, above: 1 })));
    }
}
