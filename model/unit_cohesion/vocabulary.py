"""The words that everything shares: statuses, ways out, postures, reasons, choices; rows of these are what columns hold."""

from __future__ import annotations

STATUSES = (
    "serving", "in hiding", "in transit", "camp", "militia fighter", "militia commander", "adviser", "withdrawn", "national army",
    "returned", "gone", "discharged", "captured", "jailed", "dead", "civilian", "candidate",
    "sent home",
)  # fmt: skip
STATUS = {name: number for number, name in enumerate(STATUSES)}
SERVING, HIDING, TRANSIT, CAMP, FIGHTER = (STATUS[s] for s in ("serving", "in hiding", "in transit", "camp", "militia fighter"))
COMMANDER, ADVISER, WITHDRAWN, NATIONAL = (STATUS[s] for s in ("militia commander", "adviser", "withdrawn", "national army"))
RETURNED, GONE, CANDIDATE = (STATUS[s] for s in ("returned", "gone", "candidate"))
DISCHARGED, CAPTURED, JAILED, DEAD, CIVILIAN, SENT_HOME = (
    STATUS[s] for s in ("discharged", "captured", "jailed", "dead", "civilian", "sent home")
)
DEFECTED_TO = frozenset({"in transit", "candidate", "militia fighter", "militia commander", "adviser", "camp"})
IN_ACTION = (FIGHTER, COMMANDER)
UNDER_ARMS = (FIGHTER, COMMANDER, NATIONAL)
OUT_AND_ALIVE = (TRANSIT, CAMP, FIGHTER, COMMANDER, ADVISER, WITHDRAWN, NATIONAL, GONE, CANDIDATE)
"""Where living defectors are; ``candidate``: at a militia's door, waiting for its leader's word."""
DESERTED_TO = frozenset({"in hiding"})

WAYS = ("militia", "abroad", "hiding", "captured")
WAY_STATUS = (FIGHTER, TRANSIT, HIDING, CAPTURED)
CONFINED, DEPLOYED, BESIEGED = 0, 1, 2
POSTURES = ("confined", "deployed", "besieged")
ANSWERS = ("", "obeyed", "refused", "fled")
"""What a unit did that was ordered to shoot at a crowd; empty where none was ordered."""
COHESION_OF = {"peer_bond": "cohesion_peers", "commander_trust": "cohesion_commander", "institution": "cohesion_institution"}
"""Of what unit cohesion is the weighted mean: columns of units, each with the parameter that weighs it."""

TRUE_REASONS = ("", "refused", "disorder", "abuse remembered", "religious gap", "label", "threatened", "hope lost", "unpaid", "confronted")
"""Why somebody truly stays out of the fight; kept apart from what he says."""
REASONS = ("", "danger", "no place for me", "family")
"""Reasons that leavers state for staying out of the fight; empty for those who fight or were not asked."""
ENDINGS = ("", "regime wins", "regime falls")
CHOICES = (
    "need",
    "mismatch",
    "rivalry",
    "motive",
    "abuse",
    "suspicion",
    "claim",
    "sponsor",
    "label",
    "loyalty",
    "capability",
    "passage",
    "noise",
)
"""Utility terms of the choices of leaders and sponsors."""
CHOSEN = ("adviser", "fighter", "commander", "refused", "declined", "funded", "dropped")
