//! The local socket: `/api/v1` for processes of this host.
//!
//! Why: commands change a running server without a password. The kernel says who is calling (SO_PEERCRED); the file's mode
//! (0600) and a second look at the uid keep everyone else out (S27).

use axum::Router;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use portcullis_api::Caller;
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinSet;
use tower::ServiceExt;

const CONNECTIONS: usize = 64;
const LIFETIME: Duration = Duration::from_secs(300);

/// Bound, with the right mode, before anyone can connect. The file goes when this is dropped.
pub(crate) struct LocalSocket {
    listener: UnixListener,
    path: PathBuf,
}

impl LocalSocket {
    /// A socket file that nobody answers is a leftover and is replaced; the data folder's lock already proves that we are alone.
    pub(crate) fn bind(path: &Path) -> io::Result<Self> {
        match std::fs::remove_file(path) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(e) => return Err(e),
        }
        // The folder is 0700, so the moment before the mode is set belongs to us alone.
        let listener = UnixListener::bind(path)?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
        Ok(Self { listener, path: path.to_owned() })
    }

    /// `head`: how long a request's head may take.
    pub(crate) async fn serve(self, router: Router, head: Duration, stop: impl Future<Output = ()>) {
        let mut tasks = JoinSet::new();
        let me = rustix::process::geteuid().as_raw();
        tokio::pin!(stop);
        loop {
            tokio::select! {
                accepted = self.listener.accept(), if tasks.len() < CONNECTIONS => {
                    let Ok((stream, _)) = accepted else { continue };
                    match stream.peer_cred().map(|c| c.uid()) {
                        Ok(uid) if uid == 0 || uid == me => { tasks.spawn(connection(stream, router.clone(), head, Caller::Host { uid })); }
                        // Closed without a word: a stranger learns nothing.
                        _ => drop(stream),
                    }
                }
                Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
                () = &mut stop => break,
            }
        }
        // Answers under way may end.
        let _ = tokio::time::timeout(Duration::from_secs(2), async { while tasks.join_next().await.is_some() {} }).await;
    }
}
impl Drop for LocalSocket {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

async fn connection(stream: UnixStream, router: Router, head: Duration, caller: Caller) {
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let router = router.clone();
        async move {
            let mut request = request.map(axum::body::Body::new);
            request.extensions_mut().insert(caller);
            Ok::<_, Infallible>(router.oneshot(request).await.unwrap_or_else(|never| match never {}))
        }
    });
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(head);
    let _ = tokio::time::timeout(LIFETIME, builder.serve_connection(TokioIo::new(stream), service)).await;
}
