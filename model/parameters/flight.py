"""Ways out and what is expected of them (D12, D15)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("militia_pull", 1.0, "log weight", -5.0, 5.0, "Log-weight of the way to a local militia for a soldier where rebels hold the place.", "A14", "D15"),
    P("militia_absent", 2.0, "log weight", 0.0, 6.0, "Log-weight that this way loses where the regime holds the place.", "estimate", "D15"),
    P("militia_rank", 0.0, "log weight", 0.0, 3.0, "Log-weight that this way gains with each band above soldier: early on officers join factions.", "A14", "D15"),
    P("abroad_pull", 0.3, "log weight", -5.0, 5.0, "Log-weight of the way abroad for a soldier at an open border.", "A11", "D15"),
    P("abroad_distance", 0.8, "log weight", 0.0, 5.0, "Log-weight that this way loses with each place to cross on the way to a border.", "I7", "D15"),
    P("abroad_rank", 0.7, "log weight", 0.0, 3.0, "Log-weight that this way gains with each band above soldier.", "A11: most officers are in camps", "D15"),
    P("hiding_pull", 0.4, "log weight", -5.0, 5.0, "Log-weight of hiding at home, for a soldier.", "lit", "D15"),
    P("hiding_rank", 0.6, "log weight", 0.0, 3.0, "Log-weight that hiding loses with each band above soldier: an officer is known.", "estimate", "D15"),
    P("transit_days", 4.0, "days", 1.0, 60.0, "Mean days on the way abroad, for each place to cross and the border.", "estimate", "D15"),
    P("reception_prior", 0.8, "1", 0.0, 1.0, "Reception expected on each way before anything is known.", "hypothesis", "D12"),
    P("reception_worst", 0.5, "hazard ratio", 0.05, 1.0, "Multiplier of a way on which nothing good is expected, against the best.", "estimate: .5 to 1 for officers", "D12"),
    P("reception_lag_days", 60.0, "days", 1.0, 730.0, "Lag with which the fate of earlier leavers is learned.", "estimate", "D12"),
    P("reception_needed", 50.0, "persons", 1.0, 10000.0, "Earlier leavers of one's kind at which their fate weighs as much as the prior.", "estimate", "D12"),
    P("reception_rank", 0.25, "1", 0.0, 1.0, "How much of the multiplier acts on a soldier; the rest comes with each band up to full at lieutenant.", "estimate", "D12"),
    P("fare_militia", 0.8, "1", 0.0, 1.0, "How well a leaver fares as a militia fighter.", "A14", "D12"),
    P("fare_camp", 0.3, "1", 0.0, 1.0, "How well a leaver fares in a camp.", "A11", "D12"),
    P("fare_commander", 1.0, "1", 0.0, 1.0, "How well a leaver fares as a militia commander.", "A14", "D12"),
    P("fare_candidate", 0.4, "1", 0.0, 1.0, "How well he fares while he waits at a militia's door.", "A20", "D12"),
    P("fare_adviser", 0.5, "1", 0.0, 1.0, "How well he fares as an adviser from afar.", "A14", "D12"),
    P("fare_withdrawn", 0.15, "1", 0.0, 1.0, "How well he fares idle among the rebels.", "A14", "D12"),
    P("fare_national", 1.0, "1", 0.0, 1.0, "How well he fares in the national army.", "A38", "D12"),
    P("fare_returned", 0.3, "1", 0.0, 1.0, "How well he fares back with the regime.", "estimate", "D12"),
    P("fare_gone", 0.3, "1", 0.0, 1.0, "How well he fares abroad for good.", "estimate", "D12"),
    P("fare_hiding", 0.5, "1", 0.0, 1.0, "How well a leaver fares in hiding.", "estimate", "D12"),
)
