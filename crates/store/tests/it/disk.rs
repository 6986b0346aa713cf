//! Nothing about people can be read where the store lies.
//!
//! Why: a stolen disk, backup or dump must be noise (S17).

use crate::world::{World, event, id, on_both};
use portcullis_model::Timestamp;
use portcullis_store::{Change, Expect, Kind, Put};
use std::path::Path;
use std::time::Duration;

const CANARIES: [&str; 6] =
    ["canary-ada@people.example", "Canary Lovelace", "canary-password-hash", "canary-device-77", "0190dead-beef-7000-8000-00c0ffee0001", "203.0.113.77"];

fn every_file(folder: &Path, out: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { every_file(&path, out) } else { out.push((path.display().to_string(), std::fs::read(&path).unwrap())) }
    }
}

/// Each byte as a character: searching text is quick even without optimisation.
fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|b| char::from(*b)).collect()
}

async fn fill(world: &World, store: &portcullis_store::Store, now: Timestamp) {
    let all = CANARIES.join("|");
    for kind in Kind::ALL {
        let put = Put::new(*kind, id(), Expect::Absent, format!("{{\"schema\":1,\"all\":\"{all}\"}}").into_bytes())
            .unique("email", CANARIES[0])
            .index("name", CANARIES[1])
            .index("person", CANARIES[4])
            .expires(now.plus(Duration::from_secs(900)));
        let told = event(now, CANARIES[4])
            .by(CANARIES[4], CANARIES[1])
            .from_ip(Some(CANARIES[5].parse().unwrap()))
            .with("email", CANARIES[0])
            .with("device", CANARIES[3]);
        store.commit(Change::new().put(put).event(told)).await.unwrap();
    }
    store.checkpoint().await.unwrap();
    store.lease("canary-free", Duration::from_secs(5)).await.unwrap();
    assert!(!world.dir.path().join("never").exists());
}

on_both! {
    async fn s17_no_plain_text_on_disk(world: World) {
        let store = world.open().await;
        fill(&world, &store, world.now()).await;
        // While it runs (with its journals) and after it was closed.
        let mut seen = Vec::new();
        every_file(world.dir.path(), &mut seen);
        store.close().await;
        every_file(world.dir.path(), &mut seen);
        if let Some((server, url)) = &world.postgres {
            seen.push(("dump".into(), server.dump(url)));
        }
        assert!(seen.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > 10_000, "there is something to look at");
        let seen: Vec<(String, String)> = seen.into_iter().map(|(name, bytes)| (name, latin(&bytes))).collect();
        for canary in CANARIES {
            let hex = data_encoding::HEXLOWER.encode(canary.as_bytes());
            let base64 = data_encoding::BASE64.encode(canary.as_bytes());
            let wide: Vec<u8> = canary.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let bare = canary.replace('-', "");
            for (name, bytes) in &seen {
                for form in [canary.as_bytes(), hex.as_bytes(), base64.trim_end_matches('=').as_bytes(), &wide, bare.as_bytes()] {
                    assert!(!bytes.contains(&latin(form)), "{canary} in {name}");
                }
                if let Ok(uuid) = uuid::Uuid::parse_str(canary) {
                    assert!(!bytes.contains(&latin(uuid.as_bytes())), "{canary} as bytes in {name}");
                }
            }
        }
    }
}

#[tokio::test]
async fn s17_what_is_erased_or_deleted_leaves_no_trace_of_its_seal() {
    let world = World::sqlite();
    let store = world.open().await;
    store.append(vec![event(world.now(), "to be erased")]).await.unwrap();
    let line = first_line(&store).await;
    let salt = data_encoding::HEXLOWER.decode(line["salt"].as_str().unwrap().as_bytes()).unwrap();
    store.ledger().erase(store.node(), 1).await.unwrap();
    store.close().await;
    let file = std::fs::read(world.ledger_file()).unwrap();
    assert!(!latin(&file).contains(&latin(&salt)));
}

async fn first_line(store: &portcullis_store::Store) -> serde_json::Value {
    use futures_util::TryStreamExt;
    let lines: Vec<String> = store.ledger().export().try_collect().await.unwrap();
    serde_json::from_str(&lines[0]).unwrap()
}
