//! Permissions of roles, from their policies and those of resources.

use std::collections::{HashMap, HashSet};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result, bail};
use iam_rs::{Arn, Context, Decision, IAMPolicy, IAMRequest, PolicyEvaluator, Principal, PrincipalId, Validate as _};
use serde_json::Value;

use super::AccessKey;
use super::demands::Demand;
use crate::account::{ACCESS_KEY_ID, ACCOUNT_ID};

/// Role of a function.
#[derive(Clone, Debug)]
pub struct Role {
    /// Name of the role.
    pub name: String,
    /// Policy document, with ARNs of this stack.
    pub policy: Value,
}

/// Policy of a bucket or a KMS key.
#[derive(Clone, Debug)]
pub struct ResourcePolicy {
    /// ARN of the bucket or key.
    pub resource: String,
    /// Policy document.
    pub policy: Value,
}

/// Denial of a call.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Denial {
    /// ARN of the caller.
    pub(super) caller: String,
    /// Action, such as `dynamodb:GetItem`.
    pub(super) action: String,
    /// ARN of the resource.
    pub(super) resource: String,
}

/// Role, and index of its statement that allows a call.
pub(super) type Used = (String, usize);

/// Statements, each as its own policy, to identify the one that allows a call.
type Statements = Vec<PolicyEvaluator>;

#[derive(Debug)]
struct Caller {
    name: String,
    arn: String,
    statements: Statements,
}

/// Policies of a stack.
#[derive(Debug, Default)]
pub(crate) struct Policies {
    /// Callers by access key ID.
    roles: HashMap<String, Caller>,
    /// Resource policies by ARN of the bucket or key.
    resources: HashMap<String, Statements>,
    /// Used statements, if a journal is written.
    used: Mutex<HashSet<Used>>,
    journal: Option<PathBuf>,
}

impl Policies {
    pub(super) fn new(roles: Vec<Role>, resources: Vec<ResourcePolicy>) -> Result<Self> {
        let unenforceable = |of: &str| format!("the policy of {of} cannot be enforced");
        let roles = roles.into_iter().map(|Role { name, policy }| {
            let statements = parsed(policy).with_context(|| unenforceable(&name))?;
            let arn = format!("arn:aws:sts::{ACCOUNT_ID}:assumed-role/{name}/{name}");
            Ok((AccessKey::of_role(&name).id, Caller { name, arn, statements }))
        });
        let resources = resources.into_iter().map(|ResourcePolicy { resource, policy }| {
            let statements = parsed(policy).with_context(|| unenforceable(&resource))?;
            Ok((resource, statements))
        });
        Ok(Self {
            roles: roles.collect::<Result<_>>()?,
            resources: resources.collect::<Result<_>>()?,
            ..Self::default()
        })
    }

    pub(super) fn write_down(&mut self, journal: PathBuf) {
        self.journal = Some(journal);
    }

    pub(super) fn access_key(&self, id: &str) -> Option<AccessKey> {
        if id == ACCESS_KEY_ID {
            return Some(AccessKey::of_operator());
        }
        self.roles.get(id).map(|caller| AccessKey::of_role(&caller.name))
    }

    /// Checks the permissions of an access key; `None` stands for an unknown call. Returns the statements that allow the
    /// call.
    pub(super) fn judge(&self, access_key_id: &str, demands: Option<&[Demand]>) -> Result<Vec<Used>, Denial> {
        if access_key_id == ACCESS_KEY_ID {
            return Ok(Vec::new());
        }
        let unknown = || Denial {
            caller: format!("arn:aws:sts::{ACCOUNT_ID}:assumed-role/unknown"),
            action: "unknown".to_owned(),
            resource: "*".to_owned(),
        };
        let caller = self.roles.get(access_key_id).ok_or_else(unknown)?;
        let demands = demands.ok_or_else(|| Denial { caller: caller.arn.clone(), ..unknown() })?;
        let used = demands.iter().map(|demand| {
            let statement = self.allowing(caller, demand).ok_or_else(|| {
                let Demand { action, resource, .. } = demand.clone();
                Denial { caller: caller.arn.clone(), action, resource }
            })?;
            Ok((caller.name.clone(), statement))
        });
        used.collect()
    }

    /// Returns the index of the role's statement that allows an action, if nothing denies it.
    fn allowing(&self, caller: &Caller, demand: &Demand) -> Option<usize> {
        let resource = Arn::parse(&demand.resource).ok()?;
        let context = demand.keys.iter().fold(
            // Callers on this machine use no TLS; on AWS all do.
            Context::new().with_boolean("aws:SecureTransport", true),
            |context, (key, value)| context.with_string(*key, value.as_str()),
        );
        let request = |principal: &str| {
            let principal = Principal::Aws(PrincipalId::String(principal.to_owned()));
            IAMRequest::new_with_context(principal, demand.action.as_str(), resource.clone(), context.clone())
        };
        let own = decisions(&caller.statements, &request(&caller.arn));
        if own.contains(&Decision::Deny) {
            return None;
        }
        let statement = own.iter().position(|decision| *decision == Decision::Allow)?;
        let is_key = demand.action.starts_with("kms:");
        if let Some(statements) = self.resources.get(holder(&demand.resource)) {
            let of_role = decisions(statements, &request(&caller.arn));
            // A key policy that names the account delegates to the account's own policies (KMS Developer Guide,
            // "Default key policy").
            let of_account = decisions(statements, &request(&format!("arn:aws:iam::{ACCOUNT_ID}:root")));
            let any = |wanted| of_role.contains(&wanted) || of_account.contains(&wanted);
            if any(Decision::Deny) || (is_key && !any(Decision::Allow)) {
                return None;
            }
        } else if is_key {
            // Every key has a policy; an empty one denies all.
            return None;
        }
        Some(statement)
    }

    /// Records the use of statements in the journal.
    pub(super) fn note(&self, used: Vec<Used>) {
        let Some(journal) = &self.journal else { return };
        let mut known = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        for (role, statement) in used {
            let line = format!("{role} {statement}\n");
            if !known.insert((role, statement)) {
                continue;
            }
            let written = OpenOptions::new().create(true).append(true).open(journal);
            if let Err(error) = written.and_then(|mut file| file.write_all(line.as_bytes())) {
                tracing::error!(%error, journal = %journal.display(), "cannot record the use of a grant");
            }
        }
    }
}

/// Returns the bucket's ARN for an object, else the resource itself.
fn holder(resource: &str) -> &str {
    match resource.strip_prefix("arn:aws:s3:::") {
        Some(path) => &resource[..resource.len() - path.len() + path.find('/').unwrap_or(path.len())],
        None => resource,
    }
}

fn decisions(statements: &Statements, request: &IAMRequest) -> Vec<Decision> {
    // A statement that cannot be evaluated denies.
    statements
        .iter()
        .map(|statement| statement.evaluate(request).map_or(Decision::Deny, |result| result.decision))
        .collect()
}

/// Condition keys that calls come with here.
const CONDITION_KEYS: [&str; 2] = ["aws:SecureTransport", "kms:MacAlgorithm"];

/// Returns a condition key of the policy that calls do not come with here.
///
/// An absent key makes some operators match and others not (IAM User Guide, "Condition operators"), so a statement with
/// such a key would allow or deny other calls than on AWS.
fn unknown_condition_key(policy: &Value) -> Option<String> {
    let statements = match &policy["Statement"] {
        Value::Array(statements) => statements.as_slice(),
        statement => std::slice::from_ref(statement),
    };
    let operators =
        statements.iter().filter_map(|statement| statement["Condition"].as_object()).flat_map(|all| all.values());
    let mut keys = operators.filter_map(Value::as_object).flat_map(|keys| keys.keys());
    keys.find(|key| !CONDITION_KEYS.iter().any(|known| known.eq_ignore_ascii_case(key))).cloned()
}

/// Parses a policy. Refuses one that AWS would refuse, or that this stack cannot evaluate.
fn parsed(policy: Value) -> Result<Statements> {
    if let Some(key) = unknown_condition_key(&policy) {
        bail!("calls come without the condition key {key} here, so its effect is unknown");
    }
    let policy: IAMPolicy = serde_json::from_value(policy)?;
    policy.validate_result()?;
    let alone = |statement| IAMPolicy { statement: vec![statement], ..policy.clone() };
    Ok(policy.statement.iter().cloned().map(|one| PolicyEvaluator::with_policies(vec![alone(one)])).collect())
}

impl std::fmt::Display for Denial {
    /// Formats the denial as AWS does (IAM User Guide, "Troubleshoot access denied error messages").
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { caller, action, resource } = self;
        write!(
            f,
            "User: {caller} is not authorized to perform: {action} on resource: {resource} because no identity-based \
             policy allows the {action} action"
        )
    }
}
