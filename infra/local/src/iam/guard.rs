//! Authentication and authorization in front of DynamoDB and KMS.

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};

use super::{Iam, demands, signature};
use crate::front::{Backend, LONGEST_JSON_BODY, Service, operation, refusal};

pub(super) async fn call(iam: Iam, service: Service, backend: Backend, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LONGEST_JSON_BODY).await else {
        return refusal(service, 413, "RequestEntityTooLarge", "the body is incomplete or too long");
    };
    let caller = match signature::caller(&iam, service, &parts, &body) {
        Ok(caller) => caller,
        Err(refused) => return refusal(service, 400, refused.error_type, &refused.message),
    };
    let operation = operation(service, &parts);
    let demands = match service {
        Service::DynamoDb => demands::dynamodb(&operation, &body),
        Service::Kms => demands::kms(&operation, &body),
        Service::S3 | Service::SignIn => None,
    };
    if let Err(denial) = iam.allows(&caller, demands.as_deref()) {
        return refusal(service, 400, "AccessDeniedException", &denial.to_string());
    }
    backend(Request::from_parts(parts, Body::from(body))).await
}
