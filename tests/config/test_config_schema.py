from __future__ import annotations

from typing import Literal

import jsonschema
import pytest
from pydantic import BaseModel, ConfigDict

from amends.config import Config, schema


class Blog(BaseModel):
    """A source of somebody else."""

    model_config = ConfigDict(extra="forbid")

    type: str
    url: str


class Shop(BaseModel):
    model_config = ConfigDict(extra="forbid")

    type: Literal["shop"]
    id: str


def complaints(config) -> list[str]:
    found = schema({"blog": Blog, "shop": Shop})
    return [error.message for error in jsonschema.Draft202012Validator(found).iter_errors(config)]


def test_it_is_a_schema_with_a_name_and_every_key():
    found = schema({"blog": Blog})
    jsonschema.Draft202012Validator.check_schema(found)
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["$id"] == "urn:amends:schema:config:1"
    assert set(found["properties"]) == set(Config.model_fields)
    assert "from" in found["$defs"]["Explanation"]["properties"]


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"sources": {"a": {"type": "blog", "url": "x"}, "b": {"type": "shop", "id": 123}}},
        {"business": {"name": 24, "aliases": "Lipa", "languages": ["bg"]}},
        {"business": {"signature": {"role": {"bg": "x"}}}},
        {"remedies": {"food": [{"text": "a"}]}, "store": {"keep": 30}},
    ],
)
def test_what_amends_takes_the_schema_takes(config):
    assert complaints(config) == []


@pytest.mark.parametrize(
    "config",
    [
        {"bussiness": {}},
        {"sources": {"a": {"url": "x"}}},
        {"sources": {"a": {"type": "blgo", "url": "x"}}},
        {"sources": {"a": {"type": "blog", "id": "x"}}},
        {"sources": {"a": {"type": "shop", "url": "x"}}},
        {"remedies": {"fod": []}},
        {"language": "de"},
        {"sla": {"close": 0}},
    ],
)
def test_what_amends_refuses_the_schema_refuses(config):
    assert complaints(config)


def test_without_types_sources_are_any_table():
    found = schema({})
    jsonschema.validate({"sources": {"a": {"type": "x", "y": 1}}}, found)
