//! Hostile text, and the characters that no output may contain.

use unicode_segmentation::UnicodeSegmentation;

/// One text of the corpus.
#[derive(serde::Deserialize)]
pub struct Hostile {
    pub name: String,
    text: String,
    #[serde(default)]
    again: String,
    #[serde(default)]
    times: usize,
}

/// Returns every text of the corpus.
pub fn corpus() -> Vec<Hostile> {
    #[derive(serde::Deserialize)]
    struct Corpus {
        hostile: Vec<Hostile>,
    }
    toml::from_str::<Corpus>(include_str!("../hostile/corpus.toml")).unwrap().hostile
}

impl Hostile {
    pub fn whole(&self) -> String {
        self.text.clone() + &self.again.repeat(self.times)
    }

    /// Returns as many characters of it as a field takes.
    pub fn cut(&self, characters: usize) -> String {
        self.whole().chars().take(characters).collect()
    }

    /// Returns a context type made of it: one word.
    pub fn kind(&self) -> String {
        let plain = |c: &char| !c.is_control() && !c.is_whitespace();
        // Some letters become two in lower case.
        let word: String = self.whole().chars().filter(plain).take(20).collect();
        if word.is_empty() { "task".into() } else { word }
    }
}

/// Tells whether a character controls a terminal or is invisible, wherever it stands.
pub fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200c}' | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Checks that text controls no terminal, hides nothing and puts few characters in one cell.
#[track_caller]
pub fn assert_tame(text: &str, what: &str) {
    if let Some(c) = text.chars().find(|c| acts(*c)) {
        panic!("{what}: U+{:04X} came out in {text:?}", u32::from(c));
    }
    for cluster in text.graphemes(true) {
        assert!(cluster.chars().count() <= 12, "{what}: one cell holds {cluster:?}");
        let joined = cluster.contains(['\u{200d}', '\u{fe0e}', '\u{fe0f}']);
        let emoji = cluster.chars().any(|c| matches!(c, '\u{203c}'..));
        assert!(!joined || emoji, "{what}: something hides in {cluster:?}");
    }
}
