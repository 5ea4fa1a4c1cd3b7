use aws_sdk_kms::Client;
use aws_sdk_kms::error::ProvideErrorMetadata;
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::{KeySpec, KeyUsageType, MacAlgorithmSpec};

use crate::support::{kms, stack};

pub(crate) async fn create_key(client: &Client) -> String {
    let created =
        client.create_key().key_spec(KeySpec::Hmac256).key_usage(KeyUsageType::GenerateVerifyMac).send().await.unwrap();
    created.key_metadata.unwrap().arn.unwrap()
}

pub(crate) async fn mac(
    client: &Client,
    key: &str,
    algorithm: MacAlgorithmSpec,
    message: &[u8],
) -> Result<Vec<u8>, String> {
    let answer = client.generate_mac().key_id(key).mac_algorithm(algorithm).message(Blob::new(message)).send().await;
    match answer {
        Ok(answer) => Ok(answer.mac.unwrap().into_inner()),
        Err(error) => Err(error.into_service_error().code().unwrap_or("no code").to_owned()),
    }
}

#[tokio::test]
async fn a_mac_is_that_of_key_and_message() {
    let stack = stack().await;
    let client = kms(&stack);
    let key = create_key(&client).await;
    assert!(key.starts_with(&format!("arn:aws:kms:{}:{}:key/", local::REGION, local::ACCOUNT_ID)), "{key}");
    let made = mac(&client, &key, MacAlgorithmSpec::HmacSha256, b"a message").await.unwrap();
    assert_eq!(made.len(), 32);
    assert_eq!(mac(&client, &key, MacAlgorithmSpec::HmacSha256, b"a message").await.unwrap(), made);
    assert_ne!(mac(&client, &key, MacAlgorithmSpec::HmacSha256, b"another").await.unwrap(), made);
}

#[tokio::test]
async fn requests_that_aws_refuses_are_refused() {
    let stack = stack().await;
    let client = kms(&stack);
    let key = create_key(&client).await;
    client.create_alias().alias_name("alias/api-keys").target_key_id(&key).send().await.unwrap();
    let sha256 = MacAlgorithmSpec::HmacSha256;

    assert!(mac(&client, &key, sha256.clone(), &[7; 4096]).await.is_ok());
    assert_eq!(mac(&client, &key, sha256.clone(), &[7; 4097]).await.unwrap_err(), "ValidationException");
    for named in [&key, "alias/api-keys"] {
        let error = mac(&client, named, MacAlgorithmSpec::HmacSha512, b"m").await.unwrap_err();
        assert_eq!(error, "InvalidKeyUsageException", "{named}");
    }
    let unknown = key.replace("key/", "key/0");
    assert_eq!(mac(&client, &unknown, sha256, b"m").await.unwrap_err(), "NotFoundException");
}

#[tokio::test]
async fn a_disabled_key_makes_no_macs_until_it_is_enabled() {
    let stack = stack().await;
    let client = kms(&stack);
    let key = create_key(&client).await;
    let sha256 = MacAlgorithmSpec::HmacSha256;

    client.disable_key().key_id(&key).send().await.unwrap();
    assert_eq!(mac(&client, &key, sha256.clone(), b"m").await.unwrap_err(), "DisabledException");
    client.enable_key().key_id(&key).send().await.unwrap();
    assert!(mac(&client, &key, sha256, b"m").await.is_ok());
}
