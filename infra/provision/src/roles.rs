//! Roles and resource policies of the template, with local ARNs.
//!
//! The source is the template's file, not the declarations it is generated from. So a generator's mistake in a policy
//! takes effect in the local AWS as it would on AWS.

use std::ffi::OsString;
use std::fmt;
use std::str::FromStr;

use anyhow::{Context as _, Result, bail};
use local::{AccessKey, Iam, ResourcePolicy, Role};
use serde_json::Value as Json;
use serde_yaml_ng::Value;

use crate::template::{HmacKeys, Template, within};

/// Variable with the file that records statements used by the local AWS.
pub const JOURNAL: &str = "XTASK_GRANTS_JOURNAL";
/// Variable with a grant that the local AWS removes.
pub const WITHOUT: &str = "XTASK_GRANTS_WITHOUT";

/// Policies that the local AWS enforces.
#[derive(Debug)]
pub struct Policies {
    /// One role per function, named after the route.
    pub roles: Vec<Role>,
    /// Policies of the buckets and the HMAC keys.
    pub resources: Vec<ResourcePolicy>,
}

/// Makes a local AWS enforce the template deployed with these HMAC keys.
///
/// # Errors
/// If the template uses an unsupported feature, or has a policy that AWS would refuse.
pub fn enforce(iam: &Iam, hmac_keys: &HmacKeys) -> Result<()> {
    let Policies { mut roles, resources } = read(hmac_keys)?;
    if let Some(grant) = variable(WITHOUT) {
        let grant: Grant = grant.to_str().and_then(|grant| grant.parse().ok()).context(WITHOUT)?;
        take_away(&mut roles, &grant)?;
    }
    iam.set(roles, resources)?;
    // Further keys add statements, which moves the others.
    if let Some(journal) = variable(JOURNAL).filter(|_| hmac_keys.further.is_empty()) {
        iam.write_down(journal.into());
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a developer's tool reads the developer's environment")]
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// Action on a resource that a route's role allows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// Route that the role is named after.
    pub route: String,
    /// Action, such as `dynamodb:GetItem`.
    pub action: String,
    /// ARN of the resource.
    pub resource: String,
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.route, self.action, self.resource)
    }
}

impl FromStr for Grant {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let [route, action, resource] = text.split(' ').collect::<Vec<_>>()[..] else { bail!("{text} is no grant") };
        Ok(Self { route: route.to_owned(), action: action.to_owned(), resource: resource.to_owned() })
    }
}

impl Grant {
    /// Returns true if Lambda uses the grant: it writes the logs, with the function's role.
    #[must_use]
    pub fn is_of_lambda(&self) -> bool {
        self.action.starts_with("logs:")
    }
}

/// Lists a role's grants by statement; each statement names one resource.
#[must_use]
pub fn statements(role: &Role) -> Vec<Vec<Grant>> {
    let of = |statement: &Json| {
        let resource = statement["Resource"].as_str().unwrap_or_default();
        let grant = |action| Grant { route: role.name.clone(), action, resource: resource.to_owned() };
        actions(statement).into_iter().map(grant).collect()
    };
    role.policy.pointer("/Statement").and_then(Json::as_array).into_iter().flatten().map(of).collect()
}

/// Lists the grants that a role's function uses itself.
#[must_use]
pub fn grants(role: &Role) -> Vec<Grant> {
    statements(role).into_iter().flatten().filter(|grant| !grant.is_of_lambda()).collect()
}

fn actions(statement: &Json) -> Vec<String> {
    let named = match &statement["Action"] {
        Json::Array(actions) => actions.clone(),
        action => vec![action.clone()],
    };
    named.iter().filter_map(Json::as_str).map(str::to_owned).collect()
}

/// Removes a grant from its role.
///
/// # Errors
/// If no role has it.
pub fn take_away(roles: &mut [Role], grant: &Grant) -> Result<()> {
    let none = || format!("no role is granted {grant}");
    let role = roles.iter_mut().find(|role| role.name == grant.route).with_context(none)?;
    let statements = role.policy.pointer_mut("/Statement").and_then(Json::as_array_mut).with_context(none)?;
    let is_meant = |statement: &Json| {
        statement["Resource"] == grant.resource.as_str() && actions(statement).contains(&grant.action)
    };
    let at = statements.iter().position(is_meant).with_context(none)?;
    let mut statement = statements.remove(at);
    let mut left = actions(&statement);
    left.retain(|action| *action != grant.action);
    if let Some(members) = statement.as_object_mut().filter(|_| !left.is_empty()) {
        members.insert("Action".to_owned(), left.into());
        statements.insert(at, statement);
    }
    Ok(())
}

/// Returns the credentials for the function of a route.
#[must_use]
pub fn credentials(route: &str) -> [(&'static str, String); 3] {
    let AccessKey { id, secret, session_token } = AccessKey::of_role(route);
    [
        ("AWS_ACCESS_KEY_ID", id),
        ("AWS_SECRET_ACCESS_KEY", secret),
        ("AWS_SESSION_TOKEN", session_token.unwrap_or_default()),
    ]
}

/// Reads the roles of the template.
///
/// # Errors
/// If the template uses an unsupported feature.
pub fn read(hmac_keys: &HmacKeys) -> Result<Policies> {
    let template = Template::read(hmac_keys)?;
    let mut policies = Policies { roles: Vec::new(), resources: Vec::new() };
    for (name, resource) in template.resources()? {
        add(&template, hmac_keys, resource, &mut policies).with_context(|| format!("{name} of the template"))?;
    }
    Ok(policies)
}

/// Adds the policy of a resource.
fn add(template: &Template, hmac_keys: &HmacKeys, resource: &Value, policies: &mut Policies) -> Result<()> {
    let properties = &resource["Properties"];
    match resource["Type"].as_str().unwrap_or_default() {
        "AWS::Serverless::Function" => policies.roles.push(role(template, resource)?),
        "AWS::S3::BucketPolicy" => {
            let resource = format!("arn:aws:s3:::{}", template.text(&properties["Bucket"])?);
            let policy = template.resolved(&properties["PolicyDocument"])?.context("no policy")?;
            policies.resources.push(ResourcePolicy { resource, policy });
        }
        "AWS::KMS::Key" => {
            let policy = template.resolved(&properties["KeyPolicy"])?.context("no policy")?;
            // Further keys get a copy of this key's policy (`hmac-key create --like`).
            let arns = std::iter::once(&hmac_keys.own).chain(&hmac_keys.further);
            let of = |arn: &String| ResourcePolicy { resource: arn.clone(), policy: policy.clone() };
            policies.resources.extend(arns.map(of));
        }
        _ => {}
    }
    Ok(())
}

/// Returns a function's role. Its inline policies become one document.
fn role(template: &Template, function: &Value) -> Result<Role> {
    let name = within(function, &["Metadata", "BuildProperties", "Binary"]).as_str().context("no binary")?;
    let Value::Tagged(role) = within(function, &["Properties", "Role"]) else { bail!("the role is not a role's ARN") };
    let role =
        role.value.as_str().and_then(|role| role.strip_suffix(".Arn")).context("the role is not a role's ARN")?;
    let role = &template.resource(role)?["Properties"];
    if role.get("ManagedPolicyArns").is_some() {
        bail!("managed policies are not known here");
    }
    let mut statements = Vec::new();
    for policy in role["Policies"].as_sequence().context("no policies")? {
        let document = template.resolved(&policy["PolicyDocument"])?.context("no document")?;
        let own = document.pointer("/Statement").and_then(Json::as_array).context("no statements")?;
        statements.extend(own.iter().cloned());
    }
    let policy = serde_json::json!({ "Version": "2012-10-17", "Statement": statements });
    Ok(Role { name: name.to_owned(), policy })
}
