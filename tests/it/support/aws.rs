//! Direct access to AWS behind the routes: raw items, objects, the HMAC key, and logged calls.

use std::collections::HashMap;
use std::panic::Location;
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::types::AttributeValue;
use contract::table::Table;
use futures::future::join_all;
use local::{Call, Control, Endpoints};
use provision::{DOCUMENTS_BUCKET, TABLE_PREFIX, WATCH_LIST_BUCKET, cloud, dynamodb_client, kms_client, s3_client};

use super::world::World;

/// Limit of a wait for an event, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) type Item = HashMap<String, AttributeValue>;

/// Clients that bypass the functions.
pub(crate) struct Aws {
    dynamodb: aws_sdk_dynamodb::Client,
    kms: aws_sdk_kms::Client,
    s3: aws_sdk_s3::Client,
}

pub(crate) fn table(table: Table) -> String {
    format!("{TABLE_PREFIX}{}", table.name())
}

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: i64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// Returns the members of a list attribute.
pub(crate) fn list(item: &mut Item, name: &str) -> Vec<Item> {
    let Some(AttributeValue::L(members)) = item.remove(name) else { panic!("{name} is not a list") };
    members.into_iter().map(|member| member.as_m().unwrap().clone()).collect()
}

pub(crate) fn set(item: &mut Item, name: &str, value: AttributeValue) {
    item.insert(name.to_owned(), value);
}

/// Sets an attribute of the first API key of an application.
pub(crate) fn set_api_key(application: &mut Item, name: &str, value: AttributeValue) {
    let mut keys = list(application, "apiKeys");
    set(&mut keys[0], name, value);
    set_list(application, "apiKeys", keys);
}

/// Returns a copy of an item with this sort key and ID.
pub(crate) fn copy(like: &Item, sk: &str, id: &str) -> Item {
    let mut item = like.clone();
    set(&mut item, "sk", text(sk));
    set(&mut item, "id", text(id));
    item
}

pub(crate) fn set_list(item: &mut Item, name: &str, members: Vec<Item>) {
    item.insert(name.to_owned(), AttributeValue::L(members.into_iter().map(AttributeValue::M).collect()));
}

/// Returns a client of a local DynamoDB with the operator's permissions.
pub(crate) fn dynamodb(endpoint: &str) -> aws_sdk_dynamodb::Client {
    dynamodb_client(&cloud().service(Some(endpoint)))
}

impl Aws {
    pub(crate) fn new(endpoints: &Endpoints) -> Self {
        let cloud = cloud();
        Self {
            dynamodb: dynamodb(&endpoints.dynamodb),
            kms: kms_client(&cloud.service(Some(&endpoints.kms))),
            s3: s3_client(&cloud.service(Some(&endpoints.s3))),
        }
    }

    pub(crate) async fn get(&self, from: Table, pk: &str, sk: &str) -> Option<Item> {
        let get = self.dynamodb.get_item().table_name(table(from)).consistent_read(true);
        get.key("pk", text(pk)).key("sk", text(sk)).send().await.unwrap().item
    }

    pub(crate) async fn put(&self, into: Table, item: Item) {
        self.dynamodb.put_item().table_name(table(into)).set_item(Some(item)).send().await.unwrap();
    }

    /// Writes copies of a record with these IDs.
    pub(crate) async fn put_copies(&self, into: Table, like: &Item, ids: impl IntoIterator<Item = String>) {
        let copies: Vec<Item> = ids.into_iter().map(|id| copy(like, &id, &id)).collect();
        self.put_all(into, copies).await;
    }

    pub(crate) async fn put_all(&self, into: Table, items: Vec<Item>) {
        for some in items.chunks(20) {
            join_all(some.iter().map(|item| self.put(into, item.clone()))).await;
        }
    }

    /// Changes an item directly, into a state that no route creates.
    pub(crate) async fn edit(&self, of: Table, pk: &str, sk: &str, change: impl FnOnce(&mut Item)) {
        let mut item = self.get(of, pk, sk).await.unwrap();
        change(&mut item);
        self.put(of, item).await;
    }

    pub(crate) async fn delete(&self, from: Table, pk: &str, sk: &str) {
        let delete = self.dynamodb.delete_item().table_name(table(from));
        delete.key("pk", text(pk)).key("sk", text(sk)).send().await.unwrap();
    }

    /// Returns every item of a partition, by sort key.
    pub(crate) async fn partition(&self, of: Table, pk: &str) -> Vec<Item> {
        let query = self.dynamodb.query().table_name(table(of)).consistent_read(true);
        let query = query.key_condition_expression("pk = :pk").expression_attribute_values(":pk", text(pk));
        query.into_paginator().items().send().collect::<Result<_, _>>().await.unwrap()
    }

    /// Returns the content of a document's object, if it exists.
    pub(crate) async fn object(&self, organization: &str, document: &str) -> Option<Vec<u8>> {
        let get = self.s3.get_object().bucket(DOCUMENTS_BUCKET).key(format!("{organization}/{document}"));
        match get.send().await {
            Ok(found) => Some(found.body.collect().await.unwrap().to_vec()),
            Err(error) => {
                assert!(error.as_service_error().unwrap().is_no_such_key(), "{error:?}");
                None
            }
        }
    }

    /// Returns the names of an organization's objects.
    pub(crate) async fn objects(&self, organization: &str) -> Vec<String> {
        let list = self.s3.list_objects_v2().bucket(DOCUMENTS_BUCKET).prefix(format!("{organization}/"));
        let found = list.send().await.unwrap();
        found.contents().iter().map(|object| object.key().unwrap().to_owned()).collect()
    }

    /// Installs a watch list.
    pub(crate) async fn put_watch_list(&self, text: &str) {
        let put = self.s3.put_object().bucket(WATCH_LIST_BUCKET).key(store::WATCH_LIST_KEY);
        put.body(text.as_bytes().to_vec().into()).send().await.unwrap();
    }

    /// Returns the installed watch list.
    pub(crate) async fn watch_list(&self) -> String {
        let list = self.s3.get_object().bucket(WATCH_LIST_BUCKET).key(store::WATCH_LIST_KEY).send().await.unwrap();
        String::from_utf8(list.body.collect().await.unwrap().to_vec()).unwrap()
    }

    /// Removes the watch list.
    pub(crate) async fn remove_watch_list(&self) {
        let delete = self.s3.delete_object().bucket(WATCH_LIST_BUCKET).key(store::WATCH_LIST_KEY);
        delete.send().await.unwrap();
    }

    /// Returns the names of an organization's uploaded files that are not documents yet.
    pub(crate) async fn uploads(&self, organization: &str) -> Vec<String> {
        self.objects(&format!("uploads/{organization}")).await
    }

    /// Writes an object at an upload's key, without the checks of its presigned URL.
    pub(crate) async fn put_upload(&self, organization: &str, document: &str, content: &[u8]) {
        let put = self.s3.put_object().bucket(DOCUMENTS_BUCKET).key(format!("uploads/{organization}/{document}"));
        put.body(content.to_vec().into()).send().await.unwrap();
    }

    /// Returns every item of a table.
    pub(crate) async fn scan(&self, of: Table) -> Vec<Item> {
        let scan = self.dynamodb.scan().table_name(table(of)).consistent_read(true);
        scan.into_paginator().items().send().collect::<Result<_, _>>().await.unwrap()
    }

    /// Deletes every item of a table.
    pub(crate) async fn empty(&self, of: Table) {
        for item in self.scan(of).await {
            let key = |name: &str| item[name].as_s().unwrap().as_str();
            self.delete(of, key("pk"), key("sk")).await;
        }
    }

    /// Returns every item of every table.
    pub(crate) async fn everything(&self) -> Vec<(Table, Item)> {
        let mut all = Vec::new();
        for of in Table::ALL {
            all.extend(self.scan(of).await.into_iter().map(|item| (of, item)));
        }
        all
    }

    pub(crate) async fn edit_application(&self, id: &str, change: impl FnOnce(&mut Item)) {
        self.edit(Table::Access, id, "APPLICATION", change).await;
    }

    pub(crate) async fn edit_organization(&self, id: &str, change: impl FnOnce(&mut Item)) {
        self.edit(Table::Access, &format!("ORG#{id}"), "ORG", change).await;
    }

    pub(crate) async fn application(&self, id: &str) -> Item {
        self.get(Table::Access, id, "APPLICATION").await.unwrap()
    }

    /// Disables the key and waits until it takes effect. Like KMS, the local one reports this to nobody: it is polled.
    pub(crate) async fn disable_hmac_key(&self, world: &World) {
        let key = world.variable("HMAC_KEY_ARN");
        self.kms.disable_key().key_id(key).send().await.unwrap();
        let until = Instant::now() + PATIENCE;
        while self.kms.describe_key().key_id(key).send().await.unwrap().key_metadata.unwrap().enabled {
            assert!(Instant::now() < until, "disabling the key had no effect");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) async fn enable_hmac_key(&self, world: &World) {
        self.kms.enable_key().key_id(world.variable("HMAC_KEY_ARN")).send().await.unwrap();
    }
}

impl World {
    /// Starts logging calls to DynamoDB and KMS.
    pub(crate) fn record(&self) {
        for control in [self.stack.dynamodb(), self.stack.kms()] {
            control.clear_calls();
            control.record(true);
        }
    }

    /// Returns the calls since the last time, by start time.
    pub(crate) fn take_calls(&self) -> Vec<Call> {
        let controls = [self.stack.dynamodb(), self.stack.kms()];
        let mut calls: Vec<Call> = controls.iter().flat_map(|control| control.calls()).collect();
        controls.iter().for_each(|control| control.clear_calls());
        calls.sort_by_key(|call| call.started);
        calls
    }
}

/// Waits until this many calls of a service hang.
#[track_caller]
pub(crate) fn until_hanging(control: &Control, number: usize) -> impl Future<Output = ()> {
    let (mut hanging, caller) = (control.hanging(), Location::caller());
    async move {
        let reached = tokio::time::timeout(PATIENCE, hanging.wait_for(|calls| *calls >= number)).await.is_ok();
        assert!(reached, "{caller}: after {PATIENCE:?}, {} calls hang, not {number}", *hanging.borrow());
    }
}

/// Removes background calls, which record uses of keys and refused requests.
pub(crate) fn deciding(mut calls: Vec<Call>) -> Vec<Call> {
    calls.retain(|call| name(call) != "UpdateItem usage");
    calls
}

/// Returns operation and table of each call, such as `GetItem access` or `GenerateMac`.
pub(crate) fn names(calls: &[Call]) -> Vec<String> {
    calls.iter().map(name).collect()
}

pub(crate) fn name(call: &Call) -> String {
    let tables = call.tables.iter().map(|name| name.strip_prefix(TABLE_PREFIX).unwrap_or(name));
    std::iter::once(call.operation.as_str()).chain(tables).collect::<Vec<_>>().join(" ")
}
