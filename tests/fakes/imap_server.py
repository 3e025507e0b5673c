"""A mail server on loopback that speaks as much IMAP4rev1 (RFC 3501) as one reader needs.

It keeps folders with UIDs, refuses what a real one refuses, notes every command, marks mails as
seen where a reader is careless, and fails as it is told.
"""

from __future__ import annotations

import base64
import re
import socketserver
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
USER, PASSWORD, TOKEN = "hello@lipa.example", "s3cr3t-t0ken-Xy9", "t0ken-of-s3cr3t"
_LITERAL = re.compile(rb"\{(\d+)\}$")
_PARTIAL = re.compile(rb"BODY(\.PEEK)?\[\](?:<(\d+)\.(\d+)>)?")
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')


def mail(
    text="It was cold.",
    *,
    sender="Kate <kate@example.org>",
    message_id=None,
    at=NOW,
    html=None,
    **headers,
):
    """Return the bytes of a mail; `In_Reply_To="<a@b>"` is a header."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = USER
    message["Date"] = format_datetime(at)
    if message_id:
        message["Message-ID"] = f"<{message_id}>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes().replace(b"\n", b"\r\n")


@dataclass
class Stored:
    uid: int
    content: bytes
    at: datetime
    flags: set[str] = field(default_factory=set)


@dataclass
class Folder:
    validity: int = 1
    next: int = 1
    mails: list[Stored] = field(default_factory=list)
    use: str = ""

    def add(self, content: bytes, at: datetime = NOW, *flags: str) -> Stored:
        """Take in a mail."""
        stored = Stored(self.next, content, at, set(flags))
        self.mails.append(stored)
        self.next += 1
        return stored

    def number_anew(self, validity: int) -> None:
        """Give all mails other numbers, as after a repair of the index."""
        self.validity, self.next = validity, 1
        for stored in self.mails:
            stored.uid, self.next = self.next, self.next + 1


class Mailbox:
    """The server's state."""

    def __init__(self) -> None:
        self.folders = {"INBOX": Folder(), "Sent": Folder(validity=2, use="\\Sent")}
        self.commands: list[str] = []
        """What was asked, without the arguments of logins."""
        self.sessions = 0
        self.users = {USER}
        self.delay = 0.0
        """Seconds that it takes to send a mail."""
        self.faults: dict[str, list] = {}
        """Command → what comes instead of its answer, one after the other (bytes, "cut" or
        "silence"); None: the answer itself."""

    @property
    def inbox(self) -> Folder:
        return self.folders["INBOX"]


class _CutError(Exception):
    pass


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.box: Mailbox = self.server.mailbox
        self.box.sessions += 1
        self.folder: Folder | None = None
        self.read_only = True
        try:
            if not self.fault("GREETING", ""):
                self.say(b"* OK ready")
            while self.command():
                pass
        except (_CutError, OSError):
            pass

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def fault(self, name: str, tag: str) -> bool:
        """Fail if told so; True: the answer has been given."""
        waiting = self.box.faults.get(name)
        found = waiting.pop(0) if waiting else None
        if found is None:
            return False
        if found == "cut":
            raise _CutError
        if found == "silence":
            self.server.silent.wait(20)
            raise _CutError
        if found == "drip":
            while not self.server.silent.is_set():
                self.wfile.write(b"x")
                time.sleep(0.01)
            raise _CutError
        self.wfile.write(found.replace(b"TAG", tag.encode()))
        return True

    def line(self) -> bytes:
        """Read a line; literals in it are asked for and joined (RFC 3501 §4.3)."""
        found = self.rfile.readline()
        if not found:
            raise _CutError
        found = found.rstrip(b"\r\n")
        while literal := _LITERAL.search(found):
            self.say(b"+ go on")
            data = self.rfile.read(int(literal[1]))
            found = found[: literal.start()] + b'"' + data + b'"' + self.rfile.readline().rstrip()
        return found

    def command(self) -> bool:
        tag, _, rest = self.line().decode("utf-8", "replace").partition(" ")
        name, _, arguments = rest.partition(" ")
        name = name.upper()
        if name == "UID":
            name, _, arguments = arguments.partition(" ")
            name = f"UID {name.upper()}"
        secret = name in {"LOGIN", "AUTHENTICATE"}
        self.box.commands.append(name if secret else f"{name} {arguments}".strip())
        if self.fault(name, tag):
            return True
        words = [quoted or plain for quoted, plain in _WORD.findall(arguments)]
        answer = getattr(self, "do_" + name.lower().replace(" ", "_"), None)
        result = answer(words) if answer else "BAD unknown command"
        self.say(f"{tag} {result}".encode())
        return name != "LOGOUT"

    def do_capability(self, _):
        self.say(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SPECIAL-USE")
        return "OK done"

    def do_noop(self, _):
        return "OK done"

    def do_logout(self, _):
        self.say(b"* BYE see you")
        return "OK done"

    def do_login(self, words):
        if words[0] in self.box.users and words[1:] == [PASSWORD]:
            return "OK logged in"
        return f"NO [AUTHENTICATIONFAILED] LOGIN {' '.join(words)} failed"

    def do_authenticate(self, words):
        if words[0].upper() != "XOAUTH2":
            return "NO [CANNOT] unknown mechanism"
        self.say(b"+ ")
        given = base64.b64decode(self.line()).decode()
        if given == f"user={USER}\1auth=Bearer {TOKEN}\1\1":
            return "OK logged in"
        self.say(b"+ " + base64.b64encode(b'{"status":"401","schemes":"bearer"}'))
        return "NO failed" if self.line() == b"" else "BAD an empty line was due"

    def do_list(self, _):
        for name, folder in self.box.folders.items():
            self.say(f'* LIST (\\HasNoChildren {folder.use}) "/" "{name}"'.encode())
        return "OK done"

    def do_examine(self, words, *, read_only=True):
        if words[0] not in self.box.folders:
            return "NO [NONEXISTENT] no such folder"
        self.folder, self.read_only = self.box.folders[words[0]], read_only
        self.say(f"* {len(self.folder.mails)} EXISTS".encode())
        self.say(f"* OK [UIDVALIDITY {self.folder.validity}] valid".encode())
        self.say(f"* OK [UIDNEXT {self.folder.next}] next".encode())
        return "OK [READ-ONLY] done" if read_only else "OK [READ-WRITE] done"

    def do_select(self, words):
        return self.do_examine(words, read_only=False)

    def do_uid_search(self, words):
        if self.folder is None:
            return "BAD no folder"
        found = self.folder.mails
        words = [word.strip("()") for word in words]
        if "SINCE" in words:
            day = datetime.strptime(words[words.index("SINCE") + 1] + " +0000", "%d-%b-%Y %z")
            found = [each for each in found if each.at.date() >= day.date()]
        if "UID" in words:
            found = [
                each for each in found if each.uid in self.chosen(words[words.index("UID") + 1])
            ]
        self.say(" ".join(["* SEARCH", *(str(each.uid) for each in found)]).encode())
        return "OK done"

    def chosen(self, written):
        """Return the UIDs of a set; `n:*` always holds the last one (RFC 3501 §6.4.8)."""
        uids, last = set(), max((each.uid for each in self.folder.mails), default=0)
        for part in written.split(","):
            first, _, end = part.partition(":")
            bounds = [last if bound == "*" else int(bound) for bound in (first, end or first)]
            uids.update(range(min(bounds), max(bounds) + 1))
        return uids

    def do_uid_fetch(self, words):
        if self.folder is None:
            return "BAD no folder"
        asked = " ".join(words[1:]).encode()
        part = _PARTIAL.search(asked)
        for number, each in enumerate(self.folder.mails, start=1):
            if each.uid in self.chosen(words[0]):
                self.tell(number, each, part)
        return "OK done"

    def tell(self, number, each, part):
        if part is None:
            self.say(f"* {number} FETCH (UID {each.uid} RFC822.SIZE {len(each.content)})".encode())
            return
        time.sleep(self.box.delay)
        content, origin = each.content, ""
        if part[2]:
            begin, length = int(part[2]), int(part[3])
            content, origin = content[begin : begin + length], f"<{begin}>"
        if not part[1] and not self.read_only:
            each.flags.add("\\Seen")
        at = each.at.strftime("%d-%b-%Y %H:%M:%S +0000")
        head = (
            f"* {number} FETCH (UID {each.uid} RFC822.SIZE {len(each.content)}"
            f' INTERNALDATE "{at}" FLAGS ({" ".join(sorted(each.flags))}) BODY[]{origin}'
            f" {{{len(content)}}}\r\n"
        )
        self.wfile.write(head.encode() + content + b")\r\n")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mailbox = mailbox
        self.silent = threading.Event()
        """Set when whoever waits in silence shall go."""

    @property
    def port(self) -> int:
        return self.server_address[1]


@contextmanager
def serving(mailbox: Mailbox):
    """Serve until the block ends."""
    with Server(mailbox) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.silent.set()
            server.shutdown()
            thread.join(5)
