//! A template: text, fields, groups that vanish, and styles.

use std::str::FromStr;

use anstyle::Style;

use super::desk::BarDesk;
use super::field::BarField;
use super::parser::{self, TemplateError};
use super::part::BarPart;
use super::piece::{TemplatePiece, fields};
use crate::safe_text::SafeText;

/// A template for one line, or for several.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template(Vec<TemplatePiece>);

impl FromStr for Template {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<Self, TemplateError> {
        parser::pieces(text).map(Self)
    }
}

impl Template {
    /// Reports whether it has a field.
    #[must_use]
    pub fn has(&self, field: BarField) -> bool {
        fields(&self.0).contains(&field)
    }

    /// Returns its parts for a desk.
    #[must_use]
    pub fn parts(&self, desk: &BarDesk<'_>) -> Vec<BarPart> {
        let mut parts = Vec::new();
        add(&self.0, Style::new(), desk, &mut parts);
        BarPart::joined(&parts)
    }
}

fn add(pieces: &[TemplatePiece], style: Style, desk: &BarDesk<'_>, parts: &mut Vec<BarPart>) {
    for piece in pieces {
        match piece {
            TemplatePiece::Text(text) => {
                parts.push(BarPart::new(SafeText::new(text).into_string(), style));
            }
            TemplatePiece::Break => parts.push(BarPart::new(BarPart::BREAK, Style::new())),
            TemplatePiece::Field(field) => parts.push(BarPart::new(field.text(desk), style)),
            TemplatePiece::Group(pieces) => {
                if fields(pieces).iter().any(|field| !field.text(desk).is_empty()) {
                    add(pieces, style, desk, parts);
                }
            }
            TemplatePiece::Styled(pieces, of_piece) => {
                add(pieces, of_piece.over(style, desk), desk, parts);
            }
        }
    }
}
