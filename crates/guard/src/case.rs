//! The case of a permit: everything needed to judge it again.
//!
//! Why: a re-judgement must ask the same question, at a later time, under the rules of then.

pub(crate) struct Case {}
impl Case {
    #[cfg(feature = "testing")]
    pub(crate) fn unjudged_for_tests() -> Self {
        Self {}
    }
}
