//! The parts of the text after the options of a help.

/// A part of such a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpBlock {
    /// Lines that are printed as they are, below a heading: `Example:`.
    Listing {
        /// The heading, without its colon.
        heading: String,
        /// The lines, without the spaces before all of them.
        lines: Vec<String>,
    },
    /// Lines that are printed as a list below running text.
    List {
        /// The text above it.
        above: String,
        /// The lines, without the spaces before all of them.
        lines: Vec<String>,
    },
    /// Running text.
    Paragraph(String),
}

/// Returns the parts of a text. Empty lines separate them, and so does the end of an indented list.
#[must_use]
pub fn blocks(text: &str) -> Vec<HelpBlock> {
    let mut all = Vec::new();
    for part in text.split("\n\n") {
        let lines: Vec<&str> = part.trim_end().lines().collect();
        let is_listed = |line: &&&str| line.starts_with("  ");
        let begins = lines.iter().position(|line| is_listed(&line)).unwrap_or(lines.len());
        let (above, rest) = lines.split_at(begins);
        let length = rest.iter().take_while(is_listed).count();
        let (listed, below) = rest.split_at(length);
        if listed.is_empty() {
            all.push(HelpBlock::Paragraph(running(above)));
            continue;
        }
        let lines = listed.iter().map(|line| line.strip_prefix("  ").unwrap_or(line).to_owned());
        let lines = lines.collect();
        all.push(match above {
            [heading] if is_heading(heading) => {
                HelpBlock::Listing { heading: heading.trim_end_matches(':').to_owned(), lines }
            }
            above => HelpBlock::List { above: running(above), lines },
        });
        if !below.is_empty() {
            all.push(HelpBlock::Paragraph(running(below)));
        }
    }
    all
}

/// Reports whether a line is a heading: a few words and a colon.
fn is_heading(line: &str) -> bool {
    line.ends_with(':') && line.split_whitespace().count() <= 3
}

/// Returns lines as one: a line break in running text only keeps its lines short.
fn running(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| line.split_whitespace()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_may_stand_in_running_text() {
        let text = "One line. Its fields are:\n  {a}    x\nA group\nvanishes.";
        assert_eq!(
            blocks(text),
            [
                HelpBlock::List {
                    above: "One line. Its fields are:".into(),
                    lines: vec!["{a}    x".into()],
                },
                HelpBlock::Paragraph("A group vanishes.".into()),
            ]
        );
    }

    #[test]
    fn examples_and_lists_are_told_from_text() {
        let text =
            "Example:\n  onwatch a\n    b\n\nExits 3 if\nthere is none.\n\nThe bands:\n  A  x";
        let listing = |heading: &str, lines: &[&str]| HelpBlock::Listing {
            heading: heading.into(),
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        };
        assert_eq!(
            blocks(text),
            [
                listing("Example", &["onwatch a", "  b"]),
                HelpBlock::Paragraph("Exits 3 if there is none.".into()),
                listing("The bands", &["A  x"]),
            ]
        );
    }
}
