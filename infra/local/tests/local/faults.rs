use std::time::Duration;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_kms::types::MacAlgorithmSpec;
use local::{Fault, Stack};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::kms::{create_key, mac};
use crate::s3::presigned;
use crate::support::{create_bucket, create_table, dynamodb, exists, http, kms, put, stack};

async fn with_table() -> (Stack, aws_sdk_dynamodb::Client) {
    let stack = stack().await;
    let client = dynamodb(&stack);
    create_table(&client, "customers").await;
    (stack, client)
}

#[tokio::test]
async fn an_injected_status_is_an_error_of_the_sdk() {
    let (stack, client) = with_table().await;
    stack.dynamodb().set(Fault::status(400, "ProvisionedThroughputExceededException"));
    let error = put(&client, "customers", "1").send().await.unwrap_err();
    assert!(error.into_service_error().is_provisioned_throughput_exceeded_exception());
    stack.dynamodb().set(Fault::status(500, "InternalServerError"));
    let error = put(&client, "customers", "1").send().await.unwrap_err();
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 500);
    assert!(error.into_service_error().is_internal_server_error());

    stack.dynamodb().set(Fault::None);
    assert!(!exists(&client, "customers", "1").await);

    let keys = kms(&stack);
    let key = create_key(&keys).await;
    for (code, error_type) in [(500, "KMSInternalException"), (400, "DisabledException"), (400, "ThrottlingException")]
    {
        stack.kms().set(Fault::status(code, error_type).on("GenerateMac").times(1));
        assert_eq!(mac(&keys, &key, MacAlgorithmSpec::HmacSha256, b"m").await.unwrap_err(), error_type);
    }
    mac(&keys, &key, MacAlgorithmSpec::HmacSha256, b"m").await.unwrap();

    create_bucket(&stack).await;
    stack.s3().set(Fault::status(503, "SlowDown").on("PutObject").table("documents"));
    let refused = http().put(presigned(&stack, "PUT", "/documents/a")).body("x").send().await.unwrap();
    assert_eq!(refused.status(), 503);
    assert!(refused.text().await.unwrap().contains("<Code>SlowDown</Code>"));
    stack.sign_in_control().set(Fault::status(503, "temporarily_unavailable"));
    assert_eq!(http().get(&stack.endpoints().jwks_uri).send().await.unwrap().status(), 503);
}

#[tokio::test]
async fn a_refused_call_is_not_executed_but_a_lost_answers_call_is() {
    let (stack, client) = with_table().await;

    stack.dynamodb().set(Fault::Refuse.times(1));
    let error = put(&client, "customers", "refused").send().await.unwrap_err();
    assert!(matches!(error, SdkError::DispatchFailure(_)), "{error:?}");
    assert!(!exists(&client, "customers", "refused").await);

    stack.dynamodb().set(Fault::LoseAnswer.times(1));
    let error = put(&client, "customers", "lost").send().await.unwrap_err();
    assert!(matches!(error, SdkError::DispatchFailure(_)), "{error:?}");
    assert!(exists(&client, "customers", "lost").await);
}

#[tokio::test]
async fn a_hanging_call_continues_when_the_fault_is_cleared() {
    let (stack, client) = with_table().await;
    stack.dynamodb().set(Fault::Hang.on("PutItem"));
    let call = tokio::spawn(put(&client, "customers", "1").send());
    stack.dynamodb().hanging().wait_for(|calls| *calls > 0).await.unwrap();

    assert!(!call.is_finished());
    assert!(!exists(&client, "customers", "1").await);
    stack.dynamodb().clear();
    call.await.unwrap().unwrap();

    assert!(exists(&client, "customers", "1").await);
}

/// A call that its caller has abandoned must not take effect later.
#[tokio::test]
async fn an_abandoned_hanging_call_is_never_executed() {
    let (stack, client) = with_table().await;
    stack.dynamodb().record(true);
    stack.dynamodb().set(Fault::Hang.on("PutItem"));
    let call = tokio::spawn(put(&client, "customers", "1").send());
    stack.dynamodb().hanging().wait_for(|calls| *calls > 0).await.unwrap();
    call.abort();
    crate::support::eventually(async || stack.dynamodb().calls().len() == 1).await;

    stack.dynamodb().clear();
    assert!(!exists(&client, "customers", "1").await);
}

#[tokio::test]
async fn a_hanging_call_does_not_delay_the_stop() {
    let (stack, client) = with_table().await;
    stack.dynamodb().set(Fault::Hang);
    let call = tokio::spawn(put(&client, "customers", "1").send());
    stack.dynamodb().hanging().wait_for(|calls| *calls > 0).await.unwrap();
    tokio::time::timeout(Duration::from_secs(10), stack.stop()).await.unwrap();
    assert!(call.await.unwrap().is_err());
}

#[tokio::test]
async fn a_fault_can_be_restricted_to_one_operation_of_one_table() {
    let (stack, client) = with_table().await;
    create_table(&client, "replay").await;
    stack.dynamodb().set(Fault::status(400, "ThrottlingException").on("PutItem").table("replay").times(2));
    stack.dynamodb().add(Fault::status(400, "RequestLimitExceeded").on("GetItem"));

    put(&client, "customers", "1").send().await.unwrap();
    for _ in 0..2 {
        let error = put(&client, "replay", "1").send().await.unwrap_err().into_service_error();
        assert_eq!(error.code(), Some("ThrottlingException"));
    }
    put(&client, "replay", "1").send().await.unwrap();
    let read = client.get_item().table_name("customers").key("id", crate::support::text("1"));
    let error = read.send().await.unwrap_err().into_service_error();
    assert_eq!(error.code(), Some("RequestLimitExceeded"));
}

#[tokio::test]
async fn the_log_names_operation_and_table_while_it_is_on() {
    let (stack, client) = with_table().await;
    stack.dynamodb().set(Fault::Delay(Duration::ZERO));
    put(&client, "customers", "unlogged").send().await.unwrap();
    assert!(stack.dynamodb().calls().is_empty());

    create_bucket(&stack).await;
    for control in [stack.dynamodb(), stack.kms(), stack.s3(), stack.sign_in_control()] {
        control.record(true);
    }
    put(&client, "customers", "1").send().await.unwrap();
    exists(&client, "customers", "1").await;
    create_key(&kms(&stack)).await;
    http().put(presigned(&stack, "PUT", "/documents/a")).body("x").send().await.unwrap();
    http().get(&stack.endpoints().jwks_uri).send().await.unwrap();

    let calls = |control: &local::Control| -> Vec<(String, Option<String>)> {
        let named = |call: &local::Call| (call.operation.clone(), call.table().map(str::to_owned));
        control.calls().iter().map(named).collect()
    };
    let customers = Some("customers".to_owned());
    assert_eq!(
        calls(stack.dynamodb()),
        [("PutItem".to_owned(), customers.clone()), ("GetItem".to_owned(), customers),]
    );
    assert_eq!(calls(stack.kms()), [("CreateKey".to_owned(), None)]);
    assert_eq!(calls(stack.s3()), [("PutObject".to_owned(), Some("documents".to_owned()))]);
    assert_eq!(calls(stack.sign_in_control()), [("/.well-known/jwks.json".to_owned(), None)]);

    stack.dynamodb().clear_calls();
    stack.dynamodb().record(false);
    put(&client, "customers", "2").send().await.unwrap();
    assert!(stack.dynamodb().calls().is_empty());
}

#[tokio::test]
async fn one_connection_carries_many_calls() {
    let stack = stack().await;
    let address = stack.endpoints().kms.strip_prefix("http://").unwrap().to_owned();
    let mut connection = TcpStream::connect(&address).await.unwrap();
    for _ in 0..3 {
        let request = format!(
            "POST / HTTP/1.1\r\nhost: {address}\r\nx-amz-target: TrentService.ListKeys\r\ncontent-length: 2\r\n\r\n{{}}"
        );
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        while !answer.ends_with('}') {
            let mut chunk = [0; 1024];
            let length = connection.read(&mut chunk).await.unwrap();
            assert!(length > 0, "closed after {answer:?}");
            answer.push_str(std::str::from_utf8(&chunk[..length]).unwrap());
        }
        // The call is unsigned; a refusal is an answer as well.
        assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    }
}
