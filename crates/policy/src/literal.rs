//! A value of a policy, to be compared with values of records.
//!
//! Why: comparison is by type: 5 is 5.0, and never "5".

use portcullis_document::{Node, Value};
use serde_json::Value as Json;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Box<str>),
    List(Box<[Literal]>),
    Map(Box<[(Box<str>, Literal)]>),
}
impl Literal {
    pub(crate) fn of(node: &Node) -> Self {
        match &node.value {
            Value::Null => Self::Null,
            Value::Bool(b) => Self::Bool(*b),
            Value::Int(n) => Self::Int(*n),
            Value::Float(n) => Self::Float(*n),
            Value::Text(text) => Self::Text(text.as_str().into()),
            Value::List(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Map(entries) => Self::Map(entries.iter().map(|e| (e.key.as_str().into(), Self::of(&e.value))).collect()),
        }
    }
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
    pub(crate) fn equals(&self, json: &Json) -> bool {
        match (self, json) {
            (Self::Null, Json::Null) => true,
            (Self::Bool(a), Json::Bool(b)) => a == b,
            (Self::Text(a), Json::String(b)) => **a == **b,
            (Self::Int(a), Json::Number(b)) => match (b.as_i64(), b.as_f64()) {
                (Some(b), _) => *a == b,
                (None, Some(b)) => !b.is_nan() && is_exactly(*a, b),
                (None, None) => false,
            },
            #[allow(clippy::float_cmp)] // equality of values, not of measurements
            (Self::Float(a), Json::Number(b)) => match (b.as_i64(), b.as_f64()) {
                (Some(b), _) => is_exactly(b, *a),
                (None, Some(b)) => *a == b,
                (None, None) => false,
            },
            (Self::List(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.equals(b)),
            (Self::Map(a), Json::Object(b)) => a.len() == b.len() && a.iter().all(|(key, a)| b.get(&**key).is_some_and(|b| a.equals(b))),
            _ => false,
        }
    }
}

/// Whether the float is that whole number, and not merely the nearest one that a float can hold.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::float_cmp)]
fn is_exactly(whole: i64, float: f64) -> bool {
    whole as f64 == float && float < 9_223_372_036_854_775_808.0 && float as i64 == whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn compares_by_type() {
        assert!(Literal::Int(5).equals(&json!(5.0)) && Literal::Float(5.0).equals(&json!(5)));
        assert!(!Literal::Int(5).equals(&json!("5")) && !Literal::Text("true".into()).equals(&json!(true)));
        assert!(!Literal::Int(9_007_199_254_740_993).equals(&json!(9_007_199_254_740_992.0)));
        assert!(Literal::Int(9_007_199_254_740_993).equals(&json!(9_007_199_254_740_993_i64)));
        assert!(!Literal::Int(i64::MAX).equals(&json!(9_223_372_036_854_775_808.0)));
        assert!(Literal::Float(1.8e19).equals(&json!(18_000_000_000_000_000_000_u64)));
        assert!(Literal::List([Literal::Int(1), Literal::Null].into()).equals(&json!([1, null])));
        assert!(Literal::Map([("k".into(), Literal::Text("v".into()))].into()).equals(&json!({"k": "v"})));
        assert!(!Literal::Map([("k".into(), Literal::Null)].into()).equals(&json!({"j": null})));
    }
}
