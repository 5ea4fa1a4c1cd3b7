//! Codes and refresh tokens, each valid once. Those that follow from one sign-in are a family.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::random;

/// Values that are each taken once, with a random token.
pub(super) struct Once<T> {
    lifetime_seconds: u64,
    entries: Mutex<HashMap<String, Entry<T>>>,
}

struct Entry<T> {
    /// `None` once it is taken.
    value: Option<T>,
    family: String,
    expires: u64,
}

/// Outcome of using a token.
pub(super) enum Taken<T> {
    /// First use, with the family of what follows.
    First {
        value: T,
        family: String,
    },
    /// Repeated use, which means that the token was stolen.
    Again {
        family: String,
    },
    Unknown,
}

impl<T> Once<T> {
    pub(super) fn new(lifetime_seconds: u64) -> Self {
        Self { lifetime_seconds, entries: Mutex::default() }
    }

    pub(super) fn issue(&self, value: T, family: String, now: u64) -> Result<String, getrandom::Error> {
        let token = random::url_safe()?;
        let expires = now.saturating_add(self.lifetime_seconds);
        let mut entries = self.entries();
        entries.retain(|_, entry| entry.expires > now);
        entries.insert(token.clone(), Entry { value: Some(value), family, expires });
        Ok(token)
    }

    pub(super) fn take(&self, token: &str, now: u64) -> Taken<T> {
        let mut entries = self.entries();
        let Some(entry) = entries.get_mut(token).filter(|entry| entry.expires > now) else { return Taken::Unknown };
        let family = entry.family.clone();
        match entry.value.take() {
            Some(value) => Taken::First { value, family },
            None => Taken::Again { family },
        }
    }

    /// Returns the family of a token, used or not.
    pub(super) fn family(&self, token: &str) -> Option<String> {
        self.entries().get(token).map(|entry| entry.family.clone())
    }

    pub(super) fn end_family(&self, family: &str) {
        self.entries().retain(|_, entry| entry.family != family);
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<String, Entry<T>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
