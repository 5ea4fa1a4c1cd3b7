//! SIGKILL during writes: acknowledged writes survive.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_kms::types::{KeySpec, KeyUsageType};
use local::Stack;
use tempfile::TempDir;

use crate::support::{create_table, dynamodb, dynamodb_at, eventually, exists, kept_in, kms, kms_at, put};

const WRITERS: usize = 4;
const BEFORE_THE_KILL: usize = 60;

/// Line prefix of the other process when it is ready.
const READY: &str = "ready ";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_write_outlives_a_sigkill() {
    let data = TempDir::new().unwrap();
    let (mut process, endpoint, kms_endpoint) = in_another_process(data.path());
    let (table, keys) = (dynamodb_at(&endpoint), kms_at(&kms_endpoint));
    create_table(&table, "writes").await;

    let acknowledged = Arc::new(AtomicUsize::new(0));
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        let (table, acknowledged) = (table.clone(), Arc::clone(&acknowledged));
        writers.push(tokio::spawn(async move {
            let mut written = Vec::new();
            for number in 0.. {
                let id = format!("{writer}-{number}");
                if put(&table, "writes", &id).send().await.is_err() {
                    break;
                }
                written.push(id);
                acknowledged.fetch_add(1, Ordering::Relaxed);
            }
            written
        }));
    }
    let key_maker = tokio::spawn(async move {
        let mut made = Vec::new();
        let create = || keys.create_key().key_spec(KeySpec::Hmac256).key_usage(KeyUsageType::GenerateVerifyMac).send();
        while let Ok(created) = create().await {
            made.push(created.key_metadata.unwrap().key_id);
        }
        made
    });
    eventually(async || acknowledged.load(Ordering::Relaxed) >= BEFORE_THE_KILL).await;
    process.kill();

    let stack = Stack::start(kept_in(data.path())).await.unwrap();
    let (after, keys) = (dynamodb(&stack), kms(&stack));
    let mut total = 0;
    for writer in writers {
        for id in writer.await.unwrap() {
            assert!(exists(&after, "writes", &id).await, "{id} is missing");
            total += 1;
        }
    }
    assert!(total >= BEFORE_THE_KILL);
    let made = key_maker.await.unwrap();
    assert!(!made.is_empty());
    for key in made {
        keys.describe_key().key_id(&key).send().await.unwrap();
    }
}

/// Process that ends with the test, even if the test fails.
struct Process(Child);

impl Process {
    /// Kills the process (SIGKILL on Unix).
    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Runs the binary `keep`, which Cargo builds before this package's tests.
fn in_another_process(data: &Path) -> (Process, String, String) {
    let keep = env!("CARGO_BIN_EXE_keep");
    let mut process = Command::new(keep).arg(data).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let ready = lines.map(Result::unwrap).find_map(|line| Some(line.split_once(READY)?.1.to_owned())).unwrap();
    let (dynamodb, kms) = ready.split_once(' ').unwrap();
    (Process(process), dynamodb.to_owned(), kms.to_owned())
}
