pub(in crate::core) mod available;
pub(in crate::core) mod check;
pub(in crate::core) mod decide;
pub(in crate::core) mod event_builder;
