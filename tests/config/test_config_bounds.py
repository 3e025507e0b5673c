"""No number in config.yaml is so large that a sum with it fails later."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from pydantic import BaseModel, ValidationError

from amends.config import Config, load
from amends.config.problems import describe
from amends.errors import ConfigError
from amends.sources.contract import Source

if TYPE_CHECKING:
    from collections.abc import Iterator


def models(annotation) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models(field.annotation)
    for part in get_args(annotation):
        yield from models(part)


def parts(annotation) -> Iterator[object]:
    yield annotation
    for part in get_args(annotation):
        yield from parts(part)


NUMBERS = [
    (model, name)
    for model in dict.fromkeys([*models(Config), Source])
    for name, field in model.model_fields.items()
    if {int, float} & set(parts(field.annotation))
]


@pytest.mark.parametrize(
    ("model", "name"), NUMBERS, ids=lambda each: getattr(each, "__name__", each)
)
@pytest.mark.parametrize("number", ["9" * 400, "1e300", "5000000000"])
def test_every_number_has_an_end(model, name, number):
    field = model.model_fields[name]
    with pytest.raises(ValidationError) as caught:
        model.model_validate({field.alias or name: number})
    problems = {problem.path[0]: problem.text for problem in describe(caught.value, model)}
    assert problems[field.alias or name].startswith("must be")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("baseline: {days: 40000}", "baseline.days: must be 36500 or less, not '40000'"),
        ("sla: {close: 1000000}", "sla.close: must be 100000 or less, not '1000000'"),
        (
            "store: {keep: 100000}",
            "store.keep: must be full, none or a number of days (at most 36500)",
        ),
    ],
)
def test_what_is_too_much_is_told_in_plain_words(tmp_path, text, problem):
    path = tmp_path / "config.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert problem in caught.value.problems[0]


@pytest.mark.parametrize(
    ("rule", "good"),
    [("full", True), ("none", True), ("1", True), ("36500", True), ("36501", False), ("0", False),
     ("9" * 5000, False), ("030", False), ("ever", False)],
)  # fmt: skip
def test_a_source_keeps_for_days_that_can_be_counted(rule, good):
    try:
        assert Source(type="x", keep=rule).keep == rule
    except ValidationError:
        assert not good
    else:
        assert good
