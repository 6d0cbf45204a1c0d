//! Tokens that say which page they lead to, in pages that were made with others.

/// The beginning of every token; the number of a page follows.
const MARK: &[u8] = b"page-";
/// The digits of a number.
const DIGITS: usize = 4;

/// The place of the token in the pages of an operation.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// What stands before the token.
    pub(crate) before: &'static [u8],
    /// The part that the last page does not have: from its first bytes on to just before these.
    pub(crate) whole: (&'static [u8], &'static [u8]),
}

impl Place {
    /// The page that leads to the page of this number: another token of the same length.
    pub(crate) fn leads_to(self, page: &[u8], number: usize) -> Vec<u8> {
        let mut page = page.to_vec();
        let token = [MARK, format!("{number:04}").as_bytes()].concat();
        let place = last(&page, self.before).map(|at| at + self.before.len());
        if let Some(place) = place.and_then(|at| page.get_mut(at..at + token.len())) {
            place.copy_from_slice(&token);
        }
        page
    }

    /// The last page.
    pub(crate) fn ends(self, page: &[u8]) -> Vec<u8> {
        let (from, to) = self.whole;
        let Some(start) = last(page, from) else {
            return page.to_vec();
        };
        let rest = page.get(start + from.len()..).unwrap_or_default();
        let end = find(rest, to).map_or(page.len(), |at| start + from.len() + at);
        let (head, tail) = (page.get(..start), page.get(end..));
        let page = [head.unwrap_or_default(), tail.unwrap_or_default()].concat();
        replaced(&page, b"<IsTruncated>true<", b"<IsTruncated>false<")
    }
}

/// The number of the page that a request asks for.
pub(crate) fn number(request: &[u8]) -> usize {
    let digits = find(request, MARK).map(|at| at + MARK.len());
    let digits = digits.and_then(|at| request.get(at..at + DIGITS));
    let number = digits.and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    number.unwrap_or(0)
}

/// The first place of some bytes.
pub(crate) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

/// How often some bytes are there.
pub(crate) fn count(bytes: &[u8], wanted: &[u8]) -> usize {
    let windows = bytes.windows(wanted.len());
    windows.filter(|window| *window == wanted).count()
}

fn last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .rposition(|window| window == wanted)
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    match find(bytes, from) {
        Some(at) => {
            let (head, tail) = (bytes.get(..at), bytes.get(at + from.len()..));
            [head.unwrap_or_default(), to, tail.unwrap_or_default()].concat()
        }
        None => bytes.to_vec(),
    }
}
