"""What an owner must know before reading Google's reviews through its API."""

from __future__ import annotations

from amends.sources.guide import Guide

FORM = "https://support.google.com/business/contact/api_default"
"""Where Google is asked for access; until it agrees the quota is 0."""
_NOT_APPROVED = (
    "Google has not approved the project's access yet; that takes days to weeks. Ask for “Basic "
    f"API Access” at {FORM}"
)
HINTS = {
    "UNAUTHENTICATED": "Log in again: amends sources login NAME",
    "PERMISSION_DENIED": (
        "Log in with the Google account that owns or manages the profile (business.google.com). "
        f"If it does: {_NOT_APPROVED}"
    ),
    "NOT_FOUND": (
        "Google shows reviews of verified locations only: does business.google.com say that it is "
        "verified? If you have set account: and locations:, do they still name it?"
    ),
    "RESOURCE_EXHAUSTED": (
        f"Google allows 300 requests a minute. If it has never worked: {_NOT_APPROVED}"
    ),
    "NO_QUOTA": f"{_NOT_APPROVED}.",
}
"""The next step, by the code of a refusal."""

GUIDE = Guide(
    effort="key",
    gets=(
        "All reviews of your verified locations, also stars without words, with your replies and "
        "whether Google shows, still checks or has turned down each of them."
    ),
    lacks=(
        "Nothing says that a review was deleted; reviews of others, questions and photos by "
        "themselves are not there. Google's terms let programs store what it gives for 30 days: "
        "`keep: 30` follows them (then the words go; stars and your decisions stay)."
    ),
    cost="Google names no price for this API.",
    quota="300 requests a minute for each project; a café needs about three a day.",
    checked="facts",
    key=(
        "You must be owner or manager of the Business Profile, and it must be verified.",
        "Create a project at https://console.cloud.google.com and note its project number.",
        (
            f"Ask for access at {FORM} (“Application for Basic API Access”), with an address that "
            "is owner or manager of the profile. Google answers after days, often weeks, and may "
            "say no; until then its notification mails or an export bring the same reviews."
        ),
        (
            "Once approved, enable three APIs in the project: My Business Account Management "
            "API, My Business Business Information API, and Google My Business API (it shows "
            "only then)."
        ),
        (
            "Google Auth Platform → Branding and Audience: an app for “External” users; press "
            "“Publish app”, since in testing mode each login ends after 7 days."
        ),
        (
            "APIs & Services → Credentials → Create credentials → OAuth client ID → Desktop app; "
            "its ID and secret are client_id and client_secret."
        ),
        "Run `amends sources login NAME`, choose the account that manages the profile, and agree.",
    ),
    unconfirmed=(
        "How long the approval takes; Google names no time.",
        (
            "Whether a reply, or Google's verdict on it, moves a review to the top of the list: "
            "the last 30 days are therefore read again each time, the last 180 once a week."
        ),
        (
            "The words “(Translated by Google)” and “(Original)” are not documented; both orders "
            "were seen in the field."
        ),
        "Whether the limit of 30 days binds an owner who keeps a copy of the own reviews.",
        "Whether a location without “voice of merchant” is always one that is not verified.",
    ),
    address="https://developers.google.com/my-business/content/review-data",
)
