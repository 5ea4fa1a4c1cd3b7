//! Refused requests, for the owner of the application that they named.

use contract::id::ApplicationId;
use contract::page::{Cursor, Page, PageQuery};
use contract::refused_request::RefusedRequest;
use contract::table::Table;
use contract::time::Timestamp;
use serde::Deserialize;

use crate::Store;
use crate::error::StoreError;
use crate::item::{key, number, read, text};

/// How long a refused request is kept, in seconds.
const KEEP_SECONDS: i64 = 7 * 24 * 60 * 60;
/// Requests refused with one code within so many seconds are one record.
const WINDOW_SECONDS: i64 = 60;

const PREFIX: &str = "REFUSAL#";

#[derive(Deserialize)]
struct RefusalItem {
    sk: String,
    first: RefusedRequest,
    count: u64,
}

/// The place of a record: its minute and code.
fn place(at: Timestamp, code: &str) -> String {
    format!("{}{code}", minute(at))
}

fn minute(at: Timestamp) -> String {
    let seconds = at.seconds();
    format!("{:012}.", seconds - seconds.rem_euclid(WINDOW_SECONDS))
}

impl Store {
    /// Counts `refused.count` more requests that were refused like `refused`. The first of its minute and code stays
    /// what the record says.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn record_refusal(
        &self,
        application: &ApplicationId,
        refused: &RefusedRequest,
    ) -> Result<(), StoreError> {
        self.client
            .update_item()
            .table_name(self.table(Table::Usage))
            .set_key(Some(key(application.as_str(), format!("{PREFIX}{}", place(refused.at, &refused.code)))))
            .update_expression("SET #first = if_not_exists(#first, :first), #ttl = :ttl ADD #count :count")
            .expression_attribute_names("#first", "first")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_names("#count", "count")
            .expression_attribute_values(
                ":first",
                serde_dynamo::to_attribute_value(refused).map_err(StoreError::corrupt)?,
            )
            .expression_attribute_values(":ttl", number(refused.at.plus_seconds(KEEP_SECONDS).seconds()))
            .expression_attribute_values(":count", number(refused.count))
            .send()
            .await?;
        Ok(())
    }

    /// A page of the requests that named an application and were refused in the last 7 days, newest first.
    pub(crate) async fn refusals(
        &self,
        application: &ApplicationId,
        page: &PageQuery,
        now: Timestamp,
    ) -> Result<Page<RefusedRequest>, StoreError> {
        let limit = page.limit.unwrap_or_default();
        // What is older may still be there: DynamoDB removes late.
        let start = minute(now.plus_seconds(-KEEP_SECONDS));
        let end = page.cursor.as_ref().map_or_else(|| "~".to_owned(), Cursor::to_string);
        if start >= end {
            return Ok(Page::cut(Vec::new(), limit, |_| String::new()));
        }
        let wanted = usize::from(limit.get()) + 1;
        let query = self
            .client
            .query()
            .table_name(self.table(Table::Usage))
            .scan_index_forward(false)
            .consistent_read(true)
            .key_condition_expression("pk = :pk AND sk BETWEEN :start AND :end")
            .expression_attribute_values(":pk", text(application.as_str()))
            .expression_attribute_values(":start", text(format!("{PREFIX}{start}")))
            .expression_attribute_values(":end", text(format!("{PREFIX}{end}")));
        let (mut found, mut from) = (Vec::with_capacity(wanted), None);
        // A query answers with 1 MB at most.
        loop {
            let missing = i32::try_from(wanted - found.len()).unwrap_or(i32::MAX).saturating_add(1);
            let answer = query.clone().limit(missing).set_exclusive_start_key(from).send().await?;
            for item in answer.items.unwrap_or_default() {
                let item: RefusalItem = read(item)?;
                // BETWEEN includes where the last page ended.
                if item.sk.strip_prefix(PREFIX) != Some(end.as_str()) && found.len() < wanted {
                    found.push(RefusedRequest { count: item.count, ..item.first });
                }
            }
            from = answer.last_evaluated_key;
            if from.is_none() || found.len() >= wanted {
                break;
            }
        }
        Ok(Page::cut(found, limit, |refused| place(refused.at, &refused.code)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_and_code_is_one_place_and_later_ones_sort_behind() {
        let at = |seconds| place(Timestamp::from_seconds(seconds), "token_expired");
        assert_eq!(at(120), at(179));
        assert!(at(119) < at(120) && at(179) < at(180));
        assert_eq!(at(59), "000000000000.token_expired");
    }
}
