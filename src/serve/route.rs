//! One route: how it is asked, who may, what its document says, and what answers.

use super::answer::HttpAnswer;
use super::call::Call;
use super::problem::{Dialect, Problem};
use super::recipe::Recipe;
use super::scope::TokenScope;

/// How a route is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// It changes nothing.
    Get,
    /// It makes something or changes something.
    Post,
    /// It changes fields; the others stay.
    Patch,
    /// It deletes.
    Delete,
}

impl Method {
    /// Returns the method of HTTP.
    #[must_use]
    pub fn method(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// One route. The router and the document of the interface are made from it.
pub struct Route {
    /// How it is asked.
    pub asked: Method,
    /// Its path, with names in braces.
    pub path: &'static str,
    /// What a token must be allowed to do.
    pub scope: TokenScope,
    /// The heading under which its document stands.
    #[cfg_attr(not(feature = "schemas"), expect(dead_code, reason = "the document has it"))]
    pub group: &'static str,
    /// What it does, in one sentence without a full stop.
    #[cfg_attr(not(feature = "schemas"), expect(dead_code, reason = "the document has it"))]
    pub summary: &'static str,
    /// The parameters behind `?`.
    #[cfg_attr(not(feature = "schemas"), expect(dead_code, reason = "the document has it"))]
    pub query: &'static [Param],
    /// The name of the component that describes its body; `None` if it takes none.
    pub body: Option<&'static str>,
    /// Its answers: status, and the name of the component that describes the body, or else a media type.
    pub answers: &'static [(u16, Described)],
    /// In which form its clients know a failure.
    pub dialect: Dialect,
    /// What answers.
    pub handler: Handler,
}

/// A parameter behind `?`.
#[cfg_attr(not(feature = "schemas"), expect(dead_code, reason = "the document has it"))]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub about: &'static str,
    /// The type of its value, in the words of JSON Schema; an `array` has texts.
    pub kind: &'static str,
}

/// What a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Described {
    /// JSON, described by the component with this name.
    Json(&'static str),
    /// A JSON object with `items`, a list of values that the component with this name describes.
    Items(&'static str),
    /// A text of this media type.
    Text(&'static str),
    /// Problem details.
    Problem,
}

/// What answers.
pub enum Handler {
    /// A function that waits for nothing, not even for the disk.
    AtOnce(fn(&Call) -> Result<HttpAnswer, Problem>),
    /// A function on a blocking thread.
    Function(fn(&Call) -> Result<HttpAnswer, Problem>),
    /// What the command line answers to a verb.
    Recipe(Recipe),
    /// A stream of events.
    Events,
}
