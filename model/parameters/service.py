"""Call-up, discharge and wounds (I8)."""

from datetime import date

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("service_days", 540, "days", 90, 1500, "Length of compulsory service.", "Decree 35 of 2011: 18 months", "I8"),
    P("discharge_stops", date(2011, 6, 15), "date", date(1900, 1, 1), date(2100, 1, 1), "From this day conscripts are kept beyond their term.", "estimate: reported from late 2011", "I8"),
    P("call_up_months", 36, "months", 1, 240, "Months over which the call-up seats of units are called, from the first.", "design", "I8"),
    P("evasion", 0.35, "1", 0.0, 1.0, "Share of those called up who do not come, where the regime is in full control.", "estimate", "I8"),
    P("evasion_lost_control", 0.9, "1", 0.0, 1.0, "Share who do not come where the regime has lost control.", "estimate", "I8"),
    P("wounded_discharged", 0.7, "1", 0.0, 5.0, "Men discharged for wounds, for each man killed.", "estimate", "I8"),
)
