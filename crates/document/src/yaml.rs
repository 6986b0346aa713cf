//! YAML, read event by event into the spanned tree.
//!
//! Why: reading events instead of a finished tree lets the limits bite before memory is spent, and keeps every place.

use crate::{Entry, Fault, Node, Span, Value, limits, scalar};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};
use std::collections::{BTreeMap, HashMap};

/// Reads one YAML document.
///
/// Repeated keys, keys that are not plain words, tags other than the core ones and a second document are faults (what a
/// second document says would be silently without effect). `<<` merges maps. An empty text is [`Value::Null`].
///
/// # Errors
/// The first fault; nothing after it can be trusted to mean what it seems to.
pub fn read_yaml(text: &str) -> Result<Node, Fault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    version(text)?;
    let mut parser = Parser::new_from_str(text);
    let mut reader = Reader::default();
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|e| broken(&e))?;
        if reader.event(event, place(span.start))? == Progress::Done {
            break;
        }
    }
    Ok(reader.root.unwrap_or(Node::new(Value::Null, Span::START)))
}

/// A document that says it is of another major version is not read as this one (YAML 1.2.2 §6.8.1).
fn version(text: &str) -> Result<(), Fault> {
    for (line, directive) in text.lines().zip(1..).map(|(text, line)| (line, text)).take_while(|(_, text)| text.is_empty() || text.starts_with(['%', '#'])) {
        let stated = directive.strip_prefix("%YAML").map(str::trim_start);
        if let Some(stated) = stated.filter(|stated| !stated.starts_with("1.")) {
            return Err(Fault::error(Span { line, column: 1 }, format!("YAML {stated} is not read here")).with_hint("remove this line"));
        }
    }
    Ok(())
}

fn broken(error: &ScanError) -> Fault {
    Fault::error(place(*error.marker()), format!("this is not valid YAML: {}", error.info()))
        .with_hint("check the indentation (spaces, never tabs), the quotes and the brackets")
}

fn place(marker: Marker) -> Span {
    let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Span { line: clamp(marker.line().max(1)), column: clamp(marker.col().saturating_add(1)) }
}

#[derive(PartialEq, Eq)]
enum Progress {
    More,
    Done,
}

/// A container that is still open.
struct Open {
    span: Span,
    anchor: usize,
    shape: Shape,
    /// Nodes and bytes within, for what an alias would add; height in containers.
    size: Size,
}
enum Shape {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, index: HashMap<String, Span>, pending: Option<(String, Span, bool)>, merges: Vec<Node> },
}
#[derive(Clone, Copy, Default)]
struct Size {
    nodes: usize,
    text: usize,
    height: usize,
}

#[derive(Default)]
struct Reader {
    open: Vec<Open>,
    anchors: BTreeMap<usize, (Node, Size)>,
    root: Option<Node>,
    documents: usize,
    /// What is written out, and what is not.
    spent: Size,
    repeated: Size,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<Progress, Fault> {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Fault::error(span, "a second document begins here, and only the first would count")
                        .with_hint("join the two, or remove the `---` and what follows"));
                }
            }
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), span)?,
            Event::SequenceStart(anchor, tag) => self.start(anchor, tag.as_deref(), "seq", Shape::List(Vec::new()), span)?,
            Event::MappingStart(anchor, tag) => {
                let shape = Shape::Map { entries: Vec::new(), index: HashMap::new(), pending: None, merges: Vec::new() };
                self.start(anchor, tag.as_deref(), "map", shape, span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end()?,
            Event::Alias(anchor) => {
                let Some((node, size)) = self.anchors.get(&anchor).map(|(n, s)| (n, *s)) else {
                    return Err(Fault::error(span, "this alias refers to something that is not finished yet").with_hint("an anchor cannot contain itself"));
                };
                if self.wants_key() && !matches!(node.value, Value::Text(_)) {
                    return Err(key_fault(span));
                }
                // Billion laughs: the cost is counted before the copy is made.
                let repeated = charge(self.repeated, size, limits::REPEATED, span)?;
                self.depth_allows(size.height, span)?;
                let node = node.clone();
                self.repeated = repeated;
                self.put(node, size, false)?;
            }
            Event::StreamEnd => return Ok(Progress::Done),
            Event::Nothing | Event::StreamStart | Event::DocumentEnd => {}
        }
        Ok(Progress::More)
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, anchor: usize, tag: Option<&Tag>, span: Span) -> Result<(), Fault> {
        let size = Size { nodes: 1, text: text.len(), height: 0 };
        self.spent = charge(self.spent, size, limits::WRITTEN, span)?;
        let quoted = style != ScalarStyle::Plain;
        let value = if self.wants_key() { Value::Text(text.to_owned()) } else { tagged(text, quoted, tag, span)? };
        let node = Node::new(value, span);
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), size));
        }
        self.put(node, size, !quoted)
    }

    fn start(&mut self, anchor: usize, tag: Option<&Tag>, own: &str, shape: Shape, span: Span) -> Result<(), Fault> {
        if self.wants_key() {
            return Err(key_fault(span));
        }
        if let Some(tag) = tag
            && !(tag.is_yaml_core_schema() && tag.suffix == own)
        {
            return Err(tag_fault(tag, span));
        }
        self.depth_allows(1, span)?;
        self.spent = charge(self.spent, Size { nodes: 1, text: 0, height: 0 }, limits::WRITTEN, span)?;
        self.open.push(Open { span, anchor, shape, size: Size { nodes: 1, text: 0, height: 1 } });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Fault> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let value = match open.shape {
            Shape::List(items) => Value::List(items),
            Shape::Map { mut entries, index, merges, .. } => {
                merge(&mut entries, index, merges)?;
                Value::Map(entries)
            }
        };
        let node = Node::new(value, open.span);
        if open.anchor != 0 {
            self.anchors.insert(open.anchor, (node.clone(), open.size));
            // The copy kept for aliases is memory too.
            self.repeated = charge(self.repeated, Size { height: 0, ..open.size }, limits::REPEATED, open.span)?;
        }
        self.put(node, open.size, false)
    }

    /// Whether the next value is a map's key.
    fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { shape: Shape::Map { pending: None, .. }, .. }))
    }

    fn depth_allows(&self, height: usize, span: Span) -> Result<(), Fault> {
        if self.open.len() + height > limits::DEPTH {
            return Err(Fault::error(span, format!("more than {} levels of lists and maps", limits::DEPTH)).with_hint("flatten this part"));
        }
        Ok(())
    }

    fn put(&mut self, node: Node, size: Size, plain: bool) -> Result<(), Fault> {
        let Some(top) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        top.size.nodes = top.size.nodes.saturating_add(size.nodes);
        top.size.text = top.size.text.saturating_add(size.text);
        top.size.height = top.size.height.max(size.height + 1);
        match &mut top.shape {
            Shape::List(items) => items.push(node),
            Shape::Map { entries, index, pending, merges } => match pending.take() {
                None => {
                    let Value::Text(key) = node.value else { return Err(key_fault(node.span)) };
                    let merging = plain && key == "<<";
                    if !merging && let Some(first) = index.insert(key.clone(), node.span) {
                        return Err(Fault::error(node.span, format!("the key `{key}` is here a second time; the first is at {first}"))
                            .with_hint("keep one of the two, or join them"));
                    }
                    *pending = Some((key, node.span, merging));
                }
                Some((_, _, true)) => merges.push(node),
                Some((key, key_span, false)) => entries.push(Entry { key, key_span, value: node }),
            },
        }
        Ok(())
    }
}

/// Adds what `<<` brings: a key that is written out wins, then the earliest map.
fn merge(entries: &mut Vec<Entry>, mut index: HashMap<String, Span>, merges: Vec<Node>) -> Result<(), Fault> {
    for merged in merges {
        let span = merged.span;
        let maps = match merged.value {
            Value::List(items) => items,
            value => vec![Node::new(value, span)],
        };
        for map in maps {
            let Value::Map(more) = map.value else {
                return Err(Fault::error(span, "`<<` takes a map or a list of maps").with_hint("write the keys out, or quote the `<<`"));
            };
            for entry in more {
                if index.insert(entry.key.clone(), entry.key_span).is_none() {
                    entries.push(entry);
                }
            }
        }
    }
    Ok(())
}

fn charge(spent: Size, size: Size, most: usize, span: Span) -> Result<Size, Fault> {
    let total = Size { nodes: spent.nodes.saturating_add(size.nodes), text: spent.text.saturating_add(size.text), height: 0 };
    if total.nodes > most || total.text > limits::TEXT {
        return Err(Fault::error(span, "the document is too large, what its aliases repeat included").with_hint("split it, or repeat less"));
    }
    Ok(total)
}

fn tagged(text: &str, quoted: bool, tag: Option<&Tag>, span: Span) -> Result<Value, Fault> {
    let Some(tag) = tag else {
        return Ok(if quoted { Value::Text(text.to_owned()) } else { scalar::plain(text) });
    };
    // `!` alone says "text".
    if tag.handle.is_empty() && tag.suffix == "!" {
        return Ok(Value::Text(text.to_owned()));
    }
    if !tag.is_yaml_core_schema() {
        return Err(tag_fault(tag, span));
    }
    let value = scalar::plain(text);
    match (tag.suffix.as_str(), value) {
        ("str", _) => Ok(Value::Text(text.to_owned())),
        ("null", Value::Null) => Ok(Value::Null),
        ("bool", Value::Bool(b)) => Ok(Value::Bool(b)),
        ("int", Value::Int(n)) => Ok(Value::Int(n)),
        ("float", Value::Float(n)) => Ok(Value::Float(n)),
        #[allow(clippy::cast_precision_loss)] // a float was asked for
        ("float", Value::Int(n)) => Ok(Value::Float(n as f64)),
        ("null" | "bool" | "int" | "float", _) => Err(Fault::error(span, format!("this does not read as the type its tag names ({})", tag.suffix))),
        _ => Err(tag_fault(tag, span)),
    }
}

fn tag_fault(tag: &Tag, span: Span) -> Fault {
    Fault::error(span, format!("the tag `{tag}` is not known here")).with_hint("remove the tag")
}

fn key_fault(span: Span) -> Fault {
    Fault::error(span, "a key must be a word, not a list or a map").with_hint("put text that begins with a bracket or brace in quotes")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    fn fault(text: &str) -> String {
        read_yaml(text).unwrap_err().to_string()
    }

    #[test]
    fn values_and_their_places() {
        let doc = read_yaml("# head\na: 1\nb:\n  - x\n  - {c: 2026-11-24, 'd': \"5\"}\n").unwrap();
        let b = doc.entry("b").unwrap();
        assert_eq!((doc.span, b.key_span, b.value.span), (Span { line: 2, column: 1 }, Span { line: 3, column: 1 }, Span { line: 4, column: 3 }));
        let items = b.value.as_list().unwrap();
        assert_eq!((items[0].as_str(), items[0].span), (Some("x"), Span { line: 4, column: 5 }));
        let c = items[1].entry("c").unwrap();
        assert_eq!((c.value.as_str(), c.key_span, c.value.span), (Some("2026-11-24"), Span { line: 5, column: 6 }, Span { line: 5, column: 9 }));
        assert_eq!(items[1].get("d").unwrap().value, Value::Text("5".into()));
        assert_eq!(doc.get("a").unwrap().as_int(), Some(1));
    }
    #[test]
    fn an_empty_text_says_nothing() {
        for text in ["", "\n", "# only a comment\n", "---\n", "\u{feff}"] {
            assert!(read_yaml(text).unwrap().is_null(), "{text:?}");
        }
    }
    #[test]
    fn faults_name_their_place() {
        assert_eq!(fault("a: 1\nb: 2\na: 3\n"), "3:1: error: the key `a` is here a second time; the first is at 1:1 (keep one of the two, or join them)");
        assert!(fault("a: {x: 1, x: 2}").starts_with("1:11: error: the key `x`"));
        assert!(fault("a: 1\n---\nb: 2\n").contains("a second document begins here"));
        assert!(fault("a:\n\tb: 1\n").starts_with("2:"));
        assert!(fault("a: [1").contains("not valid YAML"));
        assert!(fault("? [a]\n: b\n").contains("a key must be a word"));
        assert!(fault("a: !!binary x").contains("is not known here"));
        assert!(fault("a: !!int x").contains("does not read as the type"));
        assert!(fault("%YAML 3.0\n---\na: 1\n").starts_with("1:1: error: YAML 3.0"));
    }
    #[test]
    fn quoted_and_tagged_text_stays_text() {
        let doc = read_yaml("a: '5'\nb: !!str 5\nc: |\n  x\n  y\nd: ! 5\ne: 'on'\n5: y\ntrue: z\n").unwrap();
        for (key, text) in [("a", "5"), ("b", "5"), ("c", "x\ny\n"), ("d", "5"), ("e", "on"), ("5", "y"), ("true", "z")] {
            assert_eq!(doc.get(key).and_then(Node::as_str), Some(text), "{key}");
        }
    }
    #[test]
    fn anchors_aliases_and_merges() {
        let doc = read_yaml("base: &b {x: 1, y: 2}\none: *b\ntwo: {<<: *b, y: 3, z: 4}\nthree: {<<: [{x: 7}, *b]}\n").unwrap();
        let keys = |name: &str| doc.get(name).unwrap().as_map().unwrap().iter().map(|e| (e.key.clone(), e.value.as_int().unwrap())).collect::<Vec<_>>();
        assert_eq!(keys("one"), [("x".to_owned(), 1), ("y".to_owned(), 2)]);
        assert_eq!(keys("two"), [("y".to_owned(), 3), ("z".to_owned(), 4), ("x".to_owned(), 1)]);
        assert_eq!(keys("three"), [("x".to_owned(), 7), ("y".to_owned(), 2)]);
        assert!(fault("a: {<<: 5}").contains("`<<` takes a map"));
        assert_eq!(read_yaml("a: {'<<': 5}").unwrap().get("a").unwrap().get("<<").unwrap().as_int(), Some(5));
    }
    #[test]
    fn s19_small_texts_cannot_grow_without_end() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for n in 1..30 {
            let before = format!("*a{}, ", n - 1).repeat(9);
            bomb.push_str(&format!("a{n}: &a{n} [{}]\n", before.trim_end_matches(", ")));
        }
        assert!(fault(&bomb).contains("too large"));
        let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(1000));
        assert!(fault(&long).contains("too large"));
        // What is written out may be long, up to a point; what is repeated may not.
        assert!(read_yaml(&format!("[{}]", "x, ".repeat(300_000))).is_ok());
        assert!(fault(&format!("[{}]", "x, ".repeat(2_000_001))).contains("too large"));
        assert!(fault(&format!("a: &a [{}]\nb: [*a]", "x, ".repeat(150_000))).contains("too large"));
        assert!(fault(&"[".repeat(200)).contains("levels") || fault(&"[".repeat(200)).contains("not valid"));
        assert!(fault(&format!("{}x", "- ".repeat(65))).contains("more than 64 levels"));
        assert!(read_yaml(&format!("{}x", "- ".repeat(64))).is_ok());
        let tower = (1..40).fold("a0: &a0 [x]\n".to_owned(), |text, n| format!("{text}a{n}: &a{n} [[*a{}]]\n", n - 1));
        assert!(fault(&tower).contains("levels"));
        assert!(read_yaml("a: &a [*a]").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn never_panics_on_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read_yaml(&String::from_utf8_lossy(&bytes));
        }
        #[test]
        fn never_panics_on_likely_text(text in "[-a-c:{}\\[\\],?!&*|>'\"%@`#~ \n\t0-9.<é]{0,60}") {
            if let Ok(node) = read_yaml(&text) {
                prop_assert!(sound(&node, 0));
            }
        }
    }

    /// No deeper than the limit, no key twice, places that exist.
    fn sound(node: &Node, depth: usize) -> bool {
        let here = node.span.line >= 1 && node.span.column >= 1 && depth <= limits::DEPTH;
        here && match &node.value {
            Value::List(items) => items.iter().all(|n| sound(n, depth + 1)),
            Value::Map(entries) => {
                let keys: std::collections::HashSet<_> = entries.iter().map(|e| &e.key).collect();
                keys.len() == entries.len() && entries.iter().all(|e| sound(&e.value, depth + 1))
            }
            _ => true,
        }
    }
}
