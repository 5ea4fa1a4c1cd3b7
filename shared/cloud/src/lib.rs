//! Access to AWS: region, credentials, endpoints, timeouts, retries.
//!
//! `store` and `keyhash` create the clients, each from its [`Service`].

use std::fmt;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{self, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;

/// Timeout for a connection.
const CONNECT: Duration = Duration::from_millis(1000);
/// Timeout for one attempt.
const ATTEMPT: Duration = Duration::from_millis(1500);
/// Timeout for a call with all attempts. The caller gets 503 before API Gateway's own timeout.
const OPERATION: Duration = Duration::from_millis(4000);
/// Most attempts per call.
const ATTEMPTS: u32 = 3;
/// Pause before the first retry, doubled and jittered from there.
const BACKOFF: Duration = Duration::from_millis(50);

/// Region and credentials.
#[derive(Clone)]
pub struct Settings {
    /// Region, such as `eu-central-1`.
    pub region: String,
    /// Id of the access key.
    pub access_key_id: String,
    /// Secret of the access key.
    pub secret_access_key: String,
    /// Session token of a role's temporary key.
    pub session_token: Option<String>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("region", &self.region).finish_non_exhaustive()
    }
}

/// Configuration for one service.
#[derive(Clone, Debug)]
pub struct Service(SdkConfig);

impl Service {
    /// Returns the configuration for the service's client.
    pub const fn config(&self) -> &SdkConfig {
        &self.0
    }
}

/// Configuration for AWS, with a TLS set-up shared by the services.
#[derive(Debug)]
pub struct Cloud(SdkConfig);

impl Cloud {
    /// Creates the configuration from these settings.
    ///
    /// A Lambda environment keeps its credentials as long as it lives, so they are set once.
    pub fn new(settings: Settings) -> Self {
        let credentials = Credentials::new(
            settings.access_key_id, settings.secret_access_key, settings.session_token, None, "environment",
        );
        let http = Builder::new().tls_provider(tls::Provider::Rustls(CryptoMode::AwsLc)).build_https();
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT)
            .operation_attempt_timeout(ATTEMPT)
            .operation_timeout(OPERATION)
            .build();
        let retries = RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(BACKOFF);
        let config = SdkConfig::builder()
            .region(Region::new(settings.region))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(http)
            .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
            .timeout_config(timeouts)
            .retry_config(retries)
            .build();
        Self(config)
    }

    /// Returns the configuration for a service: at AWS, or at `endpoint`.
    pub fn service(&self, endpoint: Option<&str>) -> Service {
        let mut builder = self.0.clone().into_builder();
        builder.set_endpoint_url(endpoint.map(str::to_owned));
        Service(builder.build())
    }
}

/// Error codes with status 4xx that are worth a retry.
///
/// Sources: "Error retries" in the DynamoDB Developer Guide, "Common errors" of S3 and KMS.
const RETRYABLE: &[&str] = &[
    "BandwidthLimitExceeded", "EC2ThrottledException", "ExpiredToken", "ExpiredTokenException",
    "LimitExceededException", "PriorRequestNotComplete", "ProvisionedThroughputExceededException",
    "RequestLimitExceeded", "RequestThrottled", "RequestThrottledException", "RequestTimeout",
    "RequestTimeoutException", "SlowDown", "ThrottledException", "Throttling", "ThrottlingException",
    "TooManyRequestsException", "TransactionCanceledException", "TransactionConflictException",
    "TransactionInProgressException",
];

/// Returns true if a service refused a call permanently: the same call would be refused again.
pub fn is_final<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    let SdkError::ServiceError(refused) = error else { return false };
    let code = refused.err().code();
    // Names of internal errors.
    let retryable = code.is_none_or(|code| {
        code.contains("Internal")
            || code.contains("Unavailable")
            || code.contains("Dependency")
            || RETRYABLE.contains(&code)
    });
    !retryable
}

/// Formats an error and its causes for the log. Their `Debug` is left out, since it can contain request data.
pub fn describe(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
