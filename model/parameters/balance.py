"""The balance of forces, control, belief in it, and endings (W2, W4, N8, D13)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("power_confined", 0.25, "1", 0.0, 1.0, "Fighting worth of a confined man against a deployed one.", "estimate", "W2"),
    P("power_besieged", 0.4, "1", 0.0, 1.0, "Fighting worth of a besieged man against a deployed one.", "estimate", "W2"),
    P("power_air", 15000.0, "men", 0.0, 200000.0, "Worth of the full air effort in deployed men.", "estimate", "W2"),
    P("power_militia", 0.5, "1", 0.0, 2.0, "Worth of a regime militiaman against a deployed soldier.", "estimate", "W2"),
    P("recruit_daily", 4e-5, "1/day", 0.0, 0.01, "Daily share of a wholly aggrieved community that takes up arms.", "tuned", "W2"),
    P("insurgent_cap", 0.02, "1", 0.0, 0.2, "Largest share of a community under arms against the regime.", "estimate", "W2"),
    P("insurgent_worth", 0.6, "1", 0.0, 3.0, "Worth of a rebel fighter against a deployed soldier.", "estimate", "W2"),
    P("defector_worth", 1.2, "1", 0.0, 5.0, "Worth of a defector of mean competence who fights, against a deployed soldier.", "estimate", "W2"),
    P("rebel_death_share", 0.3, "1", 0.0, 1.0, "Share of the deaths other than the regime's that rebel fighters suffer.", "estimate", "W2"),
    P("control_weekly", 0.04, "1/week", 0.0, 1.0, "How fast control of a place follows the local balance.", "estimate", "W2"),
    P("control_incumbency", 2.0, "1", 0.1, 20.0, "Advantage of the side in place: local power of the regime counts this much more.", "estimate", "W2"),
    P("regime_odds_start", 0.9, "1", 0.0, 1.0, "Believed odds on day one that the regime lasts.", "estimate", "N8"),
    P("odds_slope", 0.6, "1", 0.0, 5.0, "How strongly belief follows the visible balance of power (logit for each e-fold).", "estimate", "N8"),
    P("odds_lag_days", 45.0, "days", 1.0, 365.0, "Lag of that belief.", "estimate", "N8"),
    P("collapse_strength", 0.2, "1", 0.0, 1.0, "Share of its first strength below which the army has collapsed.", "design", "W4"),
    P("pacified_insurgents", 3000.0, "persons", 0.0, 1e6, "Rebels under arms below which the country counts as pacified, once there have been more.", "design", "W4"),
    P("falls_control", 0.15, "1", 0.0, 1.0, "National control below which the regime falls.", "design", "W4"),
    P("ending_days", 365, "days", 30, 3650, "How far ahead an ending must be in sight for the day not to be limbo.", "mechanisms W4", "W4"),
)
