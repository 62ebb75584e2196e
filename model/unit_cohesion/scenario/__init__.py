"""From a TOML file to a frozen Scenario: reading, checks, building."""

from __future__ import annotations

from unit_cohesion.scenario.loading import (
    Scenario,
    check_file,
    load_scenario,
    read_scenario,
    shipped_cases,
    shipped_scenarios,
    table_of_rule,
)

__all__ = ["Scenario", "check_file", "load_scenario", "read_scenario", "shipped_cases", "shipped_scenarios", "table_of_rule"]
