//! The interface of this program itself: every verb and every question of the command line.

use super::route::Route;

/// The routes.
pub const ROUTES: &[Route] = &[];
