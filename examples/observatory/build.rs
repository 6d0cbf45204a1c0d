//! Generates what `pageboy.toml` names.

fn main() {
    pageboy_codegen::build();
}
