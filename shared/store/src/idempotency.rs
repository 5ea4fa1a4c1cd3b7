//! Answers kept under an `Idempotency-Key`, so that a repeated request has one effect.
//!
//! A record is *running* until its answer is saved, for as long as its lock lasts. Where the function dies in
//! between, the next attempt takes the record over with the same [`Operation`], and so finds what the first
//! one wrote instead of writing it again.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use contract::id::{ApplicationId, OrganizationId};
use contract::member::UserId;
use contract::table::Table;
use contract::time::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{StoreError, written};
use crate::item::{Item, number, read, text, write};
use crate::{Operation, Store};

/// How long an answer is kept, in seconds.
const KEEP_SECONDS: i64 = 24 * 60 * 60;
/// How long a running request holds its record, in seconds: longer than a function may run.
const LOCK_SECONDS: i64 = 30;

/// Whose key it is: a key of one caller says nothing of another's.
#[derive(Clone, Debug)]
pub enum IdempotencyScope<'a> {
    /// A partner's service.
    Application(&'a ApplicationId),
    /// A person, with the organization they act for, if it is one: what they did for another is not told here.
    Person(&'a UserId, Option<&'a OrganizationId>),
}

impl IdempotencyScope<'_> {
    fn text(&self) -> String {
        match self {
            Self::Application(id) => id.to_string(),
            // A user id is whatever the sign-in service makes it.
            Self::Person(user, organization) => {
                let organization = organization.map_or("", OrganizationId::as_str);
                format!("PERSON#{}#{organization}", hex::encode(Sha256::digest(user.as_str())))
            }
        }
    }
}

/// Names a record: the caller's key, for one application or person, and route.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    partition: String,
    request: String,
}

impl IdempotencyKey {
    /// The record of `key`; `request` is what a repeated request must repeat: its URI and body.
    #[must_use]
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

/// A saved answer.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SavedAnswer {
    /// The status.
    pub status: u16,
    /// Lower-case names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// What is kept of a request that was carried out.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Kept {
    /// Its answer, to be repeated.
    Answer(SavedAnswer),
    /// That it was done, and what a repeated request is told: the answer bore a secret.
    Done {
        /// The text.
        told: String,
    },
}

/// What is to be done with a request.
#[derive(Debug)]
pub enum Begun {
    /// Carry it out.
    Run(Started),
    /// Repeat this answer.
    Repeat(SavedAnswer),
    /// Its answer cannot be repeated: tell this.
    Done(String),
    /// It is being carried out.
    Running,
    /// The key was used for another request.
    Reused,
}

/// A request that holds its record.
#[derive(Clone, Debug)]
pub struct Started {
    partition: String,
    owner: String,
    /// What its writes bear: that of the first attempt.
    pub operation: Operation,
    /// When the first attempt began.
    pub since: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    pk: String,
    request: String,
    #[serde(with = "serde_bytes")]
    operation: Vec<u8>,
    since: i64,
    owner: String,
    locked_until: i64,
    answer: Option<Kept>,
    ttl: i64,
}

impl Store {
    /// Takes hold of the record of `key`, or tells why not. `own` tells this attempt from every other.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn begin(&self, key: &IdempotencyKey, own: Operation, now: Timestamp) -> Result<Begun, StoreError> {
        let record = Record {
            pk: key.partition.clone(),
            request: key.request.clone(),
            operation: own.0.to_vec(),
            since: now.millis(),
            owner: own.text(),
            locked_until: now.plus_seconds(LOCK_SECONDS).seconds(),
            answer: None,
            ttl: now.plus_seconds(KEEP_SECONDS).seconds(),
        };
        let Some(found) = self.put_new(&record, now).await? else {
            return Ok(Begun::Run(record.started(own)?));
        };
        let found: Record = read(found)?;
        if found.owner == record.owner {
            return Ok(Begun::Run(found.started(own)?));
        }
        if found.request != record.request {
            return Ok(Begun::Reused);
        }
        match found.answer {
            Some(Kept::Answer(answer)) => return Ok(Begun::Repeat(answer)),
            Some(Kept::Done { told }) => return Ok(Begun::Done(told)),
            None => {}
        }
        if found.locked_until > now.seconds() {
            return Ok(Begun::Running);
        }
        self.take_over(found, own, now).await
    }

    /// Puts the record where there is none, or one whose time is over; else what is there.
    async fn put_new(&self, record: &Record, now: Timestamp) -> Result<Option<Item>, StoreError> {
        let outcome = self
            .client
            .put_item()
            .table_name(self.table(Table::Replay))
            .set_item(Some(write(record)?))
            // DynamoDB removes expired items late: their time is judged here.
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

    /// Takes hold of a record whose request ended without an answer.
    async fn take_over(&self, found: Record, own: Operation, now: Timestamp) -> Result<Begun, StoreError> {
        let outcome = self
            .client
            .update_item()
            .table_name(self.table(Table::Replay))
            .key("pk", text(&found.pk))
            .update_expression("SET #owner = :own, lockedUntil = :until")
            .condition_expression("#owner = :before OR #owner = :own")
            .expression_attribute_names("#owner", "owner")
            .expression_attribute_values(":own", text(own.text()))
            .expression_attribute_values(":before", text(&found.owner))
            .expression_attribute_values(":until", number(now.plus_seconds(LOCK_SECONDS).seconds()))
            .send()
            .await;
        // Where it was not written, another attempt was quicker.
        Ok(if written(outcome)? { Begun::Run(found.started(own)?) } else { Begun::Running })
    }

    /// Keeps what a repeated request is answered from now on.
    ///
    /// # Errors
    /// Where DynamoDB does not answer. The effect stands, and a repeated request finds it by its operation.
    pub async fn finish(&self, started: &Started, answer: &Kept) -> Result<(), StoreError> {
        let answer: aws_sdk_dynamodb::types::AttributeValue =
            serde_dynamo::to_attribute_value(answer).map_err(StoreError::corrupt)?;
        self.set(started, "SET answer = :value", answer).await
    }

    /// Lets go of the record without an answer, so that the request can be repeated at once.
    ///
    /// # Errors
    /// Where DynamoDB does not answer; the lock then ends by itself.
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
        // Where it was not written, another attempt took over: the record is its, and so is the answer.
        written(outcome).map(drop)
    }
}

impl Record {
    fn started(&self, own: Operation) -> Result<Started, StoreError> {
        let operation = self.operation.as_slice().try_into().map_err(StoreError::corrupt)?;
        Ok(Started {
            partition: self.pk.clone(),
            owner: own.text(),
            operation: Operation(operation),
            since: Timestamp::from_millis(self.since),
        })
    }
}
