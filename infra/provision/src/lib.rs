//! Provisioning of a local AWS. Creates tables, buckets, the HMAC key, and demo users.

#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests have no Context"))]

pub mod api;
mod names;
pub mod roles;
pub mod template;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};
use aws_sdk_dynamodb::types as ddb;
use aws_sdk_kms::types as kms;
use contract::id::{IdSeed, OrganizationId};
use contract::member::{Membership, Role};
use contract::organization::{Organization, OrganizationKind};
use contract::table::{Table, TableShape};
use contract::time::Timestamp;
use local::{Endpoints, User};
use store::{Store, WATCH_LIST_KEY, WriteError};

use template::HmacKeys;

pub use names::{DOCUMENTS_BUCKET, STACK_NAME, TABLE_PREFIX, WATCH_LIST_BUCKET};

/// Invented watch list, which allows for both outcomes of screening.
const WATCH_LIST: &[u8] = include_bytes!("watch_list.csv");
/// Client id of the console at the local sign-in service.
pub const CLIENT_ID: &str = "console";
/// Largest payments that one admin may approve and process. Same as in the template.
const ONE_PERSON_LIMITS: &str = "USD=10000,USDC=10000,USDT=10000,DAI=10000";
/// Alias to look up the local HMAC key. Functions never see it: they get the ARN.
const HMAC_ALIAS: &str = "alias/nuvera-local-api-keys";
/// Creation time of the demo organizations. A constant keeps their ids stable.
const FOUNDED: Timestamp = Timestamp::from_seconds(1_767_225_600);

/// Demo user.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DemoUser {
    /// User of the partner organization.
    Partner,
    /// User of another partner organization.
    OtherPartner,
    /// Nuvera admin.
    Admin,
    /// Another Nuvera admin. Large payments need two, and for 7 days an admin who created a credential may not decide
    /// payments of its organization.
    SecondAdmin,
    /// User of the customer platform, without any permission here.
    CustomerUser,
}

impl DemoUser {
    /// All demo users.
    pub const ALL: [Self; 5] = [Self::Partner, Self::OtherPartner, Self::Admin, Self::SecondAdmin, Self::CustomerUser];

    /// Returns the name in `dev.json` and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Partner => "partner",
            Self::OtherPartner => "otherPartner",
            Self::Admin => "admin",
            Self::SecondAdmin => "secondAdmin",
            Self::CustomerUser => "customerUser",
        }
    }

    /// Returns the user's sign-in.
    #[must_use]
    pub fn sign_in(self) -> User {
        let (username, subject) = match self {
            Self::Partner => ("ada@acme.example", "5d1f8f0e-0001-4000-8000-000000000001"),
            Self::OtherPartner => ("grace@globex.example", "5d1f8f0e-0002-4000-8000-000000000002"),
            Self::Admin => ("alan@nuvera.example", "5d1f8f0e-0003-4000-8000-000000000003"),
            Self::SecondAdmin => ("barbara@nuvera.example", "5d1f8f0e-0005-4000-8000-000000000005"),
            Self::CustomerUser => ("carol@customer.example", "5d1f8f0e-0004-4000-8000-000000000004"),
        };
        User {
            username: username.to_owned(),
            password: format!("demo-{}", self.name()),
            subject: subject.to_owned(),
            email: username.to_owned(),
        }
    }

    /// Returns the organization of a partner user.
    #[must_use]
    pub fn organization(self) -> Option<OrganizationId> {
        let id = |random| OrganizationId::new(IdSeed { millis: FOUNDED.millis().unsigned_abs(), random });
        match self {
            Self::Partner => Some(id(1)),
            Self::OtherPartner => Some(id(2)),
            Self::Admin | Self::SecondAdmin | Self::CustomerUser => None,
        }
    }

    const fn role(self) -> Role {
        match self {
            Self::Partner | Self::OtherPartner => Role::PartnerUser,
            Self::Admin | Self::SecondAdmin => Role::NuveraAdmin,
            Self::CustomerUser => Role::CustomerUser,
        }
    }
}

/// Returns the client configuration for a local AWS.
#[must_use]
pub fn cloud() -> cloud::Cloud {
    cloud::Cloud::new(cloud::Settings {
        region: local::REGION.to_owned(),
        access_key_id: local::ACCESS_KEY_ID.to_owned(),
        secret_access_key: local::SECRET_ACCESS_KEY.to_owned(),
        session_token: None,
    })
}

/// Provisions the AWS at `endpoints`, once. Returns the functions' environment. Partners reach the functions at
/// `public_url`; `cursor_key` authenticates their cursors.
///
/// # Errors
/// If a service refuses.
pub async fn provision(
    endpoints: &Endpoints,
    public_url: &str,
    cursor_key: String,
) -> Result<BTreeMap<&'static str, String>> {
    let cloud = cloud();
    let dynamodb = cloud.service(Some(&endpoints.dynamodb));
    create_tables(&dynamodb_client(&dynamodb)).await?;
    let hmac_key = hmac_key(&kms_client(&cloud.service(Some(&endpoints.kms)))).await?;
    let s3 = s3_client(&cloud.service(Some(&endpoints.s3)));
    for bucket in [DOCUMENTS_BUCKET, WATCH_LIST_BUCKET] {
        create_bucket(&s3, bucket).await.with_context(|| format!("bucket {bucket}"))?;
    }
    install_watch_list(&s3).await.context("the watch list")?;
    create_people(&Store::new(&dynamodb, TABLE_PREFIX)).await?;
    let mut environment = BTreeMap::from([
        ("TABLE_PREFIX", TABLE_PREFIX.to_owned()),
        ("DOCUMENTS_BUCKET", DOCUMENTS_BUCKET.to_owned()),
        ("WATCH_LIST_BUCKET", WATCH_LIST_BUCKET.to_owned()),
        ("HMAC_KEY_ARN", hmac_key),
        ("CURSOR_KEY", cursor_key),
        ("KEY_MODE", "test".to_owned()),
        ("PUBLIC_URL", public_url.to_owned()),
        ("PRICE_VALID_SECONDS", "86400".to_owned()),
        ("ONE_PERSON_LIMITS", ONE_PERSON_LIMITS.to_owned()),
        ("OIDC_ISSUER", endpoints.issuer.clone()),
        ("OIDC_JWKS_URL", endpoints.jwks_uri.clone()),
        ("OIDC_CLIENT_ID", CLIENT_ID.to_owned()),
        ("AWS_REGION", local::REGION.to_owned()),
        ("AWS_ACCESS_KEY_ID", local::ACCESS_KEY_ID.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", local::SECRET_ACCESS_KEY.to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", endpoints.dynamodb.clone()),
        ("AWS_ENDPOINT_URL_KMS", endpoints.kms.clone()),
        ("AWS_ENDPOINT_URL_S3", endpoints.s3.clone()),
    ]);
    // A variable that the template does not set is missing on AWS.
    let deployed = template::variables()?;
    environment.retain(|name, _| deployed.contains(*name) || name.starts_with("AWS_") || *name == "OIDC_JWKS_URL");
    Ok(environment)
}

/// Length of a key from [`new_cursor_key`], in characters.
pub const CURSOR_KEY_LENGTH: usize = 64;

/// Creates a random key for cursors: 256 bits in hexadecimal.
///
/// # Errors
/// If the system has no randomness.
pub fn new_cursor_key() -> Result<String> {
    Ok(hex::encode(random::<{ CURSOR_KEY_LENGTH / 2 }>()?))
}

/// Returns the operation of a command that runs once.
///
/// # Errors
/// If the system has no randomness.
pub fn once() -> Result<store::Operation> {
    Ok(store::Operation::once(random()?))
}

/// Returns random bytes.
///
/// # Errors
/// If the system has no randomness.
#[expect(clippy::disallowed_methods, reason = "a developer's tool has no Context")]
pub fn random<const LENGTH: usize>() -> Result<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// Returns a client of the DynamoDB behind `service`.
#[must_use]
pub fn dynamodb_client(service: &cloud::Service) -> aws_sdk_dynamodb::Client {
    let config = aws_sdk_dynamodb::config::Builder::from(service.config())
        .behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::latest());
    aws_sdk_dynamodb::Client::from_conf(config.build())
}

/// Returns a client of the S3 behind `service`.
#[must_use]
pub fn s3_client(service: &cloud::Service) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::config::Builder::from(service.config())
        .behavior_version(aws_sdk_s3::config::BehaviorVersion::latest())
        .force_path_style(true);
    aws_sdk_s3::Client::from_conf(config.build())
}

/// Returns a client of the KMS behind `service`.
#[must_use]
pub fn kms_client(service: &cloud::Service) -> aws_sdk_kms::Client {
    let config = aws_sdk_kms::config::Builder::from(service.config())
        .behavior_version(aws_sdk_kms::config::BehaviorVersion::latest());
    aws_sdk_kms::Client::from_conf(config.build())
}

async fn create_tables(client: &aws_sdk_dynamodb::Client) -> Result<()> {
    for table in Table::ALL {
        let name = format!("{TABLE_PREFIX}{}", table.name());
        create_table(client, &name, table.shape()).await.with_context(|| format!("table {name}"))?;
    }
    Ok(())
}

async fn create_table(client: &aws_sdk_dynamodb::Client, name: &str, shape: TableShape) -> Result<()> {
    let mut attributes = vec!["pk"];
    if shape.sorted {
        attributes.push("sk");
    }
    attributes.extend(shape.indexes.iter().map(|index| index.partition));
    let indexes: Vec<_> = shape
        .indexes
        .iter()
        .map(|index| {
            ddb::GlobalSecondaryIndex::builder()
                .index_name(index.name)
                .key_schema(key(index.partition, ddb::KeyType::Hash)?)
                .key_schema(key(index.sort, ddb::KeyType::Range)?)
                .projection(ddb::Projection::builder().projection_type(ddb::ProjectionType::All).build())
                .build()
                .context("index")
        })
        .collect::<Result<_>>()?;
    let mut create = client
        .create_table()
        .table_name(name)
        .billing_mode(ddb::BillingMode::PayPerRequest)
        .key_schema(key("pk", ddb::KeyType::Hash)?);
    if shape.sorted {
        create = create.key_schema(key("sk", ddb::KeyType::Range)?);
    }
    for attribute in attributes {
        let definition = ddb::AttributeDefinition::builder()
            .attribute_name(attribute)
            .attribute_type(ddb::ScalarAttributeType::S)
            .build()?;
        create = create.attribute_definitions(definition);
    }
    if !indexes.is_empty() {
        create = create.set_global_secondary_indexes(Some(indexes));
    }
    match create.send().await {
        Ok(_) => {}
        Err(error) if error.as_service_error().is_some_and(|error| error.is_resource_in_use_exception()) => {
            return check_table(client, name, shape).await;
        }
        Err(error) => return Err(error.into()),
    }
    if let Some(ttl) = shape.ttl {
        let ttl = ddb::TimeToLiveSpecification::builder().enabled(true).attribute_name(ttl).build()?;
        client.update_time_to_live().table_name(name).time_to_live_specification(ttl).send().await?;
    }
    Ok(())
}

/// Checks that an existing table has the expected indexes.
async fn check_table(client: &aws_sdk_dynamodb::Client, name: &str, shape: TableShape) -> Result<()> {
    let found = client.describe_table().table_name(name).send().await?.table.context("no description")?;
    let found: BTreeSet<_> =
        found.global_secondary_indexes().iter().filter_map(|index| index.index_name().map(str::to_owned)).collect();
    if found != shape.indexes.iter().map(|index| index.name.to_owned()).collect() {
        bail!("it was made by an earlier version and has other indexes: remove the data folder to begin anew");
    }
    Ok(())
}

fn key(name: &str, kind: ddb::KeyType) -> Result<ddb::KeySchemaElement> {
    Ok(ddb::KeySchemaElement::builder().attribute_name(name).key_type(kind).build()?)
}

async fn create_bucket(client: &aws_sdk_s3::Client, name: &str) -> Result<()> {
    match client.create_bucket().bucket(name).send().await {
        Ok(_) => Ok(()),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(|error| error.is_bucket_already_owned_by_you() || error.is_bucket_already_exists()) =>
        {
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Uploads the invented watch list if there is none. A developer may have installed another.
async fn install_watch_list(client: &aws_sdk_s3::Client) -> Result<()> {
    let found = client.head_object().bucket(WATCH_LIST_BUCKET).key(WATCH_LIST_KEY).send().await;
    match found {
        Ok(_) => return Ok(()),
        Err(error) if error.as_service_error().is_some_and(|error| error.is_not_found()) => {}
        Err(error) => return Err(error.into()),
    }
    client.put_object().bucket(WATCH_LIST_BUCKET).key(WATCH_LIST_KEY).body(WATCH_LIST.to_vec().into()).send().await?;
    Ok(())
}

/// Returns the ARN of the key that hashes API keys. Creates the key if there is none.
async fn hmac_key(client: &aws_sdk_kms::Client) -> Result<String> {
    let found = match client.describe_key().key_id(HMAC_ALIAS).send().await {
        Ok(answer) => answer.key_metadata,
        Err(error) if error.as_service_error().is_some_and(|error| error.is_not_found_exception()) => None,
        Err(error) => return Err(error.into()),
    };
    let metadata = match found {
        Some(metadata) => metadata,
        None => {
            let created = create_hmac_key(client, None).await?;
            client.create_alias().alias_name(HMAC_ALIAS).target_key_id(created.key_id()).send().await?;
            created
        }
    };
    metadata.arn.context("the KMS key has no ARN")
}

/// Creates a KMS key that hashes API keys, with this policy or KMS's default.
///
/// # Errors
/// If KMS refuses.
pub async fn create_hmac_key(client: &aws_sdk_kms::Client, policy: Option<String>) -> Result<kms::KeyMetadata> {
    let create = client.create_key().key_spec(kms::KeySpec::Hmac256).key_usage(kms::KeyUsageType::GenerateVerifyMac);
    let created = create.description("Hashes API keys").set_policy(policy).send().await?;
    created.key_metadata.context("KMS made no key")
}

/// Lists the HMAC keys of a local AWS. These are the deployment's own and those from `cargo xtask hmac-key`.
///
/// # Errors
/// If KMS refuses, or there is none.
pub async fn hmac_keys(endpoints: &Endpoints) -> Result<HmacKeys> {
    let client = kms_client(&cloud().service(Some(&endpoints.kms)));
    let own = hmac_key_of(&client, HMAC_ALIAS).await?.context("there is no HMAC key")?;
    let mut further = Vec::new();
    let mut keys = client.list_keys().into_paginator().items().send();
    while let Some(key) = keys.try_next().await? {
        let arn = hmac_key_of(&client, key.key_id().unwrap_or_default()).await?;
        further.extend(arn.filter(|arn| *arn != own));
    }
    Ok(HmacKeys { own, further })
}

/// Returns the ARN of a KMS key if it is for HMAC-SHA-256.
async fn hmac_key_of(client: &aws_sdk_kms::Client, key: &str) -> Result<Option<String>> {
    let found = client.describe_key().key_id(key).send().await?.key_metadata;
    Ok(found.filter(|found| found.key_spec == Some(kms::KeySpec::Hmac256)).and_then(|found| found.arn))
}

async fn create_people(store: &Store) -> Result<()> {
    let set_up = once()?;
    for user in DemoUser::ALL {
        if let Some(id) = user.organization() {
            let name = if user == DemoUser::Partner { "Acme Payments" } else { "Globex Remittance" };
            let organization = Organization {
                id,
                name: name.parse()?,
                kind: OrganizationKind::Partner,
                enabled: true,
                created_at: FOUNDED,
                updated_at: FOUNDED,
                revision: 1,
            };
            match store.organizations().create(&organization, &[], &set_up).await {
                // The item exists from an earlier start.
                Ok(()) | Err(WriteError::Changed) => {}
                Err(error) => bail!("{error:?}"),
            }
        }
        let sign_in = user.sign_in();
        let membership = Membership {
            user_id: sign_in.subject.parse()?,
            email: sign_in.email.parse()?,
            role: user.role(),
            organization_id: user.organization(),
            added_at: FOUNDED,
            updated_at: FOUNDED,
        };
        store.memberships().put(&membership, &set_up).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    }
    Ok(())
}
