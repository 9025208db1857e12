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

/// Begins and ends what readline does not count as columns.
const UNCOUNTED: [char; 2] = ['\u{1}', '\u{2}'];

impl BarMarkup {
    /// Returns parts as text for the program.
    #[must_use]
    pub fn written(self, parts: &[BarPart]) -> String {
        let mut written = String::new();
        for BarPart { text, style } in BarPart::joined(parts) {
            if text == BarPart::BREAK {
                written.push('\n');
                continue;
            }
            let text = self.harmless(&text);
            if style.is_plain() {
                written.push_str(&text);
                continue;
            }
            let (begin, end) = self.marks(style);
            written.extend([begin, text, end]);
        }
        written
    }

    /// Returns a text whose signs mean nothing to the program.
    pub(super) fn harmless(self, text: &str) -> String {
        let [begin, end] = UNCOUNTED;
        match self {
            Self::Plain | Self::Ansi => text.to_owned(),
            Self::Tmux => text.replace('#', "##"),
            // The empty mark stays between a `$` and what it would expand. No mark can part a backtick
            // from a command.
            Self::Zsh => text.replace('%', "%%").replace('$', "$%{%}").replace('`', "'"),
            Self::Bash => text
                .replace('\\', &format!("\\{begin}{end}"))
                .replace('$', &format!("${begin}{end}"))
                .replace('`', "'"),
            Self::Pango => {
                let mut escaped = String::with_capacity(text.len());
                for c in text.chars() {
                    match c {
                        '&' => escaped.push_str("&amp;"),
                        '<' => escaped.push_str("&lt;"),
                        '>' => escaped.push_str("&gt;"),
                        '"' => escaped.push_str("&quot;"),
                        '\'' => escaped.push_str("&#39;"),
                        c => escaped.push(c),
                    }
                }
                escaped
            }
            // A tag that moves by nothing parts the two signs that begin a tag.
            Self::Polybar => text.replace("%{", "%%{O0}{"),
            // Parameters follow it, and no sign takes that meaning from it.
            Self::Xbar => text.replace('|', "¦"),
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
