//! Pages: records of one partition, newest first by sort key.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use contract::page::{Limit, Page, Position};
use contract::table::{Index, Table};

use crate::error::StoreError;
use crate::item::{Item, text};
use crate::tables::Store;

/// Most items scanned for one filtered page. The page then ends early, with the position of the next.
pub(crate) const MAX_SCANNED: usize = 2_000;
/// Items read at once with a filter.
const CHUNK: i32 = 200;

/// Smaller than any sort key after its prefix.
const BEFORE_ALL: &str = "!";
/// Greater than any sort key after its prefix.
const AFTER_ALL: &str = "~";

/// Request for a page of a partition.
pub(crate) struct PageRequest {
    pub(crate) table: Table,
    /// Index, which has a short delay; `None` reads the table, strongly consistent.
    pub(crate) index: Option<Index>,
    pub(crate) partition: String,
    /// Common prefix of the sort keys. Bounds and positions omit it.
    pub(crate) prefix: &'static str,
    /// Inclusive lower bound.
    pub(crate) from: Option<String>,
    /// Exclusive upper bound.
    pub(crate) before: Option<String>,
    /// Attributes with their required texts.
    pub(crate) filters: Vec<(&'static str, String)>,
    pub(crate) limit: Limit,
}

impl PageRequest {
    /// First page of a whole partition.
    pub(crate) fn of(table: Table, partition: impl Into<String>, limit: Option<Limit>) -> Self {
        Self {
            table,
            index: None,
            partition: partition.into(),
            prefix: "",
            from: None,
            before: None,
            filters: Vec::new(),
            limit: limit.unwrap_or_default(),
        }
    }

    /// Moves to the page after `position`, if given.
    pub(crate) fn after(mut self, position: Option<&Position>) -> Self {
        let places = [self.before, position.map(|position| position.as_str().to_owned())];
        self.before = places.into_iter().flatten().min();
        self
    }
}

impl Store {
    pub(crate) async fn page(&self, request: &PageRequest) -> Result<Page<Item>, StoreError> {
        let PageRequest { prefix, limit, .. } = request;
        let start = format!("{prefix}{}", request.from.as_deref().unwrap_or(BEFORE_ALL));
        let end = format!("{prefix}{}", request.before.as_deref().unwrap_or(AFTER_ALL));
        if start >= end {
            return Ok(Page::new([], None));
        }
        let query = self.page_query(request, &start, &end);
        let wanted = usize::from(limit.get()) + 1;
        let (mut items, mut scanned, mut from) = (Vec::with_capacity(wanted), 0, None);
        loop {
            // BETWEEN includes the last record of the former page: hence one more.
            let missing = i32::try_from(wanted - items.len()).unwrap_or(i32::MAX).saturating_add(1);
            let chunk = if request.filters.is_empty() { missing } else { CHUNK };
            let answer = query.clone().limit(chunk).set_exclusive_start_key(from).send().await?;
            scanned += usize::try_from(answer.scanned_count).unwrap_or_default();
            let found = answer.items.unwrap_or_default().into_iter().filter(|item| sort_key(item) != Some(&end));
            items.extend(found.take(wanted - items.len()));
            from = answer.last_evaluated_key;
            match from.as_ref().and_then(sort_key) {
                _ if items.len() >= wanted => break,
                None => break,
                Some(reached) if scanned >= MAX_SCANNED => {
                    let next = Position::after(reached.strip_prefix(prefix).unwrap_or(reached));
                    return Ok(Page::new(items.into_iter().map(|item| (position(&item, prefix), item)), Some(next)));
                }
                Some(_) => {}
            }
        }
        Ok(Page::cut(items.into_iter().map(|item| (position(&item, prefix), item)).collect(), *limit))
    }

    fn page_query(&self, request: &PageRequest, start: &str, end: &str) -> QueryFluentBuilder {
        let mut query = self
            .client
            .query()
            .table_name(self.table(request.table))
            .set_index_name(request.index.map(|index| index.name.to_owned()))
            .consistent_read(request.index.is_none())
            .scan_index_forward(false)
            .key_condition_expression("#pk = :pk AND sk BETWEEN :start AND :end")
            .expression_attribute_names("#pk", request.index.map_or("pk", |index| index.partition))
            .expression_attribute_values(":pk", text(&request.partition))
            .expression_attribute_values(":start", text(start))
            .expression_attribute_values(":end", text(end));
        let mut conditions = Vec::new();
        for (at, (name, value)) in request.filters.iter().enumerate() {
            conditions.push(format!("#f{at} = :f{at}"));
            query = query
                .expression_attribute_names(format!("#f{at}"), *name)
                .expression_attribute_values(format!(":f{at}"), text(value));
        }
        if conditions.is_empty() { query } else { query.filter_expression(conditions.join(" AND ")) }
    }
}

fn sort_key(item: &Item) -> Option<&String> {
    item.get("sk").and_then(|sk| sk.as_s().ok())
}

/// Position after `item`: its sort key without the list's prefix.
fn position(item: &Item, prefix: &str) -> Position {
    let key = sort_key(item).map(String::as_str).unwrap_or_default();
    Position::after(key.strip_prefix(prefix).unwrap_or(key))
}
