"""Comrades, commanders and cohesion (D5, D6)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("comrade_pressure", 1.4, "hazard ratio", 1.0, 5.0, "Hazard ratio when a tenth of the unit has lately gone.", "lit: 1.2 to 2", "D5"),
    P("comrade_memory_days", 60.0, "days", 1.0, 365.0, "Half-life of departures in comrades' minds.", "estimate", "D5"),
    P("comrade_cap", 0.25, "1", 0.05, 1.0, "Share gone beyond which pressure rises no more.", "estimate", "D5"),
    P("commander_pressure", 2.0, "hazard ratio", 1.0, 10.0, "Hazard ratio when the commander has just gone.", "lit: 1.5 to 5", "D5"),
    P("commander_memory_days", 14.0, "days", 1.0, 180.0, "Half-life of a commander's departure in his men's minds.", "estimate", "D5"),
    P("commander_carry", 7.0, "log hazard", 0.0, 9.0, "Log-hazard on the day that the commander goes, for men of his sect in a unit whose norm has turned.", "estimate", "D5"),
    P("pace_weight", 0.2, "log hazard", 0.0, 3.0, "Log-hazard for each e-fold of one plus the believed pace (departures a week per 1,000 of one's group).", "B17-19", "D5"),
    P("bond_ratio", 5.0, "hazard ratio", 1.0, 15.0, "Hazard in the worst bonded unit against the best.", "lit: 3 to 7 (30 % against 5 %)", "D6"),
    P("norm_turns", 0.3, "1", 0.02, 1.0, "Share of a unit gone at which its norm has fully turned from staying to leaving.", "estimate", "D6"),
    P("peer_bond_start", 0.65, "1", 0.0, 1.0, "Mean peer bond on day one.", "estimate", "D6"),
    P("trust_start", 0.6, "1", 0.0, 1.0, "Mean trust in the commander on day one.", "estimate", "D6"),
    P("unit_spread", 0.15, "1", 0.0, 0.5, "Spread of bonds and trust between units on day one.", "estimate", "D6"),
    P("wear_losses", 1.0, "1", 0.0, 10.0, "Peer bond lost for the share of the unit killed.", "estimate", "D6"),
    P("wear_departures", 1.2, "1", 0.0, 10.0, "Peer bond lost for the share of the unit gone.", "estimate", "D6"),
    P("wear_punished", 1.0, "1", 0.0, 10.0, "Trust in the commander lost for the share of the unit punished.", "estimate", "D6"),
    P("trust_after_commander", 0.5, "1", 0.0, 1.0, "Share of trust left when the commander has gone.", "estimate", "D6"),
    P("bond_recovery_days", 365.0, "days", 10.0, 5000.0, "Time in which bonds and trust recover.", "estimate", "D6"),
)
