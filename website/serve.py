"""Serve the built book on localhost, compressed as a real host would send it.

Run as `python -m website.serve [port]`; the browser tests and `make lighthouse` use `serving`.
"""

import gzip
import sys
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Event, Thread

from website.paths import HTML

TEXT = (".html", ".css", ".js", ".svg", ".json", ".txt")


class Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps the connection: pages consist of many small files

    def send_head(self):
        file = Path(self.translate_path(self.path))
        if file.is_dir():
            file = file / "index.html"
        if file.suffix not in TEXT or not file.is_file():
            return super().send_head()
        body = gzip.compress(file.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)) + "; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """Pass over a reader who leaves before all is sent, which is no fault of the server."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving(folder=HTML, port=0):
    """Serve `folder` from a thread; yield its address (port 0 takes a free one)."""
    server = Server(("127.0.0.1", port), partial(Handler, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


if __name__ == "__main__":
    if not (HTML / "index.html").exists():
        sys.exit("There is no book in _build/html yet: run `make book` first.")
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    try:
        with serving(port=port) as address, suppress(KeyboardInterrupt):
            print(f"The book is at {address} (Ctrl-C stops it)", flush=True)
            Event().wait()
    except OSError as error:  # the port is taken
        sys.exit(f"port {port}: {error.strerror}. Name another one: python -m website.serve 8001")
