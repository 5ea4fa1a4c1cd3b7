//! Machines with missing requirements, faked with folders and scripts.

use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::symlink;
use std::sync::atomic::{AtomicU16, Ordering};

use tempfile::TempDir;

use super::*;

/// Fake machine that meets all requirements.
struct Made {
    machine: Machine,
    folder: TempDir,
}

impl Made {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["bin", "root", "target", "proc/sys/fs/inotify"] {
            std::fs::create_dir_all(at(name)).unwrap();
        }
        std::fs::write(at("root/rust-toolchain.toml"), "[toolchain]\nchannel = \"1.95.0\"\n").unwrap();
        std::fs::write(at("proc/sys/fs/inotify/max_user_instances"), "8192\n").unwrap();
        let port = free_ports();
        let machine = Machine {
            path: at("bin").into(),
            cargo: at("bin/cargo").into(),
            root: at("root"),
            target: at("target"),
            data: at("data"),
            port,
            proc: at("proc"),
        };
        symlink("/bin/sh", at("bin/sh")).unwrap();
        let made = Self { machine, folder };
        for name in ["cc", "cargo", "cargo-lambda", "npm", "go", "git", "openssl", "perl", "curl", "chromium"] {
            made.program(name, "echo 1.0");
        }
        for name in ["chromedriver", "rustfmt", "cargo-clippy", "python3", "ssh-keygen"] {
            made.program(name, "echo 1.0");
        }
        made.program("rustc", "echo 'rustc 1.95.0 (abc 2026-04-14)'");
        made.program("node", "echo v20.19.0");
        made.program("df", "echo header; echo '/dev/a 1 1 99999999 1% /'");
        made
    }

    /// Writes a program through another process. A concurrent test could fork while this process has the file open for
    /// writing, and an executable open for writing cannot run.
    fn program(&self, name: &str, script: &str) {
        self.write("script", &format!("#!/bin/sh\n{script}\n"));
        let file = self.folder.path().join("bin").join(name);
        let script = self.folder.path().join("script");
        assert!(
            std::process::Command::new("install").args(["-m", "755"]).args([script, file]).status().unwrap().success()
        );
    }

    fn without(&self, name: &str) {
        std::fs::remove_file(self.folder.path().join("bin").join(name)).unwrap();
    }

    fn write(&self, name: &str, text: &str) {
        let file = self.folder.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    /// Returns the subjects with a wrong outcome.
    fn wrong(&self) -> Vec<(Need, &'static str)> {
        let wrong = checks::all(&self.machine).into_iter().filter(Finding::is_wrong);
        wrong.map(|finding| (finding.need, finding.name)).collect()
    }

    /// Returns the outcome for one subject.
    #[track_caller]
    fn said(&self, name: &str) -> String {
        let found = checks::all(&self.machine).into_iter().find(|finding| finding.name == name);
        found.unwrap_or_else(|| panic!("nothing of {name}")).to_string()
    }
}

/// Returns the first of enough consecutive free ports for a system. No other test gets the same ones.
fn free_ports() -> u16 {
    static GIVEN: AtomicU16 = AtomicU16::new(0);
    loop {
        let first = 23_000 + GIVEN.fetch_add(10, Ordering::Relaxed);
        if (first..=first + commands::MORE_PORTS).all(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()) {
            return first;
        }
        assert!(first < 32_000, "no ports are free");
    }
}

#[test]
fn nothing_is_wrong_with_a_machine_that_has_everything() {
    let made = Made::new();
    assert_eq!(made.wrong(), []);
    assert!(verdict(&checks::all(&made.machine)).is_ok());
}

/// Removes each program in turn, and checks the outcome and remedy.
#[test]
fn a_missing_program_is_named_with_what_brings_it() {
    for (program, need, name, remedy) in [
        ("rustc", Need::Dev, "Rust", "rustup toolchain install 1.95.0"),
        ("cc", Need::Dev, "C compiler", "apt-get install gcc libc6-dev"),
        ("git", Need::Test, "git", "apt-get install git"),
        ("openssl", Need::Test, "openssl", "apt-get install openssl"),
        ("ssh-keygen", Need::Test, "ssh-keygen", "apt-get install openssh-client"),
        ("perl", Need::Test, "perl", "apt-get install perl"),
        ("curl", Need::Test, "curl", "apt-get install curl ca-certificates"),
        ("chromium", Need::Test, "Chromium", "apt-get install chromium chromium-driver"),
        ("chromedriver", Need::Test, "Chromium", "apt-get install chromium chromium-driver"),
        ("rustfmt", Need::Lint, "rustfmt", "rustup component add rustfmt"),
        ("cargo-clippy", Need::Lint, "clippy", "rustup component add clippy"),
    ] {
        let made = Made::new();
        made.without(program);
        assert_eq!(made.wrong(), [(need, name)], "{program}");
        let said = made.said(name);
        assert!(said.contains(remedy) && said.contains("MISSING"), "{said}");
        assert_eq!(verdict(&checks::all(&made.machine)).is_err(), need == Need::Dev, "{program}");
    }
}

#[test]
fn an_old_rust_is_told_from_a_recent_one() {
    let made = Made::new();
    made.program("rustc", "echo 'rustc 1.94.1 (abc 2026-03-01)'");
    assert!(made.said("Rust").contains("rustc 1.94.1 (abc 2026-03-01), and 1.95.0 is needed"));
    made.program("rustc", "echo 'rustc 1.100.0-nightly (abc 2026-09-01)'");
    assert_eq!(made.wrong(), []);
}

#[test]
fn a_compiler_without_headers_is_wrong() {
    let made = Made::new();
    made.program("cc", "[ $1 = --version ] || { echo 'fatal error: stdlib.h: No such file' >&2; exit 1; }");
    assert!(made.said("C compiler").contains("cc fails: fatal error: stdlib.h"), "{}", made.said("C compiler"));
}

#[test]
fn without_python_only_what_would_come_from_pypi_is_missing() {
    let made = Made::new();
    made.without("python3");
    // `dev` does not need them: cargo-lambda is installed.
    assert_eq!(made.wrong(), [(Need::Test, "Python 3 with venv"), (Need::Test, "PyPI")]);
    for name in ["cargo-lambda", "node", "go"] {
        made.without(name);
    }
    let wrong = [
        (Need::Dev, "Python 3 with venv"),
        (Need::Dev, "cargo-lambda"),
        (Need::Dev, "PyPI"),
        (Need::Test, "Node"),
        (Need::Test, "Go"),
    ];
    assert_eq!(made.wrong(), wrong);
    assert!(made.said("Python 3 with venv").contains("apt-get install python3 python3-venv"));
}

#[test]
fn what_is_fetched_when_needed_is_not_wrong() {
    let made = Made::new();
    for name in ["cargo-lambda", "go"] {
        made.without(name);
    }
    made.program("node", "echo v18.0.0");
    assert_eq!(made.wrong(), []);
    for name in ["cargo-lambda", "Node", "Go"] {
        assert!(made.said(name).starts_with("  later "), "{}", made.said(name));
    }
    std::fs::create_dir_all(made.folder.path().join("target/tools/cargo-lambda/bin")).unwrap();
    made.program("../target/tools/cargo-lambda/bin/cargo-lambda", "echo cargo-lambda 1.9.2");
    assert!(made.said("cargo-lambda").contains("cargo-lambda 1.9.2, in "));
}

#[test]
fn a_registry_that_does_not_answer_is_named() {
    let made = Made::new();
    made.program("cargo", "echo 'error: failed to query replaced source registry' >&2; exit 101");
    made.program("npm", "[ $1 = --version ] || { echo ENOTFOUND >&2; exit 1; }");
    made.program(
        "python3",
        "case \"$*\" in *index*) echo 'ERROR: No matching distribution' >&2; exit 1;; esac; echo 3.13",
    );
    assert_eq!(made.wrong(), [(Need::Dev, "crates.io"), (Need::Test, "PyPI"), (Need::Test, "npm registry")]);
    assert!(made.said("crates.io").contains("failed to query") && made.said("crates.io").contains("HTTPS_PROXY"));
    // All crates are downloaded, so no registry is needed.
    made.program("cargo", "[ $1 = fetch ]");
    assert_eq!(made.wrong(), [(Need::Test, "PyPI"), (Need::Test, "npm registry")]);
}

#[test]
fn a_taken_port_is_named() {
    let made = Made::new();
    let _taken = TcpListener::bind((Ipv4Addr::LOCALHOST, made.machine.port + 3)).unwrap();
    assert_eq!(made.wrong(), [(Need::Dev, "ports")]);
    let said = made.said("ports");
    assert!(
        said.contains(&format!("port {} cannot be used", made.machine.port + 3)) && said.contains("--port N"),
        "{said}"
    );
}

#[test]
fn a_full_disk_is_named_until_everything_is_built() {
    let made = Made::new();
    made.program("df", "echo header; echo '/dev/a 1 1 2048000 99% /'");
    assert_eq!(made.wrong(), [(Need::Dev, "disk"), (Need::Test, "disk")]);
    let said = made.said("disk");
    assert!(said.contains("2000 MB are free") && said.contains("4000 MB are needed"), "{said}");
    assert!(said.contains("cargo clean") && said.contains("CARGO_TARGET_DIR"), "{said}");
    made.write("target/debug/dev.built", "");
    assert_eq!(made.wrong(), []);
    made.program("df", "echo header; echo '/dev/a 1 1 102400 99% /'");
    assert_eq!(made.wrong(), [(Need::Dev, "disk"), (Need::Test, "disk")]);
}

#[test]
fn too_few_instances_of_inotify_are_named() {
    let made = Made::new();
    let functions = tools::functions().unwrap().len();
    made.write("proc/sys/fs/inotify/max_user_instances", &functions.to_string());
    assert_eq!(made.wrong(), [(Need::Test, "inotify")], "enough for one system");
    made.write("proc/7/comm", "editor");
    std::fs::create_dir(made.folder.path().join("proc/7/fd")).unwrap();
    symlink("anon_inode:inotify", made.folder.path().join("proc/7/fd/3")).unwrap();
    assert_eq!(made.wrong(), [(Need::Dev, "inotify"), (Need::Test, "inotify")], "and one is taken");
    let said = made.said("inotify");
    assert!(said.contains(&format!("{} of the {functions} instances", functions - 1)), "{said}");
    assert!(said.contains(&format!("sysctl fs.inotify.max_user_instances={}", functions + 1)), "{said}");
}

#[test]
fn a_running_system_is_counted_with_all_its_functions() {
    let made = Made::new();
    let functions = tools::functions().unwrap().len();
    made.write("proc/7/comm", "cargo-lambda\n");
    made.write("proc/sys/fs/inotify/max_user_instances", &(2 * functions - 1).to_string());
    assert!(made.wrong().contains(&(Need::Dev, "inotify")), "it has called none of them yet");
    made.write("proc/sys/fs/inotify/max_user_instances", &(2 * functions).to_string());
    assert!(!made.wrong().contains(&(Need::Dev, "inotify")));
}

#[test]
fn what_tests_change_as_root_is_not_wrong() {
    let made = Made::new();
    made.write("proc/sys/fs/inotify/max_user_instances", "128\n");
    made.without("chromium");
    assert_eq!(made.wrong(), [(Need::Test, "Chromium"), (Need::Test, "inotify")]);
    made.program("id", "echo 0");
    made.program("apt-get", "echo apt 2.6");
    assert_eq!(made.wrong(), []);
    assert!(made.said("Chromium").contains("`cargo xtask test` installs Debian's"));
}

#[test]
fn dev_ends_at_once_if_a_port_is_taken_but_not_by_an_earlier_run() {
    let made = Made::new();
    let _taken = TcpListener::bind((Ipv4Addr::LOCALHOST, made.machine.port + 5)).unwrap();
    let error = ready(&made.machine).unwrap_err().to_string();
    assert!(error.contains(&format!("port {} cannot be used", made.machine.port + 5)), "{error}");
    made.write("data/watch.pid", "1 2");
    assert!(matches!(ready(&made.machine), Ok((None, None))));
}

#[test]
fn dev_ends_at_once_if_the_disk_is_full_and_warns_of_few_instances() {
    // Other ports each time: a program that another test starts holds sockets for a moment.
    assert!(matches!(ready(&Made::new().machine), Ok((Some(_), None))));
    let made = Made::new();
    made.write("proc/sys/fs/inotify/max_user_instances", "7\n");
    let warning = ready(&made.machine).unwrap().1.unwrap();
    assert!(warning.starts_with("Warning: 7 of the 7 instances of inotify") && warning.contains("sysctl"), "{warning}");
    let made = Made::new();
    made.program("df", "echo header; echo '/dev/a 1 1 1024 99% /'");
    let error = ready(&made.machine).unwrap_err().to_string();
    assert!(error.starts_with("1 MB are free on the disk of ") && error.contains("cargo clean"), "{error}");
}
