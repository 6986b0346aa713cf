//! How long a source file may be.
//!
//! Why: a file that no longer fits in a head is two files.

use crate::fault::Fault;
use crate::files::TextFile;

const THINK_AT: usize = 400;
const SPLIT_AT: usize = 800;

#[derive(Debug)]
pub(super) enum Size {
    TooLong(Fault),
    Long(Fault),
}

pub(super) fn judge(file: &TextFile) -> Option<Size> {
    if file.extension() != "rs" {
        return None;
    }
    let lines = file.text.lines().count();
    if lines > SPLIT_AT {
        Some(Size::TooLong(Fault::whole(&file.path, format!("{lines} lines; a file of more than {SPLIT_AT} is split"))))
    } else if lines > THINK_AT {
        Some(Size::Long(Fault::whole(&file.path, format!("{lines} lines; think of splitting at {THINK_AT}"))))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(lines: usize) -> TextFile {
        TextFile { path: "a.rs".to_owned(), text: "\n".repeat(lines) }
    }

    #[test]
    fn four_hundred_lines_pass_then_warn_and_more_than_eight_hundred_fail() {
        assert!(judge(&source(400)).is_none());
        assert!(matches!(judge(&source(401)), Some(Size::Long(_))));
        assert!(matches!(judge(&source(800)), Some(Size::Long(_))));
        assert!(matches!(judge(&source(801)), Some(Size::TooLong(_))));
    }
}
