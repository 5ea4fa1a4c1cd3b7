//! Refused requests, for the owner of the application that they named.

use contract::id::ApplicationId;
use contract::page::{Page, PageQuery};
use contract::refused_request::RefusedRequest;
use contract::table::Table;
use contract::time::Timestamp;
use serde::Deserialize;

use crate::Store;
use crate::error::StoreError;
use crate::item::{key, number, read};
use crate::paging::PageRequest;

/// How long a refused request is kept, in seconds.
const KEEP_SECONDS: i64 = 7 * 24 * 60 * 60;
/// Requests refused with one code within so many seconds are one record.
const WINDOW_SECONDS: i64 = 60;

const PREFIX: &str = "REFUSAL#";

#[derive(Deserialize)]
struct RefusalItem {
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
        let request = PageRequest {
            prefix: PREFIX,
            // What is older may still be there: DynamoDB removes late.
            from: Some(minute(now.plus_seconds(-KEEP_SECONDS))),
            ..PageRequest::of(Table::Usage, application.as_str(), page.limit)
        };
        self.page(&request.after(page.cursor.as_ref())).await?.try_map(|item| {
            let item: RefusalItem = read(item)?;
            Ok(RefusedRequest { count: item.count, ..item.first })
        })
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
