//! The tables and their schema numbers.
//!
//! Why: a newer program carries an older store along after a backup; an older program must not touch what it doesn't understand.

use std::path::PathBuf;

/// Steps that lead from one schema number to the next; the first makes an empty database schema 1.
pub(crate) type Steps = &'static [&'static str];

pub(crate) const SQLITE_RECORDS: Steps = &["
CREATE TABLE record (
    org TEXT NOT NULL, kind TEXT NOT NULL, id BLOB NOT NULL, version INTEGER NOT NULL, sealed BLOB NOT NULL, expires_at INTEGER,
    UNIQUE (org, kind, id)
) STRICT;
CREATE INDEX record_by_expiry ON record (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE record_index (
    org TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, hash BLOB NOT NULL, id BLOB NOT NULL, is_unique INTEGER NOT NULL,
    PRIMARY KEY (org, kind, name, hash, id),
    FOREIGN KEY (org, kind, id) REFERENCES record (org, kind, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX record_index_unique ON record_index (org, kind, name, hash) WHERE is_unique = 1;
CREATE INDEX record_index_by_record ON record_index (org, kind, id);
CREATE TABLE lease (name TEXT NOT NULL PRIMARY KEY, node TEXT NOT NULL, holder TEXT NOT NULL, ends_at INTEGER NOT NULL) STRICT;
CREATE TABLE data_key (id INTEGER NOT NULL PRIMARY KEY, sealed BLOB NOT NULL) STRICT;
CREATE TABLE settled (one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), value BLOB NOT NULL) STRICT;
"];

/// `ledger_event` is the file's own chain. `ledger_other` holds chains that came from a store of several nodes: nobody continues them here.
pub(crate) const SQLITE_LEDGER: Steps = &[
    "
CREATE TABLE ledger_event (
    seq INTEGER NOT NULL PRIMARY KEY, node TEXT NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL, change_id BLOB,
    prev BLOB NOT NULL, payload_hash BLOB NOT NULL, hash BLOB NOT NULL, mac BLOB NOT NULL, salt BLOB, sealed BLOB
);
CREATE INDEX ledger_event_by_time ON ledger_event (at, node, seq);
CREATE INDEX ledger_event_of_change ON ledger_event (seq) WHERE change_id IS NOT NULL;
CREATE TABLE ledger_checkpoint (node TEXT NOT NULL, number INTEGER NOT NULL, line TEXT NOT NULL, PRIMARY KEY (node, number));
",
    "
CREATE TABLE ledger_other (
    node TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL, change_id BLOB,
    prev BLOB NOT NULL, payload_hash BLOB NOT NULL, hash BLOB NOT NULL, mac BLOB NOT NULL, salt BLOB, sealed BLOB,
    PRIMARY KEY (node, seq)
);
CREATE INDEX ledger_other_by_time ON ledger_other (at, node, seq);
",
    "
CREATE INDEX ledger_event_by_kind ON ledger_event (kind, at, node, seq);
CREATE INDEX ledger_other_by_kind ON ledger_other (kind, at, node, seq);
",
];

pub(crate) const POSTGRES: Steps = &[
    "
CREATE TABLE record (
    org TEXT NOT NULL, kind TEXT NOT NULL, id BYTEA NOT NULL, version BIGINT NOT NULL, sealed BYTEA NOT NULL, expires_at BIGINT,
    PRIMARY KEY (org, kind, id)
);
CREATE INDEX record_by_expiry ON record (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE record_index (
    org TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, hash BYTEA NOT NULL, id BYTEA NOT NULL, is_unique BIGINT NOT NULL,
    PRIMARY KEY (org, kind, name, hash, id),
    FOREIGN KEY (org, kind, id) REFERENCES record (org, kind, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX record_index_unique ON record_index (org, kind, name, hash) WHERE is_unique = 1;
CREATE INDEX record_index_by_record ON record_index (org, kind, id);
CREATE TABLE lease (name TEXT NOT NULL PRIMARY KEY, node TEXT NOT NULL, holder TEXT NOT NULL, ends_at BIGINT NOT NULL);
CREATE TABLE data_key (id BIGINT NOT NULL PRIMARY KEY, sealed BYTEA NOT NULL);
CREATE TABLE change_notice (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, node TEXT NOT NULL, at BIGINT NOT NULL, org TEXT NOT NULL, kind TEXT NOT NULL, id BYTEA NOT NULL, gone BOOLEAN NOT NULL
);
CREATE TABLE ledger_node (node TEXT NOT NULL PRIMARY KEY);
CREATE TABLE ledger_event (
    node TEXT COLLATE \"C\" NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL, change_id BYTEA,
    prev BYTEA NOT NULL, payload_hash BYTEA NOT NULL, hash BYTEA NOT NULL, mac BYTEA NOT NULL, salt BYTEA, sealed BYTEA,
    PRIMARY KEY (node, seq)
);
CREATE INDEX ledger_event_by_time ON ledger_event (at, node, seq);
CREATE TABLE ledger_checkpoint (node TEXT NOT NULL, number BIGINT NOT NULL, line TEXT NOT NULL, PRIMARY KEY (node, number));
",
    "
CREATE INDEX ledger_event_by_kind ON ledger_event (kind, at, node, seq);
",
];

/// What to do with a database of schema `found` (0 when it is empty).
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    Ready,
    /// Run the steps from that index; back up first when it isn't 0.
    From(usize),
    Newer,
}

/// What an upgrade did: from 0 it made the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub from: i64,
    pub to: i64,
    /// The copy from before, where one was made.
    pub copy: Option<PathBuf>,
}

pub(crate) fn plan(found: i64, steps: Steps) -> Plan {
    match usize::try_from(found) {
        Ok(n) if n == steps.len() => Plan::Ready,
        Ok(n) if n < steps.len() => Plan::From(n),
        _ => Plan::Newer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans() {
        let steps: Steps = &["one", "two"];
        assert_eq!(plan(0, steps), Plan::From(0));
        assert_eq!(plan(1, steps), Plan::From(1));
        assert_eq!(plan(2, steps), Plan::Ready);
        assert_eq!(plan(3, steps), Plan::Newer);
        assert_eq!(plan(-1, steps), Plan::Newer);
    }
}
