"""The shape of config.yaml: every key, its type, its default and what it means.

`docs/config.md` and `amends schema config` are generated from these models. Field descriptions are
the manual: one or two sentences for an owner, not for a programmer.
"""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 — pydantic reads the annotations at run time
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from amends.config.alerts import AlertsConfig
from amends.config.llm import Llm  # noqa: TC001 — pydantic reads the annotations at run time
from amends.config.mail import Mail, MailAddress  # noqa: TC001
from amends.config.priority import PriorityConfig
from amends.config.report import ReportConfig
from amends.config.rules import Rules  # noqa: TC001
from amends.config.section import Section
from amends.config.sla import Sla
from amends.config.values import (
    MOST_DAYS,
    Count,
    CountryCode,
    Day,
    FormatVersion,
    LanguageCodes,
    LocalText,
    Money,
    Pause,
    Seconds,
    StorageRule,
    Texts,
    TimeZone,
    Topics,
    nothing_is_empty,
    without_blanks,
)
from amends.models.vocabulary import Topic, UiLanguage  # noqa: TC001

Gender = Literal["female", "male", "neutral"]
AddressForm = Literal["formal", "informal"]
"""Whether a reader is addressed as usted, Sie, vous, or as tú, du, tu."""


class Signature(Section):
    """Who signs the replies."""

    name: LocalText | None = Field(
        None, description="Name under every reply; one, or one per language (bg: …, en: …)."
    )
    role: LocalText | None = Field(None, description="Role after the name: owner, manager …")
    gender: Gender = Field(
        "neutral", description="Grammatical gender of the signer; Slavic verbs need it."
    )


class VoiceConfig(Section):
    """How replies sound."""

    address: Literal["mirror", "formal", "informal"] = Field(
        "mirror", description="How readers are addressed; `mirror`: as they address you."
    )
    tone: Literal["warm", "factual"] = Field("warm", description="Warm or matter-of-fact.")
    length: Literal["full", "short"] = Field("full", description="Full or short replies.")
    humour: bool = Field(
        default=True, description="A light word may answer praise; never a complaint."
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
    aliases: Texts = Field((), description="Other spellings customers use.")
    own_accounts: Texts = Field(
        (), description="Your own accounts: ids, handles, full names. They write no mentions."
    )
    languages: LanguageCodes = Field(
        ("en",), description="Languages your customers write in, the most usual first."
    )
    country: CountryCode | None = Field(None, description="ISO 3166 code: BG, PL …")
    timezone: TimeZone = Field(
        "UTC", description="IANA time zone, for dates on screens and deadlines."
    )
    sector: str | None = Field(None, description="cafe, shop, hotel, health, legal, finance …")
    signature: Signature = Field(Signature(), description="Who signs the replies.")
    voice: VoiceConfig = Field(VoiceConfig(), description="How replies sound.")
    contact: Contact = Field(Contact(), description="Where a customer can write in private.")
    facts: dict[str, LocalText] = Field(
        {}, description="Facts that answers may use: opening_hours, prices …"
    )
    customers_per_month: Count | None = Field(None, description="For rates in reports.")


class PlaceConfig(Section):
    """A branch of the business."""

    aliases: Texts = Field((), description="Other names customers use for it.")
    manager: str | None = Field(None, description="Who answers for it.")


class StoreConfig(Section):
    """Where the data lies."""

    path: Path | None = Field(
        None, description="SQLite file; default `amends.db` next to this file."
    )
    mode: Literal["0600", "0660"] = Field(
        "0600", description="File mode; 0660 shares with a group."
    )
    keep: StorageRule = Field(
        "full", description="Default for sources: `full`, a number of days, or `none`."
    )


class Watch(Section):
    """Words a mention must hold to be about you; for sources that bring everything."""

    any: Texts = Field((), description="At least one of these must stand in it.")
    all: Texts = Field((), description="All of these must stand in it.")
    none: Texts = Field((), description="None of these may stand in it: namesakes, adverts.")
    context: Texts = Field(
        (), description="At least one of these, too, where your name means other things as well."
    )
    languages: LanguageCodes = Field(
        (), description="Languages whose endings your names take; else those of the business."
    )


class Wording(Section):
    """Something to say: one that comes with amends, or your own words."""

    id: str | None = Field(None, description="Id of one that comes with amends.")
    text: LocalText | None = Field(
        None, description="Your own words: one text, or one per language (bg: …, pl: …)."
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.id or self.text):
            raise ValueError("needs a text (your own words) or an id")
        return self


class Explanation(Wording):
    """A true cause that replies may name."""

    valid_from: Day | None = Field(None, alias="from", description="First day it is true.")
    valid_to: Day | None = Field(None, alias="to", description="Last day it is true.")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("'to' is earlier than 'from'")
        return self


class Remedy(Wording):
    """Something you are ready to do to put a matter right."""

    cost: Money | None = Field(None, description="What it costs you, for the report.")
    by: str | None = Field(None, description="Who may grant it.")
    public: bool = Field(default=True, description="May it be named in public?")
    max_severity: int = Field(4, ge=0, le=4, description="Up to which severity it is enough.")
    needs_visit: bool = Field(
        default=False, description="Useless to a customer who cannot come back."
    )


class Member(Section):
    """A colleague."""

    role: str | None = Field(None, description="What they do: manager, support, marketing …")
    topics: Topics = Field((), description="Topics they look after; none: all.")
    languages: LanguageCodes = Field((), description="Languages they can answer in; none: all.")
    places: Texts = Field((), description="Keys of the branches they look after; none: all.")
    may_grant: Money | None = Field(None, description="Remedies up to this cost.")
    email: MailAddress | None = Field(
        None, description="Gets a summary of what is assigned to them."
    )


class Baseline(Section):
    """What happens to old mentions when a source is read for the first time."""

    days: int = Field(30, ge=0, le=MOST_DAYS, description="Older mentions are history, not work.")
    low_stars: float = Field(2, ge=0, le=5, description="Old complaints, or so few stars …")
    months: int = Field(
        12, ge=0, le=1200, description="… and not older than this enter the queue …"
    )
    per_day: Count = Field(5, description="… at most so many a day.")


class Scoring(Section):
    """Which engine reads the texts."""

    engine: Literal["auto", "full", "light"] = Field(
        "auto", description="`full` needs the sentence encoder; `auto` takes it where it is there."
    )


class HttpConfig(Section):
    """How sources are asked."""

    workers: int = Field(8, ge=1, le=64, description="Sources that begin at the same time.")
    interval: Pause = Field(1.0, description="Seconds between requests to one host.")
    connect_timeout: Seconds = Field(10, description="Seconds.")
    read_timeout: Seconds = Field(20, description="Seconds without a byte.")
    max_bytes: int = Field(
        20_000_000, ge=1, le=1_000_000_000, description="Cap for one answer, decompressed."
    )
    retries: int = Field(3, ge=0, le=10, description="Further tries after 429, 5xx, timeouts.")
    contact: str | None = Field(None, description="Address in the User-Agent, out of courtesy.")


RawSource = Annotated[dict[str, Any], BeforeValidator(without_blanks)]
"""A source's options, which only its own type can check."""
Explanations = Annotated[tuple[Explanation, ...], BeforeValidator(nothing_is_empty)]
Remedies = Annotated[tuple[Remedy, ...], BeforeValidator(nothing_is_empty)]


class Config(Section):
    """The whole of config.yaml."""

    version: FormatVersion = Field(1, description="Version of this format.")
    business: Business = Field(Business(), description="Who you are.")
    places: dict[str, PlaceConfig] = Field(
        {}, description="Your branches: a short key of your choice for each."
    )
    store: StoreConfig = Field(StoreConfig(), description="Where the data lies.")
    sources: dict[str, RawSource] = Field(
        {}, description="Name → options; `amends sources types` lists the types."
    )
    watch: Watch = Field(Watch(), description="Which words make a mention yours.")
    sla: Sla = Field(Sla(), description="By when you want to have answered.")
    baseline: Baseline = Field(Baseline(), description="What becomes of old mentions.")
    explanations: dict[Topic, Explanations] = Field(
        {}, description="Topic → true causes that replies may name."
    )
    remedies: dict[Topic, Remedies] = Field(
        {}, description="Topic → what you are ready to do about it."
    )
    team: dict[str, Member] = Field({}, description="Colleagues: a short name for each.")
    rules: Rules = Field({}, description="What amends may decide by itself: when …, then …")
    priority: PriorityConfig = Field(PriorityConfig(), description="What comes first.")
    scoring: Scoring = Field(Scoring(), description="How texts are understood.")
    language: UiLanguage = Field("en", description="Language of screens and mails.")
    user: str | None = Field(
        None, description="Who works here, for the history; AMENDS_USER goes before it."
    )
    mail: Mail | None = Field(None, description="How the summary is mailed, and to whom.")
    alerts: AlertsConfig = Field(
        AlertsConfig(), description="What cannot wait for the next summary, and how it is told."
    )
    report: ReportConfig = Field(ReportConfig(), description="What a report shows.")
    llm: Llm | None = Field(None, description="A language model for `amends draft --llm`.")
    http: HttpConfig = Field(HttpConfig(), description="How sources are asked.")
