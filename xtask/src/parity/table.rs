//! Rows of a Markdown table whose first cell is an id.
//!
//! Why: the pages stay plain text that a person edits, and a check can still read them.

/// One row: its id, its 1-based line and its cells, the id among them.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) line: usize,
    cells: Vec<String>,
}

impl Row {
    /// The text of a cell, "" where there is none.
    pub(super) fn cell(&self, index: usize) -> &str {
        self.cells.get(index).map_or("", String::as_str)
    }

    /// What stands between backticks in a cell.
    pub(super) fn quoted(&self, index: usize) -> impl Iterator<Item = &str> {
        self.cell(index).split('`').skip(1).step_by(2)
    }
}

/// Every row of the page whose first cell is a letter and a number: "P-01", "S7".
pub(super) fn rows(page: &str) -> Vec<Row> {
    page.lines().enumerate().filter_map(|(index, line)| row(index + 1, line)).collect()
}

fn row(line: usize, text: &str) -> Option<Row> {
    let inner = text.trim().strip_prefix('|')?.strip_suffix('|')?;
    let cells: Vec<String> = inner.split('|').map(|cell| cell.trim().to_owned()).collect();
    let id = cells.first()?.clone();
    is_id(&id).then_some(Row { id, line, cells })
}

fn is_id(cell: &str) -> bool {
    let mut chars = cell.chars();
    let letter = chars.next().is_some_and(|first| first.is_ascii_uppercase());
    let rest = chars.as_str();
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    letter && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rows_with_an_id_are_rows() {
        let page = "| id | what |\n|---|---|\n| P-01 | one `a` and `b c` |\nP-02 in a sentence\n| S7 | seven |\n";
        let found = rows(page);
        let ids: Vec<&str> = found.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids, ["P-01", "S7"]);
        assert_eq!(found.first().map(|row| row.line), Some(3));
        let quoted: Vec<&str> = found.iter().flat_map(|row| row.quoted(1)).collect();
        assert_eq!(quoted, ["a", "b c"]);
    }
}
