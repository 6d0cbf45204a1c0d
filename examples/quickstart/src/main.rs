//! Temporary.
mod endpoint;
#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let endpoint = endpoint::Endpoint::start().await?;
    println!("{}", endpoint.url());
    std::future::pending().await
}
