//! CPU time and the minimum of many measurements, which excludes noise.

use anyhow::Result;
use nix::time::{ClockId, clock_gettime};

/// CPU nanoseconds per run, in the best round.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Best(f64);

impl Best {
    pub(crate) const fn new() -> Self {
        Self(f64::INFINITY)
    }

    /// Records another round.
    pub(crate) const fn note(&mut self, nanoseconds: f64) {
        self.0 = self.0.min(nanoseconds);
    }

    /// Returns the ratio to `floor`.
    pub(crate) fn over(self, floor: Self) -> f64 {
        self.0 / floor.0
    }

    /// Formats the value in microseconds.
    pub(crate) fn microseconds(self) -> String {
        format!("{:.1} µs", self.0 / 1000.0)
    }
}

/// Returns this thread's CPU nanoseconds per run of `work`, over `times` runs.
pub(crate) fn cpu<T>(times: u32, mut work: impl FnMut() -> T) -> Result<f64> {
    let before = thread_time()?;
    for _ in 0..times {
        std::hint::black_box(work());
    }
    Ok((thread_time()? - before) / f64::from(times))
}

fn thread_time() -> Result<f64> {
    let time = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)?;
    Ok(std::time::Duration::from(time).as_secs_f64() * 1e9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_round_counts() {
        let (mut judging, mut floor) = (Best::new(), Best::new());
        for nanoseconds in [3000.0, 1500.0, 2000.0] {
            judging.note(nanoseconds);
            floor.note(nanoseconds - 500.0);
        }
        assert!((judging.over(floor) - 1.5).abs() < 1e-9);
        assert_eq!(judging.microseconds(), "1.5 µs");
    }

    #[test]
    fn cpu_time_is_per_run_and_excludes_waiting() {
        let mut runs = 0;
        let busy = cpu(3, || {
            runs += 1;
            (0..100_000_u64).fold(0, |sum, n| std::hint::black_box(sum + n))
        });
        let asleep = cpu(1, || std::thread::sleep(std::time::Duration::from_millis(50)));
        assert_eq!(runs, 3);
        assert!(busy.unwrap() > 0.0);
        assert!(asleep.unwrap() < 40_000_000.0);
    }
}
