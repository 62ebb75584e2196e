"""Deaths and where they fall (W1)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("undercount", 1.5, "1", 1.0, 4.0, "True deaths for each one counted in the series.", "mechanisms W1: 1 to 4", "W1"),
    P("deaths_per_power", 0.0016, "deaths/day", 0.0, 0.1, "Deaths a day for each unit of the geometric mean of both sides' power, where there is no series to continue from.", "estimate", "W1"),
    P("regime_death_share", 0.2, "1", 0.0, 1.0, "Share of all deaths that the regime's forces suffer, where there is no series to continue from.", "estimate", "W1"),
    P("force_memory_days", 30.0, "days", 1.0, 365.0, "Days over which the use of force is felt as present.", "estimate", "W1"),
    P("contested_violence", 1.0, "1", 0.0, 5.0, "How much more deaths fall where control is contested.", "estimate", "W1"),
)
