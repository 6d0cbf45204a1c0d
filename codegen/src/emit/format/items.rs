//! Items, as rustfmt prints them.

use quote::ToTokens;
use syn::{
    Attribute, Expr, Fields, FnArg, Generics, ImplItem, Item, ItemEnum, ItemImpl, ItemMod,
    ItemStruct, ItemUse, Meta, Signature, UseTree, Visibility,
};

use super::expr::{STEP, WIDTH, right_side, statements};
use super::one_line::one_line;
use super::tokens::{compact, spaces, width};

/// The maximum width of an attribute's arguments on one line (`attr_fn_like_width`).
const SHORT_ATTRIBUTE: usize = 70;

/// An item; `None` if it is of a kind that generated code does not have.
pub(super) fn item(item: &Item, indent: usize) -> Option<String> {
    match item {
        Item::Use(it) => import(it, indent),
        Item::Mod(it) => module(it, indent),
        Item::Static(it) => {
            let head = format!(
                "{}static {}: {} =",
                visibility(&it.vis),
                it.ident,
                compact(it.ty.to_token_stream())
            );
            constant(&it.attrs, &head, &it.expr, indent)
        }
        Item::Const(it) => {
            let head = format!(
                "{}const {}: {} =",
                visibility(&it.vis),
                it.ident,
                compact(it.ty.to_token_stream())
            );
            constant(&it.attrs, &head, &it.expr, indent)
        }
        Item::Struct(it) => structure(it, indent),
        Item::Enum(it) => enumeration(it, indent),
        Item::Impl(it) => implementation(it, indent),
        _ => None,
    }
}

/// A `use`; one that is too long gets its names on lines of their own.
fn import(import: &ItemUse, indent: usize) -> Option<String> {
    let start = spaces(indent);
    let text = use_tree(&import.tree)?;
    let visibility = visibility(&import.vis);
    let line = format!("{start}{visibility}use {text};\n");
    if width(&line) < WIDTH {
        return Some(format!("{}{line}", attributes(&import.attrs, indent)?));
    }
    let (path, names) = text.split_once('{')?;
    let mut text = format!("{start}{visibility}use {path}{{\n");
    let mut line = String::new();
    for name in names.trim_end_matches('}').split(", ") {
        if !line.is_empty() && indent + STEP + width(&line) + width(name) + 2 > WIDTH {
            text.push_str(&format!("{start}    {line}\n"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&format!("{name},"));
    }
    Some(format!("{text}{start}    {line}\n{start}}};\n"))
}

fn module(module: &ItemMod, indent: usize) -> Option<String> {
    let start = spaces(indent);
    let head = format!("{start}{}mod {}", visibility(&module.vis), module.ident);
    let attributes = attributes(module.attrs.iter().filter(|it| !is_inner(it)), indent)?;
    let Some((_, items)) = &module.content else {
        return Some(format!("{attributes}{head};\n"));
    };
    let inner = module.attrs.iter().filter(|it| is_inner(it));
    let mut text = self::attributes(inner, indent + STEP)?;
    for item in items {
        text.push_str(&self::item(item, indent + STEP)?);
    }
    Some(format!("{attributes}{head} {{\n{text}{start}}}\n"))
}

fn structure(it: &ItemStruct, indent: usize) -> Option<String> {
    let start = spaces(indent);
    let head = format!(
        "{start}{}struct {}{}",
        visibility(&it.vis),
        it.ident,
        generics(&it.generics)?
    );
    let attributes = attributes(&it.attrs, indent)?;
    match &it.fields {
        Fields::Named(fields) if !fields.named.is_empty() => {
            let mut text = format!("{attributes}{head} {{\n");
            for field in &fields.named {
                text.push_str(&self::attributes(&field.attrs, indent + STEP)?);
                let kind = compact(field.ty.to_token_stream());
                let (visible, name) = (visibility(&field.vis), field.ident.as_ref()?);
                let mut line = format!("{start}    {visible}{name}: {kind},\n");
                if fits(&line).is_none() {
                    line = format!("{start}        {kind},\n");
                    text.push_str(&format!("{start}    {visible}{name}:\n"));
                    fits(&line)?;
                }
                text.push_str(&line);
            }
            Some(format!("{text}{start}}}\n"))
        }
        Fields::Named(_) => Some(format!("{attributes}{head} {{}}\n")),
        _ => None,
    }
}

fn enumeration(it: &ItemEnum, indent: usize) -> Option<String> {
    let start = spaces(indent);
    let attributes = attributes(&it.attrs, indent)?;
    let mut text = format!(
        "{attributes}{start}{}enum {}{} {{\n",
        visibility(&it.vis),
        it.ident,
        generics(&it.generics)?
    );
    for variant in &it.variants {
        text.push_str(&self::attributes(&variant.attrs, indent + STEP)?);
        let line = format!(
            "{start}    {}{},\n",
            variant.ident,
            compact(variant.fields.to_token_stream())
        );
        fits(&line)?;
        text.push_str(&line);
    }
    Some(format!("{text}{start}}}\n"))
}

fn implementation(it: &ItemImpl, indent: usize) -> Option<String> {
    let start = spaces(indent);
    let of = match &it.trait_ {
        Some((path, _)) => format!("{} for ", compact(path.to_token_stream())),
        None => String::new(),
    };
    if it.generics.where_clause.is_some() {
        return None;
    }
    let head = format!(
        "{start}impl{} {of}{} {{\n",
        generics(&it.generics)?,
        compact(it.self_ty.to_token_stream())
    );
    fits(&head)?;
    if it.items.is_empty() {
        return Some(format!(
            "{}{}}}\n",
            attributes(&it.attrs, indent)?,
            head.trim_end()
        ));
    }
    let mut text = format!("{}{head}", attributes(&it.attrs, indent)?);
    let mut is_first = true;
    for member in &it.items {
        let ImplItem::Fn(method) = member else {
            return None;
        };
        if !std::mem::take(&mut is_first) {
            text.push('\n');
        }
        text.push_str(&attributes(&method.attrs, indent + STEP)?);
        let signature = signature(&visibility(&method.vis), &method.sig, indent + STEP)?;
        let body = statements(&method.block.stmts, indent + 2 * STEP)?;
        text.push_str(&format!("{signature} {{\n{body}{start}    }}\n"));
    }
    Some(format!("{text}{start}}}\n"))
}

fn constant(attrs: &[Attribute], head: &str, value: &Expr, indent: usize) -> Option<String> {
    let value = right_side(value, indent, width(head), 1)?;
    let attributes = attributes(attrs, indent)?;
    Some(format!("{attributes}{}{head}{value};\n", spaces(indent)))
}

fn signature(visibility: &str, signature: &Signature, indent: usize) -> Option<String> {
    let start = spaces(indent);
    let unusual = signature.constness.is_some()
        || signature.asyncness.is_some()
        || signature.generics.where_clause.is_some();
    if unusual {
        return None;
    }
    let head = format!(
        "{start}{visibility}fn {}{}",
        signature.ident,
        generics(&signature.generics)?
    );
    let inputs: Vec<_> = signature
        .inputs
        .iter()
        .map(|input| match input {
            FnArg::Receiver(receiver) => compact(receiver.to_token_stream()),
            FnArg::Typed(typed) => compact(typed.to_token_stream()),
        })
        .collect();
    let output = compact(signature.output.to_token_stream());
    let output = if output.is_empty() {
        output
    } else {
        format!(" {}", output.trim_start())
    };
    let line = format!("{head}({}){output}", inputs.join(", "));
    if width(&line) + 2 <= WIDTH {
        return Some(line);
    }
    let inputs: String = inputs
        .iter()
        .map(|input| format!("{start}    {input},\n"))
        .collect();
    let line = format!("{start}){output} {{");
    fits(&line)?;
    Some(format!("{head}(\n{inputs}{start}){output}"))
}

fn generics(generics: &Generics) -> Option<String> {
    if generics.where_clause.is_some() {
        return None;
    }
    Some(compact(generics.to_token_stream()))
}

fn visibility(visibility: &Visibility) -> String {
    match visibility {
        Visibility::Inherited => String::new(),
        visible => format!("{} ", compact(visible.to_token_stream())),
    }
}

fn use_tree(tree: &UseTree) -> Option<String> {
    Some(match tree {
        UseTree::Path(path) => format!("{}::{}", path.ident, use_tree(&path.tree)?),
        UseTree::Name(name) => name.ident.to_string(),
        UseTree::Rename(name) => format!("{} as {}", name.ident, name.rename),
        UseTree::Glob(_) => "*".to_owned(),
        UseTree::Group(group) => {
            let items = group
                .items
                .iter()
                .map(use_tree)
                .collect::<Option<Vec<_>>>()?;
            format!("{{{}}}", items.join(", "))
        }
    })
}

fn is_inner(attribute: &Attribute) -> bool {
    matches!(attribute.style, syn::AttrStyle::Inner(_))
}

/// Attributes, a line each; docs as comments.
pub(super) fn attributes<'a>(
    attributes: impl IntoIterator<Item = &'a Attribute>,
    indent: usize,
) -> Option<String> {
    let start = spaces(indent);
    let mut text = String::new();
    for attribute in attributes {
        let bang = if is_inner(attribute) { "!" } else { "" };
        if let Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("doc")
            && let Expr::Lit(literal) = &pair.value
            && let syn::Lit::Str(doc) = &literal.lit
        {
            let slashes = if bang.is_empty() { "///" } else { "//!" };
            text.push_str(format!("{start}{slashes}{}", doc.value()).trim_end());
            text.push('\n');
            continue;
        }
        let inner = match &attribute.meta {
            Meta::Path(path) => compact(path.to_token_stream()),
            Meta::NameValue(pair) => {
                format!(
                    "{} = {}",
                    compact(pair.path.to_token_stream()),
                    one_line(&pair.value, usize::MAX)?
                )
            }
            Meta::List(list) => {
                let path = compact(list.path.to_token_stream());
                let arguments = compact(list.tokens.clone());
                let is_long = width(&arguments) > SHORT_ATTRIBUTE
                    || indent + width(&path) + width(&arguments) + 5 + bang.len() > WIDTH;
                if is_long && path != "derive" {
                    let lines = arguments.trim_end_matches(',').split(", ");
                    let lines: Vec<_> = pieces(lines);
                    let lines: String = lines
                        .iter()
                        .enumerate()
                        .map(|(at, line)| {
                            let comma = if at + 1 < lines.len() { "," } else { "" };
                            format!("{start}    {line}{comma}\n")
                        })
                        .collect();
                    format!("{path}(\n{lines}{start})")
                } else {
                    format!("{path}({arguments})")
                }
            }
        };
        text.push_str(&format!("{start}#{bang}[{inner}]\n"));
    }
    Some(text)
}

/// Arguments that were split at commas, those within quotes put together again.
fn pieces<'p>(parts: impl Iterator<Item = &'p str>) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut is_open = false;
    for part in parts {
        match pieces.last_mut() {
            Some(last) if is_open => last.push_str(&format!(", {part}")),
            _ => pieces.push(part.to_owned()),
        }
        is_open ^= part.matches('"').count() % 2 == 1;
    }
    pieces
}

fn fits(line: &str) -> Option<()> {
    let last = line.trim_end_matches('\n');
    (width(last) <= WIDTH).then_some(())
}
