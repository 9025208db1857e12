//! Items found by the names that people use.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::session::{FrameKind, FrameRef, id_key};
use crate::core::task::TaskName;

/// Items found by the names that people use, however many there are. Case and leading zeros make no
/// difference.
#[derive(Debug)]
pub(in crate::core) struct ByName<T> {
    items: BTreeMap<(String, FrameKind), T>,
    /// The types that have items.
    kinds: BTreeSet<FrameKind>,
}

impl<T> ByName<T> {
    /// Returns a collection without items.
    pub(in crate::core) const fn new() -> Self {
        Self { items: BTreeMap::new(), kinds: BTreeSet::new() }
    }

    /// Adds an item. Of two with one name, the first one stays; returns whether it was added.
    pub(in crate::core) fn add(&mut self, name: &FrameRef, item: T) -> bool {
        let place = (id_key(&name.kind, &name.id), name.kind.clone());
        self.kinds.insert(name.kind.clone());
        let is_new = !self.items.contains_key(&place);
        self.items.entry(place).or_insert(item);
        is_new
    }

    /// Returns the item of a name. One without a type means a `task` first, then a task of another type.
    pub(in crate::core) fn find(&self, name: &TaskName) -> Option<&T> {
        let of_kind = |kind: &FrameKind| self.items.get(&(id_key(kind, &name.id), kind.clone()));
        if let Some(kind) = &name.kind {
            return of_kind(kind);
        }
        let others = self.kinds.iter().filter(|kind| kind.is_of_tasks());
        of_kind(&FrameKind::task()).or_else(|| others.into_iter().find_map(of_kind))
    }
}
