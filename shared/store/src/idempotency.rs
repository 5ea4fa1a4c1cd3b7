//! Idempotency records: a request repeated under an `Idempotency-Key` has one effect.
//!
//! A record is *running* until its answer is saved or its lock expires. The transaction of the request writes its
//! effect into the record: see [`Operation`]. If the function dies before it saves the answer, or the answer is too
//! large, the next attempt finds the effect and rebuilds the answer.

use std::borrow::Cow;
use std::io::{Read as _, Write as _};

use aws_sdk_dynamodb::error::ProvideErrorMetadata as _;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::ReturnValue;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use contract::id::{ApplicationId, OrganizationId};
use contract::member::UserId;
use contract::table::Table;
use contract::time::Timestamp;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{StoreError, written};
use crate::item::{Item, number, read, text, write};
use crate::operation::{Effect, Operation};
use crate::tables::Store;

/// Lifetime of a record in seconds.
const KEEP_SECONDS: i64 = 24 * 60 * 60;
/// Most bytes of a saved answer's compressed body. DynamoDB allows 400 KB for an item.
const MAX_BODY: usize = 350_000;
/// Lifetime of a lock in seconds: longer than a function's timeout.
const LOCK_SECONDS: i64 = 30;

/// Scope of an idempotency key: equal keys of different callers are independent.
#[derive(Clone, Debug)]
pub enum IdempotencyScope<'a> {
    /// A partner's service.
    Application(&'a ApplicationId),
    /// A person, with the organization that they act for.
    Person(&'a UserId, Option<&'a OrganizationId>),
}

impl IdempotencyScope<'_> {
    fn text(&self) -> String {
        match self {
            Self::Application(id) => id.to_string(),
            // The sign-in service may put any character into a user id.
            Self::Person(user, organization) => {
                let organization = organization.map_or("", OrganizationId::as_str);
                format!("PERSON#{}#{organization}", hex::encode(Sha256::digest(user.as_str())))
            }
        }
    }
}

/// Key of an idempotency record, for one scope and route.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    partition: String,
    request: String,
}

impl IdempotencyKey {
    /// Key of the record for the caller's `key`. A repeated request must equal `request`: URI and body.
    pub fn new(caller: &IdempotencyScope<'_>, route: &str, key: &str, request: &[&[u8]]) -> Self {
        let mut digest = Sha256::new();
        for part in request {
            digest.update(part.len().to_be_bytes());
            digest.update(part);
        }
        let key = hex::encode(Sha256::digest(key));
        let caller = caller.text();
        Self { partition: format!("IDEMPOTENCY#{caller}#{route}#{key}"), request: hex::encode(digest.finalize()) }
    }
}

/// Saved answer.
#[derive(Clone, PartialEq, Debug)]
pub struct SavedAnswer<'a> {
    /// HTTP status.
    pub status: u16,
    /// Lower-case names and values.
    pub headers: Cow<'a, [(String, String)]>,
    /// Body.
    pub body: Cow<'a, str>,
}

/// Saved answer as stored. Its body is compressed, since DynamoDB limits items to 400 KB.
#[derive(Serialize, Deserialize)]
struct AnswerItem<'a> {
    status: u16,
    headers: Cow<'a, [(String, String)]>,
    #[serde(with = "serde_bytes")]
    gzip: Vec<u8>,
}

impl<'a> AnswerItem<'a> {
    fn of(answer: SavedAnswer<'a>) -> std::io::Result<Self> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(answer.body.as_bytes())?;
        Ok(Self { status: answer.status, headers: answer.headers, gzip: encoder.finish()? })
    }

    fn into_answer(self) -> Result<SavedAnswer<'a>, StoreError> {
        let mut body = String::new();
        GzDecoder::new(self.gzip.as_slice()).read_to_string(&mut body).map_err(StoreError::corrupt)?;
        Ok(SavedAnswer { status: self.status, headers: self.headers, body: body.into() })
    }
}

/// Next step for a request under an idempotency key.
#[derive(Debug)]
pub enum Begun {
    /// Carry it out.
    Run(Started),
    /// Repeat this answer.
    Repeat(SavedAnswer<'static>),
    /// Refuse it with this detail: the original answer showed a secret, which is withheld.
    Withheld(String),
    /// Refuse it: another attempt is running.
    Running,
    /// Refuse it: the key was used for another request.
    Reused,
}

/// Request that holds its record.
#[derive(Clone, Debug)]
pub struct Started {
    partition: String,
    owner: String,
    /// Operation of the attempt, with the effect of an earlier attempt.
    pub operation: Operation,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    pk: String,
    request: String,
    owner: String,
    locked_until: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    effect: Option<Effect>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<AnswerItem<'static>>,
    ttl: i64,
}

impl Store {
    /// Acquires the record of `key` for the attempt `own`.
    pub async fn begin(&self, key: &IdempotencyKey, own: &Operation, now: Timestamp) -> Result<Begun, StoreError> {
        let record = Record {
            pk: key.partition.clone(),
            request: key.request.clone(),
            owner: own.owner(),
            locked_until: now.plus_seconds(LOCK_SECONDS).seconds(),
            effect: None,
            answer: None,
            ttl: now.plus_seconds(KEEP_SECONDS).seconds(),
        };
        let Some(found) = self.put_new(&record, now).await? else { return Ok(record.run(own)) };
        let mut found: Record = read(found)?;
        if found.owner == record.owner {
            return Ok(found.run(own));
        }
        if found.request != record.request {
            return Ok(Begun::Reused);
        }
        if let Some(answered) = found.answered()? {
            return Ok(answered);
        }
        if found.locked_until > now.seconds() {
            return Ok(Begun::Running);
        }
        self.take_over(found, own, now).await
    }

    /// Adds a record if none exists or the existing one has expired; else returns the existing one.
    async fn put_new(&self, record: &Record, now: Timestamp) -> Result<Option<Item>, StoreError> {
        let outcome = self
            .client
            .put_item()
            .table_name(self.table(Table::Replay))
            .set_item(Some(write(record)?))
            // DynamoDB removes expired items late, so the condition checks their time.
            .condition_expression("attribute_not_exists(pk) OR #ttl <= :now")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":now", number(now.seconds()))
            .return_values_on_condition_check_failure(AllOld)
            .send()
            .await;
        match outcome {
            Ok(_) => Ok(None),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(failed)) => {
                    Ok(Some(failed.item().cloned().unwrap_or_default()))
                }
                _ => Err(error.into()),
            },
        }
    }

    /// Takes over a record whose lock has expired.
    async fn take_over(&self, found: Record, own: &Operation, now: Timestamp) -> Result<Begun, StoreError> {
        let outcome = self
            .client
            .update_item()
            .table_name(self.table(Table::Replay))
            .key("pk", text(&found.pk))
            .update_expression("SET #owner = :own, lockedUntil = :until")
            .condition_expression("#owner = :before OR #owner = :own")
            .expression_attribute_names("#owner", "owner")
            .expression_attribute_values(":own", text(own.owner()))
            .expression_attribute_values(":before", text(&found.owner))
            .expression_attribute_values(":until", number(now.plus_seconds(LOCK_SECONDS).seconds()))
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        match outcome {
            Ok(taken) => {
                let mut taken: Record = read(taken.attributes.unwrap_or_default())?;
                // The earlier attempt may have had its effect after the record was read.
                Ok(taken.answered()?.unwrap_or_else(|| taken.run(own)))
            }
            // Another attempt took it over first.
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(Begun::Running),
            Err(error) => Err(error.into()),
        }
    }

    /// Saves the answer for repeated requests. A later attempt rebuilds one that is too large.
    ///
    /// # Errors
    /// [`StoreError`] if DynamoDB does not answer. The effect remains, and a repeated request finds it.
    pub async fn finish(&self, started: &Started, answer: SavedAnswer<'_>) -> Result<(), StoreError> {
        let answer = AnswerItem::of(answer).map_err(StoreError::corrupt)?;
        if answer.gzip.len() > MAX_BODY {
            return self.release(started).await;
        }
        let answer = serde_dynamo::to_attribute_value(answer).map_err(StoreError::corrupt)?;
        self.set(started, "SET answer = :value", answer).await
    }

    /// Releases the record without an answer, for an immediate retry.
    ///
    /// # Errors
    /// [`StoreError`] if DynamoDB does not answer. The lock then expires.
    pub async fn release(&self, started: &Started) -> Result<(), StoreError> {
        self.set(started, "SET lockedUntil = :value", number(0)).await
    }

    async fn set(
        &self,
        started: &Started,
        change: &str,
        value: aws_sdk_dynamodb::types::AttributeValue,
    ) -> Result<(), StoreError> {
        let outcome = self
            .client
            .update_item()
            .table_name(self.table(Table::Replay))
            .key("pk", text(&started.partition))
            .update_expression(change)
            .condition_expression("#owner = :own")
            .expression_attribute_names("#owner", "owner")
            .expression_attribute_values(":own", text(&started.owner))
            .expression_attribute_values(":value", value)
            .send()
            .await;
        // If the condition failed, another attempt took over the record and its answer.
        written(outcome).map(drop)
    }
}

impl Record {
    /// Takes the answer of an earlier attempt, or the text in place of one with a secret.
    fn answered(&mut self) -> Result<Option<Begun>, StoreError> {
        if let Some(answer) = self.answer.take() {
            return Ok(Some(Begun::Repeat(answer.into_answer()?)));
        }
        Ok(self.effect.as_ref().and_then(|effect| effect.withheld.clone()).map(Begun::Withheld))
    }

    /// Gives the record to the attempt `own`.
    fn run(self, own: &Operation) -> Begun {
        Begun::Run(Started {
            owner: own.owner(),
            operation: own.holding(self.pk.clone(), self.effect),
            partition: self.pk,
        })
    }
}
