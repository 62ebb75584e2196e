"""The army as it stands at birth (I1-I7)."""

from model.parameters.declaration import Parameter as P

PARAMETERS = (
    P("competence_mean", 0.55, "1", 0.05, 1.0, "Mean competence of a school and cohort.", "estimate", "I3"),
    P("competence_cohort_spread", 0.08, "1", 0.0, 0.5, "Spread of training between schools and cohorts, the same for all sects.", "A20", "I3"),
    P("competence_spread", 0.18, "1", 0.0, 0.5, "Spread of competence between people of one school and cohort.", "A26", "I5"),
    P("ceiling_resentment", 0.5, "log hazard", 0.0, 2.0, "Added log-hazard of an officer whose group is wholly shut out of sensitive posts.", "A20", "I4"),
    P("privilege_by_rank", 0.25, "1", 0.0, 0.5, "Privilege gained with each band above soldier (of 1).", "A29", "I6"),
    P("privilege_of_post", 0.15, "1", 0.0, 0.5, "Privilege added by a sensitive post.", "A29", "I6"),
    P("privilege_of_intelligence", 0.2, "1", 0.0, 0.5, "Privilege added by serving in intelligence.", "A29", "I6"),
    P("loyalty_mean", 0.5, "1", 0.05, 0.95, "Mean loyalty at birth, the same for every sect.", "estimate", "I1"),
    P("loyalty_concentration", 4.0, "1", 0.5, 50.0, "How alike loyalties at birth are (logit-normal, with about the spread of a beta distribution whose parameters sum to this).", "estimate", "I1"),
    P("unease_share", 0.5, "1", 0.0, 1.0, "Share of the ruling group's officers who mind excessive force against others.", "B10", "D2"),
    P("kin_group_size", 3.0, "persons", 1.0, 20.0, "Mean number of serving men in one kin group (same home and sect).", "estimate", "D8"),
)
