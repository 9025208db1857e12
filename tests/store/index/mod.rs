//! The index: whatever becomes of its file, it answers what the journals say.

mod answers;
mod corrections;
mod damage;
mod fold;
mod kills;
mod laws;
pub mod machine;
mod moments;
mod runs;
mod task_heads;
mod task_laws;
mod untouched;
