//! Prints tokens as rustfmt would, item by item, with a blank line between items that are not one-liners of the same kind.
//!
//! rustfmt is a program that a build need not have. `prettyplease` prints what is not printed here: an item with a text or name
//! that is too long for a line, which rustfmt does not format either.

mod expr;
mod items;
mod one_line;
mod tokens;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Expr;
use syn::parse::Parser;
use syn::punctuated::Punctuated;

use self::expr::WIDTH;

/// Prints items; a stream that does not parse as items is printed as it is, so that the compiler can point at it.
pub(super) fn print(items: Vec<TokenStream>) -> String {
    let mut text = String::new();
    let mut last = None;
    for tokens in items {
        let printed = match syn::parse2::<syn::File>(tokens.clone()) {
            Ok(file) => match &file.items[..] {
                [syn::Item::Macro(call)] if call.ident.is_none() => {
                    block(&call.mac).unwrap_or_else(|| invocation(&call.mac))
                }
                _ => as_rustfmt(&file)
                    .unwrap_or_else(|| spaced(&chains_to_the_left(&prettyplease::unparse(&file)))),
            },
            Err(_) => tokens.to_string(),
        };
        let kind = kind(&printed);
        if !text.is_empty() && (kind.is_none() || kind != last) {
            text.push('\n');
        }
        text.push_str(&printed);
        last = kind;
    }
    text
}

fn as_rustfmt(file: &syn::File) -> Option<String> {
    let mut text = items::attributes(&file.attrs, 0)?;
    for item in &file.items {
        text.push_str(&items::item(item, 0)?);
    }
    Some(text)
}

/// The kind of a one-liner, and the source of its import; `None` for everything else.
fn kind(printed: &str) -> Option<String> {
    let is_short = printed.lines().count() == 1 && !printed.starts_with("//!");
    let mut words = printed.split([' ', ':', ';']);
    let kind = match (words.next()?, words.next()?) {
        ("use", from) => format!("use {from}"),
        (word, _) => word.to_owned(),
    };
    is_short.then_some(kind)
}

/// A macro's invocation with items in braces, which rustfmt leaves as they are.
fn block(call: &syn::Macro) -> Option<String> {
    let syn::MacroDelimiter::Brace(_) = call.delimiter else {
        return None;
    };
    let content = syn::parse2::<syn::File>(call.tokens.clone()).ok()?;
    let items = content.items.iter().map(ToTokens::to_token_stream);
    let items: String = print(items.collect())
        .lines()
        .map(|line| match line.is_empty() {
            true => "\n".to_owned(),
            false => format!("    {line}\n"),
        })
        .collect();
    Some(format!("{}! {{\n{items}}}\n", path(call)))
}

fn path(call: &syn::Macro) -> String {
    let segments = call.path.segments.iter();
    let path: Vec<_> = segments.map(|segment| segment.ident.to_string()).collect();
    path.join("::")
}

/// A macro's invocation: on one line, or else with an argument on each, as rustfmt does. Of a list, lines are filled.
fn invocation(call: &syn::Macro) -> String {
    let path = path(call);
    let parser = Punctuated::<Expr, syn::Token![,]>::parse_terminated;
    if let Ok(arguments) = parser.parse2(call.tokens.clone()) {
        let arguments: Vec<_> = arguments.iter().collect();
        if let Some(text) = expr::macro_call(&format!("{path}!"), &arguments) {
            return format!("{text};\n");
        }
    }
    let arguments = arguments(call.tokens.clone());
    let line = format!("{path}!({});\n", arguments.join(", "));
    if line.len() <= WIDTH + 1 {
        return line;
    }
    let list = call.tokens.clone().into_iter().last();
    let list = match list {
        Some(TokenTree::Group(list)) if !list.stream().is_empty() => Some(list),
        _ => None,
    };
    let (Some(list), Some((_, head))) = (list, arguments.split_last()) else {
        let lines: Vec<_> = arguments.iter().map(|it| format!("    {it}")).collect();
        return format!("{path}!(\n{}\n);\n", lines.join(",\n"));
    };
    let mut text = format!("{path}!({}, [\n", head.join(", "));
    let mut line = String::new();
    for item in self::arguments(list.stream()) {
        if !line.is_empty() && line.len() + item.len() + 5 > WIDTH {
            text.push_str(&format!("   {line}\n"));
            line.clear();
        }
        line.push_str(&format!(" {item},"));
    }
    text.push_str(&format!("   {line}\n]);\n"));
    text
}

/// The arguments of a macro, between its commas.
fn arguments(tokens: TokenStream) -> Vec<String> {
    let mut arguments = vec![String::new()];
    let mut words = false;
    for token in tokens {
        let text = match &token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => {
                arguments.push(String::new());
                words = false;
                continue;
            }
            TokenTree::Group(group) => {
                let inner = self::arguments(group.stream());
                let inner = inner.join(", ");
                match group.delimiter() {
                    Delimiter::Bracket => format!("[{inner}]"),
                    Delimiter::Brace => format!("{{{inner}}}"),
                    Delimiter::Parenthesis | Delimiter::None => format!("({inner})"),
                }
            }
            token => token.to_string(),
        };
        let is_word = matches!(token, TokenTree::Ident(_) | TokenTree::Literal(_));
        if let Some(argument) = arguments.last_mut() {
            if words && is_word {
                argument.push(' ');
            }
            argument.push_str(&text);
        }
        words = is_word;
    }
    arguments
}

/// Sets chains of calls as rustfmt does: what follows a call of several lines stands as far to the left as that call begins.
///
/// `prettyplease` moves both the call's arguments and what follows one step to the right.
fn chains_to_the_left(printed: &str) -> String {
    const STEP: usize = 4;
    let mut lines: Vec<String> = printed.lines().map(str::to_owned).collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let (start, opens) = (indent(line), line.ends_with(['(', '[', '{']));
        at += 1;
        let Some(next) = lines.get(at).filter(|_| opens) else {
            continue;
        };
        if indent(next) != start + 2 * STEP {
            continue;
        }
        for line in lines.iter_mut().skip(at) {
            if !line.is_empty() && indent(line) < start + STEP {
                break;
            }
            if !line.is_empty() {
                line.drain(..STEP);
            }
        }
    }
    lines
        .iter()
        .flat_map(|line| [line.as_str(), "\n"])
        .collect()
}

/// An item with a blank line between its methods, which `prettyplease` does not print.
fn spaced(printed: &str) -> String {
    let mut text = String::new();
    let mut after_method = false;
    for line in printed.lines() {
        if after_method && line != "}" {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        after_method = line == "    }";
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn chains_and_macros_are_set_as_by_rustfmt() {
        let long = (0..9_usize).map(|at| {
            let name = quote::format_ident!("member_number_{at}");
            let at = proc_macro2::Literal::usize_unsuffixed(at);
            quote!(#at #name)
        });
        let text = print(vec![
            quote!(
                use pageboy::generated::{Shape, structure};
            ),
            quote!(
                use super::tables;
            ),
            quote! {
                static LONG: Shape = Shape::list("AListOfThings", &[Member::new("member", &A_TABLE_OF_THINGS)])
                    .sparse().and_something_else_that_is_long();
            },
            quote!(structure!(Short, tables::SHORT, [0 a, 1 r#type]);),
            quote!(structure!(Long, tables::LONG, [#(#long),*]);),
            quote!(waits!(Request, ());),
        ]);
        insta::assert_snapshot!(text, @r#"
        use pageboy::generated::{Shape, structure};

        use super::tables;

        static LONG: Shape = Shape::list(
            "AListOfThings",
            &[Member::new("member", &A_TABLE_OF_THINGS)],
        )
        .sparse()
        .and_something_else_that_is_long();

        structure!(Short, tables::SHORT, [0 a, 1 r#type]);

        structure!(Long, tables::LONG, [
            0 member_number_0, 1 member_number_1, 2 member_number_2, 3 member_number_3, 4 member_number_4,
            5 member_number_5, 6 member_number_6, 7 member_number_7, 8 member_number_8,
        ]);

        waits!(Request, ());
        "#);
    }
}
