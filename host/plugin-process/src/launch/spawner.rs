use std::{
    io,
    sync::{OnceLock, mpsc},
    thread,
    time::Duration,
};

use tokio::{process, runtime::Handle, sync::oneshot, time::sleep};

use super::folder;

/// A child elsewhere that was forked and is about to run its own program has this program's files open, also one that was
/// just written. While that lasts, the system does not run what is in it.
const BUSY_TRIES: u32 = 20;
const BUSY_PAUSE: Duration = Duration::from_millis(10);

type Spawned = io::Result<process::Child>;

struct Order {
    command: process::Command,
    runtime: Handle,
    reply: oneshot::Sender<(process::Command, Spawned)>,
}

/// Starts a command on a thread that lives as long as this process: a child is killed when the thread that forked it ends,
/// and a runtime's threads end whenever they like.
///
/// If nobody waits for the child any more, it is killed.
pub(super) async fn spawn(mut command: process::Command) -> Spawned {
    for _ in 0..BUSY_TRIES {
        let (again, spawned) = order(command).await?;
        match spawned {
            Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy => command = again,
            spawned => return spawned,
        }
        sleep(BUSY_PAUSE).await;
    }
    order(command).await?.1
}

async fn order(command: process::Command) -> io::Result<(process::Command, Spawned)> {
    let (reply, spawned) = oneshot::channel();
    let order = Order { command, runtime: Handle::current(), reply };
    thread_of_forks()?.send(order).map_err(|_| gone())?;
    spawned.await.map_err(|_| gone())
}

fn gone() -> io::Error {
    io::Error::other("the thread that starts processes is gone")
}

fn thread_of_forks() -> io::Result<mpsc::Sender<Order>> {
    static ORDERS: OnceLock<Option<mpsc::Sender<Order>>> = OnceLock::new();
    ORDERS.get_or_init(|| start().ok()).clone().ok_or_else(gone)
}

fn start() -> io::Result<mpsc::Sender<Order>> {
    // Once in a process, and beside the first start: a sweep that is slow or fails keeps nobody waiting.
    let _ = thread::Builder::new().name("optimus-sweeper".into()).spawn(folder::sweep);
    let (orders, inbox) = mpsc::channel::<Order>();
    thread::Builder::new().name("optimus-spawner".into()).spawn(move || {
        for mut order in inbox {
            let _runtime = order.runtime.enter();
            // A child that cannot be handed over is dropped here, and `kill_on_drop` ends it.
            let spawned = order.command.spawn();
            let _ = order.reply.send((order.command, spawned));
        }
    })?;
    Ok(orders)
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn an_executable_that_is_still_being_written_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("program");
        fs::copy("/bin/true", &path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let writer = fs::OpenOptions::new().append(true).open(&path).unwrap();
        let spawned = tokio::spawn(spawn(process::Command::new(&path)));
        sleep(3 * BUSY_PAUSE).await;
        assert!(!spawned.is_finished());
        drop(writer);
        assert!(spawned.await.unwrap().unwrap().wait().await.unwrap().success());
    }
}
