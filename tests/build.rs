//! Generates the services of the live tests.

fn main() {
    pageboy_codegen::build();
}
