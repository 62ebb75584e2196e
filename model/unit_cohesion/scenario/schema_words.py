"""What may stand at a key of a scenario file (or of another declared kind of file), in plain words, made from the schema itself."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel

from unit_cohesion.errors import Key
from unit_cohesion.schema import Contents
from unit_cohesion.vocabulary import FIRST_YEAR, LAST_YEAR

Node = dict[str, Any]


def allowed(loc: Key, of: type[BaseModel] = Contents) -> str:
    """What may stand there, such as "a number from 0 to 1"."""
    return _words(node_at(loc, of), of)


def keys_at(loc: Key, of: type[BaseModel] = Contents) -> list[str]:
    """The keys that the table there knows; none for lists, values and tables of free names."""
    return list(node_at(loc, of).get("properties", ()))


def node_at(loc: Key, of: type[BaseModel] = Contents) -> Node:
    """The JSON schema of what stands there; an empty one for unknown keys."""
    node = _schema(of)
    for part in loc:
        if isinstance(part, int):
            items = node.get("prefixItems") or [node.get("items", {})]
            node = items[min(part, len(items) - 1)]
        else:
            free = node.get("additionalProperties") or next(iter(node.get("patternProperties", {}).values()), None)
            node = node.get("properties", {}).get(part) or (free if isinstance(free, dict) else {})
        node = _resolved(node, of)
    return node


@cache
def _schema(of: type[BaseModel]) -> Node:
    return of.model_json_schema()


def _resolved(node: Node, of: type[BaseModel]) -> Node:
    """The node itself, where it stands for another or may also be nothing."""
    node = next((n for n in node.get("anyOf", ()) if n.get("type") != "null"), node)
    return _schema(of)["$defs"][node["$ref"].rsplit("/", 1)[1]] if "$ref" in node else node


def _words(node: Node, of: type[BaseModel]) -> str:
    kind, low, high = node.get("type"), node.get("minimum"), node.get("maximum")
    if "enum" in node:
        return "one of " + ", ".join(map(str, node["enum"]))
    if kind in ("number", "integer"):
        words = "a number" if kind == "number" else "a whole number"
        return words + (f" from {_plain(low)}" if low is not None else "") + (f" to {_plain(high)}" if high is not None else "")
    if kind == "boolean":
        return "true or false"
    if kind == "string":
        if node.get("format") == "date":
            return f"a date from {FIRST_YEAR} to {LAST_YEAR}, such as 2011-03-15"
        if "pattern" in node:
            return f"an id of {'' if 'A-Z' in node['pattern'] else 'small '}letters, digits, - and _, at most 48"
        return f"text of at most {_plain(node['maxLength'])} characters" if "maxLength" in node else "text"
    if kind == "array":
        if "prefixItems" in node:
            return f"a list of {len(node['prefixItems'])}, each {_words(_resolved(node['prefixItems'][0], of), of)}"
        low, high = node.get("minItems"), node.get("maxItems")
        counts = (f" of at least {low}" if low else "") + (f" and at most {high}" if high else "")
        return f"a list{counts}, each {_words(_resolved(node['items'], of), of)}"
    if kind == "object":
        free = node.get("additionalProperties") or next(iter(node.get("patternProperties", {}).values()), None)
        if isinstance(free, dict):
            return f"a table of names, each with {_words(_resolved(free, of), of)}"
        return f"a table of {', '.join(node['properties'])}"
    return "nothing"


def _plain(number: float) -> str:
    return f"{int(number):,}" if number == int(number) else f"{number:g}"
