//! Every route. To add one, write its row in the file of its group, and list a new group here.

use super::route::Route;
use super::{
    agents, assessment, document, events, governance, governance_playbook, governance_sessions,
    health, native, native_changes,
};

/// Every route, group by group, in the order of the document.
pub const GROUPS: &[&[Route]] = &[
    governance::ROUTES,
    governance_sessions::ROUTES,
    governance_playbook::ROUTES,
    assessment::ROUTES,
    agents::ROUTES,
    native::ROUTES,
    native_changes::ROUTES,
    events::ROUTES,
    health::ROUTES,
    document::ROUTES,
];

/// Returns every route, in the order of the document.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    GROUPS.iter().flat_map(|group| group.iter())
}
