//! Tokens become text, item by item, with a blank line between items that are not one-liners.

use proc_macro2::TokenStream;

/// Prints items; a stream that does not parse as items is printed as it is, so that the compiler can point at it.
pub(super) fn print(items: Vec<TokenStream>) -> String {
    let mut text = String::new();
    let mut last_was_short = true;
    for tokens in items {
        let printed = match syn::parse2::<syn::File>(tokens.clone()) {
            Ok(file) => prettyplease::unparse(&file),
            Err(_) => tokens.to_string(),
        };
        let short = printed.lines().count() == 1 && !printed.starts_with("//!");
        let one_liners = short && last_was_short;
        if !text.is_empty() && !one_liners {
            text.push('\n');
        }
        push_spaced(&mut text, &printed);
        last_was_short = short;
    }
    text
}

/// Appends an item with a blank line between its methods, which the printer sets one under the other.
fn push_spaced(text: &mut String, printed: &str) {
    let mut after_method = false;
    for line in printed.lines() {
        if after_method && line != "}" {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        after_method = line == "    }";
    }
}
