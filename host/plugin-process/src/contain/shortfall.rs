use optimus_plugin_policy::{Containment, Execution, Profile};

use crate::sys::{self, Machine};

/// One thing that the containment of a process does not do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotEnforced {
    /// What is not confined, in a few words.
    pub what: &'static str,
    /// Why, and what would change it.
    pub why: String,
    /// Whether the machine lacks something, or the policy means it so.
    pub lack: Lack,
}

/// Why a part of a containment is not enforced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lack {
    /// The policy says it, and this machine cannot do it. `enforce: strict` refuses such a plugin.
    Machine,
    /// The profile does not promise it, on any machine.
    Profile,
}

/// What of a containment is not enforced on this machine, for people to read before they trust an executable: first what the
/// machine lacks, then what the profile does not promise. Nothing is started; the machine is asked once in a process.
///
/// ```
/// use optimus_plugin_policy::Containment;
/// use optimus_plugin_process::{Lack, not_enforced};
///
/// for found in not_enforced(&Containment::default()) {
///     let whose = if found.lack == Lack::Machine { "here" } else { "anywhere" };
///     println!("not enforced {whose}: {} ({})", found.what, found.why);
/// }
/// ```
#[must_use]
pub fn not_enforced(containment: &Containment) -> Vec<NotEnforced> {
    list(containment, sys::machine())
}

fn list(containment: &Containment, machine: &Machine) -> Vec<NotEnforced> {
    let mut list = List(Vec::new());
    list.of_the_machine(containment, machine);
    list.of_the_profile(containment, machine);
    list.0
}

struct List(Vec<NotEnforced>);

impl List {
    fn add(&mut self, lack: Lack, what: &'static str, why: impl Into<String>) {
        self.0.push(NotEnforced { what, why: why.into(), lack });
    }

    fn of_the_machine(&mut self, containment: &Containment, machine: &Machine) {
        if let Some(why) = machine.no_linux {
            self.add(Lack::Machine, "everything", why);
            return;
        }
        if containment.profile != Profile::Open {
            self.of_landlock(containment, machine);
            if let Some(why) = machine.no_filter {
                self.add(Lack::Machine, "system calls, and with them sockets", why);
            }
        }
        if let (Some(why), Some(_)) = (&machine.no_tasks, containment.tasks) {
            self.add(Lack::Machine, "how many processes and threads it has", why.clone());
        }
        if machine.no_close_range {
            self.add(
                Lack::Machine,
                "descriptors that this program was given without care",
                "close_range came with Linux 5.11",
            );
        }
    }

    fn of_landlock(&mut self, containment: &Containment, machine: &Machine) {
        if let Some(why) = machine.no_landlock {
            self.add(Lack::Machine, "which files it reads and writes", why);
        }
        if machine.landlock < 3 {
            self.add(
                Lack::Machine,
                "cutting off files that it may not write",
                "landlock knows it since Linux 6.2",
            );
        }
        if matches!(containment.profile, Profile::Network(_)) && machine.landlock < 4 {
            self.add(Lack::Machine, "to which ports it connects", "landlock knows it since Linux 6.7");
        }
        if machine.landlock < 6 {
            let what = "signals to other processes, and abstract unix sockets";
            self.add(Lack::Machine, what, "landlock knows them since Linux 6.12");
        }
    }

    fn of_the_profile(&mut self, containment: &Containment, machine: &Machine) {
        match &containment.profile {
            Profile::Open => self.of_open(),
            Profile::Network(_) => self.of_network(machine),
            _ => {}
        }
        if containment.profile != Profile::Open {
            self.add(
                Lack::Profile,
                "names and arguments of other processes",
                "it reads /proc; their memory and variables it does not",
            );
        }
        self.add(
            Lack::Profile,
            "processor time, and how much it writes where it may write",
            "the policy has no limit for them",
        );
        if containment.execution == Execution::Path {
            self.add(
                Lack::Profile,
                "that what runs is what was hashed",
                "`execute: path` runs the file by its path",
            );
        } else {
            let why = "the digest is that of the file itself";
            self.add(Lack::Profile, "what its interpreter and its libraries are", why);
        }
        self.of_groups(containment, machine);
    }

    fn of_groups(&mut self, containment: &Containment, machine: &Machine) {
        if let Some(why) = &machine.no_cgroup {
            self.add(Lack::Profile, "the end of processes that leave its group (setsid)", why.clone());
        }
        if let Some(why) = &machine.no_memory {
            let what = "the memory of all its processes together, and what they share";
            self.add(Lack::Profile, what, format!("each has its own limit, and no more: {why}"));
        }
        if let (Some(why), None) = (&machine.no_tasks, containment.tasks) {
            self.add(Lack::Profile, "how many processes and threads it has", why.clone());
        }
    }

    fn of_open(&mut self) {
        let why = "the profile `open` means that";
        self.add(
            Lack::Profile,
            "files, network, signals, and the memory of this user's other processes",
            why,
        );
    }

    fn of_network(&mut self, machine: &Machine) {
        let why = "names are resolved with it, and landlock confines TCP";
        self.add(Lack::Profile, "UDP, to any address", why);
        if machine.landlock < 9 {
            let why = "landlock of this kernel does not know them; their own permissions hold";
            self.add(Lack::Profile, "unix sockets in the file system", why);
        }
        self.add(Lack::Profile, "on which ports it listens", "plugins on TCP choose one");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(containment: &Containment, machine: &Machine, lack: Lack) -> Vec<&'static str> {
        let of = list(containment, machine).into_iter().filter(|found| found.lack == lack);
        of.map(|found| found.what).collect()
    }

    fn good() -> Machine {
        Machine { landlock: 10, ..Machine::default() }
    }

    #[test]
    fn a_machine_that_has_all_lacks_nothing_and_an_older_one_is_told_what() {
        let mut network = Containment::default();
        network.profile = Profile::Network(vec![443]);
        assert!(whats(&network, &good(), Lack::Machine).is_empty());
        let old = Machine { landlock: 3, ..good() };
        let lacks = whats(&network, &old, Lack::Machine);
        assert_eq!(lacks.len(), 2, "{lacks:?}");
        assert!(lacks[0].contains("ports") && lacks[1].contains("signals"), "{lacks:?}");
        assert_eq!(whats(&Containment::default(), &old, Lack::Machine).len(), 1);
        let none =
            Machine { landlock: 0, no_landlock: Some("not built in"), no_filter: Some("none"), ..good() };
        assert_eq!(whats(&Containment::default(), &none, Lack::Machine).len(), 4);
    }

    #[test]
    fn an_open_profile_lacks_nothing_because_it_promises_nothing() {
        let mut open = Containment::default();
        open.profile = Profile::Open;
        let none = Machine { landlock: 0, no_landlock: Some("not built in"), ..good() };
        assert!(whats(&open, &none, Lack::Machine).is_empty());
        assert!(whats(&open, &none, Lack::Profile).iter().any(|what| what.contains("files")));
    }

    #[test]
    fn a_limit_of_tasks_is_wanted_of_the_machine_only_where_the_policy_names_one() {
        let machine = Machine { no_tasks: Some("no cgroup".into()), ..good() };
        let mut containment = Containment::default();
        assert!(whats(&containment, &machine, Lack::Machine).is_empty());
        assert!(whats(&containment, &machine, Lack::Profile).iter().any(|what| what.contains("threads")));
        containment.tasks = Some(10);
        assert_eq!(whats(&containment, &machine, Lack::Machine).len(), 1);
    }

    #[test]
    fn where_nothing_is_there_all_of_it_is_said_in_one_line() {
        let machine = Machine { no_linux: Some("this system is not Linux"), ..Machine::default() };
        assert_eq!(whats(&Containment::default(), &machine, Lack::Machine), ["everything"]);
    }

    #[test]
    fn what_a_profile_does_not_promise_is_said_of_each() {
        let mut network = Containment::default();
        network.profile = Profile::Network(vec![]);
        let of = |containment: &Containment| whats(containment, &good(), Lack::Profile).join("\n");
        assert!(of(&network).contains("UDP") && !of(&Containment::default()).contains("UDP"));
        network.execution = Execution::Path;
        assert!(of(&network).contains("what was hashed"));
        let older = Machine { landlock: 7, ..good() };
        assert!(whats(&network, &older, Lack::Profile).iter().any(|what| what.contains("unix sockets")));
    }
}
