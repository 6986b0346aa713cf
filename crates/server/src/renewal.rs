//! Certificates, and FIDO metadata, that are renewed on disk.
//!
//! Why: whoever renews them writes two files and goes; nobody should have to send a signal. A bad pair changes nothing.

use crate::house::House;
use crate::reload::Cause;
use crate::watch::{Stamp, stamp};
use portcullis_gateway::Certificates;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

const LOOK: Duration = Duration::from_secs(5);

/// Reads everything anew when the files of `tls.certificates` are others than they were, and stand still: chain and key are
/// written one after the other.
pub(crate) async fn follow(house: Arc<House>, certificates: Option<Arc<Certificates>>, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    let mut served = seen(&house);
    let mut last = served.clone();
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = &mut stop => return,
        }
        let now = seen(&house);
        if now != served && now == last {
            served.clone_from(&now);
            let _ = house.reload(Cause::Certificates, certificates.as_deref()).await;
        }
        last = now;
    }
}

fn seen(house: &House) -> Vec<(PathBuf, Stamp)> {
    let config = house.config.load();
    let metadata = crate::metadata::files(&config);
    config.tls.files.iter().chain(&metadata).map(|path| (path.clone(), stamp(path))).collect()
}
