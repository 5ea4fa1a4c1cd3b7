//! Stack and clients of it without retries.

use std::path::Path;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use aws_types::SdkConfig;
use local::{AccessKey, Options, SignInClient, Stack, User};

use crate::s3::presigned;

pub(crate) const REDIRECT: &str = "http://127.0.0.1:5173/callback";
pub(crate) const PASSWORD: &str = "correct horse battery staple";

pub(crate) fn options() -> Options {
    Options {
        users: vec![User {
            username: "ada".to_owned(),
            password: PASSWORD.to_owned(),
            subject: "5f6c1a52-ada".to_owned(),
            email: "ada@partner.example".to_owned(),
        }],
        client: SignInClient {
            client_id: "console".to_owned(),
            redirect_uris: vec![REDIRECT.to_owned()],
            logout_uris: vec!["http://127.0.0.1:5173/".to_owned()],
        },
        ..Options::default()
    }
}

pub(crate) fn kept_in(data: &Path) -> Options {
    Options { data: Some(data.to_owned()), ..options() }
}

pub(crate) async fn stack() -> Stack {
    Stack::start(options()).await.unwrap()
}

/// Returns a stack with a bucket for documents.
pub(crate) async fn stack_with_bucket() -> Stack {
    let stack = stack().await;
    create_bucket(&stack).await;
    stack
}

pub(crate) async fn create_bucket(stack: &Stack) {
    let created = http().put(presigned(stack, "PUT", "/documents")).send().await.unwrap();
    assert_eq!(created.status(), 200);
}

/// Returns the configuration of a client without retries.
pub(crate) fn config(endpoint: &str, key: &AccessKey) -> aws_types::sdk_config::Builder {
    let credentials = Credentials::new(&key.id, &key.secret, key.session_token.clone(), None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .region(Region::new(local::REGION))
        .endpoint_url(endpoint)
        .retry_config(RetryConfig::disabled())
}

pub(crate) fn dynamodb(stack: &Stack) -> aws_sdk_dynamodb::Client {
    dynamodb_at(&stack.endpoints().dynamodb)
}

pub(crate) fn dynamodb_at(endpoint: &str) -> aws_sdk_dynamodb::Client {
    aws_sdk_dynamodb::Client::new(&config(endpoint, &AccessKey::of_operator()).build())
}

pub(crate) fn kms(stack: &Stack) -> aws_sdk_kms::Client {
    kms_at(&stack.endpoints().kms)
}

pub(crate) fn kms_at(endpoint: &str) -> aws_sdk_kms::Client {
    aws_sdk_kms::Client::new(&config(endpoint, &AccessKey::of_operator()).build())
}

/// Returns an HTTP client without redirects.
pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

pub(crate) async fn create_table(client: &aws_sdk_dynamodb::Client, name: &str) {
    client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .attribute_definitions(
            AttributeDefinition::builder().attribute_name("id").attribute_type(ScalarAttributeType::S).build().unwrap(),
        )
        .key_schema(KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash).build().unwrap())
        .send()
        .await
        .unwrap();
}

pub(crate) fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

pub(crate) fn put(
    client: &aws_sdk_dynamodb::Client,
    table: &str,
    id: &str,
) -> aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder {
    client.put_item().table_name(table).item("id", text(id))
}

pub(crate) async fn exists(client: &aws_sdk_dynamodb::Client, table: &str, id: &str) -> bool {
    let found = client.get_item().table_name(table).key("id", text(id)).consistent_read(true).send().await.unwrap();
    found.item.is_some()
}

/// Polls until the answer is true; fails after a long timeout.
pub(crate) async fn eventually<F: Future<Output = bool>>(mut ask: impl FnMut() -> F) {
    let patience = Duration::from_secs(30);
    tokio::time::timeout(patience, async {
        while !ask().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("the condition never became true");
}
