//! Checks of AWS that `winterbaume-kms` lacks.

use axum::body::Bytes;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;
use winterbaume_kms::KmsService;

use super::{Refusal, ask};

const LONGEST_MESSAGE: usize = 4096;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MacRequest {
    key_id: String,
    message: String,
    mac_algorithm: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    key_metadata: Metadata,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    arn: String,
    key_spec: String,
}

/// Refuses requests that only AWS would refuse. Others are left to the service.
pub(super) async fn check(service: &KmsService, operation: &str, body: &[u8]) -> Result<(), Refusal> {
    if !matches!(operation, "GenerateMac" | "VerifyMac") {
        return Ok(());
    }
    let Ok(request) = serde_json::from_slice::<MacRequest>(body) else {
        return Ok(());
    };
    message_is_short_enough(&request.message)?;
    algorithm_is_the_keys(service, &request).await
}

fn message_is_short_enough(message: &str) -> Result<(), Refusal> {
    let too_long = STANDARD.decode(message).is_ok_and(|message| message.len() > LONGEST_MESSAGE);
    if too_long {
        return Err(Refusal::invalid(format!(
            "1 validation error detected: Value at 'message' failed to satisfy constraint: \
             Member must have length less than or equal to {LONGEST_MESSAGE}"
        )));
    }
    Ok(())
}

async fn algorithm_is_the_keys(service: &KmsService, request: &MacRequest) -> Result<(), Refusal> {
    let question = json!({ "KeyId": request.key_id }).to_string();
    let answer = ask(service, "DescribeKey", Bytes::from(question)).await;
    // The service itself refuses an unknown key.
    let Ok(described) = serde_json::from_slice::<Described>(&answer.body) else {
        return Ok(());
    };
    let Metadata { arn, key_spec } = described.key_metadata;
    let mismatch = match (key_spec.strip_prefix("HMAC_"), request.mac_algorithm.strip_prefix("HMAC_SHA_")) {
        (Some(of_key), Some(asked)) => of_key != asked,
        _ => false,
    };
    if mismatch {
        return Err(Refusal {
            code: 400,
            error_type: "InvalidKeyUsageException",
            message: format!("{arn} key spec {key_spec} does not support the MAC algorithm {}.", request.mac_algorithm),
        });
    }
    Ok(())
}
