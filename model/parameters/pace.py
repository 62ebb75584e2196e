"""The believed pace of departures (N6)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("belief_lag_days", 45.0, "days", 1.0, 365.0, "Lag with which the believed pace follows the true one.", "B17-18: called a trickle", "N6"),
    P("pace_understatement", 0.35, "1", 0.0, 1.0, "Share of the true pace that is believed.", "B17-18", "N6"),
    P("reassurance_start", 0.3, "1", 0.0, 1.0, "Belief on day one that rebels spare those who come over.", "estimate", "D4"),
)
