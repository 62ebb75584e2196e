"""What presses a person to leave, or holds him: the rules of group 3 as he feels them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from benchmarks.plain_mesa.diary import Source
from benchmarks.plain_mesa.draws import log, log1p

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Community, Place, Sect
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.units import Unit

UNIT, CARRIED, STANDING = SIDES = "unit", "carried", "standing"
"""The sides from which a man is pressed: his unit, a commander who draws him along, and his standing (home, group, rank, post)."""


class Term(NamedTuple):
    """One mechanism's log-factor on a man's hazard of leaving, and what it last came from."""

    value: float
    source: Source = None


NOTHING = Term(0.0)


class Pressed:
    """The side of a person that the world presses. What his unit does to him stands in ``units.py``."""

    model: PlainModel
    band: int
    post: bool
    unit: Unit
    sect: Sect
    home: Place
    community: Community
    ceilinged: float
    uneasy: bool
    loyalty: float
    outrage: float
    heard: float
    tipping: float
    abandonment: float
    told_lost: float
    abandonment_source: Source
    terms: dict[tuple[str, str], Term]

    @property
    def rulers_officer(self) -> bool:
        """An officer of the ruling group."""
        return self.sect.ruling and self.band >= 2

    @property
    def insider(self) -> bool:
        """Where word is heard first: an officer of the ruling group in a sensitive post (N1)."""
        return self.rulers_officer and self.post

    @property
    def privilege(self) -> float:
        """I6: privilege and pay rise with rank and post, and are highest in intelligence."""
        if not self.model.on("I6"):
            return 0.0
        p = self.model.p
        gained = p.privilege_by_rank * self.band + p.privilege_of_post * self.post
        return min(gained + p.privilege_of_intelligence * (self.unit.branch == "intelligence"), 1.0)

    # ---- what presses him

    def told(self, mechanism: str, side: str, value: float, source: Source = None) -> None:
        """Take in what a rule says of him."""
        self.terms[mechanism, side] = Term(value, source)

    def feel_grievance(self) -> None:
        """D1: force against his own community accumulates as grievance."""
        p, felt = self.model.p, self.community.felt
        self.told("D1", STANDING, p.grievance_weight * felt / (felt + p.grievance_half), self.community.grievance_source)

    def feel_unease(self) -> None:
        """D2: excessive force against others divides the ruling group's officers: some of them mind it."""
        p, force = self.model.p, self.model.nation.repression
        self.told("D2", STANDING, p.unease_weight * force / (force + p.unease_half) * self.uneasy)

    def feel_the_toll(self) -> None:
        """D3: the whole war's toll wears out the ruling group's officers."""
        p, toll = self.model.p, self.model.nation.toll
        self.told("D3", STANDING, p.toll_weight * toll / (toll + p.toll_half) * self.rulers_officer)

    def fear_revenge(self) -> None:
        """D4: fear of the other side (V2) binds while the regime is believed to last, and pushes once its fall, or being abandoned, is.

        It pushes only past his tipping point, and as far as he believes that rebels spare those who come over.
        """
        p, tips = self.model.p, self.tipping_point
        past_tipping = max(0.0, (1.0 - self.lasts) - tips) / (1.0 - tips)
        pressed = self.community.fear * (p.revenge_push * self.sect.reassurance * past_tipping - p.revenge_bind * self.lasts)
        self.told("D4", STANDING, min(max(pressed, -3.0), 2.0), self.abandonment_source)

    @property
    def lasts(self) -> float:
        """How far he believes that the regime lasts, and does not abandon its own."""
        return self.odds * (1.0 - self.abandonment)

    @property
    def odds(self) -> float:
        """The odds that he gives the regime: by the visible balance (N8), less what word of losses has taken (N10)."""
        return self.model.nation.regime_odds * (1.0 - self.told_lost)

    @property
    def tipping_point(self) -> float:
        """The belief in an end from which fear pushes him: it differs between officers."""
        p = self.model.p
        return min(max(p.tipping_belief + p.tipping_spread * self.tipping, p.tipping_least), 1.0 - p.tipping_least)

    def follow_the_pace(self) -> None:
        """D5: he is pressed by the pace of departures that his group believes in, and held by its norm that none of its own goes."""
        p = self.model.p
        pressed = p.pace_weight * log1p(self.sect.believed_pace) + p.norm_weight * (1.0 - self.community.norm)
        self.told("D5", STANDING, pressed, self.sect.pledge_source)

    def weigh_the_loss(self) -> None:
        """D7: privilege, pay and pension that he would forfeit, times the odds that the regime lasts."""
        _nation, hold = self.model.nation, self.model.p.privilege_hold
        self.told("D7", STANDING, -hold * self.odds * self.model.regime.pay * self.privilege)

    def fear_reprisal(self) -> None:
        """D8a: houses burnt in his community deter him, as far as the regime reaches his home."""
        p, known = self.model.p, self.community.reprisals
        deterred = p.reprisal_deterrence * self.home.control * known / (known + p.reprisal_half)
        self.told("D8a", STANDING, -deterred, self.community.reprisal_source)

    def fear_being_caught(self) -> None:
        """D9b: the chance of being caught that his group believes in deters him."""
        self.told("D9b", STANDING, -self.model.p.punishment_deterrence * self.sect.believed_catch)

    def hear_from_kin(self) -> None:
        """D10: his kin press him to leave, the more the less the regime holds his home."""
        self.told("D10", STANDING, log(self.model.p.kin_rebel_home) * (1.0 - self.home.control))

    def own_terms(self) -> dict[str, float]:
        """What presses him alone: his loyalty, the ceiling on posts (I4), outrage over his kin (D8b), word of those whom he knows (C1)."""
        p = self.model.p
        terms = {"loyalty": -p.loyalty_weight * (self.loyalty - 0.5)}
        if self.model.on("I4"):
            terms["I4"] = p.ceiling_resentment * self.ceilinged
        if self.model.on("D8b"):
            terms["D8b"] = self.outrage
        if self.model.on("C1"):
            terms["C1"] = min(log(p.word_pressure) * 8.0 * self.heard, 2.0)
        return terms
