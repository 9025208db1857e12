//! A row whose words may need several lines: they begin in the same column on each.

use unicode_segmentation::UnicodeSegmentation;

use super::markup::{typed, width};
use crate::safe_text::SafeText;

/// A line is no longer, unless one name is.
const COLUMNS: usize = 80;
/// A title that has less room goes to the next line.
const TITLE_MIN: usize = 16;

/// A row in the making.
pub struct HangingRow {
    lines: Vec<String>,
    /// The column in which words begin.
    column: usize,
}

impl HangingRow {
    /// Begins a row after its first columns.
    #[must_use]
    pub fn after(head: String) -> Self {
        Self { column: width(&head), lines: vec![head] }
    }

    /// Adds the words of one name, which are not cut.
    pub fn word(&mut self, before: &str, word: &str) {
        let (used, is_first) = self.used();
        if is_first {
            self.push(word);
        } else if used + width(before) + width(word) <= COLUMNS {
            self.push(&format!("{before}{word}"));
        } else {
            self.next_line();
            self.push(&format!("{}{word}", before.trim_start()));
        }
    }

    /// Adds a title, cut to one line.
    pub fn title(&mut self, title: &str) {
        let safe = SafeText::new(title).into_string();
        let (used, _) = self.used();
        let room = COLUMNS.saturating_sub(used + 2);
        if width(&safe) > room && room < TITLE_MIN {
            self.next_line();
            let room = COLUMNS.saturating_sub(self.column).max(TITLE_MIN);
            self.push(&typed(&cut(&safe, room)));
        } else {
            self.push(&format!("  {}", typed(&cut(&safe, room))));
        }
    }

    /// Returns the lines.
    #[must_use]
    pub fn lines(self) -> Vec<String> {
        self.lines.iter().map(|line| line.trim_end().to_owned()).collect()
    }

    /// Returns how many columns the last line has, and whether it has no words yet.
    fn used(&self) -> (usize, bool) {
        let used = self.lines.last().map_or(0, |line| width(line));
        (used, used == self.column)
    }

    fn next_line(&mut self) {
        self.lines.push(" ".repeat(self.column));
    }

    fn push(&mut self, text: &str) {
        if let Some(last) = self.lines.last_mut() {
            last.push_str(text);
        }
    }
}

/// Returns safe text with at most so many columns; what was cut off is marked.
fn cut(safe: &str, columns: usize) -> String {
    if width(safe) <= columns {
        return safe.to_owned();
    }
    let (mut cut, mut used) = (String::new(), 1);
    for cluster in safe.graphemes(true) {
        used += width(cluster);
        if used > columns {
            break;
        }
        cut.push_str(cluster);
    }
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::markup::written;
    use crate::signs::Signs;

    fn row(names: &[&str], title: &str) -> Vec<String> {
        let mut row = HangingRow::after("  0:45:00  ".to_owned());
        for name in names {
            row.word(" › ", name);
        }
        row.title(title);
        row.lines().iter().map(|line| written(line, Signs::Unicode, false)).collect()
    }

    #[test]
    fn names_are_whole_and_a_title_has_one_line() {
        let (long, title) = ("x".repeat(65), "審".repeat(50));
        assert_eq!(row(&["alpha", "TASK-7"], "Docs"), ["  0:45:00  alpha › TASK-7  Docs"]);
        assert_eq!(row(&["alpha"], &title), [format!("  0:45:00  alpha  {}…", "審".repeat(30))]);
        let two =
            [format!("  0:45:00  {long}"), format!("           › TASK-7  {}…", "審".repeat(29))];
        assert_eq!(row(&[&long, "TASK-7"], &title), two);
        let two = [format!("  0:45:00  {long}"), format!("           {}…", "審".repeat(34))];
        assert_eq!(row(&[&long], &title), two);
        let wide = "y".repeat(200);
        assert_eq!(row(&[&wide], "")[0], format!("  0:45:00  {wide}"));
    }
}
