"""JSON Schemas as descriptions of APIs hold them, made strict: what is not documented is a fault."""

from __future__ import annotations

import re
from datetime import date, datetime

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match
from referencing.exceptions import Unresolvable

PLAIN = {
    "const", "enum", "exclusiveMaximum", "exclusiveMinimum", "format", "maxItems", "maxLength",
    "maxProperties", "maximum", "minItems", "minLength", "minProperties", "minimum", "multipleOf",
    "pattern", "required", "type", "uniqueItems",
}  # fmt: skip
FORMATS = FormatChecker(formats=())
STAMP = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


@FORMATS.checks("date-time", raises=ValueError)
def is_stamp(value):
    if not isinstance(value, str):
        return True
    moment = re.sub(r"\.(\d{6})\d+", r".\1", value).upper().replace("Z", "+00:00")
    return bool(STAMP.fullmatch(value) and datetime.fromisoformat(moment))


@FORMATS.checks("date", raises=ValueError)
def is_date(value):
    return not isinstance(value, str) or bool(len(value) == 10 and date.fromisoformat(value))


@FORMATS.checks("uri")
def is_uri(value):
    return not isinstance(value, str) or bool(
        re.match(r"[a-z][a-z0-9+.-]*:\S+$", value, re.IGNORECASE)
    )


@FORMATS.checks("int32")
def is_int32(value):
    return not isinstance(value, int) or -(2**31) <= value < 2**31


@FORMATS.checks("int64")
def is_int64(value):
    return not isinstance(value, int) or -(2**63) <= value < 2**63


class Strict:
    """Turns schemas of OpenAPI 3.0 and 3.1 into closed ones of JSON Schema 2020-12.

    A schema that is combined with others by `allOf` must stay open for its siblings, so each
    definition may be needed in two forms, closed and open.
    """

    def __init__(self):
        self.gaps = set()
        """References that lead nowhere; anything may stand there."""
        self._definitions = {}
        self._names = {}
        self._validators = {}

    def faults(self, schema, resolver, value):
        """Return what is wrong with a value, each fault with the way to it."""
        if id(schema) not in self._validators:
            made = self._made(schema, resolver, closed=True)
            whole = {**made, "$defs": self._definitions}
            validator = Draft202012Validator(whole, format_checker=FORMATS)
            self._validators[id(schema)] = (validator, schema)  # kept alive: ids are used again
        validator, _ = self._validators[id(schema)]
        return told(list(validator.iter_errors(value)))

    def _made(self, schema, resolver, *, closed):
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            return self._referred(schema["$ref"], resolver, closed=closed)
        made = {key: value for key, value in schema.items() if key in PLAIN}
        self._children(made, schema, resolver)
        self._choices(made, schema, resolver, closed=closed)
        older_than_31(made, schema)
        shaped = "properties" in schema or "allOf" in schema
        if closed and shaped and "additionalProperties" not in schema:
            made["unevaluatedProperties"] = False
        return made

    def _referred(self, reference, resolver, *, closed):
        try:
            found = resolver.lookup(reference)
        except Unresolvable:
            self.gaps.add(reference)
            return {}
        key = (id(found.contents), closed)
        if key not in self._names:
            self._names[key] = name = f"{len(self._names)}-{reference.rpartition('/')[2]}"
            self._definitions[name] = {}  # may refer to itself
            self._definitions[name].update(
                self._made(found.contents, found.resolver, closed=closed)
            )
        return {"$ref": f"#/$defs/{self._names[key]}"}

    def _children(self, made, schema, resolver):
        if "properties" in schema:
            made["properties"] = {
                name: self._made(child, resolver, closed=True)
                for name, child in schema["properties"].items()
            }
        for key in ("items", "additionalProperties"):
            if key in schema:
                made[key] = self._made(schema[key], resolver, closed=True)

    def _choices(self, made, schema, resolver, *, closed):
        alone = closed and not {"properties", "allOf"} & set(schema)
        mapping = schema.get("discriminator", {}).get("mapping")
        if mapping and alone:
            made.update(
                self._told_apart(schema["discriminator"]["propertyName"], mapping, resolver)
            )
            return
        for key, inner in (("allOf", False), ("anyOf", alone), ("oneOf", alone)):
            if key in schema:
                made[key] = [self._made(each, resolver, closed=inner) for each in schema[key]]

    def _told_apart(self, name, mapping, resolver):
        """Return a choice by the value of one field, whose faults are those of the chosen one."""
        chosen = [
            {
                "if": {"properties": {name: {"const": value}}},
                "then": self._made({"$ref": reference}, resolver, closed=True),
            }
            for value, reference in mapping.items()
        ]
        kinds = {"properties": {name: {"enum": list(mapping)}}, "required": [name]}
        return {"allOf": [kinds, *chosen]}


def older_than_31(made, schema):
    """Say in JSON Schema what OpenAPI 3.0 says in its own way."""
    if schema.get("nullable") is True:
        made["type"] = [made["type"], "null"] if isinstance(made.get("type"), str) else ["null"]
        if "enum" in made:
            made["enum"] = [*made["enum"], None]
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if made.get(exclusive) is True:
            made[exclusive] = made.pop(bound)
        elif made.get(exclusive) is False:
            del made[exclusive]


def told(errors):
    """Return each fault with the way to it, one for each field that is not documented.

    A fault within a branch of `allOf` makes all the fields of that branch look undocumented, too:
    of those with a fault of their own, only that one is told.
    """
    closed = [error for error in errors if error.validator == "unevaluatedProperties"]
    faults = [best_match([error]) for error in errors if error not in closed]
    strange = [f"{error.json_path}.{name}" for error in closed for name in unknown(error)]
    ways = [*strange, *(error.json_path for error in faults)]
    return [
        *(f"{error.json_path}: {error.message[:300]}" for error in faults),
        *(f"{way} is not documented" for way in strange
          if not any(within(other, way) for other in ways)),
    ]  # fmt: skip


def within(inner, outer):
    """Whether one way leads on from another."""
    return inner.startswith((f"{outer}.", f"{outer}["))


def unknown(error):
    """Return the names of the fields that a closed object does not know."""
    return [name for name in error.instance if f"{name!r}" in error.message]
