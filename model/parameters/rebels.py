"""Civilians who take up arms, and what they and defectors are worth in the fight (D1, W2, S4)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("rebel_pool_share", 0.005, "1", 0.0, 0.05, "Share of the people who could ever take up arms against the regime; made on day zero.", "estimate: up to 100,000 rebels", "W2"),
    P("join_daily", 0.004, "1/day", 0.0, 0.1, "Daily hazard of a wholly aggrieved civilian of the pool to take up arms.", "tuned", "W2"),
    P("join_pay", 0.5, "log hazard", 0.0, 5.0, "What full pay in the militias of his place adds to a civilian's hazard of joining.", "A14 A20", "S4"),
    P("join_success", 0.8, "log hazard", 0.0, 5.0, "What rebels' hold of his place adds to a civilian's hazard of joining.", "estimate", "W2"),
    P("new_militia", -1.5, "log weight", -8.0, 5.0, "Log-weight for a newcomer of founding a militia of his own where there is none yet.", "A35", "R15"),
    P("militia_crowding", 0.5, "log weight", 0.0, 5.0, "Log-weight that founding loses with each militia already in the place.", "estimate", "R15"),
    P("pay_follows", 1.5, "log weight", 0.0, 5.0, "Log-weight that a militia's full pay adds for a fighter who chooses one.", "A14 A20", "S4"),
    P("faith_follows", 2.0, "log weight", 0.0, 10.0, "Log-weight that a militia loses for a fighter by each unit of difference in religious feeling.", "A14", "R7"),
    P("civilian_competence", 0.3, "1", 0.0, 1.0, "Mean competence of a civilian under arms.", "estimate", "W2"),
    P("quit_daily", 0.0012, "1/day", 0.0, 0.1, "Daily hazard of an unpaid fighter in an orderly militia to leave it.", "estimate", "S4"),
    P("quit_pay", 1.0, "log hazard", 0.0, 5.0, "What full pay takes off a fighter's hazard of leaving his militia.", "A14 A20", "S4"),
    P("fighter_worth", 1.0, "1", 0.0, 3.0, "Worth of a civilian fighter against a deployed soldier, in a militia that holds together and is armed.", "estimate", "W2"),
    P("unarmed_worth", 0.6, "1", 0.0, 1.0, "Share of that worth without any supply from outside.", "estimate", "S1"),
    P("command_worth", 0.5, "1", 0.0, 5.0, "What officers in action add to a militia's worth: its gain at one officer for every twenty fighters.", "estimate", "W2"),
)
