"""The JSON Schema of a scenario file, for editors that complete and check TOML: made from what files are checked against."""

from __future__ import annotations

import ast
from datetime import date
from inspect import cleandoc, getsource
from itertools import pairwise
from textwrap import dedent
from typing import Any

from unit_cohesion.engine.declare import parameter
from unit_cohesion.outcomes import OUTCOMES
from unit_cohesion.rules import DECLARED, PARAMETERS, RULE_TABLES
from unit_cohesion.scenario.building import as_json, table_of_rule
from unit_cohesion.scenario.for_each import EXCEPT, FOR_EACH, lists_for
from unit_cohesion.scenario.outside import NOTHING, Outside
from unit_cohesion.scenario.schema_words import node_at
from unit_cohesion.schema import Contents, Entry

Node = dict[str, Any]

DIALECT = "http://json-schema.org/draft-07/schema#"
"""The dialect that editors of TOML know."""
BOUND: Node = {"type": "string", "pattern": r"^\$\w+$", "description": "Bound to the parameter of this name."}
DATE: Node = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"}
TEXT: Node = {"type": "string"}
EXTENDS: Node = TEXT | {"description": "A shipped scenario, or a file in the same folder, over which this file is laid."}
REMOVE: Node = {"type": "array", "items": TEXT, "description": "Entries taken out of what is extended, such as news.leader-exit."}
NAME: Node = TEXT | {"description": "The scenario's name; the file's unless given."}
GOES_OVER = "The entry is written out for each of these, whose id and name take the place of {id} and {name}; its own id contains {id}."
LEFT_OUT: Node = {"type": "array", "items": TEXT, "description": f"Ids of those for which it does not stand ({FOR_EACH})."}
_ID = node_at(("places", 0, "id"))["pattern"]
ID_OR_EACH = rf"{_ID}|\{{id\}}"
"""An id, or one that is written out for each entry of a list."""
EXTENDED: Node = {"anyOf": [{"required": ["extends"]}, {"required": ["scenario"], "properties": {"scenario": {"required": ["extends"]}}}]}


def json_schema(outside: Outside = NOTHING) -> Node:
    """What may stand in a scenario file, as JSON Schema (draft 7): tables, keys, types, ranges, words, meanings; dates as text.

    What the tables owe one another (names that lead somewhere, sums, dates in order) is told by ``cohesion check`` alone. Keys that must be
    there are asked for only where the file extends no other.

    Args:
        outside: what rules from outside bring that a scenario may name.
    """
    whole = Contents.model_json_schema()
    entries: dict[str, Node] = whole.pop("$defs")
    tables_of = {**entries, Contents.__name__: whole}
    for model in (one for one in Entry.__subclasses__() if one.__module__ == Entry.__module__):
        keys: Node = tables_of[model.__name__]["properties"]
        keys |= {name: dict(sorted((keys[name] | {"description": meaning}).items())) for name, meaning in meanings(model).items()}
    entries["Event"]["properties"]["kind"]["enum"] += outside.kinds
    needed = _needed(whole, entries)
    tables = {name: _loosened(node) for name, node in whole["properties"].items()}
    tables |= {"extends": EXTENDS, "remove": REMOVE} | {table_of_rule(rule): _parameters(rule) for rule in RULE_TABLES}
    definitions = {name: _loosened(entry) for name, entry in entries.items()}
    definitions["About"]["properties"] |= {"name": NAME, "extends": EXTENDS, "remove": REMOVE}
    for array, node in (whole["properties"] | entries["Army"]["properties"]).items():
        entry = definitions.get(node.get("items", {}).get("$ref", "").rpartition("/")[2], {})
        if (lists := lists_for(array)) and "pattern" in entry.get("properties", {}).get("id", ()):
            entry["properties"] |= {FOR_EACH: {"enum": list(lists), "description": GOES_OVER}, EXCEPT: LEFT_OUT}
    definitions["Target"]["properties"]["outcome"]["enum"] = [*OUTCOMES, *outside.outcomes]
    definitions["bound"] = BOUND
    for named in (tables["prior"], *(definitions["Cut"]["properties"][key] for key in ("set", "times"))):
        named["propertyNames"] = {"enum": [*PARAMETERS, *(outside.ranges if named is tables["prior"] else ())]}
    return {
        "$schema": DIALECT,
        "title": "A scenario of unit-cohesion",
        "type": "object",
        "properties": tables,
        "additionalProperties": False,
        "if": EXTENDED,
        "else": needed,
        "definitions": definitions,
    }


def meanings(of: type[Entry]) -> dict[str, str]:
    """What is said of each key of a table: the text below it in its source, too long to look for wherever a scenario is read."""
    (table,) = ast.parse(dedent(getsource(of))).body
    return {
        key.target.id: cleandoc(text.value.value)
        for key, text in pairwise(getattr(table, "body", ()))
        if isinstance(key, ast.AnnAssign) and isinstance(key.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) and isinstance(text.value.value, str)
    }


def _loosened(node: Node) -> Node:
    """A node as the file may have it: nothing but ids must be there, and a number or date may be bound to a parameter."""
    if "anyOf" in node:  # or nothing, which TOML cannot say
        some = [one for one in node["anyOf"] if one.get("type") != "null"]
        kept_keys: Node = {key: node[key] for key in ("description", "default") if node.get(key) is not None}
        return _loosened(some[0] | kept_keys) if len(some) == 1 else {"anyOf": [*map(_loosened, some)], **kept_keys}
    found = {key: value for key, value in node.items() if key not in ("title", "required", "properties", "prefixItems")}
    if found.get("pattern") == _ID:
        found["pattern"] = ID_OR_EACH
    if "description" in found:
        found["description"] = found["description"].replace("``", "")
    if "$ref" in found:
        target = {"$ref": found.pop("$ref").replace("#/$defs/", "#/definitions/")}
        return {"allOf": [target]} | found if found else target
    if "properties" in node:
        found["properties"] = {name: _loosened(one) for name, one in node["properties"].items()}
        found |= {"required": ["id"]} if "id" in node.get("required", ()) else {}
    for key in ("items", "additionalProperties"):
        if isinstance(found.get(key), dict):
            found[key] = _loosened(found[key])
    if "prefixItems" in node:
        found["items"] = [_loosened(one) for one in node["prefixItems"]]
    if "patternProperties" in found:
        found["patternProperties"] = {
            ID_OR_EACH if name == _ID else name: _loosened(one) for name, one in found["patternProperties"].items()
        }
        found["additionalProperties"] = False
    return _or_bound(found) if _bindable(found) else found


def _bindable(node: Node) -> bool:
    return node.get("type") in ("number", "integer") or node.get("format") == "date"


def _or_bound(node: Node) -> Node:
    outer: Node = {key: node.pop(key) for key in ("description", "default") if key in node}
    return {"anyOf": [DATE if node.get("format") == "date" else node, {"$ref": "#/definitions/bound"}], **outer}


def _needed(node: Node, entries: dict[str, Node]) -> Node:
    """Of a node nothing but the keys that must be there, at every depth; nothing where none must."""
    if "$ref" in node:
        return _needed(entries[node["$ref"].rsplit("/", 1)[1]], entries)
    found: Node = {"required": node["required"]} if node.get("required") else {}
    inner = {name: below for name, one in node.get("properties", {}).items() if (below := _needed(one, entries))}
    found |= {"properties": inner} if inner else {}
    if isinstance(node.get("items"), dict) and (below := _needed(node["items"], entries)):
        found["items"] = below
    if "patternProperties" in node:
        each = {name: below for name, one in node["patternProperties"].items() if (below := _needed(one, entries))}
        found |= {"patternProperties": each} if each else {}
    return found


def _parameters(rule: str) -> Node:
    """The table of a rule's parameters."""
    about = next(one.heading for one in DECLARED.rules if one.table == rule)
    return {
        "type": "object",
        "description": f"{about}.",
        "additionalProperties": False,
        "properties": {one.name: _parameter(one) for one in RULE_TABLES[rule]},
    }


def _parameter(one: parameter) -> Node:
    unit = "" if one.unit in ("1", "date") else f" In {one.unit}."
    entry_schema: Node = {
        "description": f"{one.meaning}{unit} Nature: {one.nature}. Source: {one.source}.",
        "default": as_json(one.default),
    }
    if isinstance(one.default, date):
        return DATE | entry_schema
    kind = "integer" if isinstance(one.default, int) else "number"
    return {"type": kind, "minimum": one.low, "maximum": one.high, **entry_schema}
