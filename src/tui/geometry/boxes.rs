//! Rectangles within rectangles: a box over the panes, a list below a line.

use ratatui::layout::Rect;

/// The least visible columns of the panes on each side of a box.
const BESIDE_A_BOX: u16 = 12;

/// Returns where a box of at most `most` columns lies over an area: in its middle, or over the whole
/// width if little of the panes would be visible.
pub fn box_over(area: Rect, most: u16) -> Rect {
    let beside = area.width.saturating_sub(most) / 2;
    if beside < BESIDE_A_BOX { area } else { Rect { x: area.x + beside, width: most, ..area } }
}

/// Returns where a list lies in an area; a line above it takes the first row if `is_shown`.
pub fn below_line(is_shown: bool, area: Rect) -> Rect {
    below_lines(u16::from(is_shown), area)
}

/// Returns where a list lies in an area below so many lines.
pub fn below_lines(lines: u16, area: Rect) -> Rect {
    let rows = lines.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_leaves_room_worth_looking_at_on_both_sides_or_none() {
        for (width, x, columns) in
            [(60, 0, 60), (96, 0, 96), (100, 0, 100), (119, 0, 119), (120, 12, 96), (141, 22, 96)]
        {
            let area = Rect { x: 0, y: 1, width, height: 20 };
            assert_eq!(box_over(area, 96), Rect { x, width: columns, ..area }, "{width}");
        }
    }
}
