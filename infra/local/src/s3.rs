//! S3: `s3s` over files, path style, with checked signatures.

mod checks;

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use axum::body::Body;
use axum::http::{Request, Response};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;

use crate::data::unusable;
use crate::front::{Backend, Service, refusal};
use crate::iam::{self, Iam};

pub(crate) fn open(folder: &Path, iam: &Iam) -> Result<Backend> {
    let files = FileSystem::new(folder).map_err(|error| anyhow!("{}: {error:?}", unusable(folder)))?;
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_auth(iam::Auth(iam.clone()));
    builder.set_access(iam::Access(iam.clone()));
    let (service, iam) = (builder.build(), iam.clone());
    Ok(Arc::new(move |request| Box::pin(call(service.clone(), iam.clone(), request))))
}

async fn call(service: S3Service, iam: Iam, request: Request<Body>) -> Response<Body> {
    let request = match checks::check(request).await {
        Ok(request) => request,
        Err(refused) => return refused,
    };
    let if_match = checks::if_match(&request);
    let may_list = iam::may_list(&iam, request.headers(), request.uri());
    match service.call(request.map(s3s::Body::http_body_unsync)).await {
        Ok(answer) => checks::hide_missing_key(may_list, checks::check_if_match(if_match, answer.map(Body::new))),
        Err(error) => refusal(Service::S3, 500, "InternalError", &format!("{error:?}")),
    }
}
