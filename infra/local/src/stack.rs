//! Stack of all services.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::data::Data;
use crate::dynamodb::Indexes;
use crate::front::{Backend, Control, Fault, Front, Injection, Service};
use crate::iam::Iam;
use crate::threads::Threads;
use crate::{Endpoints, Options, Ports, SignIn, StartError, dynamodb, iam, kms, s3};

/// Time that a thread may need at the end, to delete expired items.
const LAST_WORK: Duration = Duration::from_secs(5);

/// Randomly refused calls per thousand, if enabled.
const REFUSED: u16 = 2;

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

/// Result of the start on the stack's own threads.
struct Started {
    fronts: Fronts,
    sign_in: SignIn,
    iam: Iam,
    indexes: Indexes,
    backends: Backends,
    tasks: JoinSet<()>,
}

struct Fronts {
    dynamodb: Front,
    kms: Front,
    s3: Front,
    sign_in: Front,
}

struct Backends {
    dynamodb: Backend,
    kms: Backend,
    s3: Backend,
}

impl Stack {
    /// Starts every service on the stack's own threads. Returns when all services answer.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let threads = Threads::new()?;
        let (stop, stopped) = watch::channel(false);
        let starting = threads.handle().spawn(start(options, stopped.clone()));
        let (data, started) = starting.await.map_err(|error| StartError::Threads(error.into()))??;
        let Started { fronts, sign_in, iam, indexes, backends, mut tasks } = started;
        let endpoints = fronts.endpoints();
        let mut serve = |front: Front, backend: Backend| {
            let control = front.control().clone();
            tasks.spawn_on(front.serve(backend, stopped.clone()), threads.handle());
            control
        };
        let dynamodb = serve(fronts.dynamodb, backends.dynamodb);
        let kms = serve(fronts.kms, backends.kms);
        let s3 = serve(fronts.s3, backends.s3);
        let sign_in_control = serve(fronts.sign_in, sign_in.backend());
        Ok(Self {
            endpoints,
            dynamodb,
            kms,
            s3,
            sign_in_control,
            sign_in,
            iam,
            indexes,
            stop,
            running: Some(Running { tasks, threads, data }),
        })
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

impl Fronts {
    async fn bind(ports: Ports) -> Result<Self, StartError> {
        let [dynamodb, kms, s3, sign_in] = numbers(ports)?;
        Ok(Self {
            dynamodb: Front::bind(Service::DynamoDb, dynamodb).await?,
            kms: Front::bind(Service::Kms, kms).await?,
            s3: Front::bind(Service::S3, s3).await?,
            sign_in: Front::bind(Service::SignIn, sign_in).await?,
        })
    }

    fn endpoints(&self) -> Endpoints {
        Endpoints::new(self.dynamodb.address(), self.kms.address(), self.s3.address(), self.sign_in.address())
    }
}

fn numbers(ports: Ports) -> Result<[u16; 4], StartError> {
    match ports {
        Ports::Any => Ok([0; 4]),
        Ports::From(first) => {
            let next = |step: u16| first.checked_add(step).ok_or(StartError::Ports(first));
            Ok([first, next(1)?, next(2)?, next(3)?])
        }
    }
}

/// Starts the services. Runs on the stack's own threads, so all sockets belong to them.
async fn start(options: Options, stopped: watch::Receiver<bool>) -> Result<(Data, Started), StartError> {
    let data = Data::open(options.data.as_deref())?;
    // Binds first: a port in use is the most likely failure and then leaves no trace.
    let fronts = Fronts::bind(options.ports).await?;
    let issuer = fronts.endpoints().issuer;
    let key_file = data.sign_in_key();
    let Options { buckets, deletes_expired, kms_delay, .. } = options.clone();
    let signing = tokio::task::spawn_blocking(move || SignIn::open(&options, issuer, key_file));
    let mut tasks = JoinSet::new();
    let judge = Iam::default();
    let (dynamodb, indexes) = dynamodb::start(data.dynamodb().as_deref(), deletes_expired, &mut tasks, stopped).await?;
    let backends = Backends {
        dynamodb: judge.guarding(&iam::DYNAMODB, dynamodb),
        kms: judge.guarding(&iam::KMS, kms::open(data.kms(), kms_delay)?),
        s3: s3::open(&data.s3(), &buckets, &judge)?,
    };
    let sign_in = signing.await.map_err(|error| StartError::Threads(error.into()))??;
    let started = Started { fronts, sign_in, iam: judge, indexes, backends, tasks };
    Ok((data, started))
}
