//! What a route answers where it succeeds.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use crate::page::Cursors;

/// Limits and cursors that finishing an answer needs.
#[derive(Clone, Copy)]
pub struct Finishing<'a> {
    /// Cursors of the list, for its caller.
    pub cursors: &'a dyn Cursors,
    /// Most bytes for the records of one answer.
    pub room: usize,
    /// Returns the bytes that a JSON text takes in the answer.
    pub size: fn(&str) -> usize,
}

impl std::fmt::Debug for Finishing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Finishing({})", self.room)
    }
}

/// What a route answers where it succeeds: a JSON document, or where to find what was asked for.
pub trait Output: Serialize + JsonSchema {
    /// How often the record was changed, which becomes its `ETag`: of records that can change.
    const REVISION: Option<fn(&Self) -> u64> = None;

    /// True if the answer shows an API key. Such an answer is neither stored nor repeated.
    const BEARS_SECRET: bool = false;

    /// Completes the handler's output: cuts a page to fit the answer, and seals its cursor.
    ///
    /// # Errors
    /// If it cannot be written as JSON, which holds for no type of the contract.
    fn finish(&mut self, _finishing: &Finishing<'_>) -> Result<(), serde_json::Error> {
        Ok(())
    }
    /// The page that is answered in place of a JSON document.
    fn page(&self) -> Option<&PageText> {
        None
    }
    /// The address that the caller is sent to, which becomes `Location`.
    fn location(&self) -> Option<&str> {
        None
    }
}

/// The answer of a route that sends the caller elsewhere.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Redirect(pub String);

/// The address may be as good as a password.
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

/// A page for people, or what belongs to one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PageText {
    /// Its media type.
    pub media_type: &'static str,
    /// Its text.
    pub text: Cow<'static, str>,
    /// Headers beside those of every page, or in their place: lower-case names and values.
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
}

/// The answer of a route that has nothing to say but that it is done.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct NoContent;

impl Output for NoContent {}

/// The answer of a route that never succeeds.
#[derive(Debug, Serialize, JsonSchema)]
pub enum Never {}

impl Output for Never {}
