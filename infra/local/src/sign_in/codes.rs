//! Authorization codes, valid once and for a minute.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::pkce::Challenge;
use super::session::Session;
use crate::random;

const LIFETIME_SECONDS: u64 = 60;

/// Authorization behind a code.
#[derive(Debug)]
pub(super) struct Grant {
    pub(super) session: Session,
    pub(super) redirect_uri: String,
    pub(super) challenge: Challenge,
}

/// Outcome of using a code.
pub(super) enum Taken {
    /// First use. Issued tokens belong to this family, so a second use can revoke them.
    Grant {
        grant: Box<Grant>,
        family: String,
    },
    /// Repeated use, which means that the code was stolen.
    Again {
        family: String,
    },
    Unknown,
}

#[derive(Default)]
pub(super) struct Codes(Mutex<HashMap<String, Code>>);

struct Code {
    grant: Option<Box<Grant>>,
    family: String,
    expires: u64,
}

impl Codes {
    pub(super) fn issue(&self, grant: Grant, now: u64) -> Result<String, getrandom::Error> {
        let (code, family) = (random::url_safe()?, random::url_safe()?);
        let mut codes = self.codes();
        codes.retain(|_, code| code.expires > now);
        codes.insert(
            code.clone(),
            Code { grant: Some(Box::new(grant)), family, expires: now.saturating_add(LIFETIME_SECONDS) },
        );
        Ok(code)
    }

    pub(super) fn take(&self, code: &str, now: u64) -> Taken {
        let mut codes = self.codes();
        let Some(code) = codes.get_mut(code).filter(|code| code.expires > now) else {
            return Taken::Unknown;
        };
        let family = code.family.clone();
        match code.grant.take() {
            Some(grant) => Taken::Grant { grant, family },
            None => Taken::Again { family },
        }
    }

    fn codes(&self) -> MutexGuard<'_, HashMap<String, Code>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
