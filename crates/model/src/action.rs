//! What is asked, of what.
//!
//! Why: the same judge serves every door, so a door names its action and resource in these words.

/// A verb. The text form is what the `action` criterion compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// An HTTP request through a route.
    HttpRequest,
    /// Reading what the management API holds.
    ApiRead,
    /// Changing people, groups, sessions, routes.
    ApiWrite,
    /// Reading the ledger.
    AuditRead,
    /// Opening one's own portal pages.
    PortalOpen,
}
impl Action {
    pub const ALL: [Self; 5] = [Self::HttpRequest, Self::ApiRead, Self::ApiWrite, Self::AuditRead, Self::PortalOpen];
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HttpRequest => "http.request",
            Self::ApiRead => "api.read",
            Self::ApiWrite => "api.write",
            Self::AuditRead => "audit.read",
            Self::PortalOpen => "portal.open",
        }
    }
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.as_str() == text)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResourceKind {
    Route,
    Portal,
    Api,
}
impl ResourceKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Route => "route",
            Self::Portal => "portal",
            Self::Api => "api",
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resource<'a> {
    pub kind: ResourceKind,
    /// The route's name, the API operation, the page.
    pub id: &'a str,
}
