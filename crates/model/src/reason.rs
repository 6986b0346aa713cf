//! Reasons: why a criterion held or did not.
//!
//! Why: a decision carries its reasons both ways, as a set that costs no allocation; the names are those of the policy language.

/// One reason. The text is stable: logs, `explain` and the ledger carry it.
macro_rules! reasons {
    ($($name:ident = $text:literal),+ $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Reason { $($name),+ }
        impl Reason {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            pub const fn as_str(self) -> &'static str { match self { $(Self::$name => $text),+ } }
        }
    };
}
reasons! {
    Accept = "accept",
    AalOk = "aal-ok",
    AalInsufficient = "aal-insufficient",
    ActionOk = "action-ok",
    ActionUnauthorized = "action-unauthorized",
    AmrOk = "amr-ok",
    AmrInsufficient = "amr-insufficient",
    AuthenticationFresh = "authentication-fresh",
    AuthenticationStale = "authentication-stale",
    ClaimOk = "claim-ok",
    ClaimUnauthorized = "claim-unauthorized",
    CorsRequest = "cors-request",
    NonCorsRequest = "non-cors-request",
    DateOk = "date-ok",
    DateUnauthorized = "date-unauthorized",
    DayOfWeekOk = "day-of-week-ok",
    DayOfWeekUnauthorized = "day-of-week-unauthorized",
    DomainOk = "domain-ok",
    DomainUnauthorized = "domain-unauthorized",
    EmailOk = "email-ok",
    EmailUnauthorized = "email-unauthorized",
    GroupsOk = "groups-ok",
    GroupsUnauthorized = "groups-unauthorized",
    HttpHostOk = "http-host-ok",
    HttpHostUnauthorized = "http-host-unauthorized",
    HttpMethodOk = "http-method-ok",
    HttpMethodUnauthorized = "http-method-unauthorized",
    HttpPathOk = "http-path-ok",
    HttpPathUnauthorized = "http-path-unauthorized",
    HttpQueryOk = "http-query-ok",
    HttpQueryUnauthorized = "http-query-unauthorized",
    HttpResourceOk = "http-resource-ok",
    HttpResourceUnauthorized = "http-resource-unauthorized",
    Reject = "reject",
    RoleOk = "role-ok",
    RoleUnauthorized = "role-unauthorized",
    RouteNotFound = "route-not-found",
    SourceIpOk = "source-ip-ok",
    SourceIpUnauthorized = "source-ip-unauthorized",
    TimeOfDayOk = "time-of-day-ok",
    TimeOfDayUnauthorized = "time-of-day-unauthorized",
    UserOk = "user-ok",
    UserUnauthenticated = "user-unauthenticated",
    UserUnauthorized = "user-unauthorized",
}

/// A set of reasons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ReasonSet(u64);
impl ReasonSet {
    pub const EMPTY: Self = Self(0);
    pub const fn of(reason: Reason) -> Self {
        Self(1 << reason as u8)
    }
    pub const fn with(self, reason: Reason) -> Self {
        Self(self.0 | 1 << reason as u8)
    }
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    pub const fn has(self, reason: Reason) -> bool {
        self.0 & 1 << reason as u8 != 0
    }
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
    /// In alphabetical order of their text.
    pub fn iter(self) -> impl Iterator<Item = Reason> {
        let mut all: Vec<Reason> = Reason::ALL.iter().copied().filter(|r| self.has(*r)).collect();
        all.sort_by_key(|r| r.as_str());
        all.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_fits_the_set() {
        assert!(Reason::ALL.len() <= 64);
        let all = Reason::ALL.iter().fold(ReasonSet::EMPTY, |s, r| s.with(*r));
        assert_eq!(all.iter().count(), Reason::ALL.len());
    }
}
