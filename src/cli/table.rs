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
    /// Makes each column as wide as its widest cell in these rows.
    pub fn fit(&mut self, rows: &[[String; N]]) {
        for row in rows {
            for (width, cell) in self.0.iter_mut().zip(row) {
                *width = columns(&safe(cell)).max(*width);
            }
        }
    }

    /// Returns rows as lines.
    #[must_use]
    pub fn lines(&self, rows: &[[String; N]]) -> Vec<String> {
        let padded = |(width, cell): (&usize, &String)| match *width {
            // An empty column has no width.
            0 => String::new(),
            width => {
                let cell = safe(cell);
                let blank = width.saturating_sub(columns(&cell));
                format!("{cell}{}  ", " ".repeat(blank))
            }
        };
        let line = |row: &[String; N]| self.0.iter().zip(row).map(padded).collect::<String>();
        rows.iter().map(|row| line(row).trim_end().to_owned()).collect()
    }
}

fn safe(cell: &str) -> String {
    SafeText::new(cell).into_string()
}
