"""Who goes (the base hazard, D4, D7, D10, D11, loyalty, D14)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("base_hazard", 2.6e-4, "1/day", 0.0, 0.01, "Daily hazard of leaving of a person on whom no factor acts.", "tuned to T1-T3", "I1"),
    P("loyalty_weight", 6.0, "log hazard", 0.0, 9.0, "Log-hazard between a person without loyalty and one wholly loyal.", "estimate", "I1"),
    P("revenge_bind", 3.5, "log hazard", 0.0, 4.0, "Log-hazard by which feared revenge binds the ruling group while the regime is sure to last.", "lit: loyalty trap", "D4"),
    P("revenge_push", 2.0, "log hazard", 0.0, 4.0, "Log-hazard by which it pushes once fall or abandonment is certain and rebels are believed to spare those who come over.", "B11", "D4"),
    P("tipping_belief", 0.5, "1", 0.05, 0.95, "Believed chance of fall or abandonment at which fear begins to push.", "B11", "D4"),
    P("privilege_hold", 3.2, "log hazard", 0.0, 4.0, "Log-hazard by which full privilege holds while the regime is sure to last.", "A29; lit: hazard ratio .2 to .6", "D7"),
    P("kin_rebel_home", 2.0, "hazard ratio", 1.0, 5.0, "Hazard ratio of a man whose home rebels hold wholly.", "A26; lit: 1.3 to 2.5", "D10"),
    P("siege_ratio", 5.0, "hazard ratio", 1.0, 20.0, "Hazard ratio in a besieged unit.", "A26; lit: 3 to 10", "D11"),
    P("surrender_share", 0.5, "1", 0.0, 0.99, "Share of those who leave a besieged unit who give themselves up.", "estimate", "D11"),
    P("hazard_cap", 5.0, "1/day", 0.1, 20.0, "Most hazard that a person can gather in a day.", "design", "I1"),
    P("sent_share", 0.005, "1", 0.0, 0.2, "Share of leavers who are sent by intelligence.", "A26: real ones few", "D14"),
    P("confirm_daily", 0.004, "1/day", 0.0, 0.5, "Daily chance that one who was sent is found out.", "estimate", "D14"),
    P("suspicion_start", 0.2, "1", 0.0, 1.0, "Suspicion of newcomers on day one.", "A26", "D14"),
    P("suspicion_rise", 0.02, "1", 0.0, 1.0, "Rise in suspicion of an origin at each confirmed case.", "estimate", "D14"),
    P("suspicion_memory_days", 365.0, "days", 10.0, 5000.0, "Half-life of suspicion.", "estimate", "D14"),
)
