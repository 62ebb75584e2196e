"""Officers' life among militias: what wears them out, and what is done to them (R4, R5, R7-R9)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("strain_daily", 0.00025, "1/day", 0.0, 0.1, "Daily hazard of an officer to step back from an orderly and friendly militia.", "estimate", "R4"),
    P("strain_disorder", 1.6, "log hazard", 0.0, 6.0, "What full disorder adds.", "A14", "R4"),
    P("strain_memory", 1.4, "log hazard", 0.0, 6.0, "What fighters' full memory of abuse in service adds.", "A14", "R5"),
    P("strain_faith", 4.0, "log hazard", 0.0, 6.0, "What a full gap in religious feeling adds.", "A14", "R7"),
    P("adviser_days", 90.0, "days", 5.0, 2000.0, "Mean days as an adviser from afar before he gives that up too, in an orderly militia.", "A14", "R4"),
    P("withdraw_abroad", 2.6, "log weight", -5.0, 5.0, "Log-weight of a camp abroad against idleness inside, at an open border.", "A11 A17", "R1"),
    P("withdraw_distance", 0.5, "log weight", 0.0, 5.0, "Log-weight that this loses with each place to cross.", "I7", "R1"),
    P("wait_days", 200.0, "days", 5.0, 1000.0, "Mean days that an officer never refused waits at militias' doors before he goes away.", "estimate", "R11"),
    P("wait_refused", 1.0, "log hazard", 0.0, 5.0, "What each refusal adds to his hazard of going away.", "estimate", "R11"),
    P("label_daily", 0.003, "1/day", 0.0, 0.2, "Daily hazard of a wholly outspoken officer to be labelled where sectarian feeling is full.", "A17", "R8"),
    P("outspoken_from", 0.4, "1", 0.0, 1.0, "National feeling above which an officer speaks out.", "estimate", "R8"),
    P("murder_daily", 0.0, "1/day", 0.0, 0.1, "Daily hazard of a wholly outspoken officer to be killed by persons unknown, where sectarian feeling is full.", "A17 (claim)", "R9"),
    P("retold_as_murder", 0.05, "1", 0.0, 1.0, "How much the rumour grows with each hundred outspoken officers dead, however they died.", "A17", "N7"),
)
