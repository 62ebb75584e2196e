"""The figures of a record, by page: for the dashboard and for the report, which so show the same."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from unit_cohesion.insight.chains import Chains, chains
from unit_cohesion.runs.presence import strengths
from unit_cohesion.views.army_replay import ticks
from unit_cohesion.views.figures import beliefs, doors, flows, militias, national, officers_out, sponsors
from unit_cohesion.views.figures.base import Figure
from unit_cohesion.views.figures.before import Before, so_far
from unit_cohesion.views.figures.compared import causes_by_week
from unit_cohesion.views.figures.durations import spells
from unit_cohesion.views.figures.flags import flagged
from unit_cohesion.views.figures.officers import officers
from unit_cohesion.views.figures.orders import answers
from unit_cohesion.views.figures.parties import party_sizes, whole_units
from unit_cohesion.views.figures.passages import Passages, passages
from unit_cohesion.views.figures.survival import stay_longest, ways_out
from unit_cohesion.views.figures.tipping import who_tips_whom
from unit_cohesion.views.figures.trees import chain_sizes, tree
from unit_cohesion.views.formatting import band
from unit_cohesion.views.names import formation_names, person_name, source_names
from unit_cohesion.vocabulary import ARMY_BANDS

if TYPE_CHECKING:
    from unit_cohesion.runs.record import Record


class RunFigures:
    """The figures of one record; what they are made from is made once, when it is first asked for."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.sects = {sect.id: sect.name for sect in record.scenario.sects}
        self.names = self.sects | source_names(record.scenario)
        self.formations = formation_names(record.scenario)

    @cached_property
    def strengths(self) -> np.ndarray:
        """Men in each unit at the end of each day, from day zero."""
        return strengths(self.record)

    @cached_property
    def forest(self) -> Chains:
        """Who tipped whom."""
        return chains(self.record.events)

    @cached_property
    def spells(self) -> pd.DataFrame:
        """How long each served, and how it ended."""
        return spells(self.record.people, self.record.events, self.record.days)

    def called(self, row: int) -> str:
        """A node of the forest in words: a person with his unit, or the title of news or of an event."""
        node = self.forest.nodes.iloc[row]
        id = str(node["id"])
        return self.names.get(id, id) if self.forest.dated(row) else person_name(id, str(node["rank"]), self.formations)

    @cached_property
    def passages(self) -> Passages:
        """Who left which way, and where he went from there."""
        record = self.record
        return Passages(record.events, record.people, record.militias, {s.id: s.name for s in record.scenario.sponsors})

    def flow(self, day: int, level: str | None = None) -> Figure:
        """Where did those go who left, by a day?"""
        when = self.record.scenario.about.start + timedelta(days=day - 1)
        return passages(self.passages, day, f"{when:%-d %B %Y}", level)

    @cached_property
    def counted(self) -> list[dict[str, Any]]:
        """What the scenario's sources count as defections a day."""
        scenario, last = self.record.scenario, self.record.scenario.about.start + timedelta(days=self.record.days - 1)
        some = [t for t in scenario.targets.values() if t.outcome == "median_daily_defections" and None not in (t.low, t.high)]
        return [
            {
                "start": t.start or scenario.about.start,
                "end": t.end or last,
                "low": t.low,
                "high": t.high,
                "words": f"{band(t.low, t.high)} a day",
            }
            for t in some
        ]

    def causes(self, by: str = "", only: str = "") -> Figure:
        """Why do they leave, week by week? Of one group or rank alone, if it is named."""
        name = self.sects.get(only, only)
        start, dated = self.record.scenario.about.start, ticks(self.record)
        return flagged(causes_by_week(self.record.events, start, self.record.days, by, only, name), start, dated)

    def so_far(self, before: Before | None = None) -> Figure:
        """How many have left so far?"""
        return so_far(self.record.daily, before)

    def departures(self) -> Figure:
        """How many leave each day?"""
        return flows.departures(self.record.daily, self.counted)

    def departures_by(self, by: str) -> Figure:
        """Which groups, or ranks, do they come from?"""
        return flows.departures_by(self.record.events, by, self.record.scenario.about.start, self.record.days, self.names)

    def whereabouts(self) -> Figure:
        """Where are they now?"""
        return flows.whereabouts(self.record.daily, self.record.groups)

    def odds(self) -> Figure:
        """Do people believe that the regime will last?"""
        return beliefs.odds(self.record.daily)

    def pace(self) -> Figure:
        """Do soldiers know how many leave?"""
        return beliefs.pace(self.record.daily)

    def parties(self) -> Figure:
        """Do they leave one by one, or together?"""
        return party_sizes(self.record.events, self.strengths)

    def whole_units(self) -> Figure:
        """Do whole units leave?"""
        return whole_units(self.record.events, self.record.unit_ids, self.strengths, self.formations)

    def chain_sizes(self) -> Figure:
        """How far does one departure carry?"""
        return chain_sizes(self.forest)

    def tree(self, root: int) -> Figure:
        """Who tipped whom in this chain?"""
        return tree(self.forest, root, self.names)

    def tips(self, by: str) -> Figure:
        """Which groups, or ranks, tip which?"""
        return who_tips_whom(self.forest, by, list(self.sects) if by == "sect" else list(ARMY_BANDS), self.names)

    def survival(self, by: str, only: str | None = None) -> Figure:
        """Who stays longest?"""
        about = self.record.scenario.about
        return stay_longest(self.spells, about.start, self.record.days, by, self.names, only)

    def ways_out(self, by: str | None = None, only: str | None = None) -> Figure:
        """How do they stop serving?"""
        some = self.spells if by is None or only is None else self.spells[self.spells[by] == only]
        return ways_out(
            some, self.record.scenario.about.start, self.record.days, "" if only is None else f", among {self.names.get(only, only)}"
        )

    def rebel_page(self) -> list[Figure]:
        """The rebel side, week by week and at the end; without the flow, which goes by day."""
        record = self.record
        daily, people = record.daily, record.people
        needed = float(record.scenario.parameters["consensus_needed"])  # type: ignore[arg-type]
        return [
            officers(daily, record.groups),
            doors.by_rank(record.choices, people),
            doors.mean_terms(record.choices, people),
            officers_out.reasons(record.events, people),
            militias.militia_count(daily),
            militias.militia_cohesion(daily),
            sponsors.sponsor_consensus(daily, needed),
            sponsors.fighters_paid(record.sponsors, record.scenario.sponsors, record.scenario.about.start),
            officers_out.capability(daily, people, record.events),
            officers_out.hope_and_skill(people),
            national.members_by_origin(daily, record.groups),
            *([national.command_and_standing(daily)] if daily["national army"].max() > 0 else []),
        ]

    def run_page(self) -> list[Figure]:
        """The series under the replay."""
        return [
            self.causes(),
            self.so_far(),
            self.departures(),
            self.departures_by("sect"),
            self.departures_by("band"),
            self.whereabouts(),
            self.odds(),
            self.pace(),
            *([answers(self.record.daily)] if self.record.scenario.crowds else []),
        ]

    def cascades_page(self) -> list[Figure]:
        """All about cascades, with the largest chain."""
        largest = self.forest.largest(1)
        trees = [self.tree(row) for row in largest]
        return [
            self.parties(),
            self.chain_sizes(),
            *trees,
            self.tips("sect"),
            self.tips("band"),
            self.whole_units(),
            self.survival("sect"),
            self.survival("band"),
            self.ways_out(),
        ]
