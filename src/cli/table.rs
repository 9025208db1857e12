//! Lines with columns.

use super::markup::width as columns;
use crate::safe_text::SafeText;

/// Returns rows as lines. Each column but the last is as wide as its widest cell.
///
/// The cells are made safe here because their width is measured.
#[must_use]
pub fn lines<const N: usize>(rows: &[[String; N]]) -> Vec<String> {
    let rows: Vec<[String; N]> = rows
        .iter()
        .map(|row| row.each_ref().map(|cell| SafeText::new(cell).into_string()))
        .collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = columns(cell).max(*width);
        }
    }
    let padded = |(width, cell): (&usize, &String)| match *width {
        // An empty column has no width.
        0 => String::new(),
        width => format!("{cell}{}  ", " ".repeat(width - columns(cell))),
    };
    let line = |row: &[String; N]| widths.iter().zip(row).map(padded).collect::<String>();
    rows.iter().map(|row| line(row).trim_end().to_owned()).collect()
}
