"""The server on localhost: what it sends, and that it stays calm when a reader leaves."""

import gzip
import socket
import struct
import urllib.request
from threading import Event

import pytest

from website.serve import Server, serving

DEADLINE = 120  # seconds, after which something is taken never to happen


def test_text_is_compressed_and_whole(tmp_path):
    text = "<p>" + "deep " * 1000
    (tmp_path / "index.html").write_text(text)
    with serving(tmp_path) as address, urllib.request.urlopen(address) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.read()).decode() == text


def leave(address, path):
    """Ask for a file and be gone before all of it is sent, as a browser whose page is closed."""
    host, port = address.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closing is a reset
        connection.sendall(f"GET /{path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        connection.recv(1)


@pytest.fixture
def handled(monkeypatch):
    """An event that the server sets when it has handled an error."""
    handled, handle_error = Event(), Server.handle_error

    def handle(*args):
        handle_error(*args)
        handled.set()

    monkeypatch.setattr(Server, "handle_error", handle)
    return handled


def test_a_reader_who_leaves_is_no_error(tmp_path, capsys, handled):
    (tmp_path / "large.bin").write_bytes(bytes(20_000_000))
    with serving(tmp_path) as address:
        leave(address, "large.bin")
        assert handled.wait(DEADLINE)
    assert capsys.readouterr().err == ""


def test_a_fault_of_the_server_is_told(tmp_path, capsys, handled, monkeypatch):
    def broken(*args):
        raise RuntimeError("no such thing")

    monkeypatch.setattr("website.serve.Handler.do_GET", broken)
    with serving(tmp_path) as address:
        leave(address, "index.html")
        assert handled.wait(DEADLINE)
    assert "no such thing" in capsys.readouterr().err
