"""Where units stand and how they are used (D16, and sieges for D11)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("deployed_share", 0.25, "1", 0.0, 1.0, "Share of units in use when the country is calm at the start.", "estimate: only the trusted third was used freely at first", "D16"),
    P("deployed_rise", 0.45, "1", 0.0, 1.0, "Further share in use when unrest is at its reference.", "estimate", "D16"),
    P("unrest_reference", 60.0, "deaths/day", 1.0, 1000.0, "National deaths a day at which deployment has risen by half of its rise.", "estimate", "D16"),
    P("exposure_deployed", 4.0, "1", 1.0, 20.0, "Chance of being killed of a deployed man against a confined one.", "estimate", "D16"),
    P("exposure_besieged", 6.0, "1", 1.0, 20.0, "Chance of being killed of a besieged man against a confined one.", "estimate", "D16"),
    P("opportunity_deployed", 1.6, "hazard ratio", 1.0, 5.0, "Hazard of leaving of a deployed man against a confined one.", "lit", "D16"),
    P("siege_control", 0.4, "1", 0.0, 1.0, "Below this control of a place its garrisons can be besieged.", "estimate", "D11"),
    P("siege_weekly", 0.05, "1/week", 0.0, 1.0, "Weekly chance that a garrison in a place wholly lost is cut off.", "estimate", "D11"),
    P("siege_event_share", 0.3, "1", 0.0, 1.0, "Share of the garrisons of a place that a dated siege cuts off.", "estimate", "D11"),
    P("relief_weekly", 0.06, "1/week", 0.0, 1.0, "Weekly chance that a siege ends.", "estimate", "D11"),
)
