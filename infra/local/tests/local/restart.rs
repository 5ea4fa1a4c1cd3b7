use std::os::unix::fs::PermissionsExt;

use aws_sdk_kms::types::{KeySpec, KeyUsageType, MacAlgorithmSpec};
use local::Stack;
use tempfile::TempDir;

use crate::kms::{create_key, mac};
use crate::s3::presigned;
use crate::sign_in::verified;
use crate::support::{create_bucket, create_table, dynamodb, exists, http, kept_in, kms, put};

#[tokio::test]
async fn all_data_survives_a_restart() {
    let data = TempDir::new().unwrap();
    let sha256 = MacAlgorithmSpec::HmacSha256;

    let stack = Stack::start(kept_in(data.path())).await.unwrap();
    create_table(&dynamodb(&stack), "customers").await;
    put(&dynamodb(&stack), "customers", "one").send().await.unwrap();
    let client = kms(&stack);
    let (key, disabled) = (create_key(&client).await, create_key(&client).await);
    client.create_alias().alias_name("alias/api-keys").target_key_id(&key).send().await.unwrap();
    client.disable_key().key_id(&disabled).send().await.unwrap();
    let before = mac(&client, &key, sha256.clone(), b"m").await.unwrap();
    create_bucket(&stack).await;
    http().put(presigned(&stack, "PUT", "/documents/a")).body("a document").send().await.unwrap();
    let token = stack.sign_in().access_token("ada").unwrap();
    let issuer = stack.endpoints().issuer.clone();
    stack.stop().await;

    let stack = Stack::start(kept_in(data.path())).await.unwrap();
    assert!(exists(&dynamodb(&stack), "customers", "one").await);
    let client = kms(&stack);
    assert_eq!(mac(&client, &key, sha256.clone(), b"m").await.unwrap(), before);
    assert_eq!(mac(&client, "alias/api-keys", sha256.clone(), b"m").await.unwrap(), before);
    assert_eq!(mac(&client, &disabled, sha256, b"m").await.unwrap_err(), "DisabledException");
    let document = http().get(presigned(&stack, "GET", "/documents/a")).send().await.unwrap();
    assert_eq!(document.text().await.unwrap(), "a document");
    assert_eq!(verified(&stack, &issuer, &token).await.unwrap()["sub"], "5f6c1a52-ada");
}

#[tokio::test]
async fn secrets_are_readable_by_their_owner_only() {
    let data = TempDir::new().unwrap();
    let stack = Stack::start(kept_in(data.path())).await.unwrap();
    create_key(&kms(&stack)).await;
    for file in ["kms.json", "sign-in-key.pem"] {
        let mode = std::fs::metadata(data.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[tokio::test]
async fn a_key_that_cannot_be_stored_is_not_created() {
    let data = TempDir::new().unwrap();
    let stack = Stack::start(kept_in(data.path())).await.unwrap();
    // A folder in the file's place, which no rename can replace.
    std::fs::create_dir_all(data.path().join("kms.json/in-the-way")).unwrap();
    let client = kms(&stack);

    let error = client
        .create_key()
        .key_spec(KeySpec::Hmac256)
        .key_usage(KeyUsageType::GenerateVerifyMac)
        .send()
        .await
        .unwrap_err()
        .into_service_error();

    assert!(error.is_kms_internal_exception(), "{error:?}");
    assert!(client.list_keys().send().await.unwrap().keys().is_empty());
}

#[tokio::test]
async fn a_damaged_file_is_named_and_left_alone() {
    for file in ["kms.json", "sign-in-key.pem", "dynamodb.sqlite"] {
        let data = TempDir::new().unwrap();
        let path = data.path().join(file);
        std::fs::write(&path, "not what it should be").unwrap();
        let error = Stack::start(kept_in(data.path())).await.unwrap_err();
        assert!(error.to_string().starts_with(&format!("{} is damaged", path.display())), "{file}: {error:?}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "not what it should be");
    }
}
