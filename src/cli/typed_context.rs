//! A context as it was typed, and what is known of contexts.

use super::args::PushArgs;
use crate::core::{
    Argument, Entering, FrameKind, FrameRef, Hint, LookAt, NewFrame, Refusal, RefusalKind,
    TaskName, Verb,
};
use crate::input::{self, ContextWish, KnownContexts};

/// A context as it was typed.
#[derive(Debug)]
pub struct TypedContext {
    /// The words.
    pub words: Vec<String>,
    /// The title that was given apart.
    pub title: Option<String>,
    /// The estimate that was given apart, seconds.
    pub estimate_seconds: Option<u64>,
    /// Whether it is entered also if another desk claims it.
    pub force: bool,
}

impl TypedContext {
    /// Returns the context that the options of `push` name.
    #[must_use]
    pub fn of(push: &PushArgs) -> Self {
        let words = push.kind.iter().chain(&push.id).chain(&push.words);
        Self {
            words: words.cloned().collect(),
            title: push.title.clone(),
            estimate_seconds: push.estimate.map(|length| length.as_secs()),
            force: push.force,
        }
    }

    /// Returns everything that was typed, as it is compared with a repeat.
    #[must_use]
    pub fn all_words(&self) -> String {
        let mut all = self.words.clone();
        all.extend(self.title.iter().map(|title| format!("--title={title}")));
        all.extend(self.estimate_seconds.map(|seconds| format!("--estimate={seconds}")));
        all.extend(self.force.then(|| "--force".to_owned()));
        all.join("\u{1f}")
    }

    /// Reports whether it names a type and a number: then nothing that is known changes what it means.
    #[must_use]
    pub fn is_plain_name(&self) -> bool {
        let is_number = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        let is_usual = |kind: &str| kind.parse().is_ok_and(|kind: FrameKind| kind.is_usual());
        match self.words.as_slice() {
            [kind, id, ..] if is_usual(kind) => is_number(id),
            [name] => {
                name.split_once('-').is_some_and(|(kind, id)| is_usual(kind) && is_number(id))
            }
            [..] => false,
        }
    }

    /// Reports whether it means the task before: `-`.
    #[must_use]
    pub fn means_previous(&self) -> bool {
        self.words == ["-"] && self.title.is_none()
    }

    /// Returns the task before as the context to enter.
    ///
    /// # Errors
    /// A refusal if there is none.
    pub fn previous(&self, previous: Option<FrameRef>) -> Result<NewFrame, Refusal> {
        let FrameRef { kind, id } = previous.ok_or_else(|| {
            let why = "no other task that is open was entered here";
            let next = Hint::show("see the tasks", LookAt::Tasks);
            Refusal::new(RefusalKind::NothingThere, Verb::Push.spec().not_done, why, next)
        })?;
        let entering = if self.force { Entering::Forced } else { Entering::Usual };
        let estimate_seconds = self.estimate_seconds;
        Ok(NewFrame { estimate_seconds, entering, ..NewFrame::new(kind, id) })
    }

    /// Returns the context to enter.
    ///
    /// # Errors
    /// A refusal if the words name none.
    pub fn read(&self, known: &dyn KnownContexts) -> Result<NewFrame, Refusal> {
        let wish = match &self.title {
            Some(title) => input::named_context(&self.words, title, known)?,
            None => input::context_line(&self.words.join(" "), known)?.wish,
        };
        if let (ContextWish::Next(frame), None, true) = (&wish, &self.title, known.is_complete()) {
            let word = frame.title.as_deref().filter(|title| looks_like_an_id(title));
            word.map_or(Ok(()), |word| Err(not_known(word, known)))?;
        }
        let estimate_seconds = self.estimate_seconds.or(wish.frame().estimate_seconds);
        let entering = match &wish {
            ContextWish::Next(_) => Entering::New,
            ContextWish::OfNewType(_) if known.is_complete() && !self.force => Entering::New,
            ContextWish::Known(_) | ContextWish::Named(_) | ContextWish::OfNewType(_)
                if self.force =>
            {
                Entering::Forced
            }
            ContextWish::Known(_) | ContextWish::Named(_) | ContextWish::OfNewType(_) => {
                Entering::Usual
            }
        };
        Ok(NewFrame { estimate_seconds, entering, ..wish.frame().clone() })
    }
}

/// Reports whether a text is one word with letters and digits. Whoever types it means an id, and may have
/// mistyped it: it is no title.
fn looks_like_an_id(text: &str) -> bool {
    let is_of_id = |c: char| c.is_alphanumeric() || "-_.#/".contains(c);
    text.chars().all(is_of_id)
        && text.contains(|c: char| c.is_ascii_digit())
        && text.contains(char::is_alphabetic)
}

/// Returns the refusal of a word that looks like an id, and that nobody knows.
fn not_known(word: &str, known: &dyn KnownContexts) -> Refusal {
    let why = format!("no context {word} is known");
    let push = |purpose: &'static str, arguments: [(Argument, &str); 2]| {
        Hint::give_with(purpose, Verb::Push, arguments)
    };
    let mut next: Vec<Hint> = Vec::new();
    if let Some(FrameRef { kind, id }) = meant(word, known) {
        next.push(push(
            "enter the one that is known",
            [(Argument::Type, kind.as_str()), (Argument::Id, &id)],
        ));
    }
    next.push(push("enter it as a new task", [(Argument::Type, "task"), (Argument::Id, word)]));
    next.push(Hint::give_with("use it as a title", Verb::Push, [(Argument::Title, word)]));
    let refusal = Refusal::new(RefusalKind::NothingThere, Verb::Push.spec().not_done, why, "");
    Refusal { next, ..refusal }
}

/// Returns the known context that a mistyped word names: `tsak-7` or `task7` is `TASK-7`.
fn meant(word: &str, known: &dyn KnownContexts) -> Option<FrameRef> {
    let first = word.find(|c: char| c.is_ascii_digit())?;
    let (kind, number) = (word.get(..first)?, word.get(first..)?);
    let kind = kind.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let number: String = number.chars().take_while(char::is_ascii_digit).collect();
    let usual = [FrameKind::task(), FrameKind::sprint(), FrameKind::project()];
    let alike = |of: &FrameKind| strsim::damerau_levenshtein(&kind, of.as_str()) <= 2;
    let mut names = usual.into_iter().filter(alike);
    names.find_map(|kind| known.find(&TaskName { kind: Some(kind), id: number.clone() }))
}

/// Nothing is looked up: what was typed means the same, whatever is known.
pub struct NotLookedUp;

impl KnownContexts for NotLookedUp {
    fn find(&self, _: &TaskName) -> Option<FrameRef> {
        None
    }

    fn has_type(&self, _: &FrameKind) -> bool {
        false
    }

    fn titled(&self, _: &str) -> Option<FrameRef> {
        None
    }

    fn is_complete(&self) -> bool {
        false
    }
}
