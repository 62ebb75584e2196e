"""The rebel side as Mesa agents: fighters who were civilians, leaders of militias, sponsors. Views on rows, as soldiers are.

How a leader or a sponsor weighs stands in ``rules/gatekeeping.py`` and ``rules/sponsorship.py``; the agents here ask about their own case,
so that a notebook can put the question "whom would he let in, and why?" at any day of a run.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.agents.people import Soldier
from unit_cohesion.agents.rows import RowView, Words
from unit_cohesion.engine.chance import label
from unit_cohesion.rules.gatekeeping import ROLES, legitimacy, roles, weigh_officer
from unit_cohesion.rules.militias import officered
from unit_cohesion.rules.sponsorship import favour, loyalty, most_fighters, reach
from unit_cohesion.vocabulary import ADVISER, BANDS, COMMANDER, FIGHTER, RANKS

if TYPE_CHECKING:
    from unit_cohesion.simulation.engine import Engine

WEIGHED = ("need", "mismatch", "rivalry", "motive", "abuse", "suspicion", "claim", "sponsor", "label")
"""What a leader weighs in an officer, in the order of ``gatekeeping.admission``."""


def rebel_words(engine: Engine) -> dict[str, Words]:
    """The words of the columns of militias and sponsors that hold rows of something else."""
    scenario = engine.scenario
    return {
        "militias": {
            "place": [place.id for place in scenario.places],
            "sect": [sect.id for sect in scenario.sects],
            "patron": [*(sponsor.id for sponsor in scenario.sponsors), ""],
        },
        "sponsors": {"country": [*(country.id for country in scenario.countries), ""]},
    }


class Fighter(Soldier):
    """A civilian who took up arms, or may: his attributes are the columns of ``people``; he has no rank and no unit of the army."""

    @property
    def place(self) -> str:
        """Where he lives or fights (id of a place)."""
        rows = self.rows
        return str(rows.words["from_place"][rows.table.from_place[self.row]])

    @property
    def from_place(self) -> str:
        """The same: he never left a unit."""
        return self.place


class MilitiaLeader(RowView):
    """The leader of a militia that exists: his attributes are the columns of ``militias``, his own and his men's.

    These can be written, and count from the next week on: ``early``, ``means``, ``warlordism``, ``religiosity``, ``nationalism``,
    ``sectarian``, ``discipline``, ``cohesion`` (all 0 to 1).
    """

    TABLE = "militias"
    WORDED = frozenset({"place", "sect", "patron"})
    WRITABLE = frozenset({"early", "means", "warlordism", "religiosity", "nationalism", "sectarian", "discipline", "cohesion"})

    @property
    def militia(self) -> str:
        """Its id in the tables of a run."""
        return str(self.rows.engine.militia_ids[self.row])

    @property
    def legitimacy(self) -> float:
        """From early involvement or from money, whichever is more (0 to 1; R3)."""
        table = self.rows.table
        return float(legitimacy(table.early[self.row], table.money[self.row]))

    @property
    def rank(self) -> str:
        """``civilian``: whoever leads a militia has no rank in the army."""
        return RANKS[-1]

    @property
    def band(self) -> str:
        """``civilians``, likewise."""
        return BANDS[-1]

    @property
    def status(self) -> str:
        """``leader``: he is no person of the table ``people``."""
        return "leader"

    @property
    def loyalty(self) -> float:
        """How loyal his main patron takes him to be, at most 1 (S1); NaN without one."""
        engine, patron = self.rows.engine, int(self.rows.table.patron[self.row])
        if patron < 0:
            return math.nan
        ours = engine.state.row("militias", self.row)
        return float(
            engine.ask(
                loyalty,
                agenda=float(engine.state.sponsors.agenda[patron]),
                religiosity=self.religiosity,
                nationalism=self.nationalism,
                warlordism=self.warlordism,
                officered=engine.ask(officered, militia=ours),
            )
        )

    @property
    def men(self) -> list[Soldier]:
        """Those with him: fighters, commanders and advisers, as agents."""
        people = self.rows.engine.state.people
        rows = np.flatnonzero((people.militia == self.row) & np.isin(people.status, (FIGHTER, COMMANDER, ADVISER)))
        return [self.model.person(row) for row in rows.tolist()]

    def weigh(self, officer: Soldier) -> dict[str, float]:
        """What he weighs in an officer, in utility: need of his skill against rivalry, mistrust and his sponsor's displeasure.

        Returns:
            The terms by name (``need``, ``mismatch``, ``rivalry``, ``motive``, ``abuse``, ``suspicion``, ``claim``, ``sponsor``,
            ``label``), as in ``choices``.
        """
        return dict(zip(WEIGHED, self.rows.engine.ask(weigh_officer, militia=self.row, row=officer.row), strict=True))

    def choice_utilities(self, officer: Soldier) -> dict[str, float]:
        """The utility of each thing he can do with an officer, before what is not told here: ``adviser, fighter, commander, refused``."""
        terms = self.weigh(officer)
        need, rivalry = terms.pop("need") + terms.pop("mismatch"), terms.pop("rivalry")
        return dict(zip(ROLES, self.rows.engine.ask(roles, need=need, rivalry=rivalry, trust=sum(terms.values())), strict=True))

    def _key(self) -> int:
        return int(self.rows.table.key[self.row])


class Sponsor(RowView):
    """A state or network that pays militias: its attributes are the columns of ``sponsors``.

    These can be written, and count from its next choice on: ``agenda`` (-1 to 1), ``loyalty_weight`` (0 to 1), ``budget`` (persons).
    """

    TABLE = "sponsors"
    WORDED = frozenset({"country"})
    WRITABLE = frozenset({"agenda", "loyalty_weight", "budget"})

    @property
    def sponsor(self) -> str:
        """Its id in the tables of a run."""
        return str(self.rows.engine.scenario.sponsors[self.row].id)

    @property
    def sect(self) -> str:
        """Empty, as rank and band: it is no person."""
        return ""

    rank = band = sect

    @property
    def status(self) -> str:
        """``sponsor``."""
        return "sponsor"

    @property
    def loyalty(self) -> float:
        """NaN: it is loyal to nobody here; how it weighs others' loyalty is ``loyalty_weight``."""
        return math.nan

    @property
    def militias(self) -> list[MilitiaLeader]:
        """Leaders of the militias whose main patron it is."""
        patrons = self.rows.engine.state.militias
        paid = set(np.flatnonzero(patrons.alive & (patrons.patron == self.row)).tolist())
        return [leader for leader in self.model.leaders() if leader.row in paid]

    def weigh(self, leader: MilitiaLeader) -> dict[str, float]:
        """What it weighs in a militia, in utility: ``loyalty``, ``capability``, ``passage``, as in ``choices``."""
        engine = self.rows.engine
        state, place = engine.state, int(engine.state.militias.place[leader.row])
        reached = engine.ask(reach, country=int(state.sponsors.country[self.row]), place=place)
        terms = engine.ask(
            favour,
            sponsor=state.row("sponsors", self.row),
            militia=state.row("militias", leader.row),
            reached=reached,
            largest=engine.ask(most_fighters),
        )
        return dict(zip(("loyalty", "capability", "passage"), terms, strict=True))

    def _key(self) -> int:
        return label(f"sponsors/{self.sponsor}")
