//! Networks with the first criterion that names each.
//!
//! Why: an address is in at most one network of each size, so there are as many look-ups as sizes, however many networks.

use crate::network::Range;
use std::collections::BTreeMap;
use std::net::IpAddr;

#[derive(Debug, Default)]
pub(crate) struct Networks {
    v4: Box<[SameSize<u32>]>,
    v6: Box<[SameSize<u128>]>,
}
/// Networks with one mask: their bits in ascending order, with the first criterion.
#[derive(Debug)]
struct SameSize<T> {
    mask: T,
    networks: Box<[(T, u32)]>,
}

impl Networks {
    pub(crate) fn of<'a>(criteria: impl Iterator<Item = (u32, &'a [Range])>) -> Self {
        let (mut v4, mut v6) = (BTreeMap::<u32, BTreeMap<u32, u32>>::new(), BTreeMap::<u128, BTreeMap<u128, u32>>::new());
        for (id, ranges) in criteria {
            for range in ranges {
                let first = match range {
                    Range::V4 { bits, mask } => v4.entry(*mask).or_default().entry(*bits).or_insert(id),
                    Range::V6 { bits, mask } => v6.entry(*mask).or_default().entry(*bits).or_insert(id),
                };
                *first = id.min(*first);
            }
        }
        Self { v4: by_size(v4), v6: by_size(v6) }
    }
    /// The first criterion that names a network with this address in it.
    pub(crate) fn first(&self, address: IpAddr) -> Option<u32> {
        match address {
            IpAddr::V4(address) => first(&self.v4, |mask| address.to_bits() & mask),
            IpAddr::V6(address) => first(&self.v6, |mask| address.to_bits() & mask),
        }
    }
}

fn by_size<T: Ord + Copy>(sizes: BTreeMap<T, BTreeMap<T, u32>>) -> Box<[SameSize<T>]> {
    sizes.into_iter().map(|(mask, networks)| SameSize { mask, networks: networks.into_iter().collect() }).collect()
}

fn first<T: Ord + Copy>(sizes: &[SameSize<T>], masked: impl Fn(T) -> T) -> Option<u32> {
    let find = |same: &SameSize<T>| {
        let sought = masked(same.mask);
        let at = same.networks.binary_search_by_key(&sought, |(bits, _)| *bits).ok()?;
        same.networks.get(at).map(|(_, id)| *id)
    };
    sizes.iter().filter_map(find).min()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use ipnet::IpNet;
    use proptest::prelude::*;

    fn address() -> impl Strategy<Value = IpAddr> {
        let v4 = (0..3_u8, 0..3_u8).prop_map(|(a, b)| IpAddr::from([10, a, 0, b]));
        let v6 = (0..3_u16, 0..3_u16).prop_map(|(a, b)| IpAddr::from([0x2001, a, 0, 0, 0, 0, 0, b]));
        prop_oneof![v4, v6]
    }
    fn range() -> impl Strategy<Value = Range> {
        (address(), 0..=128_u8).prop_map(|(a, p)| Range::of(IpNet::new(a, p.min(if a.is_ipv4() { 32 } else { 128 })).unwrap().trunc()))
    }

    proptest! {
        #[test]
        fn finds_what_a_walk_finds(criteria in prop::collection::vec(prop::collection::vec(range(), 0..4), 0..20), sought in address()) {
            let found = Networks::of((0..).zip(criteria.iter().map(Vec::as_slice))).first(sought);
            let walked = (0..).zip(&criteria).find(|(_, ranges)| ranges.iter().any(|r| r.contains(sought))).map(|(id, _)| id);
            prop_assert_eq!(found, walked);
        }
    }
}
