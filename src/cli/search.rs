//! Answers with the texts that have some words.

use super::args::SearchArgs;
use super::cli_session::CliSession;
use super::error::CliError;
use super::excerpt::excerpt;
use super::markup::{LinePart, part, typed, width};
use super::phrases::period_text;
use super::reply::{NEEDS_ATTENTION, NOTHING_THERE, Output, Reply, failed_lines, warning_lines};
use super::report_text::not_complete;
use super::world::World;
use crate::contract::{self, Failed, SearchResult};
use crate::core::{Period, Search, SearchHit, SearchOrder, date_time_text, find_words, has_a_word};
use crate::desk::Asked;
use crate::failure::Words;

/// The columns of a line that goes to no terminal.
const COLUMNS: u16 = 80;
/// What is before each text.
const INDENT: &str = "  ";
/// How much of a word an error repeats, in characters.
const REPEATED: usize = 40;

impl CliSession<'_> {
    /// Answers with the texts that have some words.
    pub(super) fn search(&self, asked: &SearchArgs, world: &World<'_>) -> Result<Reply, CliError> {
        if let Some(word) = asked.words.iter().find(|word| !has_a_word(word)) {
            return Err(no_word(word));
        }
        let search = Search {
            words: asked.words.clone(),
            period: asked.period(self.desk.moment().utc, &self.day_zone())?,
            kinds: asked.kinds.clone(),
            desk: asked.desk.as_deref().map(|name| self.desk.desk_named(name)).transpose()?,
            order: if asked.ranked { SearchOrder::Relevance } else { SearchOrder::Newest },
        };
        // One more says whether there is more.
        let count = asked.count.get();
        let Asked { answer: mut hits, warnings, missing } =
            self.desk.search(&search, count.saturating_add(1))?;
        let lacking: Vec<String> = missing.into_iter().map(|one| one.warning).collect();
        let mut notices = self.notices()?;
        notices.extend(warning_lines(&warnings));
        if hits.is_empty() {
            return self.nothing_found(&search.period, lacking, notices);
        }
        let more = (hits.len() > count)
            .then(|| format!("More were found: -n {} shows more.", count.saturating_mul(2)));
        hits.truncate(count);
        let answer = if self.json {
            notices.extend(more.map(|more| format!("onwatch: {more}")));
            Output::Json(contract::lines(hits.iter().map(|hit| SearchResult::of(hit, &lacking)))?)
        } else {
            let columns = usize::from((world.columns)().unwrap_or(COLUMNS));
            let own = self.by().operator;
            let lines = hits.iter().flat_map(|hit| self.hit(hit, &search, &own, columns));
            let head = lacking.iter().map(|warning| not_complete(warning));
            Output::Lines(head.chain(lines).chain(more).collect())
        };
        let exit = if lacking.is_empty() { 0 } else { NEEDS_ATTENTION };
        Ok(Reply { exit, notices, ..Reply::done(answer) })
    }

    /// Returns the two lines of a text: when and where it was written, and what.
    fn hit(&self, hit: &SearchHit, search: &Search, own: &str, columns: usize) -> [String; 2] {
        let time = date_time_text(self.zone.local(hit.at_utc));
        let session = hit.session.map(|key| format!("{key}  ")).unwrap_or_default();
        let contexts = hit.contexts.iter().map(|name| typed(&name.to_string()));
        let contexts = contexts.collect::<Vec<_>>().join(" › ");
        let is_other = hit.operator != own;
        let operator = is_other.then(|| typed(&hit.operator));
        let desk = (hit.desk != self.desk.name()).then(|| format!("desk {}", hit.desk));
        let parts = [Some(hit.kind.word().to_owned()), Some(contexts), operator, desk];
        let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
        let parts = parts.collect::<Vec<_>>().join(" · ");
        let found: Vec<_> =
            search.words.iter().flat_map(|word| find_words(&hit.text, word)).collect();
        let text = excerpt(&hit.text, &found, columns.saturating_sub(width(INDENT)));
        [format!("{time}  {session}{}", part(LinePart::Label, &parts)), format!("{INDENT}{text}")]
    }

    /// Answers that no text has the words.
    fn nothing_found(
        &self,
        period: &Period,
        warnings: Vec<String>,
        mut notices: Vec<String>,
    ) -> Result<Reply, CliError> {
        let exit = if warnings.is_empty() { NOTHING_THERE } else { NEEDS_ATTENTION };
        let within = period_text(period, self.zone);
        let words = Words {
            what: "Nothing was found".into(),
            why: format!("no text{within} has all of these words"),
            next: "search for fewer words, or for the beginnings of words".into(),
        };
        notices.extend(failed_lines(&words));
        let answer = if self.json {
            let failed = Failed { exit, words, check: None, warnings };
            Output::Json(vec![contract::line(&failed)?])
        } else {
            Output::Lines(Vec::new())
        };
        Ok(Reply { exit, notices, ..Reply::done(answer) })
    }
}

/// Returns the refusal to search for something that is no word.
fn no_word(word: &str) -> CliError {
    let shown: String = word.chars().take(REPEATED).collect();
    let cut = if shown.len() < word.len() { "…" } else { "" };
    CliError::Usage(Words {
        what: "Nothing was searched for".into(),
        why: format!("'{shown}{cut}' has no letter and no digit, and only words are found"),
        next: "search for a word that stands near it".into(),
    })
}
