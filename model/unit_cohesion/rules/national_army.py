"""The rebuilt army: it forms where key sponsors agree and a safe area is there for training and leading, and not else (B1).

Command grows as leaders are trained (B3, a claim: soon), skill is restored by training; respect (B7) and leaders untouched by foreign money
(R17) draw recruits: claims, off unless a scenario switches them on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, parameter
from unit_cohesion.engine.transitions import those
from unit_cohesion.vocabulary import BANDS, CIVIL, NATIONAL, STATUSES

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Nation, Places, Profiles, Rows

IN_IT = np.array([status == NATIONAL for status in range(len(STATUSES))])
OFFICERS_FROM, GENERALS = BANDS.index("junior officers"), BANDS.index("generals")


class NationalArmy(Rule):
    """Its conditions are looked at; while they hold it trains and leads its men, and while they do not its command fades.

    forms if consensus ≥ consensus_needed and some place is safe; without B1 always. While it forms:
    leaders += min(1, leaders_weekly · leaders_soon) · (its officers − leaders), never more than its officers    leaders_soon: B3
    skill   += training_weekly · (competence − skill), never down
    command += command_weekly · (min(1, leaders / (leaders_needed · men)) − command)
    always:
    power    = national_worth · knows_the_regime · (uncommanded_worth + (1 − uncommanded_worth) · command) · Σ skill / competence_mean
        knows_the_regime: B5
    respect += respect_weekly · (1 − (1 − figures) · (1 − sacrifice) − respect), figures = its generals / (its generals + figures_half),
        sacrifice = min(1, respect_sacrifice · mean privilege that its officers gave up)     B7
    standing = 1 − standing_tainted · share of its officers who are tainted                                R17
    """

    every = 7
    rebels = True
    table = "national_army"
    heading = "The rebuilt army: its conditions, assembly, command, recruits, and what it is worth (B1-B7, R17)"

    R17 = mechanism(
        "Untouched by foreign money",
        "Those untouched by foreign money keep standing and are trusted to lead a rebuilt army.",
        "A32",
        off="its leaders have less standing",
        outcome="daily.standing",
        kind="claim",
    )
    B1 = mechanism(
        "Two conditions",
        "A national army needs the key sponsors' consensus and a safe area at once; either missing, it does not form.",
        "A41",
        off="forms without them",
        outcome="daily.national army",
    )
    B2 = mechanism(
        "Fast assembly",
        "Defectors know speciality, rank and duty beforehand, so that assembly is fast.",
        "A38",
        off="slower build-up",
        outcome="daily.national army",
        kind="claim",
        pushes="duty known beforehand",
        holds="duty to be learned",
    )
    B3 = mechanism(
        "Soon trained to lead",
        "Moderate, and soon trained to lead.",
        "A38",
        off="fewer leaders",
        outcome="daily.national_leaders",
        kind="claim",
    )
    B4 = mechanism(
        "Recruits from everywhere",
        "Men from many areas and minorities attract recruits that militias cannot.",
        "A38",
        off="fewer recruits, narrower mix",
        outcome="daily.national army",
        kind="claim",
    )
    B5 = mechanism(
        "Knowledge of the regime",
        "Knowledge of the regime is worth more in combat.",
        "A38",
        off="weaker per head",
        outcome="daily.national_power",
        kind="claim",
    )
    B6 = mechanism(
        "Resists extremists",
        "They resist extremists better than militias do.",
        "A38",
        off="loses more to them",
        outcome="daily.national_lost",
        kind="claim",
    )
    B7 = mechanism(
        "Public respect",
        "Respected figures of high rank, and the privileges that its officers gave up, raise public respect.",
        "A38",
        off="slower recruitment",
        outcome="daily.national army",
        kind="claim",
    )

    consensus_needed = parameter(
        0.6, "1", 0.0, 1.0, "Consensus of key sponsors above which a national army can form, given a safe area.", "A41", of=B1
    )
    command_weekly = parameter(0.03, "1/week", 0.0, 1.0, "How fast command grows with leaders enough.", "A41", of=B1)
    leaders_needed = parameter(0.04, "1", 0.001, 1.0, "Trained leaders for each man that command needs.", "estimate", of=B1)
    leaders_weekly = parameter(0.02, "1/week", 0.0, 1.0, "Weekly share of its officers trained to lead.", "A38", of=B3)
    leaders_soon = parameter(1.0, "1", 1.0, 20.0, "How much faster if they are moderate and soon trained.", "A38 (claim)", of=B3)
    training_weekly = parameter(0.05, "1/week", 0.0, 1.0, "How fast training restores skill.", "estimate", of=B1)
    national_worth = parameter(
        1.1, "1", 0.0, 5.0, "Worth of a trained man of it under full command, against a deployed soldier.", "estimate", of=B1
    )
    uncommanded_worth = parameter(0.3, "1", 0.0, 1.0, "Share of that worth that is left without any command.", "estimate", of=B1)
    knows_the_regime = parameter(1.0, "1", 1.0, 5.0, "How much more if knowledge of the regime counts.", "A38 (claim)", of=B5)
    respect_weekly = parameter(
        0.0, "1/week", 0.0, 1.0, "How fast public respect follows respected figures and the sacrifice made.", "A38 (claim)", of=B7
    )
    figures_half = parameter(
        5.0,
        "persons",
        0.1,
        1000.0,
        "Generals in it, much respected figures, at which half the respect is won that figures can win.",
        "A38 (claim)",
        of=B7,
    )
    respect_sacrifice = parameter(
        0.8, "1", 0.0, 3.0, "Respect won where its officers gave up all the privilege that there is.", "A38 (claim)", of=B7
    )
    standing_tainted = parameter(
        0.5, "1", 0.0, 1.0, "Standing that its leaders lack if foreign money has tainted all of them.", "A32 (claim)", of=R17
    )

    forming = column("nation", "f8", "1", "1 while the national army's conditions hold", high=1, told=True)
    command = column("nation", "f8", "1", "command of the national army", high=1, told=True)
    respect = column("nation", "f8", "1", "public respect for the national army", high=1, told=True)
    standing = column("nation", "f8", "1", "standing of the national army's leaders", high=1, told=True)
    national_leaders = column("nation", "f8", "persons", "trained leaders of the national army", told=True)
    national_power = column("nation", "f8", "men", "fighting worth of the national army", told=True)

    @staticmethod
    @compiled
    def run(book: Book, places: Places, profiles: Profiles, profile: Rows, nation: Nation, found: Rows) -> None:
        """See whether its conditions hold; train, lead, and count its worth."""
        p, on = book.p, book.on
        safe = False
        for place in places:
            safe = safe or place.safe
        forming = not on.B1 or (nation.sponsor_consensus >= p.consensus_needed and safe)
        nation.forming = 1.0 if forming else 0.0
        men, led, clean, figures, given_up, skill = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for number in range(those(book, IN_IT, found, -1)):
            row = found[number]
            person = book.people[row]
            weight, band = book.units[person.unit].weight, int(person.band)
            men += weight
            if OFFICERS_FROM <= band < CIVIL:
                led += weight
                given_up += weight * profiles[profile[row]].privilege
                if not person.tainted:
                    clean += weight
                if band == GENERALS:
                    figures += weight
            if forming:
                person.skill += p.training_weekly * (max(person.skill, person.competence) - person.skill)
            skill += weight * person.skill
        if forming:
            soon = p.leaders_soon if on.B3 else 1.0
            nation.national_leaders += min(1.0, p.leaders_weekly * soon) * (led - nation.national_leaders)
            enough = min(1.0, nation.national_leaders / max(p.leaders_needed * men, 1e-9)) if men > 0.0 else 0.0
            nation.command += p.command_weekly * (enough - nation.command)
        else:
            nation.command *= 1.0 - p.command_weekly
        nation.national_leaders = min(nation.national_leaders, led)
        nation.standing = (1.0 - p.standing_tainted) + p.standing_tainted * clean / led if on.R17 and led > 0.0 else 0.0
        if on.B7:
            sacrifice = min(1.0, p.respect_sacrifice * given_up / led) if led > 0.0 else 0.0
            wanted = 1.0 - (1.0 - figures / (figures + p.figures_half)) * (1.0 - sacrifice)
            nation.respect += p.respect_weekly * (wanted - nation.respect)
        knows = p.knows_the_regime if on.B5 else 1.0
        commanded = p.uncommanded_worth + (1.0 - p.uncommanded_worth) * nation.command
        nation.national_power = p.national_worth * knows * commanded * (skill / p.competence_mean)
