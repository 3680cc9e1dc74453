//! The program's allocator, and the one thing that is set about it.
//!
//! A crate of its own because a call into C is `unsafe`, which every other crate of crier forbids. It holds that one line.

use libmimalloc_sys::{mi_option_set_default, mi_option_t};
use mimalloc::MiMalloc;
use std::ffi::c_long;

// Pages are made of many small values on several threads; the system's allocator takes a sixth of a build.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// `mi_option_purge_delay` in the header of mimalloc's second version; the bindings do not name it.
const PURGE_DELAY: mi_option_t = 15;

/// Milliseconds until memory that is free goes back to the system.
const KEPT: c_long = 300;

/// Keeps free memory for a third of a second, where the allocator's own way is ten milliseconds: a build frees what one page took and asks for
/// as much for the next, and the system clears every byte that comes back to it. A second is no faster, and takes 3 % more memory for
/// 100,000 records.
///
/// Call it first in `main`. The environment (`MIMALLOC_PURGE_DELAY`, in milliseconds) still has the last word.
pub fn keep_free_memory() {
    // SAFETY: it stores a number in the allocator's table of options, and does nothing where the option is not in the table.
    #[expect(unsafe_code, reason = "there is no safe way to set an option of the allocator")]
    unsafe {
        mi_option_set_default(PURGE_DELAY, KEPT);
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT, PURGE_DELAY, keep_free_memory};

    #[test]
    #[expect(unsafe_code, reason = "there is no safe way to read an option of the allocator")]
    fn the_option_is_the_one_that_is_meant() {
        // SAFETY: it reads a number from the allocator's table of options.
        let set = || unsafe { libmimalloc_sys::mi_option_get(PURGE_DELAY) };
        assert!(
            std::env::var_os("MIMALLOC_PURGE_DELAY").is_some() || set() == 10,
            "another option has this number now"
        );
        keep_free_memory();
        assert!(std::env::var_os("MIMALLOC_PURGE_DELAY").is_some() || set() == KEPT);
    }
}
