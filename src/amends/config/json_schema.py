"""The JSON Schema of config.yaml: what editors complete and check while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from amends.config.model import Config

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

ID = "urn:amends:schema:config:1"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _AsWritten(GenerateJsonSchema):
    """What may be written, not what it becomes: `name: 24` and `phone: 0888…` are texts too."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        return {**super().str_schema(schema), "type": ["string", "number"]}


def schema(source_types: Mapping[str, type[BaseModel]]) -> dict[str, Any]:
    """Return the schema (draft 2020-12); `source_types` are the options of each `type`."""
    refs, document = models_json_schema(
        [(Config, "validation"), *((model, "validation") for model in source_types.values())],
        schema_generator=_AsWritten,
    )
    definitions = document["$defs"]
    root = definitions.pop(refs[Config, "validation"]["$ref"].rpartition("/")[2])
    types = {name: refs[model, "validation"] for name, model in source_types.items()}
    if types:
        root["properties"]["sources"]["additionalProperties"] = _one_of(types)
    return {"$schema": DIALECT, "$id": ID, **root, "$defs": definitions}


def _one_of(types: Mapping[str, JsonSchemaValue]) -> JsonSchemaValue:
    """Choose by `type`: in 2020-12 keys may stand beside `$ref`."""
    return {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": list(types)}},
        "oneOf": [
            {"properties": {"type": {"const": name}}, **reference}
            for name, reference in types.items()
        ],
    }
