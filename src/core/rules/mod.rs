pub(in crate::core) mod available;
pub(in crate::core) mod check;
pub(in crate::core) mod decide;
pub(in crate::core) mod decision;
pub(in crate::core) mod effective_time;
pub(in crate::core) mod event_builder;
pub(in crate::core) mod unchanged;
