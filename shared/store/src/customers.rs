//! Customers and their activity.
//!
//! A customer lies at (organization, id), so that an organization's customers are one sorted partition; by
//! status they are found through an index. A customer's activity lies at (organization and id, activity id).

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use contract::activity::Activity;
use contract::customer::{Customer, CustomerStatus};
use contract::id::{CustomerId, OrganizationId};
use contract::page::{Cursor, Limit, Page};
use contract::table::{BY_STATUS, Table};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::item::{Item, key, number, read, text, write};
use crate::{Operation, Store};

/// The customers of one organization.
#[derive(Clone, Copy, Debug)]
pub struct Customers<'a> {
    store: &'a Store,
    organization: &'a OrganizationId,
}

/// Why a customer was not changed.
#[derive(Debug)]
pub enum UpdateError {
    /// It was changed since it was read.
    Changed,
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for UpdateError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// A customer that a request is about to change.
#[derive(Debug)]
pub enum ForChange {
    /// As it stands.
    Open(Customer),
    /// An earlier attempt of this very request changed it already.
    Done(Customer),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CustomerRecord {
    pk: String,
    sk: String,
    status_pk: String,
    revision: u64,
    /// Of the request that wrote it last.
    operation: String,
    #[serde(flatten)]
    customer: Customer,
}

impl CustomerRecord {
    fn new(customer: Customer, operation: Operation) -> Self {
        Self {
            pk: customer.org_id.to_string(),
            sk: customer.id.to_string(),
            status_pk: status_partition(&customer.org_id, customer.status),
            revision: customer.revision,
            operation: operation.text(),
            customer,
        }
    }

    fn read(item: Item) -> Result<Self, StoreError> {
        let mut record: Self = read(item)?;
        record.customer.revision = record.revision;
        Ok(record)
    }
}

#[derive(Serialize, Deserialize)]
struct ActivityRecord {
    pk: String,
    sk: String,
    #[serde(flatten)]
    activity: Activity,
}

fn status_partition(organization: &OrganizationId, status: CustomerStatus) -> String {
    format!("{organization}#{status}")
}

fn activity_partition(organization: &OrganizationId, customer: &CustomerId) -> String {
    format!("{organization}#{customer}")
}

impl<'a> Customers<'a> {
    pub(crate) const fn new(store: &'a Store, organization: &'a OrganizationId) -> Self {
        Self { store, organization }
    }

    /// Adds a customer with the first line of its activity. Where the same operation did so before, what it
    /// added is returned.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn insert(
        &self,
        customer: Customer,
        activity: &Activity,
        operation: Operation,
    ) -> Result<Customer, StoreError> {
        let record = CustomerRecord::new(customer, operation);
        let put = self.put(&record)?.condition_expression("attribute_not_exists(pk)");
        match self.write(put, &record, Some(activity)).await? {
            Written::Done => Ok(record.customer),
            // Ids are random: what bears this one was written by an earlier attempt of this very request.
            Written::Found(found) => Ok(CustomerRecord::read(found)?.customer),
        }
    }

    /// Replaces the customer that was read at the revision before `customer`'s own, and adds a line to its
    /// activity.
    ///
    /// # Errors
    /// [`UpdateError::Changed`] where somebody else was quicker.
    pub async fn replace(
        &self,
        customer: Customer,
        activity: Option<&Activity>,
        operation: Operation,
    ) -> Result<Customer, UpdateError> {
        let record = CustomerRecord::new(customer, operation);
        let put = self
            .put(&record)?
            .condition_expression("revision = :before")
            .expression_attribute_values(":before", number(record.revision.saturating_sub(1)));
        match self.write(put, &record, activity).await? {
            Written::Done => Ok(record.customer),
            Written::Found(found) if found.is_empty() => Err(UpdateError::Changed),
            Written::Found(found) => {
                let found = CustomerRecord::read(found)?;
                let own = found.operation == record.operation && found.revision == record.revision;
                if own { Ok(found.customer) } else { Err(UpdateError::Changed) }
            }
        }
    }

    fn put(&self, record: &CustomerRecord) -> Result<aws_sdk_dynamodb::types::builders::PutBuilder, StoreError> {
        Ok(Put::builder().table_name(self.store.table(Table::Customers)).set_item(Some(write(record)?)))
    }

    async fn write(
        &self,
        customer: aws_sdk_dynamodb::types::builders::PutBuilder,
        record: &CustomerRecord,
        activity: Option<&Activity>,
    ) -> Result<Written, StoreError> {
        let customer =
            customer.return_values_on_condition_check_failure(AllOld).build().map_err(StoreError::corrupt)?;
        let mut transaction =
            self.store.client.transact_write_items().transact_items(TransactWriteItem::builder().put(customer).build());
        if let Some(activity) = activity {
            let line = ActivityRecord {
                pk: activity_partition(self.organization, &record.customer.id),
                sk: activity.id.to_string(),
                activity: activity.clone(),
            };
            let put = Put::builder()
                .table_name(self.store.table(Table::Customers))
                .set_item(Some(write(&line)?))
                .build()
                .map_err(StoreError::corrupt)?;
            transaction = transaction.transact_items(TransactWriteItem::builder().put(put).build());
        }
        match transaction.send().await {
            Ok(_) => Ok(Written::Done),
            Err(error) => match failed_condition(&error) {
                Some(found) => Ok(Written::Found(found)),
                None => Err(error.into()),
            },
        }
    }

    /// The customer with this id, strongly consistent.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn get(&self, id: &CustomerId) -> Result<Option<Customer>, StoreError> {
        Ok(self.read(id).await?.map(|record| record.customer))
    }

    /// The customer with this id, for `operation` to change it, strongly consistent.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn get_for_change(&self, id: &CustomerId, operation: Operation) -> Result<Option<ForChange>, StoreError> {
        Ok(self.read(id).await?.map(|record| {
            if record.operation == operation.text() {
                ForChange::Done(record.customer)
            } else {
                ForChange::Open(record.customer)
            }
        }))
    }

    async fn read(&self, id: &CustomerId) -> Result<Option<CustomerRecord>, StoreError> {
        let answer = self
            .store
            .client
            .get_item()
            .table_name(self.store.table(Table::Customers))
            .set_key(Some(key(self.organization.as_str(), id.as_str())))
            .consistent_read(true)
            .send()
            .await?;
        answer.item.map(CustomerRecord::read).transpose()
    }

    /// A page of customers, newest first. With a status, through an index that may lag a moment behind.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn list(
        &self,
        status: Option<CustomerStatus>,
        cursor: Option<&Cursor>,
        limit: Limit,
    ) -> Result<Page<Customer>, StoreError> {
        let (partition_name, partition) = match status {
            Some(status) => (BY_STATUS.partition, status_partition(self.organization, status)),
            None => ("pk", self.organization.to_string()),
        };
        let wanted = usize::from(limit.get()) + 1;
        let mut query = self
            .store
            .client
            .query()
            .table_name(self.store.table(Table::Customers))
            .set_index_name(status.map(|_| BY_STATUS.name.to_owned()))
            .consistent_read(status.is_none())
            .scan_index_forward(false)
            .expression_attribute_names("#pk", partition_name)
            .expression_attribute_values(":pk", text(partition));
        query = match cursor {
            Some(cursor) => query
                .key_condition_expression("#pk = :pk AND sk < :cursor")
                .expression_attribute_values(":cursor", text(cursor.as_str())),
            None => query.key_condition_expression("#pk = :pk"),
        };
        let mut customers = Vec::with_capacity(wanted);
        let mut start = None;
        // A query answers with 1 MB at most, which may be fewer customers than a page holds.
        loop {
            let missing = i32::try_from(wanted - customers.len()).unwrap_or(i32::MAX);
            let answer = query.clone().limit(missing).set_exclusive_start_key(start).send().await?;
            for item in answer.items.unwrap_or_default() {
                customers.push(CustomerRecord::read(item)?.customer);
            }
            start = answer.last_evaluated_key;
            if start.is_none() || customers.len() >= wanted {
                break;
            }
        }
        Ok(Page::cut(customers, limit, |customer| customer.id.to_string()))
    }

    /// The whole activity of a customer, newest first.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn activity(&self, id: &CustomerId) -> Result<Vec<Activity>, StoreError> {
        let query = self
            .store
            .client
            .query()
            .table_name(self.store.table(Table::Customers))
            .consistent_read(true)
            .scan_index_forward(false)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(activity_partition(self.organization, id)));
        let mut lines = Vec::new();
        let mut start = None;
        loop {
            let answer = query.clone().set_exclusive_start_key(start).send().await?;
            for item in answer.items.unwrap_or_default() {
                lines.push(read::<ActivityRecord>(item)?.activity);
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(lines);
            }
        }
    }
}

enum Written {
    Done,
    /// The condition failed on this item, or on none.
    Found(Item),
}

/// The item on which the first condition of a transaction failed, where that is why it was cancelled.
fn failed_condition<R>(error: &SdkError<TransactWriteItemsError, R>) -> Option<Item> {
    let TransactWriteItemsError::TransactionCanceledException(cancelled) = error.as_service_error()? else {
        return None;
    };
    let first = cancelled.cancellation_reasons().first()?;
    (first.code() == Some("ConditionalCheckFailed")).then(|| first.item().cloned().unwrap_or_default())
}
