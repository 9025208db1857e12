//! Where a key of an action works: everywhere, or in some places of the panel.

/// A place that can have keys of its own: a pane, or a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The pane of the session.
    SessionPane,
    /// The pane of band and health.
    GovernancePane,
    /// The pane of the context stack.
    ContextPane,
    /// The pane of the activities.
    ActivitiesPane,
    /// The pane of a playbook.
    PlaybookPane,
    /// The pane of the tasks.
    TasksPane,
    /// The pane with the map of days.
    WeeksPane,
    /// The screen of a week.
    Week,
    /// The list of past sessions.
    History,
    /// The page of one session.
    SessionPage,
    /// The list of tasks.
    Tasks,
    /// The page of one task.
    TaskPage,
    /// The list of desks.
    Desks,
    /// The page of one desk of the list.
    DeskPage,
    /// The sources of band and health.
    Sources,
    /// The list of the steps of a playbook.
    Playbook,
}

impl Place {
    /// Every place.
    pub(super) const ALL: [Self; 16] = [
        Self::SessionPane,
        Self::GovernancePane,
        Self::ContextPane,
        Self::ActivitiesPane,
        Self::PlaybookPane,
        Self::TasksPane,
        Self::WeeksPane,
        Self::Week,
        Self::History,
        Self::SessionPage,
        Self::Tasks,
        Self::TaskPage,
        Self::Desks,
        Self::DeskPage,
        Self::Sources,
        Self::Playbook,
    ];

    /// The places that are panes.
    const PANES: [Self; 7] = [
        Self::SessionPane,
        Self::GovernancePane,
        Self::ContextPane,
        Self::ActivitiesPane,
        Self::PlaybookPane,
        Self::TasksPane,
        Self::WeeksPane,
    ];

    /// Returns its name with an article.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SessionPane => "the session pane",
            Self::GovernancePane => "the governance pane",
            Self::ContextPane => "the context pane",
            Self::ActivitiesPane => "the activities pane",
            Self::PlaybookPane => "the playbook pane",
            Self::TasksPane => "the tasks pane",
            Self::WeeksPane => "the weeks pane",
            Self::Week => "the week",
            Self::History => "the history",
            Self::SessionPage => "a session's page",
            Self::Tasks => "the tasks",
            Self::TaskPage => "a task's page",
            Self::Desks => "the desks",
            Self::DeskPage => "a desk's page",
            Self::Sources => "the sources",
            Self::Playbook => "the playbook",
        }
    }

    /// Reports whether it is a pane; else it is a screen.
    #[must_use]
    pub fn is_pane(self) -> bool {
        Self::PANES.contains(&self)
    }
}

/// Where the keys of an action work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everywhere, unless a place has the same key for another action.
    Everywhere,
    /// In these places.
    In(&'static [Place]),
}

impl Scope {
    /// Returns the scope of the actions of these places; of all places if there are none.
    pub(super) const fn of(places: &'static [Place]) -> Self {
        if places.is_empty() { Self::Everywhere } else { Self::In(places) }
    }

    /// Reports whether it has a place of its own for the keys.
    #[must_use]
    pub fn includes(self, place: Place) -> bool {
        match self {
            Self::Everywhere => false,
            Self::In(places) => places.contains(&place),
        }
    }

    /// Reports whether it has a pane, and so works among the panes.
    #[must_use]
    pub fn includes_a_pane(self) -> bool {
        match self {
            Self::Everywhere => false,
            Self::In(places) => places.iter().any(|place| place.is_pane()),
        }
    }

    /// Returns where one key cannot have an action of each scope; `None` if it can.
    pub(super) fn conflict(self, other: Self) -> Option<&'static str> {
        match (self, other) {
            (Self::Everywhere, Self::Everywhere) => Some("everywhere"),
            (Self::Everywhere, Self::In(_)) | (Self::In(_), Self::Everywhere) => None,
            (Self::In(places), Self::In(_)) => {
                let shared = places.iter().find(|place| other.includes(**place));
                shared.map(|place| place.name())
            }
        }
    }

    /// Returns it in words, as in "the activities pane, the history".
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Everywhere => "everywhere".to_owned(),
            Self::In(places) if Place::PANES.iter().all(|pane| places.contains(pane)) => {
                "every pane".to_owned()
            }
            Self::In(places) => {
                places.iter().map(|place| place.name()).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: Scope = Scope::In(&[Place::ActivitiesPane, Place::History]);
    const PAGE: Scope = Scope::In(&[Place::SessionPage]);
    const LIST: Scope = Scope::In(&[Place::SessionPage, Place::History]);

    #[test]
    fn two_actions_share_a_key_unless_they_share_a_place() {
        for (one, other, place) in [
            (Scope::Everywhere, Scope::Everywhere, Some("everywhere")),
            (Scope::Everywhere, ROWS, None),
            (ROWS, Scope::Everywhere, None),
            (ROWS, PAGE, None),
            (ROWS, LIST, Some("the history")),
        ] {
            assert_eq!(one.conflict(other), place, "{one:?} {other:?}");
        }
    }
}
