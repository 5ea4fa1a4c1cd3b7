//! Failure to start.

use crate::StartError;
use crate::front::Service;

/// Reason why DynamoDB does not start.
pub(super) fn failed(reason: String) -> StartError {
    StartError::Service { service: Service::DynamoDb, reason }
}
