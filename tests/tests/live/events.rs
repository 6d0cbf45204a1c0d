//! Streams of events over real HTTP: what moto sends, and a conversation over HTTP/2, which moto does not have.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a server that a test starts fails with it"
)]

use aws_smithy_eventstream::frame::{read_message_from, write_message_to};
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::{Buf as _, Bytes, BytesMut};
use futures_util::stream;
use pageboy::{Config, Credentials, EventStream};
use pageboy_tests::moto;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::REGION;
use crate::services::polly;
use crate::services::polly::types::{
    CloseStreamEvent, Engine, OutputFormat, StartSpeechSynthesisStreamActionStream as Action,
    StartSpeechSynthesisStreamEventStream as Answer, TextEvent, VoiceId,
};
use crate::services::s3::types::{
    CSVInput, CSVOutput, ExpressionType, FileHeaderInfo, InputSerialization, OutputSerialization,
    SelectObjectContentEventStream as SelectEvent,
};

#[tokio::test]
async fn rows_of_an_object_are_selected() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let s3 = crate::services::s3::Client::new(&config);
    s3.create_bucket().bucket("select").send().await.unwrap();
    let table = "name,age\nAda,36\nBlaise,39\nKurt,71\n";
    let put = s3.put_object().bucket("select").key("people.csv");
    put.body(table).send().await.unwrap();
    let csv = CSVInput::default().file_header_info(FileHeaderInfo::Use);
    let select = s3
        .select_object_content()
        .bucket("select")
        .key("people.csv")
        .expression("SELECT name FROM s3object")
        .expression_type(ExpressionType::Sql)
        .input_serialization(InputSerialization::default().csv(csv))
        .output_serialization(OutputSerialization::default().csv(CSVOutput::default()));
    let mut events = select.send().await.unwrap().payload.unwrap();
    let mut rows = String::new();
    let mut seen = Vec::new();
    while let Some(event) = events.try_next().await.unwrap() {
        match event {
            SelectEvent::Records(records) => {
                let bytes = records.payload.unwrap();
                rows.push_str(std::str::from_utf8(bytes.as_ref()).unwrap());
            }
            SelectEvent::Stats(stats) => {
                assert!(stats.details.unwrap().bytes_returned.is_some());
                seen.push("stats");
            }
            SelectEvent::End(_) => seen.push("end"),
            other => panic!("{other:?}"),
        }
    }
    // moto ends with an empty line.
    assert_eq!(rows.trim_end(), "Ada\nBlaise\nKurt");
    assert_eq!(seen, ["stats", "end"]);
}

/// Each event is sent after the answer to the one before has come.
#[tokio::test]
async fn a_conversation_goes_on_in_both_directions() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (connection, _) = listener.accept().await.unwrap();
        speak(connection).await;
    });
    let config = Config::builder()
        .region(REGION)
        .endpoint_url(url)
        .credentials(Credentials::new("id", "secret", None, None, "test"))
        .build()
        .unwrap();
    let (say, said) = mpsc::unbounded_channel();
    let said = stream::unfold(
        said,
        |mut said| async move { Some((said.recv().await?, said)) },
    );
    let conversation = polly::Client::new(&config)
        .start_speech_synthesis_stream()
        .engine(Engine::Generative)
        .output_format(OutputFormat::Pcm)
        .voice_id(VoiceId::Joanna)
        .action_stream(EventStream::from_stream(said));
    let output = conversation.send().await.unwrap();
    let mut answers = output.event_stream.unwrap();
    for word in ["good", "evening"] {
        say.send(Action::text_event(TextEvent::default().text(word)))
            .unwrap();
        let Some(Answer::AudioEvent(audio)) = answers.try_next().await.unwrap() else {
            panic!("no audio");
        };
        assert_eq!(audio.audio_chunk.unwrap().as_ref(), word.as_bytes());
    }
    say.send(Action::close_stream_event(CloseStreamEvent::default()))
        .unwrap();
    drop(say);
    let Some(Answer::StreamClosedEvent(closed)) = answers.try_next().await.unwrap() else {
        panic!("it was not closed");
    };
    assert_eq!(closed.request_characters, Some(11));
    assert!(answers.try_next().await.unwrap().is_none());
    // The connection is closed with the last of those who could use it.
    drop((answers, config));
    server.await.unwrap();
}

/// Answers each text with its bytes as sound, and the end with the number of characters.
async fn speak(connection: TcpStream) {
    let mut connection = h2::server::handshake(connection).await.unwrap();
    let (request, mut respond) = connection.accept().await.unwrap().unwrap();
    // The connection moves only while it is polled.
    let connection = tokio::spawn(async move { while connection.accept().await.is_some() {} });
    let (head, mut body) = request.into_parts();
    let signed = head.headers["x-amz-content-sha256"].to_str().unwrap();
    assert_eq!(signed, "STREAMING-AWS4-HMAC-SHA256-EVENTS");
    let content_type = head.headers["content-type"].to_str().unwrap();
    assert_eq!(content_type, "application/vnd.amazon.eventstream");
    let response = http::Response::new(());
    let mut answers = respond.send_response(response, false).unwrap();
    let mut buffer = BytesMut::new();
    let mut characters = 0;
    while let Some(chunk) = body.data().await {
        let chunk = chunk.unwrap();
        body.flow_control().release_capacity(chunk.len()).unwrap();
        buffer.extend_from_slice(&chunk);
        while let Some(envelope) = take(&mut buffer) {
            if envelope.payload().is_empty() {
                continue;
            }
            let message = read_message_from(envelope.payload().clone()).unwrap();
            let name = header(&message, ":event-type");
            let answer = if name == "TextEvent" {
                let event: serde_json::Value = serde_json::from_slice(message.payload()).unwrap();
                let text = event["Text"].as_str().unwrap().to_owned();
                characters += text.len();
                event_of("AudioEvent", text)
            } else {
                event_of(
                    "StreamClosedEvent",
                    format!(r#"{{"RequestCharacters":{characters}}}"#),
                )
            };
            answers.send_data(answer, false).unwrap();
        }
    }
    answers.send_data(Bytes::new(), true).unwrap();
    connection.await.unwrap();
}

fn take(buffer: &mut BytesMut) -> Option<Message> {
    let length = buffer.clone().try_get_u32().ok()?;
    let length = usize::try_from(length).unwrap();
    (buffer.len() >= length).then(|| read_message_from(buffer.split_to(length)).unwrap())
}

fn header(message: &Message, name: &str) -> String {
    let mut headers = message.headers().iter();
    let header = headers
        .find(|header| header.name().as_str() == name)
        .unwrap();
    header.value().as_string().unwrap().as_str().to_owned()
}

fn event_of(name: &str, payload: String) -> Bytes {
    let text = |text: &str| HeaderValue::String(text.to_owned().into());
    let message = Message::new(payload.into_bytes())
        .add_header(Header::new(":message-type", text("event")))
        .add_header(Header::new(":event-type", text(name)));
    let mut bytes = Vec::new();
    write_message_to(&message, &mut bytes).unwrap();
    bytes.into()
}
