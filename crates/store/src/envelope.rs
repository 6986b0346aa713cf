//! The sealed form of a record.
//!
//! Why: who can write the database must not be able to move, swap or mix values: org, kind, id, version and key are bound, and
//! expiry and indexed values are believed only from inside the seal.

use crate::{Kind, Record};
use portcullis_crypto::{OpenError, Random, Sealer, Zeroizing};
use portcullis_model::{Org, Timestamp};
use uuid::Uuid;

/// Where a sealed record belongs. Its version too: an older payload under a newer number does not open.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) org: &'a Org,
    pub(crate) kind: Kind,
    pub(crate) id: Uuid,
    pub(crate) version: u64,
}
impl Place<'_> {
    fn aad(&self) -> Vec<u8> {
        parts(&[b"portcullis record 1", self.org.as_str().as_bytes(), self.kind.as_str().as_bytes(), self.id.as_bytes(), &self.version.to_be_bytes()])
    }
}

/// An opened record and the values it says it is found by.
pub(crate) struct Opened {
    pub(crate) record: Record,
    indexes: Vec<(Vec<u8>, Vec<u8>)>,
}
impl Opened {
    pub(crate) fn indexes(&self) -> &[(Vec<u8>, Vec<u8>)] {
        &self.indexes
    }
    pub(crate) fn has_index(&self, name: &str, value: &[u8]) -> bool {
        self.indexes.iter().any(|(n, v)| n == name.as_bytes() && v == value)
    }
}

/// Seals `payload` with its expiry and indexed values for `place`.
pub(crate) fn seal<'n, 'v>(
    sealer: &Sealer,
    place: Place<'_>,
    expires_at: Option<Timestamp>,
    indexes: impl Iterator<Item = (&'n str, &'v [u8])>,
    payload: &[u8],
    random: &dyn Random,
) -> Vec<u8> {
    let mut plain = Zeroizing::new(Vec::with_capacity(payload.len() + 64));
    plain.push(1);
    plain.extend(expires_at.map_or(i64::MIN, Timestamp::micros).to_be_bytes());
    let mut list = Zeroizing::new(Vec::new());
    for (name, value) in indexes {
        list.extend(parts(&[name.as_bytes(), value]));
    }
    plain.extend((list.len() as u64).to_be_bytes());
    plain.extend_from_slice(&list);
    plain.extend_from_slice(payload);
    sealer.seal(&plain, &place.aad(), random)
}

/// Opens what was sealed for `place`, and nothing else.
pub(crate) fn open(sealer: &Sealer, place: Place<'_>, sealed: &[u8]) -> Result<Opened, OpenError> {
    let plain = sealer.open(sealed, &place.aad())?;
    let mut rest = plain.as_slice();
    let (version, expires) = (take(&mut rest, 1)?, take(&mut rest, 8)?);
    if version != [1] {
        return Err(OpenError::Damaged);
    }
    let expires = i64::from_be_bytes(expires.try_into().map_err(|_| OpenError::Damaged)?);
    let mut list = part(&mut rest)?;
    let mut indexes = Vec::new();
    while !list.is_empty() {
        indexes.push((part(&mut list)?.to_vec(), part(&mut list)?.to_vec()));
    }
    let record = Record {
        org: place.org.clone(),
        kind: place.kind,
        id: place.id,
        version: place.version,
        payload: rest.to_vec(),
        expires_at: (expires != i64::MIN).then(|| Timestamp::from_micros(expires)),
    };
    Ok(Opened { record, indexes })
}

/// Each part preceded by its length.
pub(crate) fn parts(list: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(list.iter().map(|p| p.len() + 8).sum());
    for part in list {
        out.extend((part.len() as u64).to_be_bytes());
        out.extend_from_slice(part);
    }
    out
}

fn part<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], OpenError> {
    let length = u64::from_be_bytes(take(rest, 8)?.try_into().map_err(|_| OpenError::Damaged)?);
    take(rest, usize::try_from(length).map_err(|_| OpenError::Damaged)?)
}

fn take<'a>(rest: &mut &'a [u8], n: usize) -> Result<&'a [u8], OpenError> {
    let (head, tail) = rest.split_at_checked(n).ok_or(OpenError::Damaged)?;
    *rest = tail;
    Ok(head)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use portcullis_crypto::SystemRandom;
    use proptest::prelude::*;

    fn sealer() -> Sealer {
        Sealer::new(1, &[5; 32])
    }

    proptest! {
        #[test]
        fn comes_back_whole(payload in proptest::collection::vec(any::<u8>(), 0..300), value in proptest::collection::vec(any::<u8>(), 0..40),
                            expires in proptest::option::of(-5i64..i64::MAX), version in any::<u64>(), id in any::<u128>()) {
            let org = Org::named("o");
            let place = Place { org: &org, kind: Kind::Person, id: Uuid::from_u128(id), version };
            let expires = expires.map(Timestamp::from_micros);
            let sealed = seal(&sealer(), place, expires, [("a", value.as_slice()), ("b", b"".as_slice())].into_iter(), &payload, &SystemRandom);
            let opened = open(&sealer(), place, &sealed).unwrap();
            prop_assert_eq!(&opened.record.payload, &payload);
            prop_assert_eq!(opened.record.expires_at, expires);
            prop_assert!(opened.has_index("a", &value) && opened.has_index("b", b"") && !opened.has_index("a", b"\xff never"));
            let elsewhere = [
                Place { version: version.wrapping_add(1), ..place },
                Place { id: Uuid::from_u128(id ^ 1), ..place },
                Place { kind: Kind::Group, ..place },
                Place { org: &Org::named("p"), ..place },
            ];
            for other in elsewhere {
                prop_assert!(open(&sealer(), other, &sealed).is_err());
            }
        }
        #[test]
        fn s19_garbage_never_opens_nor_panics(garbage in proptest::collection::vec(any::<u8>(), 0..200)) {
            let org = Org::default();
            let place = Place { org: &org, kind: Kind::Key, id: Uuid::nil(), version: 1 };
            prop_assert!(open(&sealer(), place, &garbage).is_err());
            // Even garbage that is properly sealed is refused or read without a panic.
            let _ = open(&sealer(), place, &sealer().seal(&garbage, &place.aad(), &SystemRandom));
        }
    }
}
