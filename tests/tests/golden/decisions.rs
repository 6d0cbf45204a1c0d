//! The list of decisions names every decision of the pages.

use std::fs;
use std::path::Path;

#[test]
fn the_list_has_the_headings_of_every_page_in_their_order() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/decisions");
    let list = fs::read_to_string(folder.join("README.md")).unwrap();
    let mut listed = 0;
    for part in list.split("\n- [").skip(1) {
        let (_, rest) = part.split_once("](").unwrap();
        let (page, _) = rest.split_once(')').unwrap();
        let headings = part.lines().filter_map(|line| line.strip_prefix("  - "));
        let text = fs::read_to_string(folder.join(page)).unwrap();
        let own = text.lines().filter_map(|line| line.strip_prefix("## "));
        assert_eq!(
            headings.collect::<Vec<_>>(),
            own.collect::<Vec<_>>(),
            "{page}"
        );
        listed += 1;
    }
    let pages = fs::read_dir(&folder).unwrap().count() - 1;
    assert_eq!(listed, pages, "every page is in the list");
}
