//! Which system calls a process may make: seccomp. Everything else in the kernel that a plugin needs not and an attack uses is
//! refused with EPERM, as if the user had no right to it.

use std::{collections::BTreeMap, env::consts::ARCH};

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen::Dword, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, sock_filter,
};

use crate::contain::{Network, Reach};

type Rules = BTreeMap<i64, Vec<SeccompRule>>;
type Built<T> = Result<T, seccompiler::BackendError>;

/// Refused whatever their arguments are: other processes' memory, what the kernel was attacked through most, and what only a
/// system's administrator does.
const NEVER: &[i64] = &[
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_kcmp,
    PIDFD_GETFD,
    IO_URING_SETUP,
    IO_URING_ENTER,
    IO_URING_REGISTER,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_add_key,
    libc::SYS_keyctl,
    libc::SYS_request_key,
    libc::SYS_mount,
    libc::SYS_umount2,
    MOVE_MOUNT,
    OPEN_TREE,
    FSOPEN,
    FSCONFIG,
    FSMOUNT,
    FSPICK,
    MOUNT_SETATTR,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_setns,
    libc::SYS_kexec_load,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_quotactl,
    libc::SYS_syslog,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_adjtimex,
    libc::SYS_clock_adjtime,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_open_by_handle_at,
    libc::SYS_fanotify_init,
    libc::SYS_vhangup,
];
/// Refused with the ones above. Landlock confines what is in files and not who owns them and who may open them.
const ATTRIBUTES: &[i64] = &[
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    FCHMODAT2,
    libc::SYS_fchown,
    libc::SYS_fchownat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_fsetxattr,
    SETXATTRAT,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    libc::SYS_fremovexattr,
    REMOVEXATTRAT,
    FILE_SETATTR,
];
/// What only older processors still have.
#[cfg(target_arch = "x86_64")]
const OLD_ATTRIBUTES: &[i64] = &[libc::SYS_chmod, libc::SYS_chown, libc::SYS_lchown];
#[cfg(not(target_arch = "x86_64"))]
const OLD_ATTRIBUTES: &[i64] = &[];
#[cfg(target_arch = "x86_64")]
const OLD_NEVER: &[i64] =
    &[libc::SYS_iopl, libc::SYS_ioperm, libc::SYS_modify_ldt, libc::SYS_kexec_file_load];
#[cfg(not(target_arch = "x86_64"))]
const OLD_NEVER: &[i64] = &[];

// The same numbers on every processor; not every C library's headers have them.
const IO_URING_SETUP: i64 = 425;
const IO_URING_ENTER: i64 = 426;
const IO_URING_REGISTER: i64 = 427;
const OPEN_TREE: i64 = 428;
const MOVE_MOUNT: i64 = 429;
const FSOPEN: i64 = 430;
const FSCONFIG: i64 = 431;
const FSMOUNT: i64 = 432;
const FSPICK: i64 = 433;
const CLONE3: u32 = 435;
const PIDFD_GETFD: i64 = 438;
const MOUNT_SETATTR: i64 = 442;
const FCHMODAT2: i64 = 452;
const SETXATTRAT: i64 = 463;
const REMOVEXATTRAT: i64 = 466;
const FILE_SETATTR: i64 = 469;

/// Namespaces: time, mounts, cgroups, names, IPC, users, processes, network.
const NAMESPACES: [u32; 8] =
    [0x80, 0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000];
const TIME_NAMESPACE: u32 = 0x80;
/// Input for a terminal that another program reads.
const TERMINAL_INPUT: [u32; 2] = [0x5412, 0x541c];
/// Connects while it sends, which landlock does not see.
const FAST_OPEN: u32 = 0x2000_0000;

const UNIX: u32 = libc::AF_UNIX as u32;
const INET: u32 = libc::AF_INET as u32;
const INET6: u32 = libc::AF_INET6 as u32;
const NETLINK: u32 = libc::AF_NETLINK as u32;
/// Of the type of a socket the bits that are not flags.
const TYPE: u32 = 0xf;

/// The program for one process; nothing on a processor that it is not known for.
pub(super) fn filter(reach: &Reach) -> Option<BpfProgram> {
    let arch = TargetArch::try_from(ARCH).ok()?;
    let rules = rules(reach).ok()?;
    let eperm = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, eperm, arch).ok()?;
    let program = BpfProgram::try_from(filter).ok()?;
    Some(unknown_to_the_rules().chain(program).collect())
}

fn rules(reach: &Reach) -> Built<Rules> {
    let mut rules: Rules = NEVER.iter().chain(OLD_NEVER).map(|call| (*call, Vec::new())).collect();
    if !reach.shares_its_socket {
        rules.extend(ATTRIBUTES.iter().chain(OLD_ATTRIBUTES).map(|call| (*call, Vec::new())));
    }
    let namespace = |bit: &u32| rule(vec![has(0, *bit)?]);
    rules.insert(libc::SYS_unshare, NAMESPACES.iter().map(namespace).collect::<Built<_>>()?);
    // There the lowest byte is a signal.
    let cloned = NAMESPACES.iter().filter(|bit| **bit != TIME_NAMESPACE);
    rules.insert(libc::SYS_clone, cloned.map(namespace).collect::<Built<_>>()?);
    let input = TERMINAL_INPUT.iter().map(|request| rule(vec![is(1, *request)?]));
    rules.insert(libc::SYS_ioctl, input.collect::<Built<_>>()?);
    rules.insert(libc::SYS_socketpair, only_unix_streams()?);
    match reach.network {
        Network::None => {
            rules.insert(libc::SYS_socket, only_unix_streams()?);
            rules.insert(libc::SYS_connect, Vec::new());
        }
        Network::Ports(_) => {
            rules.insert(libc::SYS_socket, only_what_is_confined()?);
            rules.insert(libc::SYS_sendto, vec![rule(vec![has(3, FAST_OPEN)?])?]);
            rules.insert(libc::SYS_sendmsg, vec![rule(vec![has(2, FAST_OPEN)?])?]);
            rules.insert(libc::SYS_sendmmsg, vec![rule(vec![has(3, FAST_OPEN)?])?]);
        }
    }
    Ok(rules)
}

/// Streams (1) and streams of packets (5): a socket for datagrams reaches any other one without being connected.
fn only_unix_streams() -> Built<Vec<SeccompRule>> {
    Ok(vec![
        rule(vec![cmp(0, SeccompCmpOp::Ne, UNIX)?])?,
        rule(vec![masked(1, 0b0001, 0)?])?,
        rule(vec![has(1, 0b0010)?])?,
        rule(vec![has(1, 0b1000)?])?,
    ])
}

/// Unix sockets, TCP, UDP, and what the C library learns the machine's addresses from. Other protocols on the same addresses
/// (MPTCP, SCTP, SMC) would connect where landlock, which knows TCP, does not look.
fn only_what_is_confined() -> Built<Vec<SeccompRule>> {
    let mut rules = vec![
        rule(vec![cmp(0, SeccompCmpOp::Lt, UNIX)?])?,
        rule(vec![cmp(0, SeccompCmpOp::Gt, INET)?, cmp(0, SeccompCmpOp::Lt, INET6)?])?,
        rule(vec![cmp(0, SeccompCmpOp::Gt, INET6)?, cmp(0, SeccompCmpOp::Lt, NETLINK)?])?,
        rule(vec![cmp(0, SeccompCmpOp::Gt, NETLINK)?])?,
        rule(vec![is(0, NETLINK)?, cmp(2, SeccompCmpOp::Ne, 0)?])?,
    ];
    let (tcp, udp) = (libc::IPPROTO_TCP.unsigned_abs(), libc::IPPROTO_UDP.unsigned_abs());
    for family in [INET, INET6] {
        rules.extend([
            rule(vec![is(0, family)?, masked(1, TYPE, 0)?])?,
            rule(vec![is(0, family)?, masked(1, 0b0011, 0b0011)?])?,
            rule(vec![is(0, family)?, has(1, 0b0100)?])?,
            rule(vec![is(0, family)?, has(1, 0b1000)?])?,
            rule(vec![is(0, family)?, cmp(2, SeccompCmpOp::Ne, 0)?, cmp(2, SeccompCmpOp::Lt, tcp)?])?,
            rule(vec![is(0, family)?, cmp(2, SeccompCmpOp::Gt, tcp)?, cmp(2, SeccompCmpOp::Lt, udp)?])?,
            rule(vec![is(0, family)?, cmp(2, SeccompCmpOp::Gt, udp)?])?,
        ]);
    }
    Ok(rules)
}

fn rule(conditions: Vec<SeccompCondition>) -> Built<SeccompRule> {
    SeccompRule::new(conditions)
}

fn cmp(argument: u8, operator: SeccompCmpOp, value: u32) -> Built<SeccompCondition> {
    SeccompCondition::new(argument, Dword, operator, value.into())
}

fn is(argument: u8, value: u32) -> Built<SeccompCondition> {
    cmp(argument, SeccompCmpOp::Eq, value)
}

/// Any of these bits is one bit here.
fn has(argument: u8, bit: u32) -> Built<SeccompCondition> {
    masked(argument, bit, bit)
}

fn masked(argument: u8, mask: u32, value: u32) -> Built<SeccompCondition> {
    cmp(argument, SeccompCmpOp::MaskedEq(mask.into()), value)
}

/// Two kinds of calls that rules over numbers and arguments cannot judge are answered as by a kernel that does not have them:
/// those of x32, which have other numbers for everything, and `clone3`, whose flags are in memory (C libraries then use
/// `clone`).
fn unknown_to_the_rules() -> impl Iterator<Item = sock_filter> {
    let code = |parts: u32| u16::try_from(parts).unwrap_or_default();
    let load = sock_filter { code: code(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS), jt: 0, jf: 0, k: 0 };
    let unknown = libc::SECCOMP_RET_ERRNO | libc::ENOSYS.unsigned_abs();
    let answer = sock_filter { code: code(libc::BPF_RET | libc::BPF_K), jt: 0, jf: 0, k: unknown };
    let unless =
        |test: u32, k: u32| sock_filter { code: code(libc::BPF_JMP | test | libc::BPF_K), jt: 0, jf: 1, k };
    let x32 = [unless(libc::BPF_JGE, 0x4000_0000), answer.clone()];
    let x32 = x32.into_iter().filter(|_| ARCH == "x86_64");
    [load].into_iter().chain(x32).chain([unless(libc::BPF_JEQ, CLONE3), answer])
}
