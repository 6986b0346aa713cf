//! Proxies that are not believed, told in the log once each.
//!
//! Why: whoever sets one up sees a bare 403, or one address for everybody; what is missing is for them alone, not for whoever asks (S5).

use crate::forwarding::{self, PeerFacts, TrustedProxy};
use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// So many are told of; whoever asks from ever new addresses fills no log.
const TOLD: usize = 64;

#[derive(Default)]
pub(crate) struct Doubts(Mutex<HashSet<(IpAddr, &'static str)>>);

impl Doubts {
    /// A check, or anything on the listener for proxies, was refused.
    pub(crate) fn refused(&self, peer: PeerFacts<'_>, trusted: &[TrustedProxy]) {
        let why = forwarding::missing(peer, trusted);
        if self.first(peer.ip, why) {
            tracing::warn!(peer = %peer.ip, "what a proxy asked was refused with 403, because {why}; told once for each address");
        }
    }
    /// A proxy of ours said where its client is, and was not believed.
    pub(crate) fn ignored(&self, peer: PeerFacts<'_>, trusted: &[TrustedProxy]) {
        if !forwarding::says_for(peer, trusted) {
            return;
        }
        let why = forwarding::missing(peer, trusted);
        if self.first(peer.ip, why) {
            tracing::warn!(peer = %peer.ip, "X-Forwarded-For of a proxy was ignored, because {why}: all its visitors share its address; told once for each address");
        }
    }
    /// After a change of what is configured everything is told again.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
    fn first(&self, ip: IpAddr, why: &'static str) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.len() < TOLD && told.insert((ip.to_canonical(), why))
    }
}
