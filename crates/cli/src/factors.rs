//! `user factors` and `user remove-factor`.
//!
//! Why: somebody who lost a phone is helped from the host.

use crate::client::{Client, ClientError, escape};
use crate::limit;
use crate::output::Output;
use portcullis_wire::{Factor, Listing};

pub(crate) async fn list(client: &Client, name: &str, limit: Option<u64>, output: Output) -> Result<(), ClientError> {
    let mut page: Listing<Factor> = client.get(&path(name)).await?;
    limit::first(&mut page.items, limit);
    let row = |f: &Factor| {
        let about = match f.left {
            Some(left) => format!("{left} left"),
            None if f.cloned => "copied: not taken any more".to_owned(),
            None => String::new(),
        };
        vec![f.id.clone(), f.kind.clone(), f.name.clone(), f.added.clone(), f.last_used.clone().unwrap_or_else(|| "never".into()), about]
    };
    output.list(&page.items, &["id", "kind", "name", "added", "last used", "state"], row, &format!("{name} has no factors beside the password."));
    Ok(())
}

pub(crate) async fn remove(client: &Client, name: &str, which: &str, force: bool, output: Output) -> Result<(), ClientError> {
    let gone: Listing<Factor> = client.delete(&format!("{}/{}{}", path(name), escape(which), if force { "?force=true" } else { "" })).await?;
    let noun = if gone.items.len() == 1 { "factor" } else { "factors" };
    output.said(&gone.items, &format!("Removed {} {noun} of {name}. Their sessions have ended.", gone.items.len()));
    Ok(())
}

fn path(name: &str) -> String {
    format!("/people/{}/factors", escape(name))
}
