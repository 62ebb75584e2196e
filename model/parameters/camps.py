"""Camps, idleness, hope, going back and going for good (R1, R2, R16, R18)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("camp_return_daily", 0.01, "1/day", 0.0, 0.2, "Daily hazard of an officer with full hope to go back to the fight, were camps free to leave.", "estimate", "R1"),
    P("camp_return_enlisted", 0.3, "hazard ratio", 0.0, 5.0, "The same for soldiers and NCOs, against officers.", "estimate", "R1"),
    P("camp_restriction", 3.0, "log hazard", 0.0, 10.0, "What the camps' restrictions take off it.", "A11", "R1"),
    P("skill_fade_days", 700.0, "days", 30.0, 10000.0, "Days of idleness in which skill falls by two thirds of the way to its floor.", "A11", "R2"),
    P("skill_floor", 0.5, "1", 0.0, 1.0, "Share of competence that idleness leaves.", "A11", "R2"),
    P("hope_daily", 0.004, "1/day", 0.0, 0.2, "How fast hope falls in a camp or in idleness inside.", "A29", "R16"),
    P("hope_refused", 0.1, "1", 0.0, 1.0, "Hope lost with each refusal or label.", "A29", "R16"),
    P("hope_floor", 0.55, "1", 0.0, 1.0, "Hope below which ill-treatment drives only a few.", "A29", "R16"),
    P("hope_recovery_days", 120.0, "days", 1.0, 2000.0, "Days in which hope recovers by two thirds in action or in the national army.", "estimate", "R16"),
    P("gone_daily", 0.002, "1/day", 0.0, 0.2, "Daily hazard of one without any hope to go abroad for good.", "estimate", "R18"),
    P("gone_hope", 4.0, "log hazard", 0.0, 10.0, "What full hope takes off it.", "A29", "R16"),
    P("return_daily", 0.00008, "1/day", 0.0, 0.1, "Daily hazard of a leaver who is idle or in hiding to go back to the regime.", "lit", "R18"),
    P("return_amnesty", 1.8, "log hazard", 0.0, 6.0, "What an amnesty adds to it while its window is open.", "Decree 23 of 2013", "R18"),
    P("hiding_joins_daily", 0.0004, "1/day", 0.0, 0.1, "Daily hazard of a deserter in hiding to join a local militia where rebels hold the place.", "estimate", "D15"),
)
