"""Asks a language model over an OpenAI-compatible API (`POST …/chat/completions`).

https://platform.openai.com/docs/api-reference/chat/create; Ollama, llama.cpp, vLLM and LM Studio
answer the same. Nothing of what a server says about a failure is repeated: it may hold the key.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from amends.errors import HttpError, HttpStatus, HttpTimeout, ModelError
from amends.http import Deadline, Http, mask

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amends.config.llm import Llm
    from amends.config.model import HttpConfig
    from amends.models import Json

Message = dict[str, str]
"""`role` and `content`."""
_MAX_BYTES = 1_000_000
_THINKING = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
"""What models that think aloud put before their answer."""
_ADVICE: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: "does it know llm.model and take llm.max_tokens?",
    HTTPStatus.UNAUTHORIZED: "see llm.key",
    HTTPStatus.FORBIDDEN: "see llm.key",
    HTTPStatus.NOT_FOUND: "see llm.url and llm.model",
}


def ask(settings: Llm, messages: Sequence[Message], *, key: str | None, http: HttpConfig) -> str:
    """Return what the model answers; raises `ModelError`, one line long, whatever happens.

    Asked once: a second try would be paid for twice. `key` reaches no error and no log.
    """
    body: Json = {
        "model": settings.model,
        "messages": [dict(message) for message in messages],
        "max_tokens": settings.max_tokens,
        "stream": False,
    }
    patient = http.model_copy(update={"read_timeout": settings.timeout, "max_bytes": _MAX_BYTES})
    url = f"{settings.url}/chat/completions"
    try:
        with Http(patient) as connections:
            asked = connections.source(Deadline(settings.timeout), interval=0)
            answer = asked.request("POST", url, headers=_headers(key), json=body).json()
    except HttpError as error:
        raise ModelError(_reason(error, settings)) from None
    except ValueError:
        raise ModelError(f"{mask(url)}: the answer is not JSON, or cut off") from None
    return _content(answer, settings)


def _headers(key: str | None) -> Mapping[str, str]:
    return {"authorization": f"Bearer {key}"} if key else {}


def _reason(error: HttpError, settings: Llm) -> str:
    if isinstance(error, HttpTimeout):
        return f"{mask(settings.url)}: no whole answer within {settings.timeout:g} s (llm.timeout)"
    if isinstance(error, HttpStatus) and error.status in _ADVICE:
        return f"{error.message} ({_ADVICE[error.status]})"
    return error.message


def _content(answer: Json, settings: Llm) -> str:
    try:
        choice = answer["choices"][0]
        content, finished = choice["message"]["content"], choice.get("finish_reason")
    except (LookupError, TypeError, AttributeError):
        raise ModelError(f"{mask(settings.url)}: not the answer of a chat") from None
    if finished == "length":
        raise ModelError(f"cut off after {settings.max_tokens} tokens (llm.max_tokens)")
    text = _THINKING.sub("", content).strip() if isinstance(content, str) else ""
    if not text:
        raise ModelError("the model answered nothing")
    return text
