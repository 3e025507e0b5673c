"""No message is kept that nothing says any more: the translators would go on caring for it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import amends
from amends.languages import words


def _pattern(node: ast.AST) -> str | None:
    """What a string of the code can be: a field of an f-string may be anything."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_pattern(part) or ".+" for part in node.values)
    return None


def test_every_message_is_said():
    package = Path(amends.__file__).parent
    trees = (ast.parse(file.read_bytes()) for file in package.rglob("*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree))
    strings = {pattern for node in nodes if (pattern := _pattern(node))}
    for page in package.rglob("*.j2"):
        strings |= {
            re.escape(key) for key in re.findall(r'say\("([^"]+)"', page.read_text("utf-8"))
        }
    keys = [each for each in strings if re.match(r"[a-z_]+\\\.", each)]
    # `digest.alert` may be the first half of a key that is put together elsewhere.
    said = re.compile("|".join(rf"(?:{each})(?:\..+)?" for each in keys))
    assert [key for key in words("en").messages if not said.fullmatch(key)] == []
