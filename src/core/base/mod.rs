pub(in crate::core) mod bounds;
pub(in crate::core) mod by;
pub(in crate::core) mod keys;
pub(in crate::core) mod moment;
pub(in crate::core) mod phrases;
pub(in crate::core) mod refusal;
pub(in crate::core) mod time;
pub(in crate::core) mod verb;
