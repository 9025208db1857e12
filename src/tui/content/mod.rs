//! What each part of the panel says: the model in, lines of text out.
//!
//! It must not draw, nor change the model.

pub mod activities;
pub mod below;
pub mod context;
pub mod gauge;
pub mod governance;
pub mod questions;
pub mod scale;
pub mod share;
pub mod strip;
pub mod summary;
mod title;
pub mod trail;
pub mod weeks;
