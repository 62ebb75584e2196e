"""I1-I7: the army as it stands at birth, and the columns that everybody has. How it is drawn stands in ``population/``.

Sect is a position in a structure: loyalty, training and skill are drawn independently of it; posts, privilege and suspicion are not.
"""

from __future__ import annotations

from unit_cohesion.engine.declare import Rule, column, mechanism, parameter, stream, term
from unit_cohesion.vocabulary import FIRST_YEAR, LAST_YEAR, STATUSES


class Army(Rule):
    """What people, units, cells, profiles and places are; what moves of them is declared by the rules that move it.

    log_loyalty = −loyalty_weight · (loyalty − ½)
    log_I4 = ceiling_resentment · how far his group is shut out of the posts that his rank could hold
    """

    table = "army"
    heading = "The army as it stands at birth (I1-I7)"

    I1 = mechanism(
        "Every rank and branch",
        "Soldiers to generals, in army, air force, navy, security, intelligence and police, of every sect, can leave.",
        "A8",
        off="every branch and band is populated and can defect",
        kind="fact",
    )
    I2 = mechanism(
        "Who serves",
        "Conscripts mirror the people; career men come mostly from the ruler's group.",
        "B13 B21-22",
        off="initial shares match the scenario's",
        kind="fact",
    )
    I3 = mechanism(
        "Officer schools",
        "Officer schools take few of the majority; training is the same for all in a school and year.",
        "A20",
        off="competence is equal within school and cohort",
        kind="fact",
    )
    I4 = mechanism(
        "Ceiling on posts",
        "Sensitive posts go by sect; officers of the other groups meet a ceiling and resent it.",
        "A20",
        off="fewer leave among ceilinged officers",
        outcome="events: leavers among ceilinged officers",
        pushes="posts closed to his group",
        holds="posts open to his group",
    )
    I5 = mechanism(
        "Specialities and skill",
        "Each has a speciality; some officers are simply not competent.",
        "A26 A29",
        off="competence has spread; some specialities are of no use to militias",
        kind="fact",
    )
    I6 = mechanism(
        "Privilege by rank and post",
        "Privilege and pay rise with rank and post, most in intelligence.",
        "A29",
        off="with D7: more officers leave",
        outcome="daily: officers leaving",
    )
    I7 = mechanism(
        "Home and borders",
        "Each has a home with kin; borders and the sea are near some places and far from others.",
        "A11 A41 B16 B26",
        off="near a border more reach it",
        kind="fact",
    )

    competence_mean = parameter(0.55, "1", 0.05, 1.0, "Mean competence of a school and cohort.", "estimate", of=I3)
    competence_cohort_spread = parameter(
        0.08, "1", 0.0, 0.5, "Spread of training between schools and cohorts, the same for all sects.", "A20", of=I3
    )
    competence_spread = parameter(0.18, "1", 0.0, 0.5, "Spread of competence between people of one school and cohort.", "A26", of=I5)
    ceiling_resentment = parameter(
        0.5, "log hazard", 0.0, 2.0, "Added log-hazard of an officer whose group is wholly shut out of sensitive posts.", "A20", of=I4
    )
    privilege_by_rank = parameter(0.25, "1", 0.0, 0.5, "Privilege gained with each band above soldier (of 1).", "A29", of=I6)
    privilege_of_post = parameter(0.15, "1", 0.0, 0.5, "Privilege added by a sensitive post.", "A29", of=I6)
    privilege_of_intelligence = parameter(0.2, "1", 0.0, 0.5, "Privilege added by serving in intelligence.", "A29", of=I6)
    loyalty_mean = parameter(0.5, "1", 0.05, 0.95, "Mean loyalty at birth, the same for every sect.", "estimate", of=I1)
    loyalty_concentration = parameter(
        4.0,
        "1",
        0.5,
        50.0,
        "How alike loyalties at birth are (logit-normal, with about the spread of a beta distribution whose parameters sum to this).",
        "estimate",
        of=I1,
    )
    unease_share = parameter(
        0.5, "1", 0.0, 1.0, "Share of the ruling group's officers who mind excessive force against others.", "B10", of="D2"
    )
    kin_group_size = parameter(
        3.0, "persons", 1.0, 20.0, "Mean number of serving men in one kin group (same home and sect).", "estimate", of="D8", nature="fact"
    )
    loyalty_weight = parameter(
        5.9,
        "log hazard",
        0.0,
        9.0,
        "Log-hazard between a person without loyalty and one wholly loyal.",
        "fitted to Syria, to June 2012; before 6, an estimate",
        of=I1,
        table="departure",
    )
    religiosity_civilians = parameter(
        0.4, "1", 0.0, 1.0, "Mean religious feeling of civilians and conscripts at the start.", "estimate", of="R7", table="gatekeeping"
    )
    nationalism_civilians = parameter(0.4, "1", 0.0, 1.0, "The same of civilians and conscripts.", "estimate", of="R8", table="gatekeeping")

    key = column("people", "u8", "key", "stable key: formation, unit, seat", high=18446744073709551616, fixed=True)
    people_unit = column("people", "i4", "row of units", "the unit that he serves or served in", fixed=True, called="unit", told=True)
    cell = column("people", "i4", "row of cells", "unit × sect × band", fixed=True, apart=True)
    profile = column("people", "i4", "row of profiles", "home × sect × band × branch × post", fixed=True, apart=True)
    seat = column("people", "i4", "number", "seat in the unit; of civilians: number in their community", high=10000000, fixed=True)
    people_sect = column(
        "people", "i1", "row of sects", "sect: a group, a structural position", high=100, fixed=True, called="sect", told=True
    )
    faith = column(
        "people",
        "i1",
        "row of sects",
        "the group by faith alone: of an ethnic group, the one whose faith it shares",
        high=100,
        fixed=True,
        told=True,
    )
    rank = column("people", "i1", "row of RANKS", "rank", high=10, fixed=True, told=True)
    people_band = column("people", "i1", "row of BANDS", "rank band", high=5, fixed=True, called="band", told=True)
    speciality = column("people", "i1", "row of SPECIALITIES", "speciality", high=10, fixed=True, told=True)
    people_post = column("people", "?", "yes/no", "holds a sensitive post", high=1, fixed=True, called="post", told=True)
    intake = column("people", "i1", "row of intakes", "how he was taken in", high=100, fixed=True, told=True)
    cohort = column("people", "i2", "year", "year of entry", low=FIRST_YEAR, high=LAST_YEAR, fixed=True, told=True)
    people_home = column("people", "i1", "row of places", "home place", high=100, fixed=True, called="home", told=True)
    kin = column("people", "i8", "key", "kin group: same home and sect", low=-1, high=4611686018427387904, fixed=True)
    loyalty = column("people", "f8", "1", "loyalty: drawn at birth independently of sect", high=1, fixed=True, apart=True, told=True)
    competence = column("people", "f8", "1", "competence", high=1, fixed=True, told=True)
    ceilinged = column(
        "people", "f8", "1", "how far his group is shut out of the posts that his rank could hold", high=1, fixed=True, apart=True
    )
    sent = column("people", "?", "yes/no", "would be sent by intelligence if he left", high=1, fixed=True)
    discharge_day = column("people", "i4", "day", "end of his compulsory service, 0 for career men", fixed=True, apart=True)
    entry_day = column("people", "i4", "day", "day of his call-up, 0 if serving from the start", fixed=True, apart=True)
    status = column("people", "i1", "row of STATUSES", "status", high=len(STATUSES) - 1, apart=True, told=True)
    since_day = column("people", "i4", "day", "day of entry into the status", apart=True, told=True)
    spell = column("people", "i2", "number", "how many statuses he has entered before", high=1000)
    own = column("people", "f8", "hazard ratio", "his own factor: exp of his own terms; 0 unless he serves", apart=True)
    resistance = column("people", "f8", "hazard", "pressure at which he goes; infinite where his status has no way out", apart=True)
    pressure = column("people", "f8", "hazard", "pressure gathered in this status", apart=True)
    religiosity = column("people", "f8", "1", "religious feeling", high=1, fixed=True, told=True)
    nationalism = column(
        "people", "f8", "1", "how openly he stands for the nation against sectarian practice", high=1, fixed=True, told=True
    )
    memory = column("people", "f8", "1", "memory of abuse by officers in compulsory service", high=1, fixed=True, told=True)
    ordinal = column("units", "i8", "number", "place in the order of battle at one person an agent", fixed=True)
    formation = column("units", "i8", "row of formations", "formation", fixed=True)
    units_branch = column("units", "i8", "row of BRANCHES", "branch", high=6, fixed=True, called="branch")
    trusted = column("units", "?", "yes/no", "part of the trusted core", high=1, fixed=True)
    weight = column(
        "units", "f8", "persons/agent", "persons that each agent of the unit stands for; 0 keeps it out of every sum", high=1000, fixed=True
    )
    units_first = column("units", "i8", "row of people", "first row of its people", fixed=True, called="first")
    units_last = column("units", "i8", "row of people", "one past the last row", fixed=True, called="last")
    first_cell = column("units", "i8", "row of cells", "first row of its cells", fixed=True)
    last_cell = column("units", "i8", "row of cells", "one past the last row", fixed=True)
    garrison = column("units", "i8", "row of places", "home station", high=100, fixed=True)
    start_strength = column("units", "f8", "agents", "serving on day zero", fixed=True)
    strength = column("units", "f8", "agents", "serving", told=True)
    commander = column("units", "i8", "row of people", "commander, -1 if nobody serves", low=-1)
    cells_unit = column("cells", "i4", "row of units", "unit", fixed=True, called="unit")
    cells_sect = column("cells", "i1", "row of sects", "sect", high=100, fixed=True, called="sect")
    cells_band = column("cells", "i1", "row of BANDS", "band", high=5, fixed=True, called="band")
    cells_first = column("cells", "i4", "row of people", "first row of its people", fixed=True, called="first")
    cells_last = column("cells", "i4", "row of people", "one past the last row", fixed=True, called="last")
    profiles_home = column("profiles", "i8", "row of places", "home", high=100, fixed=True, called="home")
    profiles_sect = column("profiles", "i8", "row of sects", "sect", high=100, fixed=True, called="sect")
    profiles_band = column("profiles", "i8", "row of BANDS", "band", high=5, fixed=True, called="band")
    profiles_branch = column("profiles", "i8", "row of BRANCHES", "branch", high=6, fixed=True, called="branch")
    profiles_post = column("profiles", "?", "yes/no", "sensitive post", high=1, fixed=True, called="post")
    uneasy = column("profiles", "?", "yes/no", "officer of the ruling group who minds excessive force", high=1, fixed=True)
    insider = column("profiles", "?", "yes/no", "officer of the ruling group near the top", high=1, fixed=True)
    privilege = column("profiles", "f8", "1", "privilege forfeited by leaving", high=1, fixed=True)
    communities_population = column("communities", "f8", "persons", "people of the sect in the place", fixed=True, called="population")
    target = column("communities", "f8", "1", "share of the place's deaths that fall on it", high=1, fixed=True)
    places_population = column("places", "f8", "persons", "people", fixed=True, called="population")
    border_steps = column("places", "f8", "places", "places to cross to a country that takes people in", fixed=True)
    violence = column("places", "f8", "1", "relative weight of deaths", fixed=True)
    serving_start = column("sects", "f8", "persons", "serving on day zero", fixed=True)
    watched = column("sects", "f8", "1", "how far it is suspected and watched", high=1, fixed=True)

    defections = column("flows", "f8", "persons", "serving to in transit, a militia or its door (candidate), adviser or camp", told=True)
    desertions = column("flows", "f8", "persons", "serving to in hiding", told=True)
    deaths = column("flows", "f8", "persons", "of the people of this model, killed today", told=True)
    arrests = column("flows", "f8", "persons", "jailed today", told=True)
    attempts = column("flows", "f8", "persons", "tried to leave today, caught or not", told=True)
    discharges = column("flows", "f8", "persons", "let go today, maimed or at the end of their term", told=True)
    call_ups = column("flows", "f8", "persons", "called up today", told=True)

    loyalty_people = term("people", "loyalty")
    I4_people = term("people", I4)
    leave = stream("leave")
    fate = stream("fate")
