"""The rebuilt army: its conditions, assembly, command, recruits, and what it is worth (B1-B7, R17)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("consensus_needed", 0.6, "1", 0.0, 1.0, "Consensus of key sponsors above which a national army can form, given a safe area.", "A41", "B1"),
    P("assembly_daily", 0.004, "1/day", 0.0, 0.5, "Daily hazard of an idle defector with full hope to come to it.", "estimate", "B1"),
    P("assembly_fast", 1.0, "hazard ratio", 1.0, 20.0, "How much faster it assembles if speciality, rank and duty are known beforehand.", "A38 (claim)", "B2"),
    P("command_weekly", 0.03, "1/week", 0.0, 1.0, "How fast command grows with leaders enough.", "A41", "B1"),
    P("leaders_needed", 0.04, "1", 0.001, 1.0, "Trained leaders for each man that command needs.", "estimate", "B1"),
    P("leaders_weekly", 0.02, "1/week", 0.0, 1.0, "Weekly share of its officers trained to lead.", "A38", "B3"),
    P("leaders_soon", 1.0, "1", 1.0, 20.0, "How much faster if they are moderate and soon trained.", "A38 (claim)", "B3"),
    P("training_weekly", 0.05, "1/week", 0.0, 1.0, "How fast training restores skill.", "estimate", "B1"),
    P("recruit_national", 0.25, "hazard ratio", 0.0, 5.0, "Hazard of an aggrieved civilian to join it where it stands, against joining a militia.", "estimate", "B4"),
    P("recruit_everywhere", 1.0, "hazard ratio", 1.0, 20.0, "How many more recruits men of many areas and groups attract, from everywhere.", "A38 (claim)", "B4"),
    P("national_worth", 1.1, "1", 0.0, 5.0, "Worth of a trained man of it under full command, against a deployed soldier.", "estimate", "B1"),
    P("knows_the_regime", 1.0, "1", 1.0, 5.0, "How much more if knowledge of the regime counts.", "A38 (claim)", "B5"),
    P("resists_extremists", 1.0, "1", 0.0, 1.0, "Share of the extremists' killing that it still suffers if it resists better than militias do.", "A38 (claim)", "B6"),
    P("respect_weekly", 0.0, "1/week", 0.0, 1.0, "How fast public respect follows respected figures and the sacrifice made.", "A38 (claim)", "B7"),
    P("respect_recruits", 1.0, "log hazard", 0.0, 5.0, "What full respect adds to recruitment.", "A38 (claim)", "B7"),
    P("standing_recruits", 0.0, "log hazard", 0.0, 5.0, "What leaders of full standing add to recruitment.", "A32 (claim)", "R17"),
    P("safe_radius", 0.35, "log hazard", 0.0, 5.0, "What each place between a man and the safe area takes off his hazard of coming.", "estimate", "B1"),
)
