"""News, pledges, rumours (N1-N5, N7)."""

from datetime import date

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("leader_exit_release", date(2012, 2, 27), "date", date(2011, 3, 15), date(2014, 12, 31), "When word of the ruler's search for asylum reaches the public.", "B12: dated to December, leaked late in February", "N1"),
    P("leader_exit_reliability", 0.6, "1", 0.0, 1.0, "How far the source of that word is trusted.", "B8: unverified", "N2"),
    P("hand_discount", 0.75, "1", 0.0, 1.0, "What is left of a piece of news after each hand that it passes through.", "estimate", "N1"),
    P("hand_days", 7, "days", 0, 60, "Days that news takes from one hand to the next.", "estimate", "N1"),
    P("abandonment_weight", 0.7, "1", 0.0, 1.0, "Believed odds of being abandoned after fully trusted first-hand word.", "estimate", "N2"),
    P("abandonment_memory_days", 150.0, "days", 10.0, 2000.0, "Half-life of that belief.", "estimate", "N2"),
    P("pledge_weight", 1.0, "1", 0.0, 10.0, "Departures a week that a group takes each man of a trusted pledge to stand for.", "estimate", "N3"),
    P("pledge_memory_days", 45.0, "days", 1.0, 365.0, "Half-life of a pledge's impression.", "estimate", "N3"),
    P("pledge_reassurance", 0.08, "1", 0.0, 1.0, "Rise in the group's belief that rebels spare those who come over, for one trusted pledge.", "B11 B15", "N3"),
    P("credence", 0.6, "1", 0.0, 1.0, "Credence given to an unverified pledge by a group that is not close to those shown.", "B23-26", "N4"),
    P("credence_affinity", 0.25, "1", 0.0, 1.0, "Credence added where those shown are of one's own group.", "estimate", "N4"),
    P("exposure_backfire", 0.8, "1", 0.0, 1.0, "Share of a group's pledge impressions that an exposed staging destroys.", "estimate", "N4"),
    P("rumour_memory_days", 400.0, "days", 10.0, 5000.0, "Half-life of a rumour that is still told.", "A17: still circulating", "N7"),
    P("pretext_share", 0.6, "1", 0.0, 1.0, "Share of those who stay out of the fight who name danger as the reason, at a full rumour.", "A17", "N7"),
    P("danger_true_share", 0.1, "1", 0.0, 1.0, "Share who would name danger without any rumour.", "estimate", "N7"),
    P("rumour_fear", 0.0, "log hazard", 0.0, 3.0, "Log-weight that a full rumour takes from the way to a militia.", "A17 (claim)", "N7b"),
)
