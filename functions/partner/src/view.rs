//! An application as people see it.

use contract::application::{Application, ApplicationRecord};
use runtime::Context;
use store::{Applications, StoreError};

/// `record` with when its keys were used.
pub(crate) async fn view(
    cx: &Context,
    applications: &Applications<'_>,
    record: ApplicationRecord,
) -> Result<Application, StoreError> {
    let uses = applications.uses(&record).await?;
    Ok(Application::of(record, &uses, cx.now()))
}
