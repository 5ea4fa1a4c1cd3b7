//! How AWS is reached: region, credentials, endpoints, timeouts, retries. The clients themselves are
//! made in `store` and `keyhash`, each from its [`Service`].

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

/// How long a connection may take to come up.
const CONNECT: Duration = Duration::from_millis(1000);
/// How long one attempt may take.
const ATTEMPT: Duration = Duration::from_millis(1500);
/// How long a call may take with all its attempts: a caller is told 503 before API Gateway gives up.
const OPERATION: Duration = Duration::from_millis(4000);
/// Attempts at a call.
const ATTEMPTS: u32 = 3;
/// The pause before the first further attempt, doubled and jittered from there.
const BACKOFF: Duration = Duration::from_millis(50);

/// Who calls AWS, where.
#[derive(Clone)]
pub struct Settings {
    /// The region, such as `eu-central-1`.
    pub region: String,
    /// The access key's id.
    pub access_key_id: String,
    /// The access key's secret.
    pub secret_access_key: String,
    /// What a role's temporary key comes with.
    pub session_token: Option<String>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("region", &self.region).finish_non_exhaustive()
    }
}

/// The way to one service.
#[derive(Clone, Debug)]
pub struct Service(SdkConfig);

impl Service {
    /// What the service's client is made from.
    #[must_use]
    pub const fn config(&self) -> &SdkConfig {
        &self.0
    }
}

/// The way to AWS; services share its TLS set-up.
#[derive(Debug)]
pub struct Cloud(SdkConfig);

impl Cloud {
    /// The way to AWS with these settings. A Lambda environment keeps its credentials as long as it lives,
    /// so they are given once.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let credentials = Credentials::new(
            settings.access_key_id,
            settings.secret_access_key,
            settings.session_token,
            None,
            "environment",
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

    /// The way to a service: at AWS, or at `endpoint`.
    #[must_use]
    pub fn service(&self, endpoint: Option<&str>) -> Service {
        let mut builder = self.0.clone().into_builder();
        builder.set_endpoint_url(endpoint.map(str::to_owned));
        Service(builder.build())
    }
}

/// Error codes with status 4xx of calls that are worth a retry ("Error retries" in the DynamoDB Developer Guide,
/// "Common errors" of S3 and KMS).
const PASSING: &[&str] = &[
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "ExpiredTokenException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestTimeout",
    "RequestTimeoutException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionCanceledException",
    "TransactionConflictException",
    "TransactionInProgressException",
];

/// Returns true if a service refused a call for good: the same call would be refused again.
pub fn is_final<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    let SdkError::ServiceError(refused) = error else { return false };
    let code = refused.err().code();
    // Errors of the service's own say that they are.
    let own = code.is_none_or(|code| {
        code.contains("Internal")
            || code.contains("Unavailable")
            || code.contains("Dependency")
            || PASSING.contains(&code)
    });
    !own
}

/// An error and its causes, for the log. Leaves out their `Debug`, which may hold what was sent.
#[must_use]
pub fn describe(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
