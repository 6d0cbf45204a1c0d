//! `--out`: a file that is there whole or not at all.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::*;

const OBJECT: [&str; 7] = [
    "call",
    "s3",
    "get-object",
    "--param",
    "bucket=logs",
    "--param",
    "key=a",
];
const INVOKE: [&str; 5] = ["call", "lambda", "invoke", "--param", "function-name=f"];

/// An empty folder of a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("out")
        .join(name);
    let _none_yet = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The files in a folder with what is in them.
fn files(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut files: Vec<_> = entries
        .map(|entry| {
            let text = fs::read_to_string(entry.path()).unwrap();
            (entry.file_name().into_string().unwrap(), text)
        })
        .collect();
    files.sort();
    files
}

fn into<'a>(arguments: &[&'a str], path: &'a Path) -> Vec<&'a str> {
    [arguments, &["--out", path.to_str().unwrap()]].concat()
}

fn file(name: &str, text: &str) -> (String, String) {
    (name.to_owned(), text.to_owned())
}

#[test]
fn a_payload_that_breaks_off_leaves_no_file() {
    let folder = folder("breaks_off");
    let path = folder.join("object");
    let cut = || vec![Answer::new(200, "one\ntwo").cut(3)];
    let (ran, _) = against(cut(), &into(&OBJECT, &path));
    assert_eq!((ran.code, ran.out.as_str()), (Some(255), ""));
    assert_eq!(files(&folder), []);
    fs::write(&path, "before").unwrap();
    let (ran, _) = against(cut(), &into(&OBJECT, &path));
    assert_eq!(ran.code, Some(255));
    assert_eq!(files(&folder), [file("object", "before")]);
}

#[test]
fn a_payload_with_another_checksum_leaves_the_file_as_it_was() {
    let folder = folder("checksum");
    let path = folder.join("object");
    fs::write(&path, "before").unwrap();
    let wrong = Answer::new(200, "one\ntwo").header("x-amz-checksum-crc32", "AAAAAA==");
    let (ran, _) = against(vec![wrong], &into(&OBJECT, &path));
    assert_eq!(ran.code, Some(255));
    assert!(ran.err.contains("checksum"), "{}", ran.err);
    assert_eq!(files(&folder), [file("object", "before")]);
}

#[test]
fn an_error_leaves_the_file_as_it_was() {
    let folder = folder("refused");
    let path = folder.join("object");
    fs::write(&path, "before").unwrap();
    let denied = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>";
    let (ran, _) = against(vec![Answer::new(403, denied)], &into(&OBJECT, &path));
    assert_eq!(ran.code, Some(254));
    assert_eq!(files(&folder), [file("object", "before")]);
}

#[test]
fn a_payload_in_memory_goes_into_the_file_too() {
    let folder = folder("in_memory");
    let path = folder.join("answer.json");
    let answer = || {
        let answer = Answer::new(200, r#"{"a":1}"#);
        vec![answer.header("X-Amz-Executed-Version", "$LATEST")]
    };
    let (ran, _) = against(answer(), &into(&INVOKE, &path));
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ran.out, @r#"{"StatusCode":200,"ExecutedVersion":"$LATEST"}"#);
    assert_eq!(files(&folder), [file("answer.json", r#"{"a":1}"#)]);
    let (ran, _) = against(answer(), &INVOKE);
    insta::assert_snapshot!(ran.out, @r#"{"StatusCode":200,"Payload":"eyJhIjoxfQ==","ExecutedVersion":"$LATEST"}"#);
    let (ran, _) = against(vec![Answer::new(200, "")], &into(&INVOKE, &path));
    assert_eq!(ran.code, Some(0));
    assert_eq!(files(&folder), [file("answer.json", "")]);
}

#[test]
fn an_output_without_a_payload_needs_no_file() {
    let folder = folder("no_payload");
    let ran = refused(&into(
        &["call", "sts", "get-caller-identity"],
        &folder.join("x"),
    ));
    assert_eq!(ran.code, Some(252));
    insta::assert_snapshot!(ran.err, @"error: --out: the output of sts GetCallerIdentity has no payload of bytes");
    assert_eq!(files(&folder), []);
}

#[test]
fn nothing_is_sent_if_the_file_cannot_be_written() {
    let folder = folder("unwritable");
    for path in [folder.join("none/object"), folder.clone()] {
        let ran = refused(&into(&OBJECT, &path));
        assert_eq!(ran.code, Some(255));
        assert!(ran.err.starts_with("error: cannot write "), "{}", ran.err);
    }
    assert_eq!(files(&folder), []);
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_what_may_be_read_stays_so() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder("link");
    let (path, link) = (folder.join("object"), folder.join("link"));
    fs::write(&path, "before").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    symlink("object", &link).unwrap();
    let (ran, _) = against(vec![Answer::new(200, "after")], &into(&OBJECT, &link));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(
        files(&folder),
        [file("link", "after"), file("object", "after")]
    );
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // A device is written into.
    let device = Path::new("/dev/null");
    let (ran, _) = against(vec![Answer::new(200, "after")], &into(&OBJECT, device));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn an_interrupted_command_leaves_the_file_as_it_was() {
    let folder = folder("interrupted");
    let path = folder.join("object");
    fs::write(&path, "before").unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut command = Command::new(env!("CARGO_BIN_EXE_pageboy"));
    let child = command
        .args(into(&OBJECT, &path))
        .args(["--endpoint-url", &url])
        .envs(KEYS)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut connection, _) = listener.accept().unwrap();
    let mut request = [0; 65536];
    assert!(connection.read(&mut request).unwrap() > 0);
    connection
        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\npart")
        .unwrap();
    let ended = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(ended.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(output.stderr, b"error: interrupted\n");
    assert_eq!(files(&folder), [file("object", "before")]);
}

#[test]
fn keys_that_were_asked_for_are_printed() {
    let answer = "<GetSessionTokenResponse><GetSessionTokenResult><Credentials>\
        <AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>key</SecretAccessKey><SessionToken>token</SessionToken>\
        </Credentials></GetSessionTokenResult></GetSessionTokenResponse>";
    let arguments = ["call", "sts", "get-session-token"];
    let (ran, _) = against(vec![Answer::new(200, answer)], &arguments);
    insta::assert_snapshot!(ran.out, @r#"{"Credentials":{"AccessKeyId":"ASIA","SecretAccessKey":"key","SessionToken":"token"}}"#);
}

/// What editors and shells of other systems write in front of, and between, lines.
#[test]
fn a_text_of_another_system_is_read() {
    let folder = folder("texts");
    let json = "{\r\n \"logGroupNamePrefix\": \"a\"\r\n}\r\n";
    let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(bytes).collect()
    };
    let path = folder.join("input");
    let input = format!("file://{}", path.display());
    let call = ["call", "logs", "describe-log-groups", "--input", &input];
    for bytes in [
        json.as_bytes().to_vec(),
        format!("\u{feff}{json}").into_bytes(),
        wide(json, u16::to_le_bytes),
        wide(json, u16::to_be_bytes),
    ] {
        fs::write(&path, bytes).unwrap();
        let (ran, sent) = against(vec![Answer::new(200, "{}")], &call);
        assert_eq!(sent, [r#"{"logGroupNamePrefix":"a"}"#], "{}", ran.err);
    }
    let parameter = format!("logGroupNamePrefix=file://{}", path.display());
    let call = ["call", "logs", "describe-log-groups", "--param", &parameter];
    fs::write(&path, wide("a\r\nb", u16::to_le_bytes)).unwrap();
    let (ran, sent) = against(vec![Answer::new(200, "{}")], &call);
    assert_eq!(sent, [r#"{"logGroupNamePrefix":"a\nb"}"#], "{}", ran.err);
    fs::write(&path, wide("a", u16::to_le_bytes).split_off(2)).unwrap();
    let ran = refused(&call);
    assert_eq!(ran.code, Some(252));
    assert!(
        ran.err.contains("UTF-16 or UTF-32; save it as UTF-8"),
        "{}",
        ran.err
    );
}
