//! The panes that can have the focus, and their order.

/// A pane that can have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    /// The session, with a cursor along its strip.
    Session,
    /// Recent activities.
    Activities,
    /// Band and health.
    Governance,
    /// The context stack.
    Context,
    /// The next step of a playbook.
    Playbook,
    /// What the sprint holds.
    Tasks,
    /// The map of days.
    Weeks,
}

impl Pane {
    /// All panes.
    pub const ALL: [Self; 7] = [
        Self::Session,
        Self::Governance,
        Self::Context,
        Self::Playbook,
        Self::Tasks,
        Self::Weeks,
        Self::Activities,
    ];

    /// Returns the pane after this one.
    pub fn next(self) -> Self {
        match self {
            Self::Activities => Self::Governance,
            Self::Governance => Self::Context,
            Self::Context => Self::Playbook,
            Self::Playbook => Self::Tasks,
            Self::Tasks => Self::Weeks,
            Self::Weeks => Self::Session,
            Self::Session => Self::Activities,
        }
    }

    /// Returns the pane before this one.
    pub fn back(self) -> Self {
        self.next().next().next().next().next().next()
    }
}
