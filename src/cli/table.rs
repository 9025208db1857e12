//! Lines with columns.

use super::markup::width as columns;
use crate::safe_text::SafeText;

/// Returns rows as lines. Each column but the last is as wide as its widest cell.
#[must_use]
pub fn lines<const N: usize>(rows: &[[String; N]]) -> Vec<String> {
    let mut widths = ColumnWidths::default();
    widths.fit(rows);
    widths.lines(rows)
}

/// The widths of columns.
///
/// The cells are made safe here because their width is measured.
#[derive(Debug, Clone, Copy)]
pub struct ColumnWidths<const N: usize>([usize; N]);

impl<const N: usize> Default for ColumnWidths<N> {
    fn default() -> Self {
        Self([0; N])
    }
}

impl<const N: usize> ColumnWidths<N> {
    /// Makes each column but the last as wide as its widest cell in these rows.
    pub fn fit(&mut self, rows: &[[String; N]]) {
        for row in rows {
            for (width, cell) in self.0.iter_mut().zip(row).take(N.saturating_sub(1)) {
                *width = columns(&safe(cell)).max(*width);
            }
        }
    }

    /// Returns rows as lines.
    #[must_use]
    pub fn lines(&self, rows: &[[String; N]]) -> Vec<String> {
        let line = |row: &[String; N]| {
            let mut line = String::new();
            for (nth, (width, cell)) in self.0.iter().zip(row).enumerate() {
                // An empty column has no width. The last one needs none.
                if *width > 0 || nth + 1 == N {
                    let cell = safe(cell);
                    let blank = if *width > 0 { width.saturating_sub(columns(&cell)) } else { 0 };
                    line.push_str(&cell);
                    line.extend(std::iter::repeat_n(' ', blank + 2));
                }
            }
            line.truncate(line.trim_end().len());
            line
        };
        rows.iter().map(line).collect()
    }
}

fn safe(cell: &str) -> String {
    SafeText::new(cell).into_string()
}
