//! Authentication and authorization in front of DynamoDB and KMS.

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};

use super::demands::{self, Demand};
use super::{Iam, signature};
use crate::front::{JsonBackend, JsonCall, LONGEST_JSON_BODY, Service, operation, refusal};

/// Service whose calls are checked here. `s3s` checks those of S3.
#[derive(Debug)]
pub(crate) struct Guarded {
    service: Service,
    /// Name of the service in signatures.
    pub(super) scope: &'static str,
    demands: fn(&str, &[u8]) -> Option<Vec<Demand>>,
}

pub(crate) const DYNAMODB: Guarded =
    Guarded { service: Service::DynamoDb, scope: "dynamodb", demands: demands::dynamodb };
pub(crate) const KMS: Guarded = Guarded { service: Service::Kms, scope: "kms", demands: demands::kms };

pub(super) async fn call(iam: Iam, guarded: &Guarded, backend: JsonBackend, request: Request<Body>) -> Response<Body> {
    let service = guarded.service;
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LONGEST_JSON_BODY).await else {
        return refusal(service, 413, "RequestEntityTooLarge", "the body is incomplete or too long");
    };
    let caller = match signature::caller(&iam, guarded, &parts, &body) {
        Ok(caller) => caller,
        Err(refusal) => return refusal.answer(service),
    };
    let operation = operation(service, &parts);
    let demands = (guarded.demands)(&operation, &body);
    if let Err(denial) = iam.allows(&caller, demands.as_deref()) {
        return refusal(service, 400, "AccessDeniedException", &denial.to_string());
    }
    backend(JsonCall { parts, operation, body }).await
}
