use std::{
    io,
    sync::{OnceLock, mpsc},
    thread,
};

use tokio::{process, runtime::Handle, sync::oneshot};

type Spawned = io::Result<process::Child>;

struct Order {
    command: process::Command,
    runtime: Handle,
    reply: oneshot::Sender<Spawned>,
}

/// Starts a command on a thread that lives as long as this process: a child is killed when the thread that forked it ends,
/// and a runtime's threads end whenever they like.
///
/// If nobody waits for the child any more, it is killed.
pub(super) async fn spawn(command: process::Command) -> Spawned {
    let (reply, spawned) = oneshot::channel();
    let order = Order { command, runtime: Handle::current(), reply };
    thread_of_forks()?.send(order).map_err(|_| gone())?;
    spawned.await.map_err(|_| gone())?
}

fn gone() -> io::Error {
    io::Error::other("the thread that starts processes is gone")
}

fn thread_of_forks() -> io::Result<mpsc::Sender<Order>> {
    static ORDERS: OnceLock<Option<mpsc::Sender<Order>>> = OnceLock::new();
    ORDERS.get_or_init(|| start().ok()).clone().ok_or_else(gone)
}

fn start() -> io::Result<mpsc::Sender<Order>> {
    let (orders, inbox) = mpsc::channel::<Order>();
    thread::Builder::new().name("optimus-spawner".into()).spawn(move || {
        for mut order in inbox {
            let _runtime = order.runtime.enter();
            // A child that cannot be handed over is dropped here, and `kill_on_drop` ends it.
            let _ = order.reply.send(order.command.spawn());
        }
    })?;
    Ok(orders)
}
