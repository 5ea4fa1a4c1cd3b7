//! Control of one service for tests.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio::time::Instant;

use super::{Call, Fault, Injection, Service};

/// Control of one service for tests: injected faults and a log of calls.
#[derive(Clone, Debug)]
pub struct Control(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    service: Service,
    /// False without faults and log; a call then costs only this load.
    active: AtomicBool,
    state: Mutex<State>,
    /// Counter of fault changes. Hanging calls wait for a change.
    faults_changed: watch::Sender<u64>,
    /// Number of calls that hang.
    hanging: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct State {
    injections: Vec<Injection>,
    /// Faults of functions' calls, in effect while a test neither sets faults nor counts calls.
    otherwise: Vec<Injection>,
    recording: bool,
    calls: Vec<Call>,
}

/// Fault of a call, and the counter that ends a [`Fault::Hang`].
pub(super) struct Verdict {
    pub(super) fault: Fault,
    pub(super) faults_changed: watch::Receiver<u64>,
}

impl Control {
    pub(crate) fn new(service: Service) -> Self {
        Self(Arc::new(Inner {
            service,
            active: AtomicBool::new(false),
            state: Mutex::new(State::default()),
            faults_changed: watch::Sender::new(0),
            hanging: watch::Sender::new(0),
        }))
    }

    /// Replaces the faults from the next call on. Hanging calls continue.
    ///
    /// `Fault::None` clears them; `Fault::LoseAnswer.on("PutItem").table("replay").times(1)` restricts one.
    pub fn set(&self, injection: impl Into<Injection>) {
        self.change(|state| {
            state.injections.clear();
            state.injections.push(injection.into());
        });
    }

    /// Sets faults of functions' calls, in effect while a test neither sets faults nor counts calls.
    pub(crate) fn set_otherwise(&self, injections: Vec<Injection>) {
        self.change(|state| state.otherwise = injections);
    }

    /// Adds a fault. If several apply to a call, the first one counts.
    pub fn add(&self, injection: impl Into<Injection>) {
        self.change(|state| state.injections.push(injection.into()));
    }

    /// Removes all faults.
    pub fn clear(&self) {
        self.change(|state| state.injections.clear());
    }

    /// Returns the number of calls that hang ([`Fault::Hang`]). The earlier calls of their callers are complete.
    pub fn hanging(&self) -> watch::Receiver<usize> {
        self.0.hanging.subscribe()
    }

    /// Switches the log of calls on or off. It starts off, because a stack may run for days.
    pub fn record(&self, on: bool) {
        let mut state = self.state();
        state.recording = on;
        self.refresh(&state);
    }

    /// Returns the completed calls in the log, by start time.
    pub fn calls(&self) -> Vec<Call> {
        let mut calls = self.state().calls.clone();
        calls.sort_by_key(|call| call.started);
        calls
    }

    /// Empties the log.
    pub fn clear_calls(&self) {
        self.state().calls.clear();
    }

    pub(super) fn service(&self) -> Service {
        self.0.service
    }

    pub(super) fn is_active(&self) -> bool {
        self.0.active.load(Ordering::Acquire)
    }

    pub(super) fn judge(&self, operation: &str, tables: &[String], is_of_operator: bool) -> Verdict {
        let mut state = self.state();
        let state = &mut *state;
        let undisturbed = is_of_operator || state.recording || !state.injections.is_empty();
        let injections = if undisturbed { &mut state.injections } else { &mut state.otherwise };
        let fault = injections.iter_mut().find_map(|injection| injection.apply(operation, tables)).unwrap_or_default();
        state.injections.retain(|injection| !injection.is_spent());
        self.refresh(state);
        Verdict { fault, faults_changed: self.0.faults_changed.subscribe() }
    }

    /// Counts a call as hanging until the returned guard is dropped.
    pub(super) fn hang(&self) -> Hanging {
        self.0.hanging.send_modify(|calls| *calls += 1);
        Hanging(self.clone())
    }

    /// Logs a call until the returned guard is dropped, also by a disconnecting caller.
    pub(super) fn begin(&self, operation: String) -> Recording {
        Recording { control: self.clone(), operation, tables: Vec::new(), started: Instant::now().into_std() }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state();
        change(&mut state);
        state.injections.retain(|injection| !injection.does_nothing());
        self.refresh(&state);
        self.0.faults_changed.send_modify(|generation| *generation = generation.wrapping_add(1));
    }

    fn refresh(&self, state: &State) {
        let active = state.recording || !state.injections.is_empty() || !state.otherwise.is_empty();
        self.0.active.store(active, Ordering::Release);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Guard of a hanging call.
pub(super) struct Hanging(Control);

impl Drop for Hanging {
    fn drop(&mut self) {
        self.0.0.hanging.send_modify(|calls| *calls -= 1);
    }
}

/// Guard of a running call.
pub(super) struct Recording {
    control: Control,
    operation: String,
    tables: Vec<String>,
    started: std::time::Instant,
}

impl Recording {
    pub(super) fn names(&mut self, tables: &[String]) {
        self.tables = tables.to_vec();
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        let mut state = self.control.state();
        if state.recording {
            state.calls.push(Call {
                operation: std::mem::take(&mut self.operation),
                tables: std::mem::take(&mut self.tables),
                started: self.started,
                finished: Instant::now().into_std(),
            });
        }
    }
}
