//! Pages: the records of one partition, newest first, whose sort keys say how old they are.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use contract::page::{Limit, Page, Position};
use contract::table::{Index, Table};

use crate::error::StoreError;
use crate::item::{Item, text};
use crate::tables::Store;

/// Items looked at for one page, at most, where filters leave most of them out. The page then ends early, and names
/// where the next begins.
pub(crate) const LOOKED_AT: usize = 2_000;
/// Items read at once where a filter is applied.
const CHUNK: i32 = 200;

/// Smaller and greater than all that follows a prefix.
const BEFORE_ALL: &str = "!";
const AFTER_ALL: &str = "~";

/// Which page of which partition.
pub(crate) struct PageRequest {
    pub(crate) table: Table,
    /// The index to read through, which may lag a moment behind; `None` reads the table itself, strongly consistent.
    pub(crate) index: Option<Index>,
    pub(crate) partition: String,
    /// Common prefix of the sort keys. Bounds and positions omit it.
    pub(crate) prefix: &'static str,
    /// The least that belongs to it.
    pub(crate) from: Option<String>,
    /// What it lies below.
    pub(crate) before: Option<String>,
    /// Attributes with the texts that they must have.
    pub(crate) filters: Vec<(&'static str, String)>,
    pub(crate) limit: Limit,
}

impl PageRequest {
    /// The first page of all that lies in a partition.
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

    /// Page after `position`, if there is one.
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
        let (mut items, mut looked_at, mut from) = (Vec::with_capacity(wanted), 0, None);
        loop {
            // BETWEEN includes where the last page ended: hence one more.
            let missing = i32::try_from(wanted - items.len()).unwrap_or(i32::MAX).saturating_add(1);
            let chunk = if request.filters.is_empty() { missing } else { CHUNK };
            let answer = query.clone().limit(chunk).set_exclusive_start_key(from).send().await?;
            looked_at += usize::try_from(answer.scanned_count).unwrap_or_default();
            let found = answer.items.unwrap_or_default().into_iter().filter(|item| sort_key(item) != Some(&end));
            items.extend(found.take(wanted - items.len()));
            from = answer.last_evaluated_key;
            match from.as_ref().and_then(sort_key) {
                _ if items.len() >= wanted => break,
                None => break,
                Some(reached) if looked_at >= LOOKED_AT => {
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
