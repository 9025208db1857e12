//! Assessment sessions, as their clients ask for them: each is a run.

use super::route::Route;

/// The routes.
pub const ROUTES: &[Route] = &[];
