//! Last uses of credentials.

use contract::id::ApplicationId;
use contract::table::Table;
use contract::time::Timestamp;
use domain::application::LastUse;
use serde::Deserialize;

use crate::error::{StoreError, written};
use crate::item::{key, number, read, text};
use crate::tables::Store;

/// Least seconds between two records of a pair of keys.
pub(crate) const INTERVAL_SECONDS: i64 = 60;
/// Lifetime of a last use in seconds.
const KEEP_SECONDS: i64 = 400 * 24 * 60 * 60;

const PREFIX: &str = "USE#";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UseItem {
    api_key: contract::api_key::ApiKeyId,
    signing_key: contract::signing_key::Fingerprint,
    used_at: i64,
    source_ip: String,
    route: String,
}

impl Store {
    /// Records the use of a key pair, at most once a minute.
    pub async fn record_use(&self, application: &ApplicationId, used: &LastUse) -> Result<(), StoreError> {
        let outcome = self
            .client
            .update_item()
            .table_name(self.table(Table::Usage))
            .set_key(Some(key(application.as_str(), format!("{PREFIX}{}#{}", used.api_key, used.signing_key))))
            .update_expression(
                "SET apiKey = :api, signingKey = :signing, usedAt = :at, sourceIp = :ip, route = :route, #ttl = :ttl",
            )
            .condition_expression("attribute_not_exists(pk) OR usedAt <= :before")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":api", text(used.api_key.as_str()))
            .expression_attribute_values(":signing", text(used.signing_key.as_str()))
            .expression_attribute_values(":at", number(used.at.millis()))
            .expression_attribute_values(":ip", text(&used.source_ip))
            .expression_attribute_values(":route", text(&used.route))
            .expression_attribute_values(":ttl", number(used.at.plus_seconds(KEEP_SECONDS).seconds()))
            .expression_attribute_values(":before", number(used.at.plus_seconds(-INTERVAL_SECONDS).millis()))
            .send()
            .await;
        written(outcome).map(drop)
    }

    /// Reads the last use of each pair of an application's keys.
    pub(crate) async fn last_uses(&self, application: &ApplicationId) -> Result<Vec<LastUse>, StoreError> {
        let answer = self
            .client
            .query()
            .table_name(self.table(Table::Usage))
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", text(application.as_str()))
            .expression_attribute_values(":prefix", text(PREFIX))
            .send()
            .await?;
        answer
            .items
            .unwrap_or_default()
            .into_iter()
            .map(|item| {
                let item: UseItem = read(item)?;
                Ok(LastUse {
                    api_key: item.api_key,
                    signing_key: item.signing_key,
                    at: Timestamp::from_millis(item.used_at),
                    source_ip: item.source_ip,
                    route: item.route,
                })
            })
            .collect()
    }
}
