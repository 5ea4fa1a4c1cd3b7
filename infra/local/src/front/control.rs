//! A test's hand on one service.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::watch;

use super::{Call, Fault, Injection, Service};

/// A test's hand on one service: what goes wrong with its calls, and which calls were made.
#[derive(Clone, Debug)]
pub struct Control(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    service: Service,
    /// Without faults and log a call costs no more than this one load.
    active: AtomicBool,
    state: Mutex<State>,
    /// Moves on when faults change, which is what a hanging call waits for.
    faults_changed: watch::Sender<u64>,
    /// Number of calls that hang.
    hanging: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct State {
    injections: Vec<Injection>,
    /// Faults of functions' calls while a test has set none and counts no calls.
    otherwise: Vec<Injection>,
    recording: bool,
    calls: Vec<Call>,
}

/// What a call is to suffer, and how it notices that a [`Fault::Hang`] is over.
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

    /// Sets what goes wrong from the next call on, in place of what was set before; hanging calls go on.
    ///
    /// `Fault::None` clears; `Fault::LoseAnswer.on("PutItem").table("replay").times(1)` narrows.
    pub fn set(&self, injection: impl Into<Injection>) {
        self.change(|state| {
            state.injections.clear();
            state.injections.push(injection.into());
        });
    }

    /// Sets what goes wrong with the calls of functions while a test has set nothing and counts no calls.
    pub(crate) fn set_otherwise(&self, injections: Vec<Injection>) {
        self.change(|state| state.otherwise = injections);
    }

    /// Sets what goes wrong besides what was set before; of several that are for one call, the first one counts.
    pub fn add(&self, injection: impl Into<Injection>) {
        self.change(|state| state.injections.push(injection.into()));
    }

    /// Everything goes well again.
    pub fn clear(&self) {
        self.change(|state| state.injections.clear());
    }

    /// Waits until a call hangs ([`Fault::Hang`]). All that its caller did before is then done.
    pub async fn until_hanging(&self) {
        let mut hanging = self.0.hanging.subscribe();
        // It ends with an error only if the sender is gone, which `self` has.
        let _hanging: Result<_, watch::error::RecvError> = hanging.wait_for(|calls| *calls > 0).await;
    }

    /// Switches the log of calls on or off. Off at first: a stack that runs for days must not grow.
    pub fn record(&self, on: bool) {
        let mut state = self.state();
        state.recording = on;
        self.refresh(&state);
    }

    /// The logged calls that have ended, in the order in which they began.
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

    /// Counts a call as hanging until what is returned is dropped.
    pub(super) fn hang(&self) -> Hanging {
        self.0.hanging.send_modify(|calls| *calls += 1);
        Hanging(self.clone())
    }

    /// Logs a call from now until what is returned is dropped, which also happens when the caller hangs up.
    pub(super) fn begin(&self, operation: String) -> Recording {
        Recording { control: self.clone(), operation, tables: Vec::new(), started: Instant::now() }
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

/// Call that hangs.
pub(super) struct Hanging(Control);

impl Drop for Hanging {
    fn drop(&mut self) {
        self.0.0.hanging.send_modify(|calls| *calls -= 1);
    }
}

/// A call that is under way.
pub(super) struct Recording {
    control: Control,
    operation: String,
    tables: Vec<String>,
    started: Instant,
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
                service: self.control.service(),
                operation: std::mem::take(&mut self.operation),
                tables: std::mem::take(&mut self.tables),
                started: self.started,
                finished: Instant::now(),
            });
        }
    }
}
