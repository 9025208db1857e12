//! What a native route stands for on the command line.

/// What a native route stands for on the command line: a verb, and which of its arguments a request may give.
///
/// An argument that is not listed cannot be given: nothing that reads or writes files of the server is.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// The verb, such as `task edit`.
    pub verb: &'static str,
    /// The arguments that the body has, or that stand behind `?`.
    pub fields: &'static [&'static str],
    /// The arguments of these whose answer has work of other desks: they need a caller who may use every desk.
    pub wide: &'static [&'static str],
    /// The options that are always given.
    pub always: &'static [&'static str],
    /// For which desk it is.
    pub target: Target,
    /// How many documents answer it.
    pub shape: Shape,
}

/// For which desk a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The one in the path, `{desk}`.
    Desk,
    /// The one in the path, `{desk}`, which need not exist before.
    DeskOrNew,
    /// The one of the run in the path, `{run}`.
    Run,
    /// The one in the path, and the answer has work of all desks.
    DeskAndAll,
    /// One that the query names and the caller may use.
    Named,
    /// Those that the caller may use; the others are left out of the answer.
    Allowed,
    /// All of them.
    All,
}

/// How many documents an answer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One.
    One,
    /// A list, in `items`.
    Items,
}

impl Recipe {
    /// Returns the recipe of a verb for the desk in the path, which takes nothing and answers with one document.
    #[must_use]
    pub const fn of(verb: &'static str) -> Self {
        let (target, shape) = (Target::Desk, Shape::One);
        Self { verb, fields: &[], wide: &[], always: &[], target, shape }
    }

    /// Returns it with arguments that a request may give.
    #[must_use]
    pub const fn taking(self, fields: &'static [&'static str]) -> Self {
        Self { fields, ..self }
    }

    /// Returns it for other desks.
    #[must_use]
    pub const fn about(self, target: Target) -> Self {
        Self { target, ..self }
    }

    /// Returns it for an answer of several documents.
    #[must_use]
    pub const fn items(self) -> Self {
        Self { shape: Shape::Items, ..self }
    }
}

/// Returns the names of the parts of a path in braces, in their order.
pub fn part_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}
