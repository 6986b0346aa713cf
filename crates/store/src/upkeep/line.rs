//! Which events make one unbroken line from the first to a node's last.
//!
//! Why: a file continues one chain. Of a database with many, that is the line that ends with the file's own node; the others are kept beside it.

use crate::StoreError;
use crate::ledger::Head;
use crate::whole::Whole;
use std::collections::BTreeMap;

/// By node, from which number to which.
#[derive(Debug, Default)]
pub(super) struct Line {
    parts: BTreeMap<String, Vec<(u64, u64)>>,
    pub(super) head: Option<Head>,
}
impl Line {
    pub(super) fn has(&self, node: &str, seq: u64) -> bool {
        self.parts.get(node).is_some_and(|parts| parts.iter().any(|(from, to)| (*from..=*to).contains(&seq)))
    }
}

/// A stretch of one node's chain without gaps.
struct Run {
    from: u64,
    to: u64,
    before: Vec<u8>,
    last: Head,
}

/// The line of `node`; of the longest chain where that one has written nothing.
pub(super) async fn line(whole: &mut dyn Whole, node: Option<&str>) -> Result<Line, StoreError> {
    let mut runs: BTreeMap<String, Vec<Run>> = BTreeMap::new();
    for chain in whole.chains().await? {
        runs.insert(chain.clone(), runs_of(whole, &chain).await?);
    }
    let end = |runs: &Vec<Run>| runs.last().map(|run| run.last.clone());
    let own = node.and_then(|node| runs.get(node)).and_then(end);
    let head = own.or_else(|| runs.values().filter_map(end).max_by_key(|head| head.seq));
    let mut line = Line { parts: BTreeMap::new(), head: head.clone() };
    let mut at = head.map(|head| (head.node.to_string(), head.seq));
    while let Some((node, to)) = at.take() {
        let Some(run) = runs.get(&node).and_then(|runs| runs.iter().find(|run| (run.from..=run.to).contains(&to))) else { break };
        line.parts.entry(node).or_default().push((run.from, to));
        if run.from <= 1 {
            break;
        }
        // The event before stands in the chain of the name that the folder had then.
        for other in runs.keys() {
            let page = whole.events(other, run.from - 2).await?;
            if page.first().is_some_and(|row| row.seq == run.from - 1 && row.hash == run.before) {
                at = Some((other.clone(), run.from - 1));
                break;
            }
        }
    }
    Ok(line)
}

async fn runs_of(whole: &mut dyn Whole, chain: &str) -> Result<Vec<Run>, StoreError> {
    let mut runs: Vec<Run> = Vec::new();
    let mut after = 0;
    loop {
        let page = whole.events(chain, after).await?;
        let Some(last) = page.last() else { return Ok(runs) };
        after = last.seq;
        for row in page {
            let last = Head { node: row.node.as_str().into(), seq: row.seq, hash: row.header_hash() };
            match runs.last_mut() {
                Some(run) if run.to + 1 == row.seq => (run.to, run.last) = (row.seq, last),
                _ => runs.push(Run { from: row.seq, to: row.seq, before: row.prev, last }),
            }
        }
    }
}
