"""The part of config.yaml that says what is alarming, and how it is told."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from amends.config.secrets import SecretRef, keeps_secrets
from amends.config.section import Section
from amends.config.values import Hours, one_or_many
from amends.config.wording import shown
from amends.models.alert import AlertKind

_DASH = re.compile(r"\s*[-–]\s*")

Kinds = Annotated[
    tuple[AlertKind, ...],
    BeforeValidator(one_or_many, json_schema_input_type=AlertKind | tuple[AlertKind, ...]),
]


def _night(value: Any) -> Any:
    """Read `22:00-7:00`, which may pass midnight; raises ValueError."""
    if not isinstance(value, str):
        return value
    try:
        begins, ends = (time.fromisoformat(part.zfill(5)) for part in _DASH.split(value.strip()))
    except ValueError:
        raise ValueError(f"must be hours like 22:00-7:00, not {shown(value)}") from None
    if begins == ends:
        raise ValueError(f"must end at another time than it begins, not {shown(value)}")
    return begins, ends


QuietHours = Annotated[tuple[time, time], BeforeValidator(_night, json_schema_input_type=str)]


class Channel(Section):
    """One way to tell an alert: a chat or push service, or a webhook."""

    url: SecretRef | None = Field(
        None,
        description="Where the Apprise address of the service is kept (it holds a password): "
        "`env:`, `file:`, `command:` or `keyring:`.",
    )
    webhook: str | None = Field(None, description="Address that gets the alert as JSON, by POST.")
    secret: SecretRef | None = Field(
        None, description="Where the key is kept that signs what the webhook gets."
    )
    kinds: Kinds = Field((), description="Only these kinds of alerts; none: all.")
    text: bool = Field(
        default=False,
        description="May customers' words be quoted? Matters of health are never quoted.",
    )

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if bool(self.url) == bool(self.webhook):
            raise ValueError("needs either url (an Apprise address) or webhook")
        if self.webhook and not keeps_secrets(self.webhook):
            raise ValueError("webhook must begin with https://")
        if self.secret and not self.webhook:
            raise ValueError("secret signs what a webhook gets; this channel is none")
        return self


class AlertsConfig(Section):
    """What cannot wait for the next summary."""

    mail: bool = Field(default=True, description="By mail to `mail.to`, where mail is configured?")
    channels: dict[str, Channel] = Field({}, description="Further ways: a short name for each.")
    kinds: Kinds = Field((), description="storm, spread, harm, silence, rating; none: all of them.")
    quiet: QuietHours | None = Field(
        None, description="Hours, such as 22:00-7:00, in which nothing is told; it waits."
    )
    despite_quiet: Kinds = Field((), description="Kinds that are told in quiet hours as well.")
    cool_down: Hours = Field(
        24,
        description="What was over comes back as a new alert after so many hours at the soonest.",
    )
    min_mentions: int = Field(
        5, ge=2, le=1_000_000, description="Fewer mentions are never a storm."
    )
    rating_step: float = Field(
        0.2, gt=0, le=5, description="Stars by which an average must move to be told."
    )
