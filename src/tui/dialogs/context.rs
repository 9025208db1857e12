//! What a dialog knows of the desk.

use std::sync::Arc;

use crate::core::{By, DeskName, Directives, Glance, Moment, Watch};
use crate::tui::tasks::TaskList;
use crate::zone::Zone;

/// What a dialog knows of the desk.
#[derive(Clone, Copy)]
pub struct DialogContext<'a> {
    /// The desk.
    pub watch: &'a Watch,
    /// What the panel shows of it now.
    pub glance: &'a Glance,
    /// The present moment.
    pub now: &'a Moment,
    /// What the files of the operator say must be so.
    pub directives: &'a Arc<Directives>,
    /// The name of the desk.
    pub desk: &'a DeskName,
    /// What can be entered.
    pub tasks: &'a Arc<TaskList>,
    /// The operator of the panel.
    pub by: &'a By,
    /// The operator's time zone.
    pub zone: &'a dyn Zone,
}
