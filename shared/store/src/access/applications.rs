//! Reads of applications: of an organization for people, and by id for judging a request.

use std::sync::Arc;

use std::collections::HashMap;

use contract::application::ApplicationName;
use contract::id::{ApplicationId, OrganizationId};
use contract::name::look_alike;
use contract::page::{Limit, Page, PageQuery};
use contract::refused_request::RefusedRequest;
use contract::table::Table;
use contract::time::Timestamp;
use domain::application::{ApplicationRecord, LastUse};
use sha2::{Digest as _, Sha256};
use verify::backend::BackendError;

use super::application_item::{SORT, from_item};
use super::organizations::partition;
use crate::error::StoreError;
use crate::item::{Item, key};
use crate::tables::Store;

/// API applications of one organization.
#[derive(Clone, Copy, Debug)]
pub struct Applications<'a> {
    pub(super) store: &'a Store,
    pub(super) organization: &'a OrganizationId,
}

/// Prefix of the sort keys of an organization's applications.
const LIST_PREFIX: &str = "APPLICATION#";

/// Key of an organization's application in its list.
pub(super) fn listed_key(organization: &OrganizationId, id: &ApplicationId) -> Item {
    key(partition(organization), format!("{LIST_PREFIX}{id}"))
}

/// Keys of a name in an organization: as written, and by its look.
///
/// The first key is older than the comparison by look. It is still written, so old names stay taken. A name stored
/// earlier may lack the last two until it is changed.
pub(super) fn name_keys(organization: &OrganizationId, name: &ApplicationName) -> [Item; 4] {
    let written = name.as_str().trim().to_lowercase();
    // DynamoDB allows 1,024 bytes in a sort key. Few looks are that long: those with several characters for one.
    let [small, capitals, strokes] = look_alike(name.as_str())
        .map(|looks| if looks.len() > 512 { hex::encode(Sha256::digest(looks)) } else { looks });
    [
        format!("NAME#{written}"),
        format!("LOOKS#{small}"),
        format!("LOOKS_CAPITALS#{capitals}"),
        format!("LOOKS_STROKES#{strokes}"),
    ]
    .map(|place| key(partition(organization), place))
}

impl verify::backend::Applications for Store {
    async fn find(&self, id: &ApplicationId) -> Result<Option<Arc<ApplicationRecord>>, BackendError> {
        Ok(self.application(id).await?.map(Arc::new))
    }
}

impl Store {
    async fn application(&self, id: &ApplicationId) -> Result<Option<ApplicationRecord>, StoreError> {
        self.item(Table::Access, key(id.as_str(), SORT)).await?.map(from_item).transpose()
    }
}

impl<'a> Applications<'a> {
    pub(crate) const fn new(store: &'a Store, organization: &'a OrganizationId) -> Self {
        Self { store, organization }
    }

    /// Reads one of the organization's applications, strongly consistent.
    pub async fn get(&self, id: &ApplicationId) -> Result<Option<ApplicationRecord>, StoreError> {
        let found = self.store.application(id).await?;
        Ok(found.filter(|record| record.organization == *self.organization))
    }

    /// Returns the last uses of an application's keys.
    pub async fn last_uses(&self, record: &ApplicationRecord) -> Result<Vec<LastUse>, StoreError> {
        self.store.last_uses(&record.id).await
    }

    /// Returns a page of an application's refused requests, newest first. They are kept for 7 days.
    pub async fn refusals(
        &self,
        record: &ApplicationRecord,
        page: &PageQuery,
        now: Timestamp,
    ) -> Result<Page<RefusedRequest>, StoreError> {
        self.store.refusals(&record.id, page, now).await
    }

    /// Reads all applications, newest first.
    pub(super) async fn all(&self) -> Result<Vec<ApplicationRecord>, StoreError> {
        let (mut all, mut page) = (Vec::new(), PageQuery { cursor: None, limit: Some(Limit::MOST) });
        loop {
            let found = self.list(page).await?;
            let next = found.next().cloned();
            all.extend(found.into_items());
            match next {
                Some(cursor) => page = PageQuery { cursor: Some(cursor), limit: Some(Limit::MOST) },
                None => return Ok(all),
            }
        }
    }

    /// Returns a page of the applications, newest first.
    pub async fn list(&self, page: PageQuery) -> Result<Page<ApplicationRecord>, StoreError> {
        let ids = self.store.read_list(&partition(self.organization), LIST_PREFIX, &page).await?;
        let found = self.read_all(ids.items()).await?;
        let mut found: HashMap<String, _> = found.into_iter().map(|record| (record.id.to_string(), record)).collect();
        Ok(ids.filter_map(|id| found.remove(&id)))
    }

    /// Reads the applications with these ids, newest first.
    async fn read_all(&self, ids: &[String]) -> Result<Vec<ApplicationRecord>, StoreError> {
        let keys = ids.iter().map(|id| key(id, SORT)).collect();
        let items = self.store.read_batch(Table::Access, keys).await?;
        let mut found = items.into_iter().map(from_item).collect::<Result<Vec<_>, _>>()?;
        found.sort_by(|a, b| b.id.cmp(&a.id));
        Ok(found)
    }
}
