"""The part of config.yaml that names a language model."""

from __future__ import annotations

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from amends.config.secrets import THIS_MACHINE, SecretRef, keeps_secrets
from amends.config.section import Section
from amends.config.values import Seconds  # noqa: TC001


def _base_url(value: str) -> str:
    """Take the address of an API; raises ValueError without repeating it, it may hold a key."""
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        whole = False
    if not whole or not value.isprintable() or " " in value:
        raise ValueError("is no web address: write http://localhost:11434/v1 or https://…")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("must end with the path, such as …/v1; a key stands under 'key'")
    return value.rstrip("/")


class Llm(Section):
    """A language model that may word drafts, where `amends draft --llm` asks for it."""

    url: Annotated[str, AfterValidator(_base_url)] = Field(
        description="Address of an OpenAI-compatible API, up to its version: "
        "`http://localhost:11434/v1`, `https://api.example.com/v1`."
    )
    model: str = Field(min_length=1, description="Name of the model, as that API calls it.")
    key: SecretRef | None = Field(
        None, description="Where its key is kept: `env:`, `file:`, `command:` or `keyring:`."
    )
    timeout: Seconds = Field(60, description="Seconds until its whole answer must be there.")
    max_tokens: int = Field(
        800, ge=16, le=16_000, description="The longest answer, in the model's own tokens."
    )

    @model_validator(mode="after")
    def _keeps_its_key(self) -> Self:
        if self.key and not keeps_secrets(self.url):
            raise ValueError("a key would travel unencrypted: the url must begin with https://")
        return self

    @property
    def host(self) -> str:
        """Whose model it is."""
        return urlsplit(self.url).hostname or ""

    @property
    def on_this_machine(self) -> bool:
        """Whether nothing leaves the machine; a network of one's own does not count."""
        return self.host in THIS_MACHINE
