//! Stack of all services.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Result, bail};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::data::Data;
use crate::dynamodb::Indexes;
use crate::front::{Backend, Control, Fault, Front, Injection, Service};
use crate::iam::{DYNAMODB, Iam, KMS};
use crate::sign_in::JWKS_PATH;
use crate::threads::Threads;
use crate::{Options, Ports, SignIn, dynamodb, kms, s3};

/// Time that a thread may need at the end, to delete expired items.
const LAST_WORK: Duration = Duration::from_secs(5);

/// Randomly refused calls per thousand, if enabled.
const REFUSED: u16 = 2;

/// Addresses of a stack's services, as URLs without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// DynamoDB.
    pub dynamodb: String,
    /// KMS.
    pub kms: String,
    /// S3, path style.
    pub s3: String,
    /// Sign-in provider; also the `iss` claim of its tokens.
    pub issuer: String,
    /// Public keys of the sign-in provider.
    pub jwks_uri: String,
}

/// All services, running until stopped or dropped.
#[derive(Debug)]
pub struct Stack {
    endpoints: Endpoints,
    dynamodb: Control,
    kms: Control,
    s3: Control,
    sign_in_control: Control,
    sign_in: SignIn,
    iam: Iam,
    indexes: Indexes,
    stop: watch::Sender<bool>,
    /// `None` once stopped.
    running: Option<Running>,
}

/// Running parts, dropped in this order: the data folder is released last.
#[derive(Debug)]
struct Running {
    tasks: JoinSet<()>,
    threads: Threads,
    data: Data,
}

impl Stack {
    /// Starts every service on the stack's own threads. Returns when all services answer.
    pub async fn start(options: Options) -> Result<Self> {
        let threads = Threads::new()?;
        // All sockets belong to these threads.
        let starting = threads.handle().spawn(Self::serve(options));
        let (mut stack, tasks, data) = starting.await??;
        stack.running = Some(Running { tasks, threads, data });
        Ok(stack)
    }

    /// Starts every service on the current threads.
    async fn serve(options: Options) -> Result<(Self, JoinSet<()>, Data)> {
        let data = Data::open(options.data.as_deref())?;
        // Binds first: a port in use is the most likely failure and then leaves no trace.
        let [dynamodb_port, kms_port, s3_port, sign_in_port] = numbers(options.ports)?;
        let dynamodb_front = Front::bind(Service::DynamoDb, dynamodb_port).await?;
        let kms_front = Front::bind(Service::Kms, kms_port).await?;
        let s3_front = Front::bind(Service::S3, s3_port).await?;
        let sign_in_front = Front::bind(Service::SignIn, sign_in_port).await?;
        let issuer = url(sign_in_front.address());
        let endpoints = Endpoints {
            dynamodb: url(dynamodb_front.address()),
            kms: url(kms_front.address()),
            s3: url(s3_front.address()),
            jwks_uri: format!("{issuer}{JWKS_PATH}"),
            issuer,
        };
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let iam = Iam::default();
        let (delay, sweeps) = (options.kms_delay, options.deletes_expired);
        let (issuer, key_file) = (endpoints.issuer.clone(), data.sign_in_key());
        let signing = tokio::task::spawn_blocking(move || SignIn::open(options, issuer, key_file));
        let database = data.dynamodb();
        let (database, indexes) = dynamodb::start(database.as_deref(), sweeps, &mut tasks, stopped.clone()).await?;
        let keys = kms::open(data.kms(), delay)?;
        let objects = s3::open(&data.s3(), &iam)?;
        let sign_in = signing.await??;
        let mut serve = |front: Front, backend: Backend| {
            let control = front.control().clone();
            tasks.spawn(front.serve(backend, stopped.clone()));
            control
        };
        let stack = Self {
            endpoints,
            dynamodb: serve(dynamodb_front, iam.guarding(&DYNAMODB, database)),
            kms: serve(kms_front, iam.guarding(&KMS, keys)),
            s3: serve(s3_front, objects),
            sign_in_control: serve(sign_in_front, sign_in.backend()),
            sign_in,
            iam,
            indexes,
            stop,
            running: None,
        };
        Ok((stack, tasks, data))
    }

    /// Returns the addresses of the services.
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Returns the faults and log of DynamoDB's calls.
    pub fn dynamodb(&self) -> &Control {
        &self.dynamodb
    }

    /// Returns the faults and log of KMS's calls.
    pub fn kms(&self) -> &Control {
        &self.kms
    }

    /// Returns the faults and log of S3's calls.
    pub fn s3(&self) -> &Control {
        &self.s3
    }

    /// Returns the faults and log of the sign-in provider's calls.
    pub fn sign_in_control(&self) -> &Control {
        &self.sign_in_control
    }

    /// Returns the control of the sign-in provider: tokens, keys, clock.
    pub fn sign_in(&self) -> &SignIn {
        &self.sign_in
    }

    /// Returns the roles and policies.
    pub fn iam(&self) -> &Iam {
        &self.iam
    }

    /// Refuses 2 of 1,000 calls of functions at random, drawn from `seed`.
    ///
    /// AWS does so under load, with throttling or transaction conflicts. Suspended while a test sets faults or counts
    /// calls.
    pub fn refuse_at_random(&self, seed: u64) {
        let rare = |faults: Vec<Injection>| faults.into_iter().map(|fault| fault.rarely(REFUSED, seed)).collect();
        let throttled = || Fault::status(400, "ThrottlingException").into();
        self.dynamodb.set_otherwise(rare(vec![throttled(), Fault::Conflict.on("TransactWriteItems")]));
        self.kms.set_otherwise(rare(vec![throttled()]));
        self.s3.set_otherwise(rare(vec![Fault::status(503, "SlowDown").into()]));
    }

    /// Returns the control of the lag of DynamoDB's indexes.
    pub fn indexes(&self) -> &Indexes {
        &self.indexes
    }

    /// Stops every service after running calls, and releases the ports and the data folder.
    pub async fn stop(mut self) {
        let Some(Running { mut tasks, threads, data }) = self.running.take() else { return };
        self.stop.send_replace(true);
        let ends = async move { while tasks.join_next().await.is_some() {} };
        // Tasks that have not ended by then end with their threads.
        let _ended = threads.handle().spawn(async { tokio::time::timeout(LAST_WORK, ends).await }).await;
        // Waiting for threads blocks, which a task must not do.
        let _ended = tokio::task::spawn_blocking(move || {
            threads.join(LAST_WORK);
            drop(data);
        })
        .await;
    }
}

fn url(address: SocketAddr) -> String {
    format!("http://{address}")
}

/// Returns the port of each service.
fn numbers(ports: Ports) -> Result<[u16; 4]> {
    match ports {
        Ports::Any => Ok([0; 4]),
        Ports::From(first) if first <= u16::MAX - 3 => Ok([first, first + 1, first + 2, first + 3]),
        Ports::From(first) => bail!("the stack needs four consecutive ports, and there are none from {first}"),
    }
}
