//! Limits of DynamoDB that `dynoxide` does not enforce.

use dynoxide::actions::transact_write_items::{TransactWriteItem, TransactWriteItemsRequest};
use dynoxide::types::{AttributeValue, Item, item_size};
use std::collections::HashMap;

/// Largest total size of a transaction's items, in bytes (API reference of `TransactWriteItems`).
const LARGEST_TRANSACTION: usize = 4 * 1024 * 1024;

/// Returns the reason why DynamoDB would refuse this body.
pub(super) fn broken(operation: &str, body: &[u8]) -> Option<&'static str> {
    if operation != "TransactWriteItems" {
        return None;
    }
    // The database itself refuses an invalid body.
    let request: TransactWriteItemsRequest = serde_json::from_slice(body).ok()?;
    let size: usize = request.transact_items.iter().map(size).sum();
    (size > LARGEST_TRANSACTION).then_some("Transaction request cannot exceed 4 MB")
}

/// Returns the size of a transaction's item, without attributes that an update keeps.
fn size(item: &TransactWriteItem) -> usize {
    let values = |values: &Option<HashMap<String, AttributeValue>>| {
        values.iter().flat_map(HashMap::values).map(AttributeValue::size).sum::<usize>()
    };
    let key = |key: &Item| item_size(key);
    item.put.iter().map(|put| item_size(&put.item)).sum::<usize>()
        + item.update.iter().map(|update| key(&update.key) + values(&update.expression_attribute_values)).sum::<usize>()
        + item.delete.iter().map(|delete| key(&delete.key)).sum::<usize>()
        + item.condition_check.iter().map(|check| key(&check.key)).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_limit_applies_to_all_items_of_a_transaction_together() {
        let put =
            |bytes: usize| json!({ "Put": { "TableName": "t", "Item": { "pk": { "S": "p".repeat(bytes - 2) } } } });
        let transaction = |last: usize| {
            let mut items = vec![put(390_000); 10];
            items.push(put(last));
            json!({ "TransactItems": items }).to_string()
        };
        let room = LARGEST_TRANSACTION - 3_900_000;
        assert_eq!(broken("TransactWriteItems", transaction(room).as_bytes()), None);
        assert!(broken("TransactWriteItems", transaction(room + 1).as_bytes()).is_some());
    }
}
