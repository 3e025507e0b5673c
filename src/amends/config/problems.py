"""pydantic's findings → sentences for an owner: what is wrong, and what was probably meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from amends.config.document import KeyPath, Problem, parse
from amends.config.wording import did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydantic import ValidationError
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

_A_LIST = "must be a list: one entry per line, each beginning with '- '"
_A_TABLE = "must be a table: lines of 'key: value', indented"
_TOO_SHORT = "too_short"
_DIGITS = re.compile(r"\^(?:\[[01]-9\]|\\d)(?:[0-9]|\[[01]-9\]|[{},*+])*\$")
"""Patterns that let digits pass and nothing else."""
_SENTENCES = {
    "missing": "is missing",
    "int_parsing": "must be a whole number, not {input}",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number, not {input}",
    "float_parsing": "must be a number, not {input}",
    "float_type": "must be a number",
    "finite_number": "must be a number, not {input}",
    "decimal_parsing": "must be a number, not {input}",
    "bool_parsing": "must be true or false, not {input}",
    "bool_type": "must be true or false",
    "string_type": "must be text, not a list or a table",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have at most {max_length} entries",
    "greater_than": "must be more than {gt}, not {input}",
    "greater_than_equal": "must be {ge} or more, not {input}",
    "less_than": "must be less than {lt}, not {input}",
    "less_than_equal": "must be {le} or less, not {input}",
    "list_type": _A_LIST,
    "tuple_type": _A_LIST,
    "set_type": _A_LIST,
    "frozen_set_type": _A_LIST,
    "dict_type": _A_TABLE,
    "model_type": _A_TABLE,
    "model_attributes_type": _A_TABLE,
    "date_from_datetime_parsing": "must be a day like 2026-12-24, not {input}",
    "date_parsing": "must be a day like 2026-12-24, not {input}",
    "path_type": "must be the path of a file",
    "url_parsing": "must be an address like https://example.org/feed",
    "url_scheme": "must be an address that begins with {expected_schemes}",
    "url_type": "must be an address like https://example.org/feed",
    "value_error": "{error}",
    "assertion_error": "{error}",
}


def describe(
    error: ValidationError,
    model: type[BaseModel] | None = None,
    data: Any = None,
    at: KeyPath = (),
) -> list[Problem]:
    """Return every finding about `data` as a problem; `at` is where `data` stands in the file.

    With the `model` that refused it, an unknown key is answered by the one that was meant. What
    stands at a key is repeated only for numbers and closed lists, never for free text: it
    may be a secret in the wrong place.
    """
    found = error.errors(include_url=False)
    wrong = [_path(details, data) for details in found if details["type"] != _TOO_SHORT]
    told = (
        _problem(details, model, data)
        for details in found
        if details["type"] != _TOO_SHORT or not _below(_path(details, data), wrong)
    )
    return list(dict.fromkeys(Problem((*at, *path), text) for path, text in told))


def _below(path: KeyPath, wrong: Iterable[KeyPath]) -> bool:
    """Whether an entry of the list at `path` is wrong: pydantic then finds the list too short."""
    return any(each[: len(path)] == path for each in wrong)


def _problem(details: ErrorDetails, model: type[BaseModel] | None, data: Any) -> Problem:
    path = _path(details, data)
    match details["type"]:
        case "extra_forbidden":
            text = _unknown_key(path, keys_at(model, path[:-1]))
        case "literal_error" | "enum" if details["loc"][-1] == "[key]":
            text = _unknown_key(path, _allowed(details))
        case "literal_error" | "enum":
            text = _not_one_of(details["input"], _allowed(details))
        case "string_pattern_mismatch":
            text = _wrong_form(details, model, path)
        case _:
            text = _sentence(details)
    return Problem(path, text)


def _path(details: ErrorDetails, data: Any) -> KeyPath:
    """Return the part of pydantic's location that stands in the file: no tags of unions."""
    loc = details["loc"]
    if data is None:
        return tuple(part for part in loc if part != "[key]")
    path: list[str | int] = []
    for n, part in enumerate(loc, 1):
        named = isinstance(data, dict) and part in data
        counted = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if named or counted:
            data = data[part]
            path.append(part)
        elif n == len(loc) and details["type"] == "missing":
            path.append(part)
    return tuple(path)


def _allowed(details: ErrorDetails) -> list[str]:
    """Return the closed list, which pydantic tells as `'a', 'b' or 'c'`, or as `1`."""
    expected: str = details["ctx"]["expected"]
    return re.findall(r"'([^']*)'", expected) or [expected]


def _unknown_key(path: KeyPath, known: Mapping[str, Any] | list[str]) -> str:
    key = str(path[-1])
    hint = did_you_mean(key, known) or (f", possible are {', '.join(known)}" if known else "")
    return f"unknown key {shown(key)}{hint}"


def _not_one_of(value: object, allowed: list[str]) -> str:
    near = did_you_mean(str(value), allowed)
    choice = "one of " if len(allowed) > 1 else ""
    return f"must be {choice}{', '.join(allowed)}, not {shown(value)}{near}"


def _wrong_form(details: ErrorDetails, model: type[BaseModel] | None, path: KeyPath) -> str:
    """Say what form is expected: digits, as it is described, as in the example of the type."""
    digits = _DIGITS.fullmatch(details["ctx"]["pattern"])
    said = "must be digits alone" if digits else "is not of the expected form"
    field = field_at(model, path)
    if field and field.description:
        said += f": {field.description}"
    example = _example(model, path)
    return f"{said.rstrip('.')}. Such as {example}" if example else said


def _example(model: type[BaseModel] | None, path: KeyPath) -> str | None:
    """Return what stands at a key in the example of a type of source."""
    text = getattr(model, "EXAMPLE", "")
    if not text or len(path) != 1:
        return None
    data = parse(text, "EXAMPLE").data
    value = data.get(path[0]) if isinstance(data, dict) else None
    return value if isinstance(value, str) else None


def _sentence(details: ErrorDetails) -> str:
    limits = {
        name: f"{value:.15g}" if isinstance(value, float) else value
        for name, value in details.get("ctx", {}).items()
    }
    sentence = _SENTENCES.get(details["type"])
    if sentence is None:
        return details["msg"].replace("Input should be", "must be")
    if sentence is _A_TABLE and isinstance(details["input"], list):
        return f"{_A_TABLE}, without '- '"
    return sentence.format(**limits, input=shown(details["input"]))


def keys_at(model: type[BaseModel] | None, path: KeyPath) -> dict[str, FieldInfo]:
    """Return the keys that are known in the table at `path`, by the name they have in the file."""
    if model is None:
        return {}
    here = model
    for part in path:
        field = _keys(here).get(str(part))
        # A part that is no key is a name or a position: the table below it is the one we are in.
        if field is not None:
            here = next(_models_in(field.annotation), here)
    return _keys(here)


def field_at(model: type[BaseModel] | None, path: KeyPath) -> FieldInfo | None:
    """Return the field that `path` ends in, if it is one and not a name or a position."""
    return keys_at(model, path[:-1]).get(str(path[-1])) if path else None


def _keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
