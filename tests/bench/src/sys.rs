//! What the operating system and the allocator know about the running thread.
#![allow(unsafe_code, reason = "system calls without a safe wrapper, and a global allocator")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    io,
    mem::MaybeUninit,
    os::unix::process::CommandExt,
    process::{Child, Command},
    time::Duration,
};

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// Counts the allocations of each thread.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: every method hands its arguments unchanged to the system's allocator, whose contract is the same. The counter is a
// `Cell` without a destructor, so reading it allocates nothing and works while a thread ends.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: as above.
        unsafe { System.realloc(block, layout, size) }
    }
}

/// How often this thread has allocated.
pub(crate) fn allocations() -> u64 {
    ALLOCATIONS.get()
}

/// How many page faults this thread has caused that needed no disk.
pub(crate) fn page_faults() -> u64 {
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: the kernel fills the structure that it is given the address of; zero bytes are a value of it as well.
    let usage = unsafe {
        libc::getrusage(libc::RUSAGE_THREAD, usage.as_mut_ptr());
        usage.assume_init()
    };
    u64::try_from(usage.ru_minflt).unwrap_or_default()
}

/// The CPU time that this thread has used.
pub(crate) fn cpu_time() -> Duration {
    let mut time = MaybeUninit::<libc::timespec>::zeroed();
    // SAFETY: as for `page_faults`.
    let time = unsafe {
        libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, time.as_mut_ptr());
        time.assume_init()
    };
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or_default(),
        u32::try_from(time.tv_nsec).unwrap_or_default(),
    )
}

/// Two CPUs that this process may use; the same one twice where it may use one only.
pub(crate) fn two_cpus() -> io::Result<[usize; 2]> {
    let allowed = sched_getaffinity(None)?;
    let mut cpus = (0..CpuSet::MAX_CPU).filter(|cpu| allowed.is_set(*cpu));
    let first = cpus.next().unwrap_or_default();
    Ok([first, cpus.next().unwrap_or(first)])
}

/// Keeps this thread on a CPU.
pub(crate) fn stay_on(cpu: usize) -> anyhow::Result<()> {
    let mut only = CpuSet::new();
    only.set(cpu);
    Ok(sched_setaffinity(None, &only)?)
}

/// A system call that does nothing, and that nothing else makes: it tells the tracer where a call begins and ends.
pub(crate) fn mark() {
    // SAFETY: asks for the process group of a process that cannot exist; no memory is passed.
    unsafe { libc::getpgid(MARK) };
}

/// Beyond the largest process number.
const MARK: libc::pid_t = libc::pid_t::MAX;

/// Starts a program whose first thread stops for its parent.
pub(crate) fn spawn_traced(command: &mut Command) -> io::Result<Child> {
    // SAFETY: between fork and exec only `ptrace` is called, which is a bare system call.
    unsafe {
        command.pre_exec(|| match libc::ptrace(libc::PTRACE_TRACEME, 0, 0, 0) {
            -1 => Err(io::Error::last_os_error()),
            _ => Ok(()),
        });
    }
    command.spawn()
}

/// Runs a traced program to its end. Gives back how many system calls its first thread made between one mark and the next.
pub(crate) fn trace(child: &Child) -> io::Result<Vec<u64>> {
    let child = libc::pid_t::try_from(child.id()).map_err(io::Error::other)?;
    // It stops once by itself, after exec.
    wait(child)?;
    request(libc::PTRACE_SETOPTIONS, child, libc::PTRACE_O_TRACESYSGOOD)?;
    let (mut windows, mut count, mut entering, mut signal) = (Vec::new(), 0, true, 0);
    loop {
        request(libc::PTRACE_SYSCALL, child, signal)?;
        signal = match wait(child)? {
            None => return Ok(windows),
            Some(SYSCALL_STOP) => 0,
            Some(other) => {
                signal = other;
                continue;
            }
        };
        // Each system call stops the thread twice: before and after it.
        if entering && is_mark(child) {
            windows.push(count);
            count = 0;
        } else if entering {
            count += 1;
        }
        entering = !entering;
    }
}

/// `SIGTRAP` with the bit that `PTRACE_O_TRACESYSGOOD` adds.
const SYSCALL_STOP: i32 = libc::SIGTRAP | 0x80;

/// Waits until the thread stops, and says for which signal; `None` when the program has ended.
fn wait(child: libc::pid_t) -> io::Result<Option<i32>> {
    let mut status = 0;
    // SAFETY: the kernel writes the status of our own child; no other memory is passed.
    if unsafe { libc::waitpid(child, &raw mut status, 0) } == -1 {
        return Err(io::Error::last_os_error());
    }
    Ok(libc::WIFSTOPPED(status).then(|| libc::WSTOPSIG(status)))
}

/// A request to a child that has stopped, without an address.
fn request(what: libc::c_uint, child: libc::pid_t, data: i32) -> io::Result<()> {
    // SAFETY: requests that pass a number and no memory.
    match unsafe { libc::ptrace(what, child, 0, data) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// Whether the system call that the thread is about to make is [`mark`].
fn is_mark(child: libc::pid_t) -> bool {
    let mut info = MaybeUninit::<libc::ptrace_syscall_info>::zeroed();
    // SAFETY: the kernel writes at most the size it is given into the structure; of its union the part that `op` names is
    // read, and zero bytes are a value of every part.
    unsafe {
        libc::ptrace(
            libc::PTRACE_GET_SYSCALL_INFO,
            child,
            size_of::<libc::ptrace_syscall_info>(),
            info.as_mut_ptr(),
        );
        let info = info.assume_init();
        let entry = info.u.entry;
        info.op == libc::PTRACE_SYSCALL_INFO_ENTRY
            && i64::try_from(entry.nr).is_ok_and(|number| number == libc::SYS_getpgid)
            && u64::try_from(MARK).is_ok_and(|mark| entry.args[0] == mark)
    }
}
