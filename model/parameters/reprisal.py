"""Reprisals on kin, watch and punishment (D8, D9)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("reprisal_chance", 0.25, "1", 0.0, 1.0, "Chance that a leaver's house is burnt where the regime is in full control of his home.", "A29: some of them", "D8"),
    P("reprisal_deterrence", 0.5, "log hazard", 0.0, 3.0, "Log-hazard taken off by boundless reprisals where one's home is in the regime's reach.", "A29", "D8a"),
    P("reprisal_half", 5.0, "houses per 100,000", 0.01, 1000.0, "Recent reprisals in one's community at which half of that is reached.", "estimate", "D8a"),
    P("reprisal_memory_days", 60.0, "days", 1.0, 730.0, "Half-life of reprisals in people's minds.", "estimate", "D8a"),
    P("reprisal_outrage", 1.5, "log hazard", 0.0, 5.0, "Log-hazard added to a serving man whose kin were hurt.", "estimate", "D8b"),
    P("reprisal_loyalty_loss", 0.15, "1", 0.0, 1.0, "Loyalty lost by a serving man whose kin were hurt.", "estimate", "D8b"),
    P("pledge_loyalty_loss", 0.03, "1", 0.0, 1.0, "Loyalty lost by a serving man when a kinsman goes over.", "B15", "D5"),
    P("catch_chance", 0.2, "1", 0.0, 1.0, "Chance that an attempt is caught where the regime is in full control, for a wholly watched group.", "estimate", "D9a"),
    P("catch_unwatched", 0.6, "1", 0.0, 1.0, "That chance for a group not watched at all, against a wholly watched one.", "estimate", "D9a"),
    P("punishment_deterrence", 0.4, "log hazard", 0.0, 3.0, "Log-hazard taken off by a believed certainty of being caught.", "lit: severity .9 to 1.1", "D9b"),
    P("catch_belief_days", 60.0, "days", 1.0, 730.0, "Lag with which men of a sect learn how many are caught.", "estimate", "D9b"),
    P("punishment_outrage", 2.0, "log hazard", 0.0, 20.0, "Log-hazard for a unit wholly punished, of a wholly watched group.", "lit: 1 to 1.3 for a distrusted group", "D9c"),
    P("punished_memory_days", 60.0, "days", 1.0, 730.0, "Half-life of punishments in comrades' minds.", "estimate", "D9c"),
)
