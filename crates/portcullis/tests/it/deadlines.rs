//! The `deadlines` of the configuration, on every listener.
//!
//! Why: a key that is read and not obeyed is worse than none (S21).

use crate::harness::Serve;
use crate::harness::socket::Wire;
use std::io::Write;
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

/// How long the other side holds the connection open; at most 8 s.
fn held(wire: &mut Wire) -> Duration {
    let at = Instant::now();
    assert!(wire.ends_within(Duration::from_secs(8)), "still open after {:?}", at.elapsed());
    at.elapsed()
}
fn plain(port: u16) -> Wire {
    Wire::Plain(TcpStream::connect(("127.0.0.1", port)).unwrap())
}

#[test]
fn s21_deadlines_of_the_file_hold_on_every_listener() {
    let serve = Serve::new();
    serve.configure("deadlines: { tls_handshake: 1s, request_head: 2s, keep_alive: 4s }\n");
    let program = serve.start();
    let (second, most) = (Duration::from_millis(900), Duration::from_secs(7));

    // A handshake that does not come: the built-in deadline is ten seconds.
    let took = held(&mut plain(program.port));
    assert!(took >= second && took < most, "{took:?}");

    // Half a head, on the gateway, the private listener and the local socket.
    let tls = || Wire::tls(TcpStream::connect(("127.0.0.1", program.port)).unwrap(), "login.example.test");
    for private in [false, true] {
        // Connected only now: the private listener's clock runs from there.
        let mut wire = if private { plain(serve.private) } else { tls() };
        wire.write_all(b"GET / HTTP/1.1\r\nhost: login.example.test\r\nx-").unwrap();
        let took = held(&mut wire);
        assert!(took >= 2 * second && took < most, "{took:?}");
    }
    let mut local = UnixStream::connect(program.data.join("portcullis.sock")).unwrap();
    local.set_read_timeout(Some(most)).unwrap();
    local.write_all(b"GET /api/v1/status HTTP/1.1\r\nx-").unwrap();
    let at = Instant::now();
    std::io::copy(&mut local, &mut std::io::sink()).unwrap();
    assert!(at.elapsed() < most, "{:?}", at.elapsed());

    // Nothing asked after a request: the built-in deadline is 75 seconds.
    let mut idle = tls();
    idle.set_timeout(most);
    idle.write_all(format!("GET /login HTTP/1.1\r\nhost: login.example.test:{}\r\n\r\n", program.port).as_bytes()).unwrap();
    idle.until("</html>");
    let took = held(&mut idle);
    assert!(took >= 3 * second && took < most, "{took:?}");
}
