"""Officers at a militia's door: whom its leader admits, as what, and whom he refuses (R3, R6, R8, R11-R14, S2)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("religiosity_officers", 0.15, "1", 0.0, 1.0, "Mean religious feeling of officers, whose career was secular.", "A14", "R7"),
    P("religiosity_civilians", 0.4, "1", 0.0, 1.0, "Mean religious feeling of civilians and conscripts at the start.", "estimate", "R7"),
    P("nationalism_officers", 0.6, "1", 0.0, 1.0, "How openly officers stand for the nation against sectarian practice, on the mean.", "A17", "R8"),
    P("nationalism_civilians", 0.4, "1", 0.0, 1.0, "The same of civilians and conscripts.", "estimate", "R8"),
    P("abuse_memory_mean", 0.55, "1", 0.0, 1.0, "Mean memory of abuse by officers among those who did compulsory service.", "A14", "R5"),
    P("conviction_spread", 0.2, "1", 0.0, 0.5, "Spread of these convictions among people.", "estimate", "R7"),
    P("vetting_days", 7.0, "days", 0.0, 365.0, "Days that an officer waits for a leader's word where nobody is suspected.", "estimate", "R14"),
    P("vetting_suspicion", 3.0, "1", 0.0, 20.0, "How many times longer he waits where his origin is wholly suspected.", "A26", "R14"),
    P("pride", 0.45, "1", 0.0, 2.0, "Legitimacy that a general asks of a civilian leader before he serves under him; a lieutenant asks half of it.", "A14", "R3"),
    P("need_weight", 3.8, "utility", 0.0, 10.0, "What skill that a militia can use is worth to its leader.", "A20 A26", "R11"),
    P("rivalry_weight", 9.0, "utility", 0.0, 20.0, "What an officer's standing above his own costs a leader who is wholly a warlord.", "A20", "R11"),
    P("rivalry_floor", 0.05, "1", 0.0, 1.0, "Share of that cost to a leader who is no warlord at all.", "A20", "R11"),
    P("mismatch", 0.9, "1", 0.0, 1.0, "How far skills of no use to militias (pilots, naval, some others) count less.", "A26", "R12"),
    P("motive_weight", 0.8, "utility", 0.0, 10.0, "What being thought to have left under siege or kin pressure takes off.", "A26", "R13"),
    P("suspicion_weight", 1.5, "utility", 0.0, 10.0, "What full suspicion of infiltration takes off.", "A26", "R14"),
    P("claim_weight", 0.8, "utility", 0.0, 10.0, "What the claim that officers of the leader's own group are untrained takes off, once spread.", "A20", "R6"),
    P("claim_spread_days", 360.0, "days", 10.0, 2000.0, "Days in which the claim spreads to two thirds among leaders who are warlords.", "estimate", "R6"),
    P("sponsor_displeasure", 1.5, "utility", 0.0, 10.0, "What an officer with an agenda of his own costs a client in his sponsor's favour.", "A23", "S2"),
    P("label_weight", 4.0, "utility", 0.0, 20.0, "What a label takes off.", "A17", "R8"),
    P("refusal_cost", 0.2, "utility", -5.0, 5.0, "Utility of sending an officer away.", "estimate", "R11"),
    P("choice_noise", 0.5, "utility", 0.0, 5.0, "Spread of what a leader weighs that is not told here (scale of a Gumbel draw).", "estimate", "R11"),
    P("merit_only", 0.0, "1", 0.0, 1.0, "How far leaders admit on merit alone, whatever their fears (doors open).", "what-if", "R11"),
)
