"""What is told of a mailbox that cannot be read."""

from __future__ import annotations

from ssl import SSLCertVerificationError

import pytest

from amends.config.mail import Mailbox
from amends.imap import Credentials
from amends.imap.trouble import meant

BOX = Mailbox(host="imap.example.org", user="ana", password="env:X")
LOGIN = Credentials("ana", "s3cr3t-t0ken")


@pytest.mark.parametrize(
    ("code", "step"),
    [
        (9, "clock"),
        (10, "the provider must renew it"),
        (18, "SSL_CERT_FILE"),
        (20, "SSL_CERT_FILE"),
        (62, "the certificate is for another"),
    ],
)
def test_each_fault_of_a_certificate_has_a_next_step(code, step):
    error = SSLCertVerificationError("no")
    error.verify_code, error.verify_message = code, "something about it."
    told = meant(error, BOX, LOGIN)
    assert (told.why, step in told.hint) == ("unreachable", True)
    assert told.message.endswith("its certificate is not to be trusted (something about it)")


def test_other_trouble_with_the_line_is_no_matter_of_trust():
    assert meant(ConnectionRefusedError(111, "Refused"), BOX, LOGIN).hint is None
