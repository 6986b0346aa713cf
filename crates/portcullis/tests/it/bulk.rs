//! Large bodies: 2 GiB up and down, with flat memory.
//!
//! Why: a gate that gathers what passes through it falls over at the first backup.

use crate::harness::{Browser, Program};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

const SIZE: u64 = 2 << 30;
/// How much the server's resident memory may grow, in KiB.
const GROWTH: u64 = 48 * 1024;

/// Takes any body whole and answers with its length; `GET` gives `SIZE` bytes.
fn origin() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut head = Vec::new();
                let mut byte = [0; 1];
                while !head.ends_with(b"\r\n\r\n") {
                    if stream.read(&mut byte).unwrap_or(0) == 0 {
                        return;
                    }
                    head.push(byte[0]);
                }
                let text = String::from_utf8_lossy(&head).to_lowercase();
                let length: u64 = text.lines().find_map(|l| l.strip_prefix("content-length: ")).and_then(|l| l.parse().ok()).unwrap_or(0);
                let mut buffer = vec![0; 256 * 1024];
                let mut taken = 0;
                while taken < length {
                    match stream.read(&mut buffer) {
                        Ok(n @ 1..) => taken += n as u64,
                        _ => return,
                    }
                }
                if text.starts_with("post") {
                    let body = taken.to_string();
                    let _ = stream.write_all(format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len()).as_bytes());
                } else {
                    let _ = stream.write_all(format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {SIZE}\r\n\r\n").as_bytes());
                    let mut left = SIZE;
                    while left > 0 {
                        let n = left.min(buffer.len() as u64);
                        if stream.write_all(&buffer[..n as usize]).is_err() {
                            return;
                        }
                        left -= n;
                    }
                }
            });
        }
    });
    url
}

fn rss(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    status.lines().find_map(|l| l.strip_prefix("VmRSS:")).and_then(|l| l.trim().split(' ').next()?.parse().ok()).unwrap()
}

#[test]
fn two_gib_up_and_down_with_flat_memory() {
    let program = Program::up(&["--protect", &format!("files={}", origin())]);
    let mut ada = Browser::new();
    program.enrol(&mut ada);
    let page = ada.once("GET", &program.at("login", "/"), &[], b"");
    assert_eq!(page.status, 200);
    // The callback, without reading two gibibytes of page.
    let to_portal = ada.once("GET", &program.at("files", "/.portcullis/user"), &[], b"");
    let to_callback = ada.once("GET", to_portal.field("location").unwrap(), &[], b"");
    assert_eq!(ada.once("GET", to_callback.field("location").unwrap(), &[], b"").status, 302);
    let before = rss(program.pid());
    let mut highest = before;

    let length = SIZE.to_string();
    let (mut wire, _) = ada.open("GET", &program.at("files", "/"), &[], b"");
    wire.set_timeout(Duration::from_secs(60));
    wire.until("\r\n\r\n");
    let mut buffer = vec![0; 256 * 1024];
    let mut got = 0u64;
    while got < SIZE {
        let n = wire.read(&mut buffer).unwrap();
        assert!(n > 0, "ended after {got} bytes");
        if (got >> 28) != ((got + n as u64) >> 28) {
            highest = highest.max(rss(program.pid()));
        }
        got += n as u64;
    }
    assert_eq!(got, SIZE);

    let url = crate::harness::browser::Url::parse(&program.at("files", "/"));
    let cookie = ada.cookie("files.localhost", "__Host-portcullis").unwrap();
    let mut wire = crate::harness::socket::Wire::connect(&url);
    wire.set_timeout(Duration::from_secs(60));
    let head = format!(
        "POST / HTTP/1.1\r\nhost: files.localhost:{}\r\ncookie: __Host-portcullis={cookie}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n",
        program.port
    );
    wire.write_all(head.as_bytes()).unwrap();
    let mut sent = 0u64;
    while sent < SIZE {
        wire.write_all(&buffer).unwrap();
        if (sent >> 28) != ((sent + buffer.len() as u64) >> 28) {
            highest = highest.max(rss(program.pid()));
        }
        sent += buffer.len() as u64;
    }
    let answer = wire.until(&length);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    eprintln!("resident memory: {before} KiB before, {highest} KiB at most");
    assert!(highest < before + GROWTH, "memory grew from {before} to {highest} KiB");
}
