"""Out of the fight: idle inside or to a camp abroad, and the reason that is stated for it (N7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.plain_mesa.people import Person


def step_aside(man: Person, cause: str, terms: dict[str, float] | None = None) -> None:
    """To a camp abroad, the nearer a border the likelier, or idle inside."""
    p = man.model.p
    camp, idle = man.model.draws.leanings("away", man.key, man.spell, 2)
    abroad = p.withdraw_abroad - p.withdraw_distance * man.from_place.steps_to_border
    man.militia = None
    to = "in transit" if abroad + camp > idle else "withdrawn"
    man.become(to, cause, terms=terms, reason=stated(man), true_reason=man.true_reason)


def stated(man: Person) -> str:
    """N7: the reason that he gives; danger is a pretext that spreads with the rumour of murdered officers."""
    model, p = man.model, man.model.p
    rumour = model.nation.rumour if model.on("N7") else 0.0
    share = p.danger_true_share + (1.0 - p.danger_true_share) * p.pretext_share * rumour
    return "danger" if model.draws.lot("said", man.key, man.spell) < share else "no place for me"
