//! Refused requests, for the owner of the named application.

use contract::id::ApplicationId;
use contract::page::{Page, PageQuery};
use contract::refused_request::RefusedRequest;
use contract::table::Table;
use contract::time::Timestamp;
use serde::Deserialize;

use crate::error::StoreError;
use crate::item::{key, number, read};
use crate::paging::PageRequest;
use crate::tables::Store;

/// Lifetime of a record in seconds.
const KEEP_SECONDS: i64 = 7 * 24 * 60 * 60;
const PREFIX: &str = "REFUSAL#";

#[derive(Deserialize)]
struct RefusalItem {
    first: RefusedRequest,
    count: u64,
}

/// Sort key of a record, by time: one per request, or one per day and code for counts.
fn place(refused: &RefusedRequest) -> String {
    let (second, code) = (second(refused.at), &refused.code);
    match (&refused.request_id, refused.proved) {
        (Some(request), _) => format!("{second}{:03}.{code}.{request}", refused.at.millis().rem_euclid(1_000)),
        (None, true) => format!("{second}{code}.proved"),
        (None, false) => format!("{second}{code}"),
    }
}

fn second(at: Timestamp) -> String {
    format!("{:012}.", at.seconds())
}

impl Store {
    /// Adds `refused.count` to a record, which keeps its first details.
    pub async fn record_refusal(
        &self,
        application: &ApplicationId,
        refused: &RefusedRequest,
    ) -> Result<(), StoreError> {
        self.client
            .update_item()
            .table_name(self.table(Table::Usage))
            .set_key(Some(key(application.as_str(), format!("{PREFIX}{}", place(refused)))))
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

    /// Returns a page of an application's refused requests, newest first. They are kept for 7 days.
    pub(crate) async fn refusals(
        &self,
        application: &ApplicationId,
        page: &PageQuery,
        now: Timestamp,
    ) -> Result<Page<RefusedRequest>, StoreError> {
        let request = PageRequest {
            prefix: PREFIX,
            // DynamoDB removes expired items late.
            from: Some(second(now.plus_seconds(-KEEP_SECONDS))),
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

    fn place_of(millis: i64, code: &str, request: &str) -> String {
        let at = Timestamp::from_millis(millis);
        let request_id = Some(request.to_owned());
        place(&RefusedRequest { at, request_id, ..RefusedRequest::counted(at, code, true) })
    }

    #[test]
    fn each_request_has_its_own_sort_key_in_order_of_time() {
        assert!(
            place_of(119_999, "b", "2") < place_of(120_000, "a", "1")
                && place_of(120_000, "a", "1") < place_of(120_001, "a", "0")
        );
        assert_ne!(place_of(120_000, "a", "1"), place_of(120_000, "a", "2"));
        assert_eq!(place_of(59_007, "token_expired", "r"), "000000000059.007.token_expired.r");
    }

    #[test]
    fn a_daily_count_has_one_sort_key_before_the_requests_of_the_day() {
        let day = |seconds, proved| {
            place(&RefusedRequest::counted(Timestamp::from_seconds(seconds), "token_expired", proved))
        };
        assert_eq!(day(86_400, false), day(2 * 86_400 - 1, false));
        assert_ne!(day(86_400, false), day(86_400, true));
        assert!(day(86_399, false) < day(86_400, false) && day(2 * 86_400 - 1, true) < place_of(86_401_000, "a", "1"));
    }
}
