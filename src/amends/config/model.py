"""The shape of config.yaml: every key, its type, its default and what it means.

`docs/config.md` and `amends schema config` are generated from these models. Field descriptions are
the manual: one or two sentences for an owner, not for a programmer.
"""

from __future__ import annotations

from datetime import date  # noqa: TC003 — pydantic reads the annotations at run time
from pathlib import Path  # noqa: TC003
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from amends.models.vocabulary import Topic, UiLanguage  # noqa: TC001

Gender = Literal["female", "male", "neutral"]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}$", description="ISO 639 code")]
LocalText = str | dict[LanguageCode, str]
"""One text for every language, or one per language."""


class Section(BaseModel):
    """A part of the configuration: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Signature(Section):
    """Who signs the replies."""

    name: str | None = Field(None, description="Name under every reply.")
    role: LocalText | None = Field(None, description="Role after the name: owner, manager …")
    gender: Gender = Field(
        "neutral", description="Grammatical gender of the signer; Slavic verbs need it."
    )


class Contact(Section):
    """Where a customer can write without an audience."""

    email: str | None = Field(None, description="Private address named in replies.")
    phone: str | None = Field(None, description="Phone named in replies where a platform allows.")
    text: LocalText | None = Field(
        None, description="How replies name the private channel, if neither address is to stand."
    )


class Business(Section):
    """Who you are."""

    name: str = Field("", description="Name of the business, as customers know it.")
    aliases: tuple[str, ...] = Field((), description="Other spellings customers use.")
    own_accounts: tuple[str, ...] = Field(
        (), description="Your own account names; what they write is never a mention."
    )
    languages: tuple[LanguageCode, ...] = Field(
        ("en",), description="Languages your customers write in, the most usual first."
    )
    country: str | None = Field(None, pattern=r"^[A-Z]{2}$", description="ISO 3166 code: BG, PL …")
    timezone: str = Field("UTC", description="IANA time zone, for dates on screens and deadlines.")
    sector: str | None = Field(None, description="cafe, shop, hotel, health, legal, finance …")
    signature: Signature = Signature()
    contact: Contact = Contact()
    facts: dict[str, LocalText] = Field(
        {}, description="Facts that answers may use: opening_hours, prices …"
    )
    customers_per_month: int | None = Field(None, ge=0, description="For rates in reports.")


class PlaceConfig(Section):
    """A branch of the business."""

    aliases: tuple[str, ...] = Field((), description="Other names customers use for it.")
    manager: str | None = Field(None, description="Who answers for it.")


class StoreConfig(Section):
    """Where the data lies."""

    path: Path | None = Field(
        None, description="SQLite file; default `amends.db` next to this file."
    )
    mode: Literal["0600", "0660"] = Field("0600", description="File mode; 0660 shares with a group.")
    keep: str = Field(
        "full", description="Default for sources: `full`, a number of days, or `none`."
    )


class Watch(Section):
    """Words a mention must hold to be about you; for sources that bring everything."""

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


class FirstReply(Section):
    """Hours until the first answer is due."""

    social: float = Field(6, gt=0, description="Posts and comments on social networks.")
    negative: float = Field(24, gt=0, description="Negative reviews and mails.")
    other: float = Field(48, gt=0, description="Everything else.")


class Sla(Section):
    """By when you want to have answered."""

    first_reply: FirstReply = FirstReply()
    close: float = Field(168, gt=0, description="Hours until a matter should be closed.")
    hours: dict[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], str] = Field(
        {}, description="Working hours per weekday, `9:00-18:00`; empty: the clock never stops."
    )
    holidays: tuple[date, ...] = Field((), description="Days on which the clock stands still.")


class Explanation(Section):
    """A true cause that replies may name."""

    id: str | None = Field(None, description="Id of a shipped cause.")
    text: LocalText | None = Field(None, description="Your own words.")
    valid_from: date | None = Field(None, alias="from", description="First day it is true.")
    valid_to: date | None = Field(None, alias="to", description="Last day it is true.")


class Remedy(Section):
    """Something you are ready to do to put a matter right."""

    id: str | None = Field(None, description="Id of a shipped remedy.")
    text: LocalText | None = Field(None, description="Your own words.")
    cost: float | None = Field(None, ge=0, description="What it costs you, for the report.")
    by: str | None = Field(None, description="Who may grant it.")
    public: bool = Field(True, description="May it be named in public?")
    max_severity: int = Field(4, ge=0, le=4, description="Up to which severity it is enough.")
    needs_visit: bool = Field(False, description="Useless to a customer who cannot come back.")


class Member(Section):
    """A colleague."""

    role: str | None = None
    topics: tuple[Topic, ...] = ()
    languages: tuple[LanguageCode, ...] = ()
    places: tuple[str, ...] = ()
    may_grant: float | None = Field(None, ge=0, description="Remedies up to this cost.")


class Weights(Section):
    """How much each factor can add; only their proportions matter."""

    severity: float = Field(30, ge=0)
    negativity: float = Field(14, ge=0)
    reach: float = Field(14, ge=0)
    waiting: float = Field(18, ge=0)
    history: float = Field(14, ge=0)
    visibility: float = Field(10, ge=0)


class PriorityConfig(Section):
    """What comes first."""

    weights: Weights = Weights()
    urgent_at: float = Field(70, ge=0, le=100, description="From here a mention is urgent.")


class Baseline(Section):
    """What happens to old mentions when a source is read for the first time."""

    days: int = Field(30, ge=0, description="Older mentions are history, not work.")
    low_stars: float = Field(2, ge=0, le=5, description="Of the old ones, up to this many stars …")
    months: int = Field(12, ge=0, description="… and not older than this enter the queue …")
    per_day: int = Field(5, ge=0, description="… at most so many a day.")


class Scoring(Section):
    """Which engine reads the texts."""

    engine: Literal["auto", "full", "light"] = "auto"


class Mail(Section):
    """How the summary is sent."""

    host: str
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: str | None = Field(None, description="Secret reference: `env:`, `file:` …")
    sender: str | None = Field(None, alias="from")
    to: tuple[str, ...] = ()


class HttpConfig(Section):
    """How sources are asked."""

    workers: int = Field(8, ge=1, le=64, description="Sources read at the same time.")
    interval: float = Field(1.0, ge=0, description="Seconds between requests to one host.")
    connect_timeout: float = Field(10, gt=0, description="Seconds.")
    read_timeout: float = Field(20, gt=0, description="Seconds without a byte.")
    max_bytes: int = Field(20_000_000, ge=1, description="Cap for one answer, decompressed.")
    retries: int = Field(3, ge=0, le=10, description="Further tries after 429, 5xx, timeouts.")
    contact: str | None = Field(None, description="Address in the User-Agent, out of courtesy.")


class Config(Section):
    """The whole of config.yaml."""

    version: Literal[1] = 1
    business: Business = Business()
    places: dict[str, PlaceConfig] = {}
    store: StoreConfig = StoreConfig()
    sources: dict[str, dict[str, Any]] = Field(
        {}, description="Name → options; `amends sources types` lists the types."
    )
    watch: Watch = Watch()
    sla: Sla = Sla()
    baseline: Baseline = Baseline()
    explanations: dict[Topic, tuple[Explanation, ...]] = {}
    remedies: dict[Topic, tuple[Remedy, ...]] = {}
    team: dict[str, Member] = {}
    priority: PriorityConfig = PriorityConfig()
    scoring: Scoring = Scoring()
    language: UiLanguage = Field("en", description="Language of screens and mails.")
    mail: Mail | None = None
    http: HttpConfig = HttpConfig()
