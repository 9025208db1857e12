//! What happens on desks, as it happens.

use super::route::Route;

/// The routes.
pub const ROUTES: &[Route] = &[];
