//! Success outputs of routes.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use crate::page::Cursors;

/// Limits and cursors of an answer, to complete an output with.
#[derive(Clone, Copy)]
pub struct AnswerContext<'a> {
    /// Cursors of the list, for its caller.
    pub cursors: &'a dyn Cursors,
    /// Most bytes for the records of one answer.
    pub room: usize,
    /// Returns the bytes that a JSON text takes in the answer.
    pub size: fn(&str) -> usize,
}

impl std::fmt::Debug for AnswerContext<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AnswerContext({})", self.room)
    }
}

/// Output of a success: a JSON document, a page or a redirect.
pub trait Output: Serialize + JsonSchema {
    /// Returns the number of changes, which becomes the `ETag`. `None` for records that never change.
    const REVISION: Option<fn(&Self) -> u64> = None;

    /// True if the answer shows an API key. Such an answer is neither stored nor repeated.
    const BEARS_SECRET: bool = false;

    /// Completes the handler's output: cuts a page to fit the answer, and seals its cursor.
    ///
    /// # Errors
    /// A serialization error, which no type of the contract causes.
    fn finish(&mut self, _context: &AnswerContext<'_>) -> Result<(), serde_json::Error> {
        Ok(())
    }
    /// Returns the page to send instead of a JSON document.
    fn page(&self) -> Option<&PageText> {
        None
    }
    /// Returns the address for `Location`.
    fn location(&self) -> Option<&str> {
        None
    }
}

/// Redirect to another address.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Redirect(pub String);

/// Hides the address, which can work like a password.
impl std::fmt::Debug for Redirect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redirect")
    }
}

impl Output for Redirect {
    fn location(&self) -> Option<&str> {
        Some(&self.0)
    }
}

/// Page for people, or a file of one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PageText {
    /// Media type.
    pub media_type: &'static str,
    /// Text.
    pub text: Cow<'static, str>,
    /// Further headers, which override those of every page: lower-case names and values.
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
}

/// Success without content.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct NoContent;

impl Output for NoContent {}

/// Output of a route that never succeeds.
#[derive(Debug, Serialize, JsonSchema)]
pub enum Never {}

impl Output for Never {}
