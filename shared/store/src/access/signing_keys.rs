//! Register of signing keys: each belongs to one application, and no two share a prime.
//!
//! All keys are in one partition, so one query reads every modulus: some 400 bytes each, 2,500 a page. A registration
//! multiplies the moduli modulo the new one as they arrive ([`SharedPrimes`]). The first item counts registrations. The
//! registering transaction increments it, on the condition that it is unchanged since the query began. So of two
//! related keys registered at once, one succeeds, and the other is then compared with it.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use contract::signing_key::{Fingerprint, SharedPrimes};
use contract::table::Table;
use domain::application::{self, ApplicationRecord, SigningKeyRecord};

use crate::collection::WriteError;
use crate::error::StoreError;
use crate::item::{Item, key, number, text};
use crate::tables::Store;
use crate::transaction::Transaction;

const PARTITION: &str = "SIGNING_KEYS";
/// Sort key of the counter, before all fingerprints.
const COUNTER: &str = "#";

/// Key of a signing key's registration.
pub(super) fn signing_key_key(fingerprint: &Fingerprint) -> Item {
    key(PARTITION, fingerprint.as_str())
}

/// New keys that share no prime with those registered at the count `registrations`.
pub(super) struct NewKeys<'a> {
    keys: Vec<&'a SigningKeyRecord>,
    registrations: Option<AttributeValue>,
}

impl Store {
    /// Compares the keys that `after` adds to `before` with all registered keys.
    pub(super) async fn check_signing_keys<'a>(
        &self,
        before: Option<&ApplicationRecord>,
        after: &'a ApplicationRecord,
    ) -> Result<NewKeys<'a>, WriteError> {
        let held = |wanted: &&SigningKeyRecord| {
            let held = before.map(|before| before.signing_keys.as_slice()).unwrap_or_default();
            held.iter().any(|held| held.key.fingerprint() == wanted.key.fingerprint())
        };
        let new: Vec<_> = after.signing_keys.iter().filter(|key| !held(key)).collect();
        if new.is_empty() {
            return Ok(NewKeys { keys: new, registrations: None });
        }
        let mut searches: Vec<_> = new.iter().map(|held| SharedPrimes::of(&held.key)).collect();
        let (mut registrations, mut from) = (None, None);
        loop {
            let query = self.client.query().table_name(self.table(Table::Access)).consistent_read(true);
            let query = query.key_condition_expression("pk = :pk").expression_attribute_values(":pk", text(PARTITION));
            let page = query.set_exclusive_start_key(from).send().await.map_err(StoreError::from)?;
            for mut item in page.items.unwrap_or_default() {
                match (item.remove("modulus"), item.remove("registrations")) {
                    (Some(AttributeValue::B(modulus)), _) => {
                        searches.iter_mut().for_each(|search| search.add(modulus.as_ref()));
                    }
                    (_, Some(count)) => registrations = Some(count),
                    _ => return Err(StoreError::corrupt("a registered signing key has no modulus").into()),
                }
            }
            match page.last_evaluated_key {
                Some(reached) => from = Some(reached),
                None => break,
            }
        }
        if searches.iter().any(SharedPrimes::found) {
            return Err(WriteError::Refused(application::shared_prime()));
        }
        Ok(NewKeys { keys: new, registrations })
    }
}

impl Transaction<'_, WriteError> {
    /// Registers new keys, on the condition of an unchanged register.
    pub(super) fn register_signing_keys(
        &mut self,
        record: &ApplicationRecord,
        NewKeys { keys, registrations }: NewKeys<'_>,
    ) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        for held in keys {
            let mut item = signing_key_key(held.key.fingerprint());
            item.insert("applicationId".to_owned(), text(record.id.as_str()));
            item.insert("modulus".to_owned(), AttributeValue::B(Blob::new(held.key.modulus())));
            self.put_new(Table::Access, item, |_| WriteError::Refused(application::signing_key_taken()))?;
        }
        let count = |update: UpdateBuilder| {
            let update =
                update.update_expression("ADD registrations :one").expression_attribute_values(":one", number(1));
            match registrations {
                Some(seen) => {
                    update.condition_expression("registrations = :seen").expression_attribute_values(":seen", seen)
                }
                None => update.condition_expression("attribute_not_exists(pk)"),
            }
        };
        self.update(Table::Access, key(PARTITION, COUNTER), count, |_| StoreError::Busy.into())
    }
}
