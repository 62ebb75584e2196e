"""What each mechanism of kind *rule* is expected to do in a war: what it acts on, and what comes of it far away.

Written down before the war was tuned. A sign is that of the world as it is less the one without the mechanism: more, less, nothing (a
pretext moves nobody), or either where no source says which.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Sign = Literal["more", "less", "nothing", "either"]


class Expected(NamedTuple):
    """What a mechanism is expected to do.

    Attributes:
        proximate: the gauge or outcome that it acts on, which must move. sign: how.
        distal: what is told beside it, and how it is expected to move.
    """

    proximate: str
    sign: Sign
    distal: str
    distal_sign: Sign


EXPECTED: dict[str, Expected] = {
    id: Expected(*words)  # type: ignore[arg-type]
    for id, *words in (
        ("I4", "exits_ceilinged", "more", "officers_defected", "more"),
        ("I6", "exits_officers", "less", "officers_defected", "less"),
        ("I8", "let_go", "more", "strength", "either"),
        ("N1", "abandonment", "more", "median_exit", "less"),
        ("N2", "exits_after_word", "more", "ruling_officers_left", "more"),
        ("N3", "exits_after_pledges", "more", "left", "more"),
        ("N4", "norm", "more", "left", "less"),
        ("N5", "doubt", "more", "minorities_left", "more"),
        ("N6", "pace_believed", "less", "spread", "less"),
        ("N7", "danger", "more", "officers_out_of_action_share", "nothing"),
        ("N8", "odds_moved", "more", "left", "either"),
        ("N9", "odds_moved", "more", "places_lost", "more"),
        ("N10", "exits", "more", "left", "more"),
        ("D1", "exits_others", "more", "defected", "more"),
        ("D2", "exits_ruling_officers", "more", "ruling_officers_left", "more"),
        ("D3", "exits_ruling_officers", "more", "left", "more"),
        ("D4", "exits_ruling", "less", "ruling_left", "less"),
        ("D5", "exits", "more", "share_in_small_parties", "less"),
        ("D6", "exits", "less", "share_in_small_parties", "less"),
        ("D7", "exits_officers", "less", "officers_defected", "less"),
        ("D8", "houses", "more", "left", "less"),
        ("D8a", "exits", "less", "left", "less"),
        ("D8b", "exits", "more", "left", "more"),
        ("D9", "caught", "more", "left", "less"),
        ("D9a", "caught", "more", "left", "less"),
        ("D9b", "exits", "less", "attempts", "less"),
        ("D9c", "exits", "more", "attempts", "more"),
        ("D10", "exits_lost_homes", "more", "left", "more"),
        ("D11", "exits_besieged", "more", "gave_up", "more"),
        ("D12", "exits_officers", "less", "officers_defected", "less"),
        ("D13", "air_effort", "less", "regime_control", "less"),
        ("D14", "confirmed", "more", "officers_out_of_action_share", "more"),
        ("D15", "long_ways", "more", "officers_in_camps_share", "more"),
        ("D16", "concentration", "more", "left", "either"),
        ("D17", "exits", "more", "left", "more"),
        ("D18", "exits", "less", "left", "less"),
        ("D19", "exits", "more", "left", "more"),
        ("R1", "camp_years", "more", "officers_out_of_action_share", "more"),
        ("R2", "skill_left", "less", "national_power", "less"),
        ("R3", "declined", "less", "officers_out_of_action_share", "less"),
        ("R4", "step_backs", "more", "officers_out_of_action_share", "more"),
        ("R5", "step_backs", "more", "officers_out_of_action_share", "more"),
        ("R6", "refused", "more", "officers_out_of_action_share", "more"),
        ("R7", "step_backs", "more", "officers_out_of_action_share", "more"),
        ("R8", "labels", "more", "officers_out_of_action_share", "more"),
        ("R10", "warlordism", "more", "officers_out_of_action_share", "more"),
        ("R11", "refused_seniors", "more", "officers_out_of_action_share", "more"),
        ("R12", "refused_unskilled", "more", "officers_out_of_action_share", "more"),
        ("R13", "refused", "more", "officers_out_of_action_share", "more"),
        ("R14", "door_days", "more", "officers_out_of_action_share", "more"),
        ("R15", "splits", "more", "effective_militias", "more"),
        ("R16", "hope", "more", "gone", "less"),
        ("R18", "returned", "more", "officers_lost_share", "more"),
        ("R19", "sectarian", "more", "labels", "more"),
        ("R20", "killed_by_extremists", "more", "moderates", "less"),
        ("S1", "client_distance", "less", "capability_used_share", "less"),
        ("S2", "refused", "more", "officers_out_of_action_share", "more"),
        ("S3", "cohesion", "less", "splits", "more"),
        ("S4", "quits", "less", "warlordism", "more"),
        ("S6", "supply", "less", "regime_control", "more"),
        ("S7", "filled", "more", "regime_control", "more"),
        ("B1", "forming", "less", "national_army", "less"),
        ("W3", "exits", "less", "left", "less"),
        ("W5", "ground", "more", "regime_control", "either"),
        ("W6", "loyal_militia", "more", "regime_control", "more"),
        ("W7", "shot_dead", "more", "left", "more"),
        ("W8", "far_from_home", "more", "regime_control", "less"),
        ("W9", "yielded", "more", "places_lost", "more"),
        ("W9b", "captives_dead", "more", "captive", "less"),
        ("W10", "driven_off", "more", "left", "more"),
        ("V1", "felt_by_minorities", "less", "minorities_left", "less"),
        ("V2", "exits_minorities", "less", "minorities_left", "less"),
        ("C1", "exits", "more", "left", "more"),
    )
}
"""Of every rule, by id."""

STAND_INS: dict[str, tuple[str, tuple[str, ...]]] = {
    "officers out of action": ("officers_out_of_action_share", ("R4", "R5", "R6", "R7", "R8", "R11", "R12", "R13", "R14", "S2", "N7")),
    "who leaves": ("left", ("D1", "D2", "D3", "D5", "D6", "D7", "D8", "D10", "D11", "D18", "C1", "V2")),
}
"""Mechanisms that can stand in for one another: the outcome that is shared out among them, and which."""
