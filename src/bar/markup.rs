//! Writes parts for the program that reads them, each in its own signs for styles.
//!
//! Every program takes some signs of a text as its own. Here they lose that meaning, whoever typed them.

use anstyle::{Ansi256Color, AnsiColor, Color, Effects, Reset, RgbColor, Style};

use super::part::BarPart;

/// What the styles of a line become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarMarkup {
    /// Nothing.
    Plain,
    /// The escape sequences of a terminal.
    Ansi,
    /// `#[fg=green]` of tmux.
    Tmux,
    /// `%F{green}` of a prompt of zsh.
    Zsh,
    /// Escape sequences that a prompt of bash does not count.
    Bash,
    /// The tags of Pango, for waybar.
    Pango,
    /// The tags of polybar.
    Polybar,
    /// Nothing: the parameters of a line of xbar are not for a part of it.
    Xbar,
}

/// A text with what begins and ends its style.
struct MarkedText {
    text: String,
    begin: String,
    end: String,
}

/// Begins and ends what readline does not count as columns.
const UNCOUNTED: [char; 2] = ['\u{1}', '\u{2}'];

impl BarMarkup {
    /// Returns parts as text for the program.
    #[must_use]
    pub fn written(self, parts: &[BarPart]) -> String {
        let mut written = String::new();
        let mut texts = self.marked(parts).into_iter().peekable();
        while let Some(MarkedText { text, begin, end }) = texts.next() {
            if text == BarPart::BREAK {
                written.push('\n');
                continue;
            }
            let next = texts.peek().map_or("", |next| next.begin.as_str());
            let follows = if end.is_empty() { next } else { &end };
            let text = self.harmless_before(&text, follows);
            written.extend([begin, text, end]);
        }
        written
    }

    /// Returns the texts of parts, each between its marks. Neighbours with the same marks are one text, so
    /// that a sign in two halves is found.
    fn marked(self, parts: &[BarPart]) -> Vec<MarkedText> {
        let mut marked: Vec<MarkedText> = Vec::new();
        for BarPart { text, style } in BarPart::joined(parts) {
            let (begin, end) =
                if style.is_plain() { (String::new(), String::new()) } else { self.marks(style) };
            let is_break = text == BarPart::BREAK;
            match marked.last_mut() {
                Some(last)
                    if !is_break
                        && last.text != BarPart::BREAK
                        && (&last.begin, &last.end) == (&begin, &end) =>
                {
                    last.text.push_str(&text);
                }
                Some(_) | None => marked.push(MarkedText { text, begin, end }),
            }
        }
        marked
    }

    /// Returns a whole line whose signs mean nothing to the program.
    pub(super) fn harmless(self, line: &str) -> String {
        self.harmless_before(line, "")
    }

    /// Returns a text whose signs mean nothing to the program. `follows` is the mark after it, if there is one.
    fn harmless_before(self, text: &str, follows: &str) -> String {
        let [begin, end] = UNCOUNTED;
        let each = |written: &dyn Fn(char) -> Option<String>| -> String {
            let signs = text.chars().map(|c| written(c).unwrap_or_else(|| c.to_string()));
            signs.collect()
        };
        match self {
            Self::Plain | Self::Ansi => text.to_owned(),
            Self::Tmux => tmux_text(text, follows),
            // The empty mark stays between a sign and what it would expand or quote. A date whose form is `!`
            // shows that sign, also where a lone one is the number of the command. No mark can part a
            // backtick from a command.
            Self::Zsh => each(&|c| match c {
                '%' => Some("%%".to_owned()),
                '$' | '\\' => Some(format!("{c}%{{%}}")),
                '!' => Some("%D{!}".to_owned()),
                '`' => Some("'".to_owned()),
                _ => None,
            }),
            // A posix shell takes `!` for the number of the command, but only if the prompt holds the text
            // itself. No sign is `!` in both cases.
            Self::Bash => each(&|c| match c {
                '\\' | '$' => Some(format!("{c}{begin}{end}")),
                '!' => Some("ǃ".to_owned()),
                '`' => Some("'".to_owned()),
                _ => None,
            }),
            Self::Pango => each(&|c| match c {
                '&' => Some("&amp;".to_owned()),
                '<' => Some("&lt;".to_owned()),
                '>' => Some("&gt;".to_owned()),
                '"' => Some("&quot;".to_owned()),
                '\'' => Some("&#39;".to_owned()),
                _ => None,
            }),
            // A tag that moves by nothing parts the two signs that begin a tag.
            Self::Polybar => text.replace("%{", "%%{O0}{"),
            Self::Xbar => xbar_line(text),
        }
    }

    /// Returns what begins and what ends a style.
    fn marks(self, style: Style) -> (String, String) {
        let ansi = |escape: String| format!("{}{escape}{}", UNCOUNTED[0], UNCOUNTED[1]);
        let (begin, reset) = (style.render().to_string(), Reset.render().to_string());
        match self {
            Self::Plain | Self::Xbar => (String::new(), String::new()),
            Self::Ansi => (begin, reset),
            Self::Bash => (ansi(begin), ansi(reset)),
            Self::Tmux => (format!("#[{}]", tmux_words(style).join(",")), "#[default]".to_owned()),
            Self::Zsh => zsh_marks(style),
            Self::Pango => (format!("<span{}>", pango_attributes(style)), "</span>".to_owned()),
            Self::Polybar => polybar_marks(style),
        }
    }
}

/// Returns a text for tmux, which halves a run of `#` twice: once more than before a `[`.
fn tmux_text(text: &str, follows: &str) -> String {
    let mut written = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('#') {
        let (before, run_on) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let after = run_on.trim_start_matches('#');
        let is_before_bracket = match after.chars().next() {
            Some(next) => next == '[',
            None => follows.starts_with("#["),
        };
        let times = if is_before_bracket { 2 } else { 4 };
        written.push_str(before);
        written.push_str(&"#".repeat((run_on.len() - after.len()) * times));
        rest = after;
    }
    written + rest
}

/// Returns a line for xbar and `SwiftBar`. They have no sign that takes the meaning from another one, so
/// that signs with a meaning become signs that look like them.
fn xbar_line(line: &str) -> String {
    // Parameters follow a `|`. SwiftBar ends a menu at `~~~`.
    let line = line.replace('|', "¦").replace("~~~", "∼∼∼");
    // A line that begins with `--` belongs to a menu below.
    let rest = line.trim_start();
    let (blanks, hyphens) =
        (line.len() - rest.len(), rest.len() - rest.trim_start_matches('-').len());
    let line = if hyphens < 2 {
        line
    } else {
        let blanks = line.get(..blanks).unwrap_or_default();
        let text = rest.get(hyphens..).unwrap_or_default();
        format!("{blanks}{}{text}", "‐".repeat(hyphens))
    };
    // SwiftBar shows a word between two `:` as the image of that name.
    let words = line.split_inclusive(char::is_whitespace).map(|word| {
        let name = word.trim_end().strip_prefix(':').and_then(|rest| rest.strip_suffix(':'));
        name.map_or_else(|| word.to_owned(), |_| word.replacen(':', "∶", 1))
    });
    words.collect()
}

/// Each effect with its word in tmux.
const TMUX_WORDS: [(Effects, &str); 7] = [
    (Effects::BOLD, "bold"),
    (Effects::DIMMED, "dim"),
    (Effects::ITALIC, "italics"),
    (Effects::UNDERLINE, "underscore"),
    (Effects::BLINK, "blink"),
    (Effects::INVERT, "reverse"),
    (Effects::STRIKETHROUGH, "strikethrough"),
];

fn tmux_words(style: Style) -> Vec<String> {
    let colour = |colour: Color| match colour {
        Color::Ansi(colour) => {
            let name = ansi_name(colour);
            if colour.is_bright() { format!("bright{name}") } else { name.to_owned() }
        }
        Color::Ansi256(colour) => format!("colour{}", colour.0),
        Color::Rgb(_) => hex(colour),
    };
    let fg = style.get_fg_color().map(|fg| format!("fg={}", colour(fg)));
    let bg = style.get_bg_color().map(|bg| format!("bg={}", colour(bg)));
    let effects = TMUX_WORDS.iter().filter(|(effect, _)| style.get_effects().contains(*effect));
    fg.into_iter().chain(bg).chain(effects.map(|(_, word)| (*word).to_owned())).collect()
}

/// Zsh has marks of its own for some effects. The others are escape sequences in its brackets for what
/// takes no column.
fn zsh_marks(style: Style) -> (String, String) {
    let colour = |colour: Color| match colour {
        Color::Ansi(colour) if colour.is_bright() => {
            Ansi256Color::from_ansi(colour).index().to_string()
        }
        Color::Ansi(colour) => ansi_name(colour).to_owned(),
        Color::Ansi256(colour) => colour.0.to_string(),
        Color::Rgb(_) => hex(colour),
    };
    let (mut begin, mut end) = (String::new(), String::new());
    let mut add = |first: &str, last: &str| {
        begin.push_str(first);
        end.insert_str(0, last);
    };
    let effects = style.get_effects();
    let own = [(Effects::BOLD, "%B", "%b"), (Effects::UNDERLINE, "%U", "%u")];
    for (effect, first, last) in own {
        if effects.contains(effect) {
            add(first, last);
        }
    }
    if effects.contains(Effects::INVERT) {
        add("%S", "%s");
    }
    let foreign = [
        (Effects::DIMMED, "22"),
        (Effects::ITALIC, "23"),
        (Effects::BLINK, "25"),
        (Effects::STRIKETHROUGH, "29"),
    ];
    for (effect, last) in foreign {
        if effects.contains(effect) {
            let first = format!("%{{{}%}}", Style::new().effects(effect).render());
            add(&first, &format!("%{{\u{1b}[{last}m%}}"));
        }
    }
    if let Some(bg) = style.get_bg_color() {
        add(&format!("%K{{{}}}", colour(bg)), "%k");
    }
    if let Some(fg) = style.get_fg_color() {
        add(&format!("%F{{{}}}", colour(fg)), "%f");
    }
    (begin, end)
}

fn pango_attributes(style: Style) -> String {
    let (fg, bg) = colours(style);
    let fg = fg.map(|fg| format!(" foreground=\"{}\"", hex(fg)));
    let bg = bg.map(|bg| format!(" background=\"{}\"", hex(bg)));
    let words = [
        (Effects::BOLD, " weight=\"bold\""),
        (Effects::DIMMED, " alpha=\"60%\""),
        (Effects::ITALIC, " style=\"italic\""),
        (Effects::UNDERLINE, " underline=\"single\""),
        (Effects::STRIKETHROUGH, " strikethrough=\"true\""),
    ];
    let effects = words.iter().filter(|(effect, _)| style.get_effects().contains(*effect));
    let effects = effects.map(|(_, word)| (*word).to_owned());
    fg.into_iter().chain(bg).chain(effects).collect()
}

/// Polybar knows colours, a swap of them, and lines below. It has no bold letters without a font of that.
fn polybar_marks(style: Style) -> (String, String) {
    let (fg, bg) = (style.get_fg_color(), style.get_bg_color());
    let mut tags: Vec<(String, &str)> = Vec::new();
    tags.extend(fg.map(|fg| (format!("%{{F{}}}", hex(fg)), "%{F-}")));
    tags.extend(bg.map(|bg| (format!("%{{B{}}}", hex(bg)), "%{B-}")));
    let effects = style.get_effects();
    let swaps = effects.contains(Effects::INVERT);
    tags.extend(swaps.then(|| ("%{R}".to_owned(), "%{R}")));
    let lines = effects.contains(Effects::UNDERLINE);
    tags.extend(lines.then(|| ("%{+u}".to_owned(), "%{-u}")));
    let begin = tags.iter().map(|(begin, _)| begin.as_str()).collect();
    (begin, tags.iter().rev().map(|(_, end)| *end).collect())
}

/// Returns the colours of the text and the background, swapped if the style says so.
fn colours(style: Style) -> (Option<Color>, Option<Color>) {
    let (fg, bg) = (style.get_fg_color(), style.get_bg_color());
    if style.get_effects().contains(Effects::INVERT) { (bg, fg) } else { (fg, bg) }
}

fn ansi_name(colour: AnsiColor) -> &'static str {
    match colour.bright(false) {
        AnsiColor::Black | AnsiColor::BrightBlack => "black",
        AnsiColor::Red | AnsiColor::BrightRed => "red",
        AnsiColor::Green | AnsiColor::BrightGreen => "green",
        AnsiColor::Yellow | AnsiColor::BrightYellow => "yellow",
        AnsiColor::Blue | AnsiColor::BrightBlue => "blue",
        AnsiColor::Magenta | AnsiColor::BrightMagenta => "magenta",
        AnsiColor::Cyan | AnsiColor::BrightCyan => "cyan",
        AnsiColor::White | AnsiColor::BrightWhite => "white",
    }
}

/// Returns a colour as `#rrggbb`, for programs without a palette. Those of a state can be read on a dark bar
/// and on a light one.
pub(super) fn hex(colour: Color) -> String {
    let rgb = match colour {
        Color::Ansi(AnsiColor::Green) => RgbColor(0x3f, 0xb9, 0x50),
        Color::Ansi(AnsiColor::Yellow) => RgbColor(0xd2, 0x99, 0x22),
        Color::Ansi(AnsiColor::Red) => RgbColor(0xf8, 0x51, 0x49),
        Color::Ansi(_) | Color::Ansi256(_) | Color::Rgb(_) => {
            anstyle_lossy::color_to_rgb(colour, anstyle_lossy::palette::WIN10_CONSOLE)
        }
    };
    format!("#{:02x}{:02x}{:02x}", rgb.0, rgb.1, rgb.2)
}
