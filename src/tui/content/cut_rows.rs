//! Groups of rows with a word before each, cut until they fit: what is left out is counted.

use ratatui::text::{Line, Span};

use crate::tui::look::{Theme, fit, width};

use super::labelled::{LABEL_COLUMNS, labelled};

/// Things of one kind, each in one row or several.
pub struct RowGroup {
    word: &'static str,
    items: Vec<Vec<String>>,
    /// How many of them are shown; with 0, the first row of the first one.
    most: usize,
    /// Rows behind them that belong to no single one.
    tail: Vec<String>,
}

impl RowGroup {
    /// Returns a group of which at most some are shown.
    pub fn of(word: &'static str, items: Vec<Vec<String>>, most: usize) -> Self {
        Self { word, items, most, tail: Vec::new() }
    }

    /// Returns it with rows behind the things.
    pub fn with_tail(self, tail: Vec<String>) -> Self {
        Self { tail, ..self }
    }

    /// Returns its rows; the last ones say how many things are left out.
    fn rows(&self, columns: usize) -> Vec<String> {
        let shown = self.items.iter().take(self.most.max(1));
        let mut rows: Vec<String> = match self.most {
            0 => shown.filter_map(|item| item.first()).cloned().collect(),
            _ => shown.flatten().cloned().collect(),
        };
        let others = self.items.len().saturating_sub(self.most.max(1));
        if others > 0 {
            let more = format!("and {others} more");
            match rows.last_mut().filter(|_| self.most < 2) {
                Some(last) => {
                    let room = columns.saturating_sub(width(&more) + 2);
                    *last = format!("{}, {more}", fit(last, room));
                }
                None => rows.push(more),
            }
        }
        rows.extend(self.tail.iter().cloned());
        rows
    }

    /// Shows less; reports whether it could.
    fn shrink(&mut self) -> bool {
        if self.most > 1 {
            self.most = self.most.min(self.items.len()).saturating_sub(1);
            return true;
        }
        if self.tail.pop().is_some() {
            return true;
        }
        let has_rows = self.most > 0 && self.items.first().is_some_and(|item| item.len() > 1);
        self.most = if has_rows { 0 } else { self.most };
        has_rows
    }
}

/// Returns the lines of groups in at most `rows` rows, if each group can be cut so far; the longest is cut first.
pub fn cut(
    theme: Theme,
    mut groups: Vec<RowGroup>,
    (columns, rows): (usize, usize),
) -> Vec<Line<'static>> {
    let room = columns.saturating_sub(LABEL_COLUMNS);
    let mut is_final = vec![false; groups.len()];
    loop {
        let lengths: Vec<usize> = groups.iter().map(|group| group.rows(room).len()).collect();
        if lengths.iter().sum::<usize>() <= rows {
            break;
        }
        let open =
            lengths.iter().zip(&is_final).enumerate().filter(|(_, (_, is_final))| !**is_final);
        let Some((nth, _)) = open.max_by_key(|(_, (length, _))| **length) else { break };
        let could = groups.get_mut(nth).is_some_and(RowGroup::shrink);
        if let Some(is_final) = is_final.get_mut(nth) {
            *is_final = !could;
        }
    }
    let line = |(nth, text, word): (usize, String, &'static str)| {
        let word = if nth == 0 { word } else { "" };
        labelled(theme, word, vec![Span::raw(fit(&text, room))])
    };
    let rows = groups.iter().flat_map(|group| {
        group.rows(room).into_iter().enumerate().map(|(nth, text)| (nth, text, group.word))
    });
    rows.map(line).collect()
}
