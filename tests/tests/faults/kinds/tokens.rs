//! Tokens that repeat, cycle, lie or are missing.

use serde_json::{Value, json};

use crate::story::Page;

pub(super) fn repeated(page: &mut Page<'_>) -> bool {
    let requested = page.listing.requested.clone();
    requested.is_some_and(|token| page.set_token(&token))
}

/// The token of the page before.
pub(super) fn cycle_of_two(page: &mut Page<'_>) -> bool {
    earlier(page, 1)
}

pub(super) fn cycle_of_three(page: &mut Page<'_>) -> bool {
    earlier(page, 2)
}

fn earlier(page: &mut Page<'_>, pages: usize) -> bool {
    let number = page.number.checked_sub(pages);
    let token = number.and_then(|number| page.listing.token_of(number));
    token.is_some_and(|token| page.set_token(&token))
}

/// A page without elements precedes the requested one.
pub(super) fn empty_page(page: &mut Page<'_>) -> bool {
    // A client that goes on in the middle of a page must get that page.
    if page.listing.is_again {
        return false;
    }
    page.without_elements();
    let token = page.listing.fresh(page.number);
    page.set_token(&token)
}

/// From now on there are only pages without elements, each with another token.
pub(super) fn empty_pages_for_ever(page: &mut Page<'_>) -> bool {
    page.listing.for_ever = Some(true);
    page.again()
}

/// From now on there is only this page, each time with another token.
pub(super) fn same_page_for_ever(page: &mut Page<'_>) -> bool {
    if page.has_elements() {
        page.listing.for_ever = Some(false);
    }
    page.has_elements() && page.again()
}

/// `IsTruncated`, but no token.
pub(super) fn promised(page: &mut Page<'_>) -> bool {
    page.is_flagged() && page.promise(true) && page.no_token()
}

pub(super) fn promised_with_empty_token(page: &mut Page<'_>) -> bool {
    page.is_flagged() && page.promise(true) && page.set_token("")
}

/// A token, but not `IsTruncated`.
pub(super) fn denied(page: &mut Page<'_>) -> bool {
    page.is_flagged() && page.has_token() && page.promise(false)
}

pub(super) fn withheld(page: &mut Page<'_>) -> bool {
    !page.is_flagged() && page.has_token() && page.no_token()
}

pub(super) fn null_token(page: &mut Page<'_>) -> bool {
    !page.is_flagged() && page.has_token() && page.put_token(Value::Null)
}

pub(super) fn empty_token(page: &mut Page<'_>) -> bool {
    !page.is_flagged() && page.has_token() && page.put_token(json!(""))
}

/// The page comes again, under another token.
pub(super) fn page_twice(page: &mut Page<'_>) -> bool {
    let token = page.listing.fresh(page.number);
    page.has_elements() && page.set_token(&token)
}

/// A page is skipped.
pub(super) fn page_left_out(page: &mut Page<'_>) -> bool {
    let token = page.listing.token_of(page.number + 2);
    token.is_some_and(|token| page.set_token(&token))
}

pub(super) fn long_token(page: &mut Page<'_>) -> bool {
    let token = page.listing.long(page.number + 1);
    page.has_token() && page.set_token(&token)
}

/// A token with every character that must be escaped somewhere.
pub(super) fn odd_token(page: &mut Page<'_>) -> bool {
    let token = page.listing.odd(page.number + 1);
    page.has_token() && page.set_token(&token)
}
