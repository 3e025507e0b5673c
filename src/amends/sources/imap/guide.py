"""What an owner must know before letting amends read a mailbox."""

from __future__ import annotations

from amends.sources.guide import Guide

APP_PASSWORD = {
    "gmail.com": "https://myaccount.google.com/apppasswords",
    "googlemail.com": "https://myaccount.google.com/apppasswords",
    "yahoo.com": "https://login.yahoo.com/account/security",
    "me.com": "https://account.apple.com",
    "yandex.com": "https://id.yandex.com/security/app-passwords",
    "yandex.ru": "https://id.yandex.ru/security/app-passwords",
    "mail.ru": "https://account.mail.ru/user/2-step-auth/passwords",
    "fastmail.com": "https://app.fastmail.com/settings/security",
}
"""Where providers make passwords for programs, by the end of the server's name."""
MICROSOFT = ("office365.com", "outlook.com")
"""Exchange Online and Outlook.com, which let no password in (learn.microsoft.com/exchange/clients-
and-mobile-in-exchange-online/deprecation-of-basic-authentication-exchange-online)."""

GUIDE = Guide(
    effort="key",
    gets="Mails of customers without what they quote, in their conversation, with your own "
    "answers where the Sent folder is read too; the pages that Google Alerts found; and the mails "
    "in which platforms tell of a review (Google, Tripadvisor, Booking.com, Trustpilot, Yelp, "
    "Facebook, Glovo, Wolt, Uber Eats).",
    lacks="Newsletters, automatic answers, invitations and mails that came back are left out and "
    "counted; attachments are not read. What platforms write in their mails is often only a part.",
    cost="Free.",
    quota="One connection at a time; up to 100 mails, or about 1 MB, with each question.",
    checked="real server",
    window="At first the last 30 days (`since`), then everything that is new.",
    key=(
        (
            "Gmail, Yahoo, iCloud, Fastmail, Yandex, Mail.ru: switch two-step verification on, "
            "then make an app password in the security settings of the account."
        ),
        "Other providers: the password of the mailbox itself, as in your mail program.",
        (
            "`export MAIL_PASSWORD=…`, or keep it in a file (`file:`); host and user are those of "
            "your mail program."
        ),
        (
            "Microsoft 365 and Outlook.com take no password: `auth: microsoft`, the `client_id` of "
            "an app registered at entra.microsoft.com (Mobile and desktop, redirect "
            "`http://localhost/`, permission IMAP.AccessAsUser.All), then `amends sources login "
            "NAME`."
        ),
        (
            "Google with a login instead: `auth: google`, `client_id` and `client_secret` of a "
            "desktop app with the scope https://mail.google.com/, then `amends sources login NAME`."
        ),
    ),
    unconfirmed=(
        (
            "The formats of all platforms' mails: made up after what the platforms say that they "
            "send, since no real one was at hand. `amends sources test NAME` shows what was not "
            "understood; `notifications:` says how to read it."
        ),
        "The format of the mails of Google Alerts.",
        (
            "The logins at Google and Microsoft themselves; the way in (XOAUTH2) was tried on a "
            "real mail server."
        ),
    ),
    address="https://www.rfc-editor.org/rfc/rfc3501",
)
