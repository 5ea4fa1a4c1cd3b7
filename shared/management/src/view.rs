//! An application as people see it.

use contract::application::{Application, ApplicationRecord, HmacKeyArn};
use runtime::Context;
use store::{Applications, StoreError};

/// `record` with when its keys were used.
pub(crate) async fn view(
    cx: &Context,
    applications: &Applications<'_>,
    record: ApplicationRecord,
) -> Result<Application, StoreError> {
    let (uses, hmac_key) = futures::future::try_join(applications.uses(&record), cx.hmac_key()).await?;
    Ok(Application::of(record, &uses, &hmac_key, cx.now()))
}

/// As [`view`], for several.
pub(crate) async fn views(
    cx: &Context,
    applications: &Applications<'_>,
    records: Vec<ApplicationRecord>,
) -> Result<Vec<Application>, StoreError> {
    let hmac_key: &HmacKeyArn = &cx.hmac_key().await?;
    let view = |record: ApplicationRecord| async {
        let uses = applications.uses(&record).await?;
        Ok(Application::of(record, &uses, hmac_key, cx.now()))
    };
    futures::future::try_join_all(records.into_iter().map(view)).await
}
