//! Signatures and policies, evaluated as on AWS.
//!
//! Calls to DynamoDB, KMS and S3 need a signature (Signature Version 4); for S3, `s3s` checks it. A role may do what
//! its policy allows and no resource policy denies. The operator may do everything. Roles are refused actions that
//! [`demands`] does not know.

mod access_key;
mod demands;
mod guard;
mod policies;
mod s3;
mod signature;

pub use access_key::AccessKey;
pub use policies::{ResourcePolicy, Role};

pub(crate) use demands::dynamodb_tables;
pub(crate) use guard::{DYNAMODB, Guarded, KMS};
pub(crate) use policies::Policies;
pub(crate) use s3::{Access, Auth, may_list};

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use policies::Denial;

use crate::front::{Backend, JsonBackend};

/// Most denials that are stored.
const KEPT: usize = 100;

/// Access control of all calls to a stack.
#[derive(Clone, Debug, Default)]
pub struct Iam(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    policies: RwLock<Policies>,
    denials: Mutex<Vec<String>>,
}

impl Iam {
    /// Replaces the roles and resource policies, and clears the denials.
    ///
    /// # Errors
    /// Fails if AWS would refuse a policy.
    pub fn set(&self, roles: Vec<Role>, resources: Vec<ResourcePolicy>) -> anyhow::Result<()> {
        let policies = Policies::new(roles, resources)?;
        *self.0.policies.write().unwrap_or_else(PoisonError::into_inner) = policies;
        self.0.denials.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }

    /// Starts a journal of used statements: each role and statement index, written once to this file.
    pub fn write_down(&self, journal: PathBuf) {
        self.0.policies.write().unwrap_or_else(PoisonError::into_inner).write_down(journal);
    }

    /// Returns the first hundred denials since the policies were set, as AWS words them.
    #[must_use]
    pub fn denials(&self) -> Vec<String> {
        self.0.denials.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Checks every call before `backend` executes it.
    pub(crate) fn guarding(&self, guarded: &'static Guarded, backend: JsonBackend) -> Backend {
        let iam = self.clone();
        Arc::new(move |request| Box::pin(guard::call(iam.clone(), guarded, Arc::clone(&backend), request)))
    }

    fn read<T>(&self, look: impl FnOnce(&Policies) -> T) -> T {
        look(&self.0.policies.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn access_key(&self, id: &str) -> Option<AccessKey> {
        self.read(|policies| policies.access_key(id))
    }

    /// Checks like [`allows`](Self::allows), without recording a use or a denial.
    fn would_allow(&self, access_key_id: &str, demands: Option<&[demands::Demand]>) -> bool {
        self.read(|policies| policies.judge(access_key_id, demands)).is_ok()
    }

    /// Checks a call that is carried out if it is allowed.
    fn allows(&self, access_key_id: &str, demands: Option<&[demands::Demand]>) -> Result<(), Denial> {
        let judged =
            self.read(|policies| policies.judge(access_key_id, demands).map(|statements| policies.note(statements)));
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
