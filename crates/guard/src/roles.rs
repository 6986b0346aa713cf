//! The built-in roles, as a policy.
//!
//! Why: there is no second rule engine; what an administrator may do is a policy like any other, shipped with the program.

use portcullis_policy::{Policy, compile, parse};
use std::sync::Arc;

/// Administrators do everything the API offers; auditors read everything and change nothing. Everyone else: default deny.
const TEXT: &str = "\
- allow:
    and:
      - role: { has: administrator }
- allow:
    and:
      - role: { has: auditor }
      - action: { in: [api.read, audit.read] }
";

/// Never fails on the shipped text (a test holds that); a broken one would compile to a policy that permits nothing.
pub(crate) fn built_in() -> Arc<Policy> {
    let rules = portcullis_document::read_yaml(TEXT).ok().and_then(|node| parse(&node).ok());
    Arc::new(compile(rules.into_iter().collect(), &()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use portcullis_model::{Action, Resource, ResourceKind, Role, RoleSet, Subject, Timestamp};
    use portcullis_policy::{AccessRequest, Verdict, decide};

    fn may(roles: &[Role], action: Action) -> bool {
        let mut subject = Subject::host(0);
        subject.roles = roles.iter().fold(RoleSet::default(), |s, r| s.with(*r));
        let request = AccessRequest {
            subject: &subject,
            auth: None,
            action,
            resource: Resource { kind: ResourceKind::Api, id: "people" },
            ip: None,
            http: None,
            opened: None,
        };
        matches!(decide(&built_in(), &request, Timestamp::from_secs(1)).verdict, Verdict::Permit(_))
    }

    #[test]
    fn roles_reach_as_far_as_the_design_says() {
        parse(&portcullis_document::read_yaml(TEXT).unwrap()).unwrap();
        for action in Action::ALL {
            assert!(may(&[Role::Administrator], action));
            assert!(!may(&[Role::Member], action));
            assert!(!may(&[], action));
            assert_eq!(may(&[Role::Auditor], action), matches!(action, Action::ApiRead | Action::AuditRead));
        }
    }
}
