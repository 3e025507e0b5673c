"""What `describe` says about models that are not ours: options of sources."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from amends import sources
from amends.config import Problem, SecretRef, describe, load
from amends.errors import ConfigError


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid")

    type: Literal["shop"]
    url: str
    token: SecretRef | None = None
    pages: Annotated[int, Field(ge=1)] | Literal["all"] = 1
    code: str = Field("AB", pattern="^[A-Z]{2}$", description="Two capital letters.")
    columns: dict[str, Options] = {}


def found(options, **context):
    with pytest.raises(ValidationError) as caught:
        Options.model_validate(options)
    return describe(caught.value, **context)


def test_paths_begin_where_the_options_stand():
    options = {"type": "shop", "ulr": "x", "code": "abc"}
    assert found(options, model=Options, data=options, at=("sources", "s")) == [
        Problem(("sources", "s", "url"), "is missing"),
        Problem(("sources", "s", "code"), "is not of the expected form: Two capital letters."),
        Problem(("sources", "s", "ulr"), "unknown key 'ulr', did you mean 'url'?"),
    ]


def test_tags_of_unions_are_no_part_of_the_path():
    options = {"type": "shop", "url": "x", "pages": "none"}
    assert found(options, model=Options, data=options) == [
        Problem(("pages",), "must be a whole number, not 'none'"),
        Problem(("pages",), "must be all, not 'none'"),
    ]


def test_names_and_nested_tables_are_walked():
    options = {
        "type": "shop",
        "url": "x",
        "columns": {"url": {"type": "shop", "url": "x", "tokn": "s3cret"}},
    }
    (problem,) = found(options, model=Options, data=options)
    assert problem == (
        ("columns", "url", "tokn"),
        "unknown key 'tokn', did you mean 'token'?",
    )


def test_without_the_model_it_still_says_what_and_where():
    assert found({"type": "shop", "url": "x", "ulr": "y"}) == [
        Problem(("ulr",), "unknown key 'ulr'")
    ]


def test_secrets_and_free_text_are_never_repeated():
    options = {"type": "shop", "url": ["s3cret"], "token": "s3cret", "code": "s3cret"}
    problems = found(options, model=Options, data=options)
    assert len(problems) == 3
    assert "s3cret" not in str(problems)


def test_a_typing_error_in_a_source_is_answered_with_its_line(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(
        "sources:\n  google:\n    type: feed\n    ulr: https://x.bg\n    max_items: many\n"
    )
    with pytest.raises(ConfigError) as caught:
        load(path, check_sources=lambda raw: sources.make(raw)[1])
    assert [line.removeprefix(str(tmp_path)) for line in caught.value.problems] == [
        "/config.yaml:2: sources.google.url: is missing",
        "/config.yaml:4: sources.google: unknown key 'ulr', did you mean 'url'?",
        "/config.yaml:5: sources.google.max_items: must be a whole number, not 'many'",
    ]


class Shown(BaseModel):
    EXAMPLE: ClassVar[str] = 'type: shop\npage: "104500000000001"   # then: log in\n'

    page: str = Field(pattern="^[0-9]{1,30}$", description="The id of your Page.")
    languages: Annotated[tuple[Literal["en", "pl"], ...], Field(min_length=1)] = ("en",)


def told(options):
    with pytest.raises(ValidationError) as caught:
        Shown.model_validate(options)
    return [text for _, text in describe(caught.value, Shown, options)]


def test_a_form_is_told_in_words_and_by_the_example():
    assert told({"page": "lipa"}) == [
        "must be digits alone: The id of your Page. Such as 104500000000001"
    ]


def test_a_list_with_a_wrong_entry_is_not_called_too_short_as_well():
    assert told({"page": "1", "languages": ["english"]}) == ["must be one of en, pl, not 'english'"]
    assert told({"page": "1", "languages": []}) == ["must have at least 1 entries"]
