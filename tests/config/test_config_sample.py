"""config.sample.yaml is the manual by example: it works, and it leaves no key out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
import yaml
from pydantic import BaseModel

from amends import sources
from amends.config import Config, load, schema

SAMPLE = Path(__file__).parents[2] / "config.sample.yaml"


def uncommented() -> str:
    """Turn `#key: …` and `#  key: …` into keys."""
    return re.sub(r"(?m)^( *)#((?:  )*\w+:(?: .*)?)$", r"\1\2", SAMPLE.read_text("utf-8"))


@pytest.fixture(scope="module")
def complete(tmp_path_factory) -> Config:
    path = tmp_path_factory.mktemp("sample") / "config.yaml"
    path.write_text(uncommented(), "utf-8")
    return load(path).config


def test_it_loads_without_problems():
    loaded = load(SAMPLE, check_sources=lambda raw: sources.make(raw)[1])
    assert loaded.config.business.name == "Café Lipa"
    assert len(loaded.config.places) == 3


def models_in(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        below = (models_in(field.annotation) for field in annotation.model_fields.values())
        return {annotation}.union(*below)
    return set().union(*map(models_in, get_args(annotation)))


def values_in(value: Any) -> list[BaseModel]:
    if isinstance(value, BaseModel):
        below = [
            found for name in value.model_fields_set for found in values_in(getattr(value, name))
        ]
        return [value, *below]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    return [found for item in inner for found in values_in(item)]


@pytest.mark.parametrize("model", sorted(models_in(Config), key=lambda model: model.__name__))
def test_every_key_stands_in_it(complete, model):
    written = set().union(
        *(value.model_fields_set for value in values_in(complete) if type(value) is model)
    )
    assert written == set(model.model_fields)


def test_it_agrees_with_the_schema_that_it_names():
    assert SAMPLE.read_text("utf-8").startswith(
        "# yaml-language-server: $schema=config.schema.json\n"
    )
    found = schema(sources.types())
    jsonschema.Draft202012Validator.check_schema(found)
    validator = jsonschema.Draft202012Validator(found)
    as_an_editor_reads_it = yaml.load(uncommented(), _EditorLoader)
    assert [error.message for error in validator.iter_errors(as_an_editor_reads_it)] == []


class _EditorLoader(yaml.SafeLoader):
    """Editors follow YAML 1.2, where a date is text."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
