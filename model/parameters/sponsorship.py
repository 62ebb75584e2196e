"""Sponsors: whom they pay and why, how far they agree, and who fills the gap (S1-S7)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("sponsor_loyalty_weight", 0.75, "1", 0.0, 1.0, "Weight of loyalty against capability where a sponsor states none of his own.", "A23", "S1"),
    P("sponsor_clients", 8, "militias", 1, 200, "Militias that a sponsor pays at once.", "estimate", "S1"),
    P("sponsor_temper", 0.15, "utility", 0.01, 5.0, "How evenly a sponsor spreads its money: the difference in utility that trebles a share.", "estimate", "S1"),
    P("sponsor_habit", 0.2, "utility", 0.0, 2.0, "What being a client already adds.", "estimate", "S1"),
    P("sponsor_awkward", 1.0, "utility", 0.0, 10.0, "What officers in action with an agenda of their own take off a client's loyalty, at one for every twenty fighters.", "A23", "S2"),
    P("sponsor_ramp_days", 180.0, "days", 1.0, 2000.0, "Days in which a sponsor's help grows to two thirds.", "estimate", "S1"),
    P("rivalry_of_patrons", 1.0, "1", 0.0, 5.0, "How far a difference in agenda makes patrons of one place rivals.", "A41", "S3"),
    P("passage_distance", 0.35, "log weight", 0.0, 5.0, "Log-weight that help loses with each place to cross from the border it passes.", "A41", "S6"),
    P("passage_closed", 0.1, "1", 0.0, 1.0, "Share of the help that still passes a closed border.", "estimate", "S6"),
    P("consensus_start", 0.25, "1", 0.0, 1.0, "Consensus of the key sponsors if their agendas are a full unit apart.", "A41", "B1"),
    P("consensus_lag_days", 120.0, "days", 1.0, 2000.0, "Lag with which consensus moves.", "estimate", "B1"),
    P("weary_monthly", 0.0, "1/month", 0.0, 1.0, "How fast sponsors tire of militias that cannot be controlled.", "A35 (claim)", "S5"),
    P("gap_filled", 12000.0, "men", 0.0, 200000.0, "Worth of the militias and foreign fighters on the regime's side that full disunity of the rebels lets in.", "A41", "S7"),
    P("gap_lag_days", 240.0, "days", 1.0, 2000.0, "Lag with which they come.", "estimate", "S7"),
)
