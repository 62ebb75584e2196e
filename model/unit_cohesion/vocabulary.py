"""The words that all share: ranks, branches, kinds of news and events, statuses, ways out, reasons, choices; columns hold rows of them."""

from __future__ import annotations

from typing import Literal, get_args

Branch = Literal["army", "air force", "navy", "security", "intelligence", "police"]
BRANCHES: tuple[str, ...] = (*get_args(Branch), "none")
ARMED_FORCES = BRANCHES[:3]
Speciality = Literal[
    "infantry", "armour", "artillery", "engineers", "signals", "logistics", "medical", "air defence", "pilot", "naval", "intelligence"
]
SPECIALITIES: tuple[str, ...] = get_args(Speciality)
RANKS = (
    "soldier", "sergeant", "warrant officer", "lieutenant", "captain", "major", "lieutenant colonel", "colonel", "brigadier", "general",
    "civilian",
)  # fmt: skip
Band = Literal["soldiers", "NCOs", "junior officers", "senior officers", "generals"]
BANDS: tuple[str, ...] = (*get_args(Band), "civilians")
BAND_OF_RANK = (0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5)
ARMY_BANDS = BANDS[:5]
OFFICER_BANDS = BANDS[2:5]
CIVIL = len(BANDS) - 1  # row of those who never served in this army: rebels-to-be
HERE = "here"
"""Among the homes of a formation's men: the place where their unit is garrisoned."""
FIRST_YEAR, LAST_YEAR = 1800, 2100
"""Of all dates, and of years in which men entered."""
CALL_UP_DAYS = 30  # between the days on which conscripts are let go and called up (I8)

NewsKind = Literal["leader_exit", "pledge", "rumour", "story", "word"]
NEWS_KINDS: tuple[str, ...] = get_args(NewsKind)
Perpetrator = Literal["regime", "rebels", "extremists"]
PERPETRATORS: tuple[str, ...] = get_args(Perpetrator)
KnownEventKind = Literal[
    "massacre", "siege", "relief", "foreign_help", "commander", "pay_stops", "pay_resumes", "discharge_stops", "amnesty", "safe_area",
    "safe_area_lost", "border_closed", "border_open", "agreement", "murder", "order",
]  # fmt: skip
EVENT_KINDS: tuple[str, ...] = get_args(KnownEventKind)
CommanderWay = Literal["leaves", "killed", "changes_side", "replaced"]
COMMANDER_WAYS: tuple[str, ...] = get_args(CommanderWay)
"""What a commander does, or what is done to him, in an event of the kind ``commander``."""
OrderGiven = Literal["stand", "shoot", "withdraw"]
ORDERS: tuple[str, ...] = get_args(OrderGiven)
"""What an event of the kind ``order`` tells units to do amid a crowd; ``stand`` takes back what was ordered before."""
Terms = Literal["go_home", "passage", "change_side"]
TERMS: tuple[str, ...] = get_args(Terms)
"""What units are offered that lay down their arms: to go home, disarmed; to fall back; to fight on the other side."""

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
"""Where they are who are out, whichever way they left; ``candidate``: at a militia's door, waiting for its leader's word."""
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
GOING_ON, WINS, FALLS = range(len(ENDINGS))
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
