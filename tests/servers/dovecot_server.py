"""A real Dovecot on loopback: private, with any user and one password."""

from __future__ import annotations

import os
import shutil
import smtplib
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from amends.config.mail import Mailbox

if TYPE_CHECKING:
    import trustme

DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"
PASSWORD = "pässword"
CONF = """\
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{base}/cert.pem
ssl_key = <{base}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login xoauth2
mail_location = maildir:{base}/mail/%u
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
first_valid_gid = 1
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {base}/oauth2
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={base}/mail/%u allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
protocol lmtp {{
  postmaster_address = postmaster@shop.example
}}
"""
OAUTH2 = """\
tokeninfo_url = http://127.0.0.1:{tokens}/tokeninfo?access_token=
introspection_url = http://127.0.0.1:{tokens}/introspect?t=
introspection_mode = get
username_attribute = email
active_attribute = active
active_value = true
"""


def missing() -> str:
    """Return what a machine lacks to run it; nothing if it can."""
    if not Path(DOVECOT).exists():
        return "dovecot is not installed (Debian: dovecot-imapd dovecot-lmtpd)"
    return "" if os.geteuid() == 0 else "dovecot is started as root here"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Dovecot:
    """A private server in the folder `base`, which another user must be able to enter."""

    def __init__(self, base: Path, authority: trustme.CA) -> None:
        self.base = base
        self.imap, self.imaps, self.lmtp = free_port(), free_port(), free_port()
        self.tokens = free_port()
        """Where it asks whether a token is good; nobody listens there unless a test does."""
        certificate = authority.issue_cert("localhost", "127.0.0.1")
        (base / "cert.pem").write_bytes(
            b"".join(part.bytes() for part in certificate.cert_chain_pems)
        )
        (base / "key.pem").write_bytes(certificate.private_key_pem.bytes())
        (base / "mail").mkdir()
        shutil.chown(base / "mail", "nobody", "nogroup")
        ports = {"imap": self.imap, "imaps": self.imaps, "lmtp": self.lmtp}
        conf = CONF.format(base=base, password=PASSWORD, **ports)
        (base / "dovecot.conf").write_text(conf, encoding="utf-8")
        (base / "oauth2").write_text(OAUTH2.format(tokens=self.tokens), encoding="utf-8")
        quiet = subprocess.DEVNULL  # a pipe would stay open as long as the server runs
        command = [DOVECOT, "-c", str(base / "dovecot.conf")]
        subprocess.run(command, check=True, stdin=quiet, stdout=quiet, stderr=quiet)
        for port in (self.imap, self.lmtp):
            await_port(port)

    def stop(self) -> None:
        subprocess.run([DOVECOT, "-c", str(self.base / "dovecot.conf"), "stop"], check=True)

    def admin(self, *words: str) -> str:
        """Run `doveadm`."""
        doveadm = shutil.which("doveadm") or "/usr/bin/doveadm"
        command = [doveadm, "-c", str(self.base / "dovecot.conf"), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def box(self, user: str, **other) -> Mailbox:
        values = {"host": "localhost", "port": self.imaps, "user": user, "password": "env:X"}
        return Mailbox(**values | other)

    def deliver(self, user: str, *heads: str) -> None:
        with smtplib.LMTP("127.0.0.1", self.lmtp) as session:
            for head in heads:
                session.sendmail("x@shop.example", [user], f"{head}\r\n\r\nbody\r\n".encode())

    def put(self, user: str, *mails: bytes) -> None:
        """Lay mails into the box without delivering them one by one."""
        folders = [self.base / "mail" / user / name for name in (".", "cur", "new", "tmp")]
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.chown(folder, "nobody", "nogroup")
        already = len(list(folders[1].iterdir())) + len(list(folders[2].iterdir()))
        for number, content in enumerate(mails, start=already + 1):
            path = folders[2] / f"{1_790_000_000 + number}.M{number:06}.test"
            path.write_bytes(content)
            shutil.chown(path, "nobody", "nogroup")


def await_port(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on {port}")
