"""YAML text → plain data in which every scalar is a string, and the line of every key.

Only scanning and composing are PyYAML's; no tag ever builds an object. Nesting and aliases are
bounded, so that a hostile or broken file ends in one clear line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from amends.config.wording import shown
from amends.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KeyPath = tuple[str | int, ...]
"""Keys and list positions from the root: `("sources", "google", "url")`."""

MAX_DEPTH = 32
MAX_NODES = 50_000
"""Scalars, lists and tables after all aliases are expanded; a large real file has a thousand."""

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_STANDARD_TAG = "tag:yaml.org,2002:"


class Problem(NamedTuple):
    """One complaint about one key."""

    path: KeyPath
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a YAML file says, and where."""

    data: Any
    """Nested dicts and lists of str; an unquoted nothing, `~` or `null` is None."""
    lines: Mapping[KeyPath, int]
    """The line, counted from 1, of each key and list entry."""
    problems: tuple[Problem, ...]

    def line(self, path: KeyPath) -> int:
        """Return the line of the key, or of the nearest table around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse(text: str, name: str) -> Document:
    """Read one YAML document.

    `name` stands before the line number in errors. Raises ConfigError when the text is no YAML,
    holds several documents, or is nested or expanded beyond all reason.
    """
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        _check_depth(yaml.parse(text, loader), name)
        root = yaml.compose(text, loader)
    except yaml.YAMLError as error:
        raise ConfigError([_syntax_problem(error, text, name)]) from None
    builder = _Builder(name)
    data = None if root is None else builder.build(root, ())
    return Document(data, builder.lines, tuple(builder.problems))


def _check_depth(events: Iterator[Any], name: str) -> None:
    """Refuse deep nesting before composing, which is recursive in C and would end the process."""
    from yaml import CollectionEndEvent, CollectionStartEvent

    depth = 0
    for event in events:
        if isinstance(event, CollectionStartEvent):
            depth += 1
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise _beyond_reason(name, event.start_mark.line + 1)


def _beyond_reason(name: str, line: int) -> ConfigError:
    return ConfigError([f"{name}:{line}: nested too deeply, or aliases (*) that multiply"])


def _syntax_problem(error: Any, text: str, name: str) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark is None:  # a character that YAML forbids: only its offset is known
        offset = min(getattr(error, "position", 0), len(text))
        line = text.count("\n", 0, offset) + 1
        return f"{name}:{line}: a control character stands here; delete it"
    lines = text.splitlines()
    content = lines[mark.line] if mark.line < len(lines) else ""
    return f"{name}:{mark.line + 1}: {_explained(error, content)}"


def _explained(error: Any, line: str) -> str:
    """Say what is probably wrong; the scanner's own words are the last resort."""
    problem = error.problem or "not valid YAML"
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "a tab indents this line; YAML wants spaces"
    if "another document" in problem:
        return "a second document ('---') begins here; keep one"
    if "mapping values are not allowed" in problem:
        return "a ':' too many, or this line is indented too far; put text with ': ' into quotes"
    if "block scalar" in (error.context or ""):
        return "a value that begins with '>' or '|' must stand in quotation marks"
    if "quoted scalar" in (error.context or ""):
        return "a quotation mark is opened before this line and never closed"
    return f"not valid YAML: {problem}"


class _Builder:
    """Turns composed nodes into data; remembers lines, complains about what YAML lets pass."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[KeyPath, int] = {}
        self.problems: list[Problem] = []
        self.nodes = 0

    def build(self, node: Any, path: KeyPath) -> Any:
        self._count(node, len(path))
        self.lines.setdefault(path, node.start_mark.line + 1)
        if not node.tag.startswith(_STANDARD_TAG):
            self.problems.append(Problem(path, f"tags such as {shown(node.tag)} mean nothing here"))
        if node.id == "mapping":
            return self._table(node, path)
        if node.id == "sequence":
            return [self.build(item, (*path, n)) for n, item in enumerate(node.value)]
        return None if _is_plain(node) and node.value in _NOTHING else node.value

    def _count(self, node: Any, depth: int) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise _beyond_reason(self.name, node.start_mark.line + 1)

    def _table(self, node: Any, path: KeyPath) -> dict[str, Any]:
        table = {}
        own = list(self._own(node, path))
        for key, value in [*self._merged(node, path, len(path)), *own]:
            here = (*path, key.value)
            self.lines[here] = key.start_mark.line + 1
            table[key.value] = self.build(value, here)
        return table

    def _own(self, node: Any, path: KeyPath) -> Iterator[tuple[Any, Any]]:
        """Yield the pairs that stand in the table itself; a key may stand there once."""
        first: dict[str, int] = {}
        for key, value in node.value:
            if _is_merge(key):
                continue
            line = key.start_mark.line + 1
            if key.id != "scalar":
                self.problems.append(Problem(path, f"line {line}: a key must be plain text"))
                continue
            if key.value in first:
                text = f"stands twice, first in line {first[key.value]}"
                self.problems.append(Problem((*path, key.value), text))
            first.setdefault(key.value, line)
            yield key, value

    def _merged(self, node: Any, path: KeyPath, depth: int) -> Iterator[tuple[Any, Any]]:
        """Yield what `<<` brings in, the pairs that win last."""
        self._count(node, depth)
        for source in _merge_sources(node):
            if source.id != "mapping":
                self.problems.append(Problem(path, "'<<' must name a table, such as <<: *common"))
                continue
            yield from self._merged(source, path, depth + 1)
            yield from ((key, value) for key, value in source.value if _is_plain_key(key))


def _merge_sources(node: Any) -> list[Any]:
    named = [value for key, value in node.value if _is_merge(key)]
    listed = [item for v in named for item in (v.value if v.id == "sequence" else [v])]
    return listed[::-1]


def _is_plain(node: Any) -> bool:
    return not getattr(node, "style", None)


def _is_merge(key: Any) -> bool:
    return key.id == "scalar" and key.value == "<<" and _is_plain(key)


def _is_plain_key(key: Any) -> bool:
    return key.id == "scalar" and not _is_merge(key)
