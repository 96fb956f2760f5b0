"""A mail server on the loopback: takes what comes, or does not, as the name of the recipient says."""

from __future__ import annotations

import base64
import contextlib
import socketserver
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

# What a recipient of this name is answered; what a message for one is answered.
_AT_RCPT = {"unknown": "550 5.1.1 no such mailbox here", "busy": "451 4.7.1 try again later"}
_AT_DATA = {"unwanted": "554 5.7.1 refused as spam", "full": "452 4.3.1 the disk is full"}


@dataclass
class Inbox:
    """What a server took. gone: how often it hangs up after it took a message, without saying so."""

    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    encrypted: int = 0
    gone: int = 0

    @property
    def messages(self) -> list[EmailMessage]:
        """The messages as a mail program reads them."""
        return [message_from_bytes(one, policy=policy.default) for one in self.taken]

    @property
    def ids(self) -> list[str]:
        """Their Message-IDs."""
        return [str(one["Message-ID"]) for one in self.messages]


class _Conversation(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.to = ""
        self._say("220 loopback ready")
        while line := self.rfile.readline().decode("ascii").strip():
            verb, _, rest = line.partition(" ")
            act = getattr(self, f"_{verb.lower()}", None)
            if act is None:
                self._say("502 not known")
            elif act(rest) == "end":
                return

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def _ehlo(self, rest: str) -> None:
        can = ["STARTTLS"] if self.server.context and not isinstance(self.request, ssl.SSLSocket) else []
        self._say("250-loopback", *(f"250-{word}" for word in can), "250-AUTH PLAIN", "250 SIZE 100000")

    def _starttls(self, rest: str) -> str:
        self._say("220 go ahead")
        super().finish()
        self.request = self.server.context.wrap_socket(self.request, server_side=True, do_handshake_on_connect=False)
        self.setup()
        try:
            self.request.do_handshake()
        except ssl.SSLError:  # who asked does not believe the certificate
            return "end"
        self.server.inbox.encrypted += 1
        return ""

    def finish(self) -> None:
        """Leave nothing open."""
        super().finish()
        if isinstance(self.request, ssl.SSLSocket):
            self.request.close()

    def _auth(self, rest: str) -> None:
        _, user, password = base64.b64decode(rest.split()[1]).decode().split("\0")
        self.server.inbox.names.append(user)
        self._say("235 welcome" if password == "geheim@1" else "535 5.7.8 wrong password")

    def _mail(self, rest: str) -> None:
        self._say("250 fine")

    def _rcpt(self, rest: str) -> None:
        self.to = rest.partition("<")[2].partition("@")[0]
        self._say(_AT_RCPT.get(self.to, "250 fine"))

    def _rset(self, rest: str) -> None:
        self._say("250 fine")

    def _data(self, rest: str) -> str:
        self._say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:  # whoever wrote is gone
                return "end"
            lines.append(line[1:] if line.startswith(b".") else line)
        if self.to in _AT_DATA:
            self._say(_AT_DATA[self.to])
            return ""
        inbox = self.server.inbox
        with self.server.lock:
            inbox.taken.append(b"".join(lines))
        if inbox.gone:
            inbox.gone -= 1
            return "end"
        self._say("250 taken")
        return ""

    def _quit(self, rest: str) -> str:
        self._say("221 bye")
        return "end"


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, inbox: Inbox, context: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.inbox, self.context, self.lock = inbox, context, threading.Lock()
        inbox.port = self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever was killed while it wrote hangs up: that is no trouble."""


@contextlib.contextmanager
def mail_server(context: ssl.SSLContext | None = None) -> Iterator[Inbox]:
    """A server that runs meanwhile. context: with it, it offers STARTTLS."""
    inbox = Inbox()
    with _Server(inbox, context) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
        thread.start()
        try:
            yield inbox
        finally:
            server.shutdown()
            thread.join()
