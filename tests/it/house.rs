//! Rules of the workspace: dependencies, the template, doc comments.

mod directions;
mod template;
mod words;
