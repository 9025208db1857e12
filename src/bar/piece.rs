//! The pieces of a template.

use super::field::BarField;
use super::style::PieceStyle;

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplatePiece {
    /// Text as it is.
    Text(String),
    /// A line break.
    Break,
    /// A field.
    Field(BarField),
    /// A group. It vanishes if all its fields are empty.
    Group(Vec<TemplatePiece>),
    /// Pieces in a style.
    Styled(Vec<TemplatePiece>, PieceStyle),
}

/// Returns the fields of pieces, also those within groups and styles.
#[must_use]
pub fn fields(pieces: &[TemplatePiece]) -> Vec<BarField> {
    let of_piece = |piece: &TemplatePiece| match piece {
        TemplatePiece::Text(_) | TemplatePiece::Break => Vec::new(),
        TemplatePiece::Field(field) => vec![*field],
        TemplatePiece::Group(pieces) | TemplatePiece::Styled(pieces, _) => fields(pieces),
    };
    pieces.iter().flat_map(of_piece).collect()
}
