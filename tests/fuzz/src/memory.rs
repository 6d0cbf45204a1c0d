//! A bound on memory, which libFuzzer itself only knows with a sanitizer.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The most bytes that one input may hold at a time, and that one allocation may ask for.
const MOST: usize = 256 << 20;

/// Runs `work`; when it holds more than the bound, the process aborts, which libFuzzer takes for a crash.
pub fn bounded<T>(work: impl FnOnce() -> T) -> T {
    LIMIT.store(LIVE.load(Relaxed).saturating_add(MOST), Relaxed);
    let result = work();
    LIMIT.store(usize::MAX, Relaxed);
    result
}

static LIVE: AtomicUsize = AtomicUsize::new(0);
static LIMIT: AtomicUsize = AtomicUsize::new(usize::MAX);

#[global_allocator]
static COUNTING: Counting = Counting;

struct Counting;

impl Counting {
    fn add(&self, bytes: usize) {
        let live = LIVE.fetch_add(bytes, Relaxed).saturating_add(bytes);
        if live > LIMIT.load(Relaxed) {
            // The message needs memory too.
            LIMIT.store(usize::MAX, Relaxed);
            eprintln!("one input holds more than {} MiB", MOST >> 20);
            std::process::abort();
        }
    }
}

// SAFETY: all is passed on to the system's allocator; the counters change nothing of it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.add(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        self.add(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        self.add(size);
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.realloc(place, layout, size) }
    }
}
