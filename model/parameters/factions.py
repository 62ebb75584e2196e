"""Militias and their leaders: order, feeling, warlords, splits and mergers, extremists (R7, R10, R15, R19, R20)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("local_slots", 6, "militias", 1, 40, "Local militias that can exist in a place at once, besides the named ones.", "A35", "R15"),
    P("early_days", 300.0, "days", 10.0, 2000.0, "Days in which the legitimacy of having been early falls by two thirds for leaders who come later.", "A14", "R3"),
    P("discipline_start", 0.3, "1", 0.0, 1.0, "Mean order in a new local militia.", "A14", "R4"),
    P("discipline_officers", 0.004, "1/week", 0.0, 0.2, "Weekly gain in order by officers, at one officer for every twenty fighters.", "A14", "R4"),
    P("faith_weekly", 0.015, "1/week", 0.0, 0.2, "How fast religious feeling rises towards where war and money pull it.", "A14", "R7"),
    P("sectarian_weekly", 0.02, "1/week", 0.0, 0.2, "How fast sectarian feeling follows the regime's own sectarian practice.", "A17", "R19"),
    P("sectarian_start", 0.1, "1", 0.0, 1.0, "Sectarian feeling in a new militia.", "estimate", "R19"),
    P("sectarian_half", 40.0, "deaths per 100,000", 0.1, 10000.0, "Felt deaths in the fighters' own group at which half of it feels them as sectarian.", "estimate", "R19"),
    P("warlord_weekly", 0.02, "1/week", 0.0, 0.5, "How fast a leader with full power and income becomes a warlord.", "A20", "R10"),
    P("warlord_start", 0.1, "1", 0.0, 1.0, "How far a new local leader is a warlord.", "A20: only recently", "R10"),
    P("money_legitimacy", 0.7, "1", 0.0, 1.0, "Legitimacy that full income gives a leader.", "A14", "R3"),
    P("militia_bond", 0.6, "1", 0.0, 1.0, "Cohesion to which an orderly, paid, unquarrelling militia tends.", "estimate", "R15"),
    P("cohesion_weekly", 0.04, "1/week", 0.0, 1.0, "How fast cohesion moves.", "estimate", "R15"),
    P("split_weekly", 0.02, "1/week", 0.0, 0.5, "Weekly chance of a split of a militia without any cohesion.", "A35", "R15"),
    P("split_rivalry", 1.5, "log hazard", 0.0, 6.0, "What full rivalry of patrons adds to it.", "A41", "S3"),
    P("split_least", 150.0, "persons", 2.0, 10000.0, "Fighters below which a militia does not split.", "estimate", "R15"),
    P("merge_weekly", 0.03, "1/week", 0.0, 0.5, "Weekly chance of a small militia to join a larger one of like mind in its place.", "A35", "R15"),
    P("merge_below", 80.0, "persons", 1.0, 10000.0, "Fighters below which it may.", "estimate", "R15"),
    P("merge_like_mind", 0.3, "1", 0.0, 1.0, "Largest difference in religious feeling at which it may.", "estimate", "R15"),
    P("extremist_pull", 0.6, "log weight", -5.0, 5.0, "Log-weight that an extremist militia has for a fighter besides pay and faith.", "A38", "R20"),
    P("extremist_threat", 1.5, "log hazard", 0.0, 6.0, "What extremists' full power in a place adds to an officer's hazard of stepping back.", "A38", "R20"),
    P("extremist_kills", 0.0008, "1/day", 0.0, 0.1, "Daily hazard of men of moderate militias and of the national army to be killed where extremists hold half of the rebels' power.", "A38", "R20"),
    P("extremist_kills_officers", 2.0, "hazard ratio", 0.1, 20.0, "How many times higher that is for defected officers, whom they count as enemies.", "A38", "R20"),
)
