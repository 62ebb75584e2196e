"""The regime's answer (W3)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("answer_half", 1.0, "departures per 1,000 a month", 0.01, 100.0, "Pace of departures at which the regime's answer is at half strength.", "estimate", "W3"),
    P("answer_lag_days", 30.0, "days", 1.0, 365.0, "Lag of the regime's answer.", "estimate", "W3"),
    P("purge_daily", 3e-5, "1/day", 0.0, 0.01, "Daily hazard of arrest at the full answer, in a wholly watched group.", "estimate", "W3"),
    P("sealing", 1.5, "log hazard", 0.0, 3.0, "Log-hazard taken off in confined units by sealed leave, at the full answer.", "lit", "W3"),
    P("militia_replacement", 0.6, "1", 0.0, 2.0, "Militiamen raised for each soldier lost, at the full answer.", "lit", "W3"),
    P("militia_lag_days", 180.0, "days", 1.0, 1000.0, "Time in which they are raised.", "estimate", "W3"),
)
