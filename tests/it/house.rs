//! What the workspace promises about itself: directions, generated files, the template.

mod directions;
mod template;
