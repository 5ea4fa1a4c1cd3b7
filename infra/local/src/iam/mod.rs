//! Signatures and policies, judged as AWS judges them.
//!
//! Every call of DynamoDB and KMS is signed (Signature Version 4), and so is every call of S3, where `s3s` checks it.
//! A role may do what its policy allows and no policy of a resource denies; the operator, who fills a stack, may do
//! everything. An action that [`demands`] does not know is refused to roles.

mod access_key;
mod demands;
mod guard;
mod policies;
mod s3;
mod signature;

pub use access_key::AccessKey;
pub use policies::{PolicyError, ResourcePolicy, Role};

pub(crate) use policies::Policies;
pub(crate) use s3::{Access, Auth, may_list};

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use policies::Denial;

use crate::front::{Backend, Service};

/// Denials that are kept.
const KEPT: usize = 100;

/// Judge of all calls of a stack.
#[derive(Clone, Debug, Default)]
pub struct Iam(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    policies: RwLock<Policies>,
    denials: Mutex<Vec<String>>,
}

impl Iam {
    /// Sets the roles, and what resources say of who may use them, in the place of those before; forgets the denials.
    ///
    /// # Errors
    /// If a policy is not one that AWS takes.
    pub fn set(&self, roles: Vec<Role>, resources: Vec<ResourcePolicy>) -> Result<(), PolicyError> {
        let policies = Policies::new(roles, resources)?;
        *self.0.policies.write().unwrap_or_else(PoisonError::into_inner) = policies;
        self.0.denials.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }

    /// Has statements that allow something written to a file from now on, each once: the role, and the statement's place.
    pub fn write_down(&self, journal: PathBuf) {
        self.0.policies.write().unwrap_or_else(PoisonError::into_inner).write_down(journal);
    }

    /// Returns the first hundred denials since the policies were set, in AWS's words.
    #[must_use]
    pub fn denials(&self) -> Vec<String> {
        self.0.denials.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Judges every call before `backend` carries it out.
    pub(crate) fn guarding(&self, service: Service, backend: Backend) -> Backend {
        let iam = self.clone();
        Arc::new(move |request| Box::pin(guard::call(iam.clone(), service, Arc::clone(&backend), request)))
    }

    fn read<T>(&self, look: impl FnOnce(&Policies) -> T) -> T {
        look(&self.0.policies.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn access_key(&self, id: &str) -> Option<AccessKey> {
        self.read(|policies| policies.access_key(id))
    }

    /// As [`allows`](Self::allows), of a call that nobody made.
    fn would_allow(&self, access_key_id: &str, demands: Option<&[demands::Demand]>) -> bool {
        self.read(|policies| policies.allow(access_key_id, demands)).is_ok()
    }

    fn allows(&self, access_key_id: &str, demands: Option<&[demands::Demand]>) -> Result<(), Denial> {
        let judged = self.read(|policies| policies.allow(access_key_id, demands));
        if let Err(denial) = &judged {
            tracing::warn!(denial.caller, denial.action, denial.resource, "denied");
            let mut denials = self.0.denials.lock().unwrap_or_else(PoisonError::into_inner);
            if denials.len() < KEPT {
                denials.push(denial.to_string());
            }
        }
        judged
    }
}
