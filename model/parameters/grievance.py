"""Grievance, unease and the toll (D1-D3)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("grievance_weight", 2.0, "log hazard", 0.0, 5.0, "Log-hazard of a boundless grievance.", "lit", "D1"),
    P("grievance_half", 30.0, "deaths per 100,000", 0.1, 1000.0, "Felt grievance at which half of that weight is reached.", "estimate", "D1"),
    P("grievance_memory_days", 300.0, "days", 10.0, 3000.0, "Half-life of grievance.", "estimate", "D1"),
    P("grievance_home", 0.5, "1", 0.0, 1.0, "Share of grievance felt for one's own home; the rest is for one's community everywhere.", "estimate", "D1"),
    P("unease_weight", 1.0, "log hazard", 0.0, 3.0, "Log-hazard of boundless force against others, for uneasy officers of the ruling group.", "B10", "D2"),
    P("unease_half", 60.0, "deaths/day", 1.0, 1000.0, "Deaths a day among others at which half of that weight is reached.", "estimate", "D2"),
    P("losses_weight", 4.0, "log hazard", 0.0, 20.0, "Log-hazard for a wholly lost unit (share of it killed lately times this).", "lit", "D3"),
    P("losses_memory_days", 90.0, "days", 5.0, 730.0, "Half-life of a unit's losses in its men's minds.", "estimate", "D3"),
    P("toll_weight", 0.6, "log hazard", 0.0, 3.0, "Log-hazard of a boundless toll, for the ruling group's officers.", "B9", "D3"),
    P("toll_half", 12.0, "deaths/day", 0.5, 200.0, "The regime's own deaths a day at which half of that weight is reached.", "estimate", "D3"),
)
