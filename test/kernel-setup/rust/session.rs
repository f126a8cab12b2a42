//! Drives a whole session with the kernel that listens on the connection file given, and parses every message with the
//! types of the crates. Ends with a panic at the first message that is not what it should be. It is compiled with the
//! oldest and the newest of the crates that are in use.
#![allow(deprecated)]

use std::time::Duration;

use jupyter_protocol::*;
use runtimelib::{
    create_client_control_connection, create_client_heartbeat_connection,
    create_client_iopub_connection, create_client_shell_connection_with_identity,
    create_client_stdin_connection_with_identity, peer_identity_for_session,
    ClientControlConnection, ClientHeartbeatConnection, ClientIoPubConnection,
    ClientShellConnection, ClientStdinConnection,
};
use serde_json::{json, Map, Value};

type Content = JupyterMessageContent;

const PATIENCE: Duration = Duration::from_secs(60);

struct Session {
    shell: ClientShellConnection,
    iopub: ClientIoPubConnection,
    control: ClientControlConnection,
    stdin: ClientStdinConnection,
    heartbeat: ClientHeartbeatConnection,
}

/// What came of one request.
struct Answered {
    reply: Content,
    published: Vec<Content>,
}

async fn within<T>(what: &str, work: impl std::future::Future<Output = T>) -> T {
    let done = tokio::time::timeout(PATIENCE, work).await;
    done.unwrap_or_else(|_| panic!("{what} did not come within {PATIENCE:?}"))
}

/// A message whose type the crates know, and which says what it answers, unless it comes by itself.
fn checked(message: JupyterMessage) -> JupyterMessage {
    let kind = message.message_type().to_string();
    assert!(!matches!(message.content, Content::UnknownMessage(_)), "{kind} is unknown");
    assert!(message.header.version.starts_with("5."), "{kind}: {:?}", message.header);
    assert!(message.header.date.timestamp() > 1_600_000_000, "{kind}: {:?}", message.header);
    assert!(message.metadata.is_object(), "{kind}: {:?}", message.metadata);
    let alone = matches!(&message.content, Content::IoPubWelcome(_))
        || matches!(&message.content, Content::Status(Status { execution_state: ExecutionState::Starting }));
    assert!(alone || message.parent_header.is_some(), "{kind} has no parent");
    message
}

impl Session {
    async fn open(info: &ConnectionInfo) -> Self {
        let id = "a-session-of-the-crates";
        let identity = peer_identity_for_session(id).unwrap();
        let mut session = Session {
            iopub: create_client_iopub_connection(info, "", id).await.unwrap(),
            shell: create_client_shell_connection_with_identity(info, id, identity.clone()).await.unwrap(),
            stdin: create_client_stdin_connection_with_identity(info, id, identity).await.unwrap(),
            control: create_client_control_connection(info, id).await.unwrap(),
            heartbeat: create_client_heartbeat_connection(info).await.unwrap(),
        };
        while !matches!(session.published().await.content, Content::IoPubWelcome(_)) {}
        session
    }

    async fn published(&mut self) -> JupyterMessage {
        checked(within("an iopub message", self.iopub.read()).await.unwrap())
    }

    async fn replied(&mut self) -> JupyterMessage {
        checked(within("a shell reply", self.shell.read()).await.unwrap())
    }

    async fn send(&mut self, content: impl Into<Content>) -> String {
        let message = JupyterMessage::new(content, None);
        let id = message.header.msg_id.clone();
        self.shell.send(message).await.unwrap();
        id
    }

    /// What is published for a request, from `busy` up to `idle`.
    async fn until_idle(&mut self, id: &str) -> Vec<Content> {
        let mut found = Vec::new();
        loop {
            let message = self.published().await;
            if message.parent_header.as_ref().map(|parent| parent.msg_id.as_str()) != Some(id) {
                continue;
            }
            match message.content {
                Content::Status(Status { execution_state: ExecutionState::Idle }) => return found,
                Content::Status(status) => assert_eq!(status.execution_state, ExecutionState::Busy),
                other => found.push(other),
            }
        }
    }

    async fn ask(&mut self, content: impl Into<Content>) -> Answered {
        let id = self.send(content).await;
        let reply = self.replied().await;
        assert_eq!(reply.parent_header.unwrap().msg_id, id);
        Answered { reply: reply.content, published: self.until_idle(&id).await }
    }

    async fn run(&mut self, code: &str) -> Answered {
        self.ask(ExecuteRequest::new(code.to_string())).await
    }
}

macro_rules! expect {
    ($value:expr, $kind:ident) => {
        match $value {
            Content::$kind(content) => content,
            other => panic!("a {} came where {} should", other.message_type(), stringify!($kind)),
        }
    };
}

fn plain(media: &Media) -> &str {
    let found = media.content.iter().find_map(|each| match each {
        MediaType::Plain(text) => Some(text.as_str()),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no text/plain in {media:?}"))
}

fn succeeded(answered: &Answered) -> &ExecuteReply {
    let Content::ExecuteReply(reply) = &answered.reply else { panic!("no execute_reply") };
    assert_eq!(reply.status, ReplyStatus::Ok, "{:?}", reply.error);
    reply
}

async fn kernel_info(session: &mut Session) {
    let info = expect!(session.ask(KernelInfoRequest {}).await.reply, KernelInfoReply);
    assert_eq!(info.status, ReplyStatus::Ok);
    assert_eq!(info.language_info.name, "typescript");
    assert!(matches!(info.language_info.codemirror_mode, Some(CodeMirrorMode::Simple(_))));
    assert!(!info.help_links.is_empty());
    within("the heartbeat", session.heartbeat.single_heartbeat()).await.unwrap();
}

async fn results(session: &mut Session) {
    let ran = session.run("const six = 6; six * 7").await;
    assert_eq!(succeeded(&ran).execution_count.value(), 1);
    let [Content::ExecuteInput(input), Content::ExecuteResult(result)] = &ran.published[..] else {
        panic!("{:?}", ran.published)
    };
    assert_eq!(input.code, "const six = 6; six * 7");
    assert_eq!(plain(&result.data), "42");

    let ran = session.run("console.log('out'); console.error('err'); six;").await;
    let streams = ran.published.iter().filter_map(|each| match each {
        Content::StreamContent(stream) => Some((matches!(stream.name, Stdio::Stdout), stream.text.as_str())),
        _ => None,
    });
    assert_eq!(streams.collect::<Vec<_>>(), [(true, "out\n"), (false, "err\n")]);

    let mut request = ExecuteRequest::new("six".to_string());
    let expressions = [("good", "six + 1"), ("bad", "six.nothing")];
    request.user_expressions =
        Some(expressions.iter().map(|(name, code)| (name.to_string(), code.to_string())).collect());
    let ran = session.ask(request).await;
    let evaluated = succeeded(&ran).user_expressions.as_ref().unwrap();
    assert!(matches!(&evaluated["good"], ExpressionResult::Ok { data, .. } if plain(data) == "7"));
    assert!(matches!(&evaluated["bad"], ExpressionResult::Error { ename, .. } if ename == "TS2339"));
}

async fn errors(session: &mut Session) {
    for (code, name) in [("throw new RangeError('far')", "RangeError"), ("const n: number = 'a'", "TS2322")] {
        let ran = session.run(code).await;
        let reply = expect!(ran.reply, ExecuteReply);
        assert_eq!(reply.status, ReplyStatus::Error);
        assert_eq!(reply.error.unwrap().ename, name);
        let shown = ran.published.iter().any(|each| matches!(each, Content::ErrorOutput(error) if error.ename == name));
        assert!(shown, "{:?}", ran.published);
    }
}

async fn displays(session: &mut Session) {
    let code = "display(html`<b>x</b>`, { id: 'one' }); display(md`**y**`, { id: 'one' }); \
                display(svg`<svg/>`); display([{ a: 1 }]); clearOutput({ wait: true }); page('paged')";
    let ran = session.run(code).await;
    assert!(matches!(&succeeded(&ran).payload[..], [Payload::Page { .. }]));
    let kinds: Vec<_> = ran.published.iter().map(|each| each.message_type()).collect();
    let expected = ["execute_input", "display_data", "update_display_data", "display_data", "display_data", "clear_output"];
    assert_eq!(kinds, expected);
    let Content::DisplayData(first) = &ran.published[1] else { unreachable!() };
    assert!(first.data.content.iter().any(|each| matches!(each, MediaType::Html(text) if text == "<b>x</b>")));
    assert_eq!(first.transient.as_ref().unwrap().display_id.as_deref(), Some("one"));
}

async fn language(session: &mut Session) {
    let request = CompleteRequest { code: "Math.fro".to_string(), cursor_pos: 8 };
    let completed = expect!(session.ask(request).await.reply, CompleteReply);
    assert!(completed.matches.contains(&"fround".to_string()));
    assert_eq!((completed.cursor_start, completed.cursor_end), (5, 8));

    for (code, found) in [("six", true), ("nothingOfThisName", false)] {
        let request = InspectRequest { code: code.to_string(), cursor_pos: 2, detail_level: Some(0) };
        let inspected = expect!(session.ask(request).await.reply, InspectReply);
        assert_eq!(inspected.found, found);
        assert!(!found || plain(&inspected.data).contains("const six"));
    }

    for (code, status) in [
        ("const a = 1", IsCompleteReplyStatus::Complete),
        ("const a = {", IsCompleteReplyStatus::Incomplete),
        ("const = 1", IsCompleteReplyStatus::Invalid),
    ] {
        let request = IsCompleteRequest { code: code.to_string() };
        assert_eq!(expect!(session.ask(request).await.reply, IsCompleteReply).status, status);
    }
}

async fn history(session: &mut Session) {
    let mut entries = Vec::new();
    for output in [false, true] {
        let range = HistoryRequest::Range { session: Some(0), start: 1, stop: 3, output, raw: true };
        let tail = HistoryRequest::Tail { n: 100, output, raw: true };
        let pattern = "const six*".to_string();
        let search = HistoryRequest::Search { pattern, unique: true, output, raw: true, n: 5 };
        for request in [range, tail, search] {
            entries.push(expect!(session.ask(request).await.reply, HistoryReply).history);
        }
    }
    assert!(matches!(&entries[0][0], HistoryEntry::Input(_, 1, code) if code.starts_with("const six")));
    assert!(matches!(&entries[3][0], HistoryEntry::InputOutput(_, 1, (_, output)) if output == "42"));
    assert_eq!(entries[5].len(), 1);
}

fn data(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

async fn comms(session: &mut Session) {
    let code = "comms.register('echo', (comm) => comm.onMessage(({ data }) => comm.send({ heard: data })));";
    succeeded(&session.run(code).await);
    let comm_id = CommId("one".to_string());
    let open = CommOpen { comm_id: comm_id.clone(), target_name: "echo".to_string(), ..Default::default() };
    session.send(open).await;
    let id = session.send(CommMsg { comm_id: comm_id.clone(), data: data(json!({ "a": 1 })) }).await;
    let [Content::CommMsg(heard)] = &session.until_idle(&id).await[..] else { panic!("no comm_msg") };
    assert_eq!(heard.data["heard"], json!({ "a": 1 }));
    let info = session.ask(CommInfoRequest { target_name: None }).await;
    assert_eq!(expect!(info.reply, CommInfoReply).comms[&comm_id].target_name, "echo");
    let id = session.send(CommClose { comm_id, data: Map::new() }).await;
    session.until_idle(&id).await;
    let info = session.ask(CommInfoRequest { target_name: Some("echo".to_string()) }).await;
    assert!(expect!(info.reply, CommInfoReply).comms.is_empty());
}

async fn input(session: &mut Session) {
    let mut request = ExecuteRequest::new("await input('Name? ')".to_string());
    request.allow_stdin = true;
    let id = session.send(request).await;
    let asked = checked(within("an input_request", session.stdin.read()).await.unwrap());
    let answer = InputReply { value: "Ada".to_string(), status: ReplyStatus::Ok, error: None };
    let answer = JupyterMessage::new(answer, Some(&asked));
    assert_eq!(expect!(asked.content, InputRequest).prompt, "Name? ");
    session.stdin.send(answer).await.unwrap();
    let reply = session.replied().await;
    let ran = Answered { reply: reply.content, published: session.until_idle(&id).await };
    succeeded(&ran);
    let Some(Content::ExecuteResult(result)) = ran.published.last() else { panic!("{:?}", ran.published) };
    assert_eq!(plain(&result.data), "'Ada'");
}

async fn interrupt(session: &mut Session) {
    for code in ["display('ready'); for (;;);", "display('ready'); await new Promise(() => undefined)"] {
        let id = session.send(ExecuteRequest::new(code.to_string())).await;
        while !matches!(session.published().await.content, Content::DisplayData(_)) {}
        session.control.send(JupyterMessage::new(InterruptRequest {}, None)).await.unwrap();
        let answered = checked(within("an interrupt_reply", session.control.read()).await.unwrap());
        assert_eq!(expect!(answered.content, InterruptReply).status, ReplyStatus::Ok);
        let reply = expect!(session.replied().await.content, ExecuteReply);
        assert_eq!(reply.error.unwrap().ename, "KeyboardInterrupt");
        session.until_idle(&id).await;
    }
    let behind = session.run("six").await;
    succeeded(&behind);
}

async fn shutdown(session: &mut Session) {
    let request = ShutdownRequest { restart: false };
    session.control.send(JupyterMessage::new(request, None)).await.unwrap();
    let answered = checked(within("a shutdown_reply", session.control.read()).await.unwrap());
    let reply = expect!(answered.content, ShutdownReply);
    assert_eq!((reply.status, reply.restart), (ReplyStatus::Ok, false));
}

#[tokio::main]
async fn main() {
    let file = std::env::args().nth(1).expect("a connection file");
    let text = std::fs::read_to_string(file).expect("the connection file");
    let info: ConnectionInfo = serde_json::from_str(&text).expect("a connection file of the crates' shape");
    let mut session = Session::open(&info).await;
    kernel_info(&mut session).await;
    results(&mut session).await;
    errors(&mut session).await;
    displays(&mut session).await;
    language(&mut session).await;
    history(&mut session).await;
    comms(&mut session).await;
    input(&mut session).await;
    interrupt(&mut session).await;
    shutdown(&mut session).await;
    println!("the whole session passed");
}
