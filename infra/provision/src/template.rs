//! `infra/template.yaml` with intrinsic functions evaluated. Names and ARNs are those of a local AWS.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use local::{ACCOUNT_ID, REGION};
use serde_json::{Map, Value as Json};
use serde_yaml_ng::{Mapping, Value};

use crate::names::{DOCUMENTS_BUCKET, STACK_NAME, WATCH_LIST_BUCKET};

/// Parameter with the ARNs of HMAC keys outside the stack.
const FURTHER_HMAC_KEYS: &str = "FurtherHmacKeyArns";

/// ARNs of a deployment's HMAC keys.
#[derive(Clone, Debug)]
pub struct HmacKeys {
    /// Key in the stack.
    pub own: String,
    /// Value of the parameter `FurtherHmacKeyArns`.
    pub further: Vec<String>,
}

/// Parsed template.
#[derive(Debug)]
pub(crate) struct Template {
    resources: &'static Mapping,
    /// Attribute values by their name in the template: `AccessTable.Arn`.
    attributes: BTreeMap<String, String>,
    further_hmac_keys: Vec<String>,
}

impl Template {
    /// Reads the template as deployed with these HMAC keys.
    pub(crate) fn read(hmac_keys: &HmacKeys) -> Result<Self> {
        Self::new(parsed()?, hmac_keys)
    }

    fn new(template: &'static Value, hmac_keys: &HmacKeys) -> Result<Self> {
        let resources = template["Resources"].as_mapping().context("the template has no resources")?;
        let pseudo = [
            ("AWS::Partition", "aws"),
            ("AWS::Region", REGION),
            ("AWS::AccountId", ACCOUNT_ID),
            ("AWS::StackName", STACK_NAME),
            ("HttpApi", "api"),
            ("HmacKey.Arn", hmac_keys.own.as_str()),
            ("DocumentsBucket", DOCUMENTS_BUCKET),
            ("WatchListBucket", WATCH_LIST_BUCKET),
        ];
        let mut attributes: BTreeMap<_, _> = pseudo.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        for (name, parameter) in template["Parameters"].as_mapping().into_iter().flatten() {
            let default = serde_json::to_value(&parameter["Default"])?;
            let default = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
            if let Some(name) = name.as_str().filter(|_| default != "null") {
                attributes.insert(name.to_owned(), default);
            }
        }
        let mut stack = Self { resources, attributes, further_hmac_keys: hmac_keys.further.clone() };
        for (name, arn) in stack.arns()? {
            stack.attributes.insert(format!("{name}.Arn"), arn);
        }
        Ok(stack)
    }

    fn arns(&self) -> Result<Vec<(String, String)>> {
        let mut arns = Vec::new();
        for (name, resource) in self.resources()? {
            let properties = &resource["Properties"];
            let arn = match resource["Type"].as_str().unwrap_or_default() {
                "AWS::DynamoDB::Table" => {
                    format!("arn:aws:dynamodb:{REGION}:{ACCOUNT_ID}:table/{}", self.text(&properties["TableName"])?)
                }
                "AWS::Logs::LogGroup" => {
                    format!(
                        "arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:{}:*",
                        self.text(&properties["LogGroupName"])?
                    )
                }
                "AWS::S3::Bucket" => format!("arn:aws:s3:::{}", self.attribute(name)?),
                _ => continue,
            };
            arns.push((name.to_owned(), arn));
        }
        Ok(arns)
    }

    /// Returns the resources by name, unevaluated.
    pub(crate) fn resources(&self) -> Result<Vec<(&str, &Value)>> {
        let all = self.resources.iter();
        all.map(|(name, resource)| Ok((name.as_str().context("a name that is no text")?, resource))).collect()
    }

    /// Returns the resource with this name.
    pub(crate) fn resource(&self, name: &str) -> Result<&Value> {
        self.resources.get(name).with_context(|| format!("the template has no {name}"))
    }

    /// Returns the value of a name or of `Name.Attribute`.
    pub(crate) fn attribute(&self, name: &str) -> Result<&str> {
        self.attributes.get(name).map(String::as_str).with_context(|| format!("{name} is not known here"))
    }

    /// Evaluates the intrinsic functions in a text.
    pub(crate) fn text(&self, value: &Value) -> Result<String> {
        let resolved = self.resolved(value)?.context("no value")?;
        resolved.as_str().map(str::to_owned).with_context(|| format!("{resolved} is no text"))
    }

    /// Evaluates the intrinsic functions in a value; `None` is `AWS::NoValue`.
    pub(crate) fn resolved(&self, value: &Value) -> Result<Option<Json>> {
        Ok(Some(match value {
            Value::Tagged(tagged) => return self.function(&tagged.tag.to_string(), &tagged.value),
            Value::Sequence(items) => {
                let items = items.iter().map(|item| self.resolved(item));
                items.filter_map(Result::transpose).collect::<Result<Vec<_>>>()?.into()
            }
            Value::Mapping(members) => {
                let mut object = Map::new();
                for (name, member) in members {
                    let name = name.as_str().context("a name that is no text")?;
                    if let Some(member) = self.resolved(member)? {
                        object.insert(name.to_owned(), member);
                    }
                }
                object.into()
            }
            plain => serde_json::to_value(plain)?,
        }))
    }

    fn function(&self, tag: &str, argument: &Value) -> Result<Option<Json>> {
        match (tag, argument) {
            ("!Ref", Value::String(name)) if name == "AWS::NoValue" => Ok(None),
            ("!Ref", Value::String(name)) if name == FURTHER_HMAC_KEYS => {
                Ok(Some(self.further_hmac_keys.clone().into()))
            }
            ("!Ref" | "!GetAtt", Value::String(name)) => Ok(Some(self.attribute(name)?.into())),
            ("!Sub", Value::String(text)) => Ok(Some(self.substituted(text)?.into())),
            ("!If", Value::Sequence(branches)) => match branches.as_slice() {
                [condition, then, otherwise] if condition == "HasFurtherHmacKeys" => {
                    self.resolved(if self.further_hmac_keys.is_empty() { otherwise } else { then })
                }
                _ => bail!("the condition of {branches:?} is not known here"),
            },
            _ => bail!("{tag} {argument:?} is not known here"),
        }
    }

    fn substituted(&self, text: &str) -> Result<String> {
        let mut parts = text.split("${");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}').with_context(|| format!("{text:?} has an open ${{"))?;
            out.push_str(self.attribute(name)?);
            out.push_str(rest);
        }
        Ok(out)
    }
}

/// Returns the value at a path of names. Null if there is none.
pub(crate) fn within<'a>(value: &'a Value, names: &[&str]) -> &'a Value {
    static NONE: Value = Value::Null;
    names.iter().try_fold(value, |value, name| value.get(name)).unwrap_or(&NONE)
}

/// Returns the names of the environment variables that every function has.
pub(crate) fn variables() -> Result<BTreeSet<String>> {
    let variables = within(globals()?, &["Environment", "Variables"]).as_mapping().context("no variables")?;
    variables.keys().map(|name| name.as_str().map(str::to_owned).context("a name that is no text")).collect()
}

/// Returns the timeout of every function.
///
/// # Errors
/// If the template has none.
pub fn timeout() -> Result<Duration> {
    globals()?["Timeout"].as_u64().map(Duration::from_secs).context("the template has no Timeout")
}

/// Returns the properties that all functions share.
fn globals() -> Result<&'static Value> {
    Ok(within(parsed()?, &["Globals", "Function"]))
}

/// Returns the parsed file. Cached, since tests read it for each of their systems.
fn parsed() -> Result<&'static Value> {
    static PARSED: LazyLock<Result<Value>> = LazyLock::new(parse);
    PARSED.as_ref().map_err(|error| anyhow!("{error:#}"))
}

fn parse() -> Result<Value> {
    let path = tools::root().join("infra/template.yaml");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    serde_yaml_ng::from_str(&text).with_context(|| path.display().to_string())
}
