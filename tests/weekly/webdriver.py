"""Firefox and WebKit, moved by WebDriver's commands.

Playwright needs browsers of its own make, and Selenium for Firefox a driver that Debian lacks. Firefox answers the
commands itself, on a socket (Marionette), WebKit through its driver. `evaluate` is that of a page of Playwright.
"""

import json
import os
import shutil
import socket
import subprocess
from contextlib import ExitStack
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from needs import missing
from waiting import DEADLINE

LIMITS = {"script": DEADLINE, "pageLoad": DEADLINE}
ASYNC = """const [argument, done] = arguments;
    new Promise((result) => result(({})(argument))).then((value) => done([value]), (error) => done(`${{error}}`));"""
NARROW = "document.documentElement.style.minWidth = document.body.style.minWidth = 0"  # or a window has 500 pixels


def program(package, *names):
    """The path of the first of these programs that there is."""
    found = next(filter(None, map(shutil.which, names)), None)
    return found or missing(f"a program of {package} is missing; install it (Debian: apt-get install {package})")


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Browser(ExitStack):
    """A browser with one window, after `begin(folder)` with its profile there; all that was started ends with it."""

    def start(self, *command, **options):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
        self.callback(process.wait)
        self.callback(process.terminate)
        return process

    def connect(self, process, port):
        while True:
            try:
                return self.enter_context(socket.create_connection(("127.0.0.1", port)))
            except ConnectionRefusedError:
                assert process.poll() is None, "the browser or its driver ended while it started"

    def open(self, address):
        self.ask("Navigate", "url", url="about:blank")  # or a page that differs in its fragment alone is not loaded
        self.ask("Navigate", "url", url=address)

    def resize(self, width):
        self.ask("SetWindowRect", "window/rect", width=width, height=800)
        self.evaluate("async (w) => { while (innerWidth !== w) await new Promise(requestAnimationFrame) }", width)

    def evaluate(self, function, argument=None):
        answer = self.ask("ExecuteAsyncScript", "execute/async", script=ASYNC.format(function), args=[argument])
        assert isinstance(answer, list), answer
        return answer[0]

    def press(self, selector, key):
        self.on(selector, "SendKeys", "value", text=key)

    def click(self, selector):
        self.on(selector, "Click", "click")

    def on(self, selector, name, path, **body):
        [element] = self.ask("FindElement", "element", using="css selector", value=selector).values()
        self.ask(f"Element{name}", f"element/{element}/{path}", id=element, **body)


class Firefox(Browser):
    def begin(self, folder):
        command = [program("firefox-esr", "firefox-esr", "firefox"), "--headless", "--marionette"]
        port = free_port()
        Path(folder, "user.js").write_text(f'user_pref("marionette.port", {port});')
        process = self.start(*command, "--remote-allow-system-access", "--profile", str(folder))
        self.stream = self.enter_context(self.connect(process, port).makefile("rwb"))
        self.receive()  # its greeting
        self.ask("NewSession")
        self.ask("Marionette:SetContext", value="chrome")
        self.ask("ExecuteScript", script=NARROW, args=[])
        self.ask("Marionette:SetContext", value="content")
        self.ask("SetTimeouts", **LIMITS)

    def receive(self):
        size = b"".join(iter(lambda: self.stream.read(1), b":"))
        return json.loads(self.stream.read(int(size)))

    def ask(self, name, path=None, **body):
        message = json.dumps([0, 1, name if ":" in name else f"WebDriver:{name}", body])
        self.stream.write(f"{len(message)}:{message}".encode())
        self.stream.flush()
        _, _, error, result = self.receive()
        assert error is None, error
        return result.get("value", result)


class WebKit(Browser):
    def begin(self, folder):
        driver, xvfb = program("webkit2gtk-driver", "WebKitWebDriver"), program("xvfb", "Xvfb")
        browser = program("webkit2gtk-driver", *map(str, sorted(Path("/usr").glob("lib*/*/webkit*/MiniBrowser"))))
        read, write = os.pipe()
        self.start(xvfb, "-displayfd", str(write), "-screen", "0", "1600x1000x24", pass_fds=[write])
        os.close(write)
        with open(read) as display:
            environment = os.environ | {"DISPLAY": f":{display.readline().strip()}", "HOME": str(folder)}
        port = free_port()
        self.connect(self.start(driver, f"--port={port}", env=environment), port)
        self.address = f"http://127.0.0.1:{port}/session"
        options = {"binary": browser, "args": ["--automation", "--full-screen"]}  # a bar with buttons has 447 pixels
        capabilities = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        self.address += "/" + self.ask("NewSession", "", capabilities=capabilities)["sessionId"]
        self.ask("SetTimeouts", "timeouts", **LIMITS)
        self.callback(lambda: urlopen(Request(self.address, method="DELETE")).close())

    def ask(self, name, path, **body):
        address = f"{self.address}/{path}".removesuffix("/")
        try:
            with urlopen(Request(address, json.dumps(body).encode())) as answer:
                return json.load(answer)["value"]
        except HTTPError as error:
            pytest.fail(error.read().decode())
