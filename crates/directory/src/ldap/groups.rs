//! The groups of a person, whole, or said not to be.
//!
//! Why: a rule that denies by a group must not miss it. What cannot be read is never left out without a word.

use super::connection::Entry;
use super::directory::LdapDirectory;
use super::failure::{LdapFailure, words};
use super::names::{is_below, plain, same};
use super::person::{Found, is_name};
use super::settings::{GroupSearch, Nested};
use portcullis_attributes::{Template, Values, rdn_filter};
use std::collections::HashSet;

/// Groups of groups are followed this far, and no person is in more groups than that.
const DEEPEST: usize = 10;
const MOST_GROUPS: usize = 2_000;
/// No question grows without end.
const AT_ONCE: usize = 50;

/// What could be read.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    pub(crate) names: Vec<Box<str>>,
    /// Why there may be more.
    pub(crate) unclear: Option<String>,
    /// One spelling of each DN that was found.
    seen: HashSet<String>,
}
impl Groups {
    fn miss(&mut self, why: impl FnOnce() -> String) {
        self.unclear.get_or_insert_with(|| words(&why()));
    }
    fn add(&mut self, group: &Entry, attribute: &str) {
        let names = group.raw(attribute);
        if names.is_empty() {
            self.miss(|| format!("the name of the group {} cannot be read", group.dn));
        }
        for name in names {
            match std::str::from_utf8(name).ok().filter(|name| is_name(name)) {
                Some(name) => self.names.push(name.into()),
                None => self.miss(|| format!("the group {} has a name of more than 255 bytes, or one that cannot be shown", group.dn)),
            }
        }
    }
}

impl LdapDirectory {
    /// An answer that is cut short makes them unclear; one that is refused altogether is a failure.
    pub(super) async fn groups(&self, entry: &Entry, found: &Found, now: i64) -> Result<Groups, LdapFailure> {
        let mut groups = Groups::default();
        match self.walk(&mut groups, entry, found, now).await {
            Err(LdapFailure::TooLarge(why)) => groups.miss(|| why.into()),
            // A limit of time or size (RFC 4511 §A.2).
            Err(LdapFailure::Refused { code: code @ (3 | 4 | 11), text }) => groups.miss(|| format!("the server gives only a part of them: {code} {text}")),
            other => other?,
        }
        groups.names.sort_unstable();
        groups.names.dedup();
        Ok(groups)
    }
    async fn walk(&self, groups: &mut Groups, entry: &Entry, found: &Found, now: i64) -> Result<(), LdapFailure> {
        let settings = self.settings();
        let of = &settings.attributes;
        let values = Values {
            username: &found.person.username,
            dn: &found.dn,
            input: &found.person.username,
            now,
            dn_attribute: &of.distinguished_name,
            ..Values::default()
        };
        let mut stated: Vec<String> = entry.all(&of.member_of).to_vec();
        let mut layer = match settings.group_search {
            GroupSearch::Filter => self.groups_of(&settings.groups_filter, &values).await?,
            GroupSearch::MemberOf => self.groups_named(&stated, &values).await?,
        };
        for depth in 0.. {
            layer.retain(|group| groups.seen.insert(plain(&group.dn)));
            layer.iter().for_each(|group| groups.add(group, &of.group_name));
            if let Some(hidden) = self.hidden(&stated, &groups.seen).await? {
                groups.miss(|| format!("the group {hidden} is there and cannot be seen"));
            }
            if groups.names.len() > MOST_GROUPS {
                return Err(LdapFailure::TooLarge("the person has too many groups"));
            }
            if layer.is_empty() || settings.nested_groups != Nested::ByGroup {
                break;
            }
            if depth > DEEPEST {
                groups.miss(|| format!("groups of groups go deeper than {DEEPEST} levels"));
                break;
            }
            stated = layer.iter().flat_map(|group| group.all(&of.member_of)).cloned().collect();
            let mut above = Vec::new();
            for group in &layer {
                above.extend(self.groups_of(&settings.groups_filter, &Values { dn: &group.dn, ..values }).await?);
            }
            layer = above;
        }
        Ok(())
    }
    /// Those that the person names.
    async fn groups_named(&self, stated: &[String], values: &Values<'_>) -> Result<Vec<Entry>, LdapFailure> {
        let mut all = Vec::new();
        let stated: Vec<&str> = stated.iter().map(String::as_str).collect();
        for some in stated.chunks(AT_ONCE) {
            let found = self.groups_of(&self.settings().groups_filter, &Values { member_of: some, ..*values }).await?;
            // A condition on the first part of a name matches others as well: only the stated ones count.
            all.extend(found.into_iter().filter(|g| some.iter().any(|dn| same(dn, &g.dn))));
        }
        Ok(all)
    }
    async fn groups_of(&self, filter: &Template, values: &Values<'_>) -> Result<Vec<Entry>, LdapFailure> {
        let of = &self.settings().attributes;
        let wanted: Vec<&str> = [&*of.group_name, &*of.member_of].into_iter().filter(|a| !a.is_empty()).collect();
        self.ask(&self.settings().groups_dn, &filter.fill(values), &wanted).await
    }
    /// A group that somebody is said to be in and that the account may not see. Those that it sees and that the filter does not
    /// take, and those elsewhere, are left out by configuration.
    async fn hidden(&self, stated: &[String], seen: &HashSet<String>) -> Result<Option<String>, LdapFailure> {
        let base = &self.settings().groups_dn;
        let open: Vec<&String> = stated.iter().filter(|dn| !seen.contains(&plain(dn)) && is_below(dn, base)).collect();
        for some in open.chunks(AT_ONCE) {
            let conditions: String = some.iter().filter_map(|dn| rdn_filter(dn)).collect();
            if conditions.is_empty() {
                return Ok(some.first().map(|dn| (*dn).clone()));
            }
            let visible = self.ask(base, &format!("(|{conditions})"), &["1.1"]).await?;
            let visible: HashSet<String> = visible.iter().map(|group| plain(&group.dn)).collect();
            if let Some(hidden) = some.iter().find(|dn| !visible.contains(&plain(dn))) {
                return Ok(Some((*hidden).clone()));
            }
        }
        Ok(None)
    }
}
