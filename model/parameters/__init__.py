"""Every parameter of the model, once, in one file a rule.

``RULE_TABLES`` maps a rule's name (the table in a scenario file) to its parameters; ``PARAMETERS`` maps every flat name to its
declaration. Sliders, docs, validation and sweeps' bounds are all made from these.
"""

from __future__ import annotations

from typing import Any

from model.errors import ScenarioError, nearest
from model.parameters import (
    army,
    balance,
    bonds,
    camps,
    departure,
    factions,
    flight,
    gatekeeping,
    grievance,
    militia_life,
    national_army,
    news,
    pace,
    posture,
    rebels,
    regime,
    reprisal,
    service,
    sponsorship,
    war,
)
from model.parameters.declaration import Parameter, Value

RULE_TABLES: dict[str, tuple[Parameter, ...]] = {
    module.__name__.rsplit(".", 1)[1]: module.PARAMETERS
    for module in (
        army, service, war, posture, news, pace, grievance, bonds, departure, reprisal, flight, regime, balance, rebels, gatekeeping,
        militia_life, factions, camps, sponsorship, national_army,
    )
}
PARAMETERS: dict[str, Parameter] = {p.name: p for table in RULE_TABLES.values() for p in table}


def defaults() -> dict[str, Value]:
    """Every parameter's default, by flat name, in declared order."""
    return {name: p.default for name, p in PARAMETERS.items()}


def checked(given: dict[str, Any], file: str = "parameters") -> dict[str, Value]:
    """The given parameters, each checked against its declaration.

    Raises:
        ScenarioError: a name that is not declared (with the nearest that is), or a value that is not allowed.
    """
    for name in given:
        if name not in PARAMETERS:
            raise ScenarioError(file, name, given[name], "a declared parameter (cohesion parameters lists them)", nearest(name, list(PARAMETERS)))
    return {name: PARAMETERS[name].checked(value, file) for name, value in given.items()}
