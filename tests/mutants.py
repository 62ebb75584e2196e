"""Faults that a test by hand must see: each changes one place of a rule, and names the test that dies of it, for the right reason.

    python -m tests.mutants                # all: which test kills each, and who survives
    python -m tests.mutants gatekeeping    # those of some files only

Each is put into a copy of the checkout, and only the test that it names is run there, uncompiled: some two seconds a fault. A text that is
not found exactly once is an error, so that the list cannot go stale. ``tests/property/test_mutants.py`` runs them all (``make long``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.plain_mesa import judgement
from unit_cohesion import rules
from unit_cohesion.engine import transitions
from unit_cohesion.population import draws

ROOT = Path(__file__).resolve().parents[1]
RULES = Path(rules.__file__).parent
BY_HAND = ROOT / "tests" / "unit" / "rules"
ELSEWHERE = {
    "judgement": (Path(judgement.__file__), BY_HAND / "test_judgement.py"),  # of the plain twin
    "beliefs": (RULES / "beliefs.py", BY_HAND / "test_departure.py"),  # what rules read of beliefs
    "norms": (RULES / "exits.py", BY_HAND / "test_bonds.py"),  # how far a unit's has turned
    "exits": (RULES / "exits.py", BY_HAND / "test_departure.py"),  # which way out
    "mind": (Path(transitions.__file__), BY_HAND / "test_reprisal.py"),  # what people keep in mind fades
    "draws": (Path(draws.__file__), ROOT / "tests" / "unit" / "population" / "test_births.py"),  # who is who at birth
}
"""Modules that are no rule's, each with the tests by hand that look at it."""
NEEDED = (RULES.relative_to(ROOT).parts[0], "benchmarks", "scenarios", "tests")
"""Folders of the checkout without which the tests do not run."""


@dataclass(frozen=True)
class Mutant:
    """One fault.

    Attributes:
        file: the module that it is put into: a rule's, or one of ``ELSEWHERE``.
        text, instead: what stands there once, and what the fault makes of it.
        test: the test that must fail, in the module's file of tests by hand.
        why: what the model would say with it.
    """

    file: str
    text: str
    instead: str
    test: str
    why: str

    @property
    def name(self) -> str:
        """A few words by which it is told from others."""
        return f"{self.file}: {self.why}"

    @property
    def path(self) -> Path:
        """Of the module."""
        return ELSEWHERE[self.file][0] if self.file in ELSEWHERE else RULES / f"{self.file}.py"

    @property
    def tests(self) -> Path:
        """The file of tests that it must die of."""
        return ELSEWHERE[self.file][1] if self.file in ELSEWHERE else BY_HAND / f"test_{self.file}.py"

    def found(self) -> int:
        """How often its text stands in the module."""
        return self.path.read_text("utf-8").count(self.text)

    def killed(self, checkout: Path) -> bool:
        """Whether its test fails in a copy of the checkout that has the fault; the copy is as it was afterwards.

        Raises:
            RuntimeError: the test could not be run, or fell over for another reason than a number that is wrong.
        """
        path = checkout / self.path.relative_to(ROOT)
        whole = path.read_text("utf-8")
        path.write_text(whole.replace(self.text, self.instead), "utf-8")
        try:
            command = [sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider", f"{self.tests.relative_to(ROOT)}::{self.test}"]
            run = subprocess.run(command, cwd=checkout, env=_plain(), capture_output=True, text=True, check=False)
        finally:
            path.write_text(whole, "utf-8")
        if run.returncode and (run.returncode != 1 or ("AssertionError" not in run.stdout and "\nE       assert" not in run.stdout)):
            raise RuntimeError(f"{self.name}: {run.stdout}{run.stderr}")
        return run.returncode == 1


def _plain() -> dict[str, str]:
    """Variables under which rules are not compiled, and nothing is taken from elsewhere."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTEST_ADDOPTS")}
    return kept | {"COHESION_PLAIN": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def copy_of_the_checkout(folder: Path) -> Path:
    """A copy of what the tests by hand need, in a folder."""
    for name in NEEDED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


SURVIVORS = {"departure: men follow a captain who was caught": "nobody asks of one who is caught whether he led: the rule says it twice"}
"""By name, faults that no test by hand sees, each with the reason why that is so."""

MUTANTS = (
    # ---- at a militia's door
    Mutant(
        "gatekeeping",
        "(1.0 - p.rivalry_legitimate * legitimate)",
        "(1.0 + p.rivalry_legitimate * legitimate)",
        "test_rivalry_grows_with_rank_and_warlordism_and_falls_with_the_leaders_own_legitimacy",
        "legitimate leaders fear rivals more",
    ),
    Mutant(
        "gatekeeping",
        "if sect == leader.sect else 0.0",
        "if sect != leader.sect else 0.0",
        "test_the_claim_says_nothing_of_officers_of_other_groups",
        "the false claim is against other groups",
    ),
    Mutant(
        "gatekeeping",
        "p.pride * (p.pride_floor + (1.0 - p.pride_floor) * standing)",
        "p.pride * (1.0 - (1.0 - p.pride_floor) * standing)",
        "test_the_higher_his_rank_the_more_legitimate_a_civilian_must_be",
        "generals are least proud",
    ),
    Mutant(
        "gatekeeping",
        "p.rivalry_floor + (1.0 - p.rivalry_floor) * warlordism",
        "1.0 - (1.0 - p.rivalry_floor) * warlordism",
        "test_rivalry_grows_with_rank_and_warlordism_and_falls_with_the_leaders_own_legitimacy",
        "warlords fear rivals least",
    ),
    Mutant(
        "gatekeeping",
        "return max(early, money)",
        "return early",
        "test_rivalry_grows_with_rank_and_warlordism_and_falls_with_the_leaders_own_legitimacy",
        "money makes nobody legitimate",
    ),
    Mutant(
        "gatekeeping",
        "min(rank, GENERAL) / float(GENERAL)",
        "1.0 - min(rank, GENERAL) / float(GENERAL)",
        "test_a_leader_and_three_officers",
        "soldiers are the rivals",
    ),
    Mutant(
        "gatekeeping",
        "displeasure * nationalism",
        "displeasure",
        "test_an_agenda_of_his_own_costs_a_client_his_sponsors_favour",
        "every officer displeases a sponsor",
    ),
    Mutant(
        "gatekeeping",
        "leader.warlordism * (1.0 - exp(-day / p.claim_spread_days))",
        "leader.warlordism * exp(-day / p.claim_spread_days)",
        "test_the_claim_of_poor_training_is_about_the_leaders_own_group_and_spreads_among_warlords",
        "the claim is forgotten in time",
    ),
    Mutant(
        "gatekeeping",
        "p.vetting_days * (1.0 + p.vetting_suspicion * doubted)",
        "p.vetting_days * (1.0 - p.vetting_suspicion * doubted)",
        "test_he_is_heard_once_his_vetting_is_over",
        "the suspected wait less",
    ),
    Mutant(
        "gatekeeping",
        "- p.retry_days * refusals <",
        "- p.retry_days <",
        "test_he_is_heard_once_his_vetting_is_over",
        "all wait as if refused once",
    ),
    Mutant(
        "gatekeeping",
        "+ p.fighter_rivalry * rivalry + trust",
        "- p.fighter_rivalry * rivalry + trust",
        "test_he_is_put_to_a_use_that_is_worth_more_than_sending_him_away",
        "rivals are put to fight",
    ),
    Mutant(
        "gatekeeping",
        "p.adviser_trust * trust - p.adviser_cost",
        "trust - p.adviser_cost",
        "test_he_is_put_to_a_use_that_is_worth_more_than_sending_him_away",
        "mistrust counts in full against an adviser",
    ),
    Mutant(
        "gatekeeping",
        "person.hope -= p.hope_refused * person.hope",
        "person.hope -= p.hope_refused",
        "test_refused_he_loses_hope_and_is_counted",
        "each refusal takes as much hope from those with little",
    ),
    Mutant(
        "skills",
        "1.0 - p.mismatch * (1.0 - use(speciality, p))",
        "1.0 - p.mismatch * use(speciality, p)",
        "test_a_skill_counts_as_far_as_it_can_be_used",
        "pilots are of most use",
    ),
    Mutant(
        "militias",
        "weight -= p.faith_follows * abs(religiosity - militias[row].religiosity)",
        "weight += p.faith_follows * abs(religiosity - militias[row].religiosity)",
        "test_a_man_chooses_by_size_pay_and_faith",
        "men choose militias of another mind",
    ),
    Mutant(
        "rebels",
        "peril_left[row] -= WEEK * hazard",
        "peril_left[row] -= hazard",
        "test_a_week_of_peril_is_taken_off_what_is_left",
        "who is pressed by the week is in danger of a day",
    ),
    # ---- sponsors
    Mutant(
        "sponsorship",
        "- p.sponsor_warlord * warlordism - awkward",
        "+ p.sponsor_warlord * warlordism - awkward",
        "test_sponsors_do_not_like_warlords",
        "sponsors like warlords",
    ),
    Mutant(
        "sponsorship",
        "- p.sponsor_warlord * warlordism - awkward",
        "- p.sponsor_warlord * warlordism + awkward",
        "test_officers_of_their_own_mind_make_a_client_less_loyal",
        "sponsors like officers of their own mind",
    ),
    Mutant(
        "sponsorship",
        "abs(agenda - (religiosity - nationalism))",
        "abs(agenda - (religiosity + nationalism))",
        "test_loyal_is_who_is_of_like_agenda",
        "a religious sponsor takes nationalists for its own",
    ),
    Mutant(
        "sponsorship",
        "return weight * loyal, (1.0 - weight) * capable",
        "return (1.0 - weight) * loyal, weight * capable",
        "test_loyal_is_who_is_of_like_agenda",
        "capability stands above loyalty",
    ),
    Mutant(
        "sponsorship",
        "exp(-p.passage_distance * passage[through, place])",
        "exp(p.passage_distance * passage[through, place])",
        "test_help_is_lost_on_the_way_and_at_a_closed_border",
        "help grows on the way",
    ),
    Mutant(
        "sponsorship",
        "(p.sponsor_habit if militia.patron == row else 0.0)",
        "(p.sponsor_habit if militia.patron != row else 0.0)",
        "test_a_client_is_kept_for_habit_and_dropped_for_a_better_one",
        "clients are dropped for being clients",
    ),
    Mutant(
        "sponsorship",
        "max(nation.agreed, 1.0 - (1.0 - p.consensus_start) * (high - low), 0.0)",
        "max(nation.agreed, p.consensus_start * (high - low), 0.0)",
        "test_consensus_moves_to_what_is_agreed_or_to_what_agendas_allow",
        "the further apart, the more sponsors agree",
    ),
    Mutant(
        "sponsorship",
        "(1.0 - nation.sponsor_consensus) * max(0.0, 1.0 - men / p.gap_closed)",
        "(1.0 - nation.sponsor_consensus) * (1.0 + men / p.gap_closed)",
        "test_those_who_fill_it_go_and_do_not_grow_when_a_national_army_stands",
        "more come to fill the gap when a national army stands",
    ),
    Mutant(
        "sponsorship",
        "if count == 0 or not begun:",
        "if count == 0:",
        "test_before_all_that_count_have_begun_there_is_no_disagreement",
        "sponsors disagree before they have begun",
    ),
    # ---- leaders and militias
    Mutant(
        "factions",
        "power * (1.0 - militia.warlordism)",
        "power * militia.warlordism",
        "test_leaders_drift_to_warlords_with_power_and_pay",
        "only warlords become warlords",
    ),
    Mutant(
        "factions",
        "militia.fighters / max(men_of_place, 1e-9) + (p.warlord_pay * paid",
        "1.0 + (p.warlord_pay * paid",
        "test_leaders_drift_to_warlords_with_power_and_pay",
        "power beside others does not count",
    ),
    Mutant(
        "factions",
        "p.faith_of_war + p.faith_of_money * agenda",
        "p.faith_of_war - p.faith_of_money * agenda",
        "test_faith_rises_to_where_war_and_the_patrons_agenda_pull_it",
        "secular money makes pious",
    ),
    Mutant(
        "factions",
        "(1.0 - p.bond_rivalry * rivalry)",
        "(1.0 + p.bond_rivalry * rivalry)",
        "test_cohesion_tends_to_what_order_pay_and_patrons_allow",
        "rivalry of patrons binds militias",
    ),
    Mutant(
        "factions",
        "p.split_weekly * (1.0 - militia.cohesion)",
        "p.split_weekly * militia.cohesion",
        "test_a_militia_splits_by_lot_the_likelier_the_less_holds_it_together",
        "the cohesive split",
    ),
    Mutant(
        "factions",
        "p.split_early * old.early",
        "old.early",
        "test_those_who_split_off_begin_as_the_old_did_but_later_poorer_and_with_less_of_a_name",
        "a split costs no name",
    ),
    Mutant(
        "factions",
        "<= like_mind",
        ">= like_mind",
        "test_a_small_militia_joins_a_larger_one_of_like_mind",
        "militias join those of another mind",
    ),
    # ---- comrades and bonds
    Mutant(
        "bonds",
        "-bond * (cohesion(unit, p) - 0.5)",
        "bond * (cohesion(unit, p) - 0.5)",
        "test_bonds_hold_by_their_weighted_mean",
        "cohesion drives men out",
    ),
    Mutant(
        "bonds",
        "* (1.0 - 2.0 * turned(unit, p))",
        "* (1.0 - turned(unit, p))",
        "test_the_norm_turns_as_men_go_and_then_the_same_bond_takes_them_along",
        "a bond never takes men along",
    ),
    Mutant(
        "bonds",
        "carried if cells[number].sect == unit.carry_sect else 0.0",
        "carried if cells[number].sect != unit.carry_sect else 0.0",
        "test_a_captain_who_goes_carries_men_of_his_sect_as_the_norm_has_turned",
        "a captain carries those who are not of his sect",
    ),
    Mutant(
        "bonds",
        "p.wear_departures * unit.left_today + p.wear_losses * unit.dead_today",
        "p.wear_departures * unit.dead_today + p.wear_losses * unit.left_today",
        "test_losses_and_departures_wear_the_bond_and_punishment_the_trust",
        "the dead wear as the departed do",
    ),
    Mutant(
        "bonds",
        "unit.left_lately / max(unit.strength + unit.left_lately, 1.0)",
        "unit.left_lately / max(unit.strength, 1.0)",
        "test_comrades_who_went_lately_press_by_their_share",
        "the share gone is of those who stay",
    ),
    Mutant(
        "bonds",
        "p.as_one * turned(unit, p) * near",
        "p.as_one * turned(unit, p)",
        "test_a_unit_whose_norm_has_turned_goes_as_one_with_its_commander_by_its_lot",
        "a unit goes with a general as with its captain",
    ),
    Mutant(
        "bonds",
        "if near < 1.0 and unit.commander >= 0",
        "if unit.commander >= 0",
        "test_a_captain_who_goes_carries_men_of_his_sect_as_the_norm_has_turned",
        "a captain's successor is pressed as one under him",
    ),
    Mutant(
        "norms",
        "p.commander_example * unit.commander_gone",
        "p.commander_example",
        "test_a_commanders_example_counts_as_so_many_gone",
        "a commander's example never fades",
    ),
    Mutant(
        "bonds",
        "p.leaderless_pull * unit.leaderless * enemy_felt(places[unit.place], p)",
        "p.leaderless_pull * unit.leaderless",
        "test_men_left_without_command_go_as_the_enemy_is_near",
        "men left without command go where there is no enemy",
    ),
    Mutant(
        "bonds",
        "nation.pay * unit.paid",
        "nation.pay",
        "test_belief_in_the_institution_follows_the_regimes_odds_and_pay",
        "pay that is late is relied on",
    ),
    Mutant(
        "bonds",
        "unit.leaderless *= leaderless_fades",
        "unit.leaderless *= 1.0",
        "test_men_left_without_command_go_as_the_enemy_is_near",
        "nobody ever takes a lost command",
    ),
    # ---- news
    Mutant(
        "news",
        "max(1, p.hands_to_soldiers - profile.band)",
        "max(1, p.hands_to_soldiers + profile.band)",
        "test_word_passes_from_hand_to_hand_and_each_hand_halves_it",
        "soldiers hear before generals",
    ),
    Mutant(
        "news",
        "power(0.5, item.seen)",
        "power(2.0, item.seen)",
        "test_a_pledge_weakens_the_norm_of_the_named_group",
        "a face seen before counts more",
    ),
    Mutant(
        "news",
        "communities[number].doubted -= taken",
        "communities[number].doubted += taken",
        "test_an_exposed_staging_undoes_what_it_did_and_a_little_more",
        "exposure adds to what it should undo",
    ),
    Mutant(
        "news",
        "1.0 if sect == item.about else 0.0",
        "0.0 if sect == item.about else 1.0",
        "test_a_pledge_weakens_the_norm_of_the_named_group",
        "symbols name the others",
    ),
    Mutant(
        "news",
        "* rarity(sect, p) * (item.men",
        "* (1.0 - rarity(sect, p)) * (item.men",
        "test_it_weakens_it_the_less_the_more_departures_are_believed_in_and_by_the_men_shown",
        "pledges move those of whom many are believed to go",
    ),
    Mutant(
        "news",
        "(1.0 - p.story_doubt * story)",
        "(1.0 + p.story_doubt * story)",
        "test_the_regimes_story_takes_off_credence_and_a_pledge_answers_it",
        "who believes the regime believes pledges",
    ),
    Mutant(
        "news",
        "item.loss / (item.loss + p.word_half)",
        "p.word_half / (item.loss + p.word_half)",
        "test_word_of_a_loss_passes_from_hand_to_hand_and_is_heard_first_where_it_is_home",
        "word of small losses weighs most",
    ),
    Mutant(
        "news",
        "0 if profile.home == item.place else",
        "0 if profile.home != item.place else",
        "test_word_of_a_loss_passes_from_hand_to_hand_and_is_heard_first_where_it_is_home",
        "those at home hear last",
    ),
    Mutant(
        "pace",
        "p.pace_understatement * sect.pace",
        "sect.pace / p.pace_understatement",
        "test_the_pace_is_departures_a_week_per_1000_and_believed_with_a_lag_and_less",
        "the pace is overstated",
    ),
    # ---- grievance
    Mutant(
        "grievance",
        "p.grievance_home * community.grievance + (1.0 - p.grievance_home) * everywhere",
        "(1.0 - p.grievance_home) * community.grievance + p.grievance_home * everywhere",
        "test_it_is_felt_at_home_and_for_the_own_group_everywhere",
        "home and everywhere are exchanged",
    ),
    Mutant(
        "grievance",
        "sects[profile.sect].ruling and profile.band >= OFFICERS",
        "not sects[profile.sect].ruling and profile.band >= OFFICERS",
        "test_the_wars_toll_wears_the_rulers_officers",
        "the toll wears the others' officers",
    ),
    # ---- who goes
    Mutant(
        "beliefs",
        "nation.regime_odds * (1.0 - profile.told_lost)",
        "nation.regime_odds",
        "test_what_is_told_to_be_lost_takes_from_what_privilege_holds",
        "word of losses moves nobody",
    ),
    Mutant(
        "beliefs",
        "lasting(profile, nation) * (1.0 - profile.abandonment)",
        "lasting(profile, nation) * profile.abandonment",
        "test_fear_of_revenge_binds_and_then_pushes",
        "word of the ruler's exit makes loyal",
    ),
    Mutant(
        "departure",
        "p.revenge_push * sect.reassurance * max",
        "p.revenge_push * (1.0 - sect.reassurance) * max",
        "test_fear_of_revenge_binds_and_then_pushes",
        "those who expect no mercy go over",
    ),
    Mutant(
        "departure",
        "-p.privilege_hold * lasting(profile, nation) * nation.pay * profile.privilege",
        "-p.privilege_hold * nation.pay * profile.privilege",
        "test_what_is_forfeited_holds_while_the_regime_lasts_and_pays",
        "a falling regime's privileges hold as well",
    ),
    Mutant(
        "departure",
        "kin_press * (1.0 - places[profile.home].control)",
        "kin_press * places[profile.home].control",
        "test_kin_press_from_homes_that_rebels_hold",
        "kin in the regime's hands press to leave",
    ),
    Mutant(
        "departure",
        "p.catch_unwatched + (1.0 - p.catch_unwatched) * sects[int(person.sect)].watched",
        "1.0 - (1.0 - p.catch_unwatched) * sects[int(person.sect)].watched",
        "test_he_is_caught_by_lot_the_likelier_where_the_regime_watches_and_reaches",
        "the unwatched are caught",
    ),
    Mutant(
        "departure",
        "led[number] = unit.commander == row and not caught[number]",
        "led[number] = unit.commander == row",
        "test_a_captain_who_is_caught_is_not_followed",
        "men follow a captain who was caught",
    ),
    Mutant(
        "exits",
        "near * share",
        "near",
        "test_a_generals_going_is_felt_in_all_units_under_his_weaker_at_each_level",
        "a general's going is felt alike at all levels",
    ),
    Mutant(
        "exits",
        "-INFINITY if unit.goes_as_one else route.abroad_weight",
        "route.abroad_weight",
        "test_a_unit_that_goes_as_one_takes_one_way_by_its_own_draws_and_none_flees_abroad",
        "a unit flees abroad as one",
    ),
    Mutant(
        "departure",
        "unit.commander_trust *= 1.0 - near * (1.0 - p.trust_after_commander)",
        "unit.commander_trust = 1.0 - near * (1.0 - p.trust_after_commander)",
        "test_a_captain_who_goes_takes_trust_with_him_and_can_carry_his_sect",
        "men trust as much after a captain as before him, or more",
    ),
    Mutant(
        "beliefs",
        "p.tipping_belief + p.tipping_spread",
        "p.tipping_belief - p.tipping_spread",
        "test_tipping_points_differ_by_what_he_was_born_with_within_bounds",
        "those born hard to tip are tipped first",
    ),
    Mutant(
        "bonds",
        "p.norm_weight * (1.0 - norm_of(communities[number], sect, p))",
        "p.norm_weight * norm_of(communities[number], sect, p)",
        "test_the_believed_pace_presses_each_group_and_its_norm_holds_it",
        "the norm that none of one's own goes drives men out",
    ),
    # ---- fear of the other side
    Mutant(
        "fear",
        "alone = 1.0 - sect.own",
        "alone = sect.own",
        "test_fear_of_position_is_taken_off_by_ones_own_among_the_rebels",
        "those fear the rebels who are most among them",
    ),
    Mutant(
        "fear",
        "(1.0 - p.fear_reassured * sect.reassurance)",
        "(1.0 - p.fear_reassured * (1.0 - sect.reassurance))",
        "test_it_falls_as_far_as_rebels_are_believed_to_spare_those_who_come_over",
        "reassurance frightens",
    ),
    Mutant(
        "fear",
        "1.0 - (1.0 - temper) * (1.0 - sect.story)",
        "temper * (1.0 - sect.story)",
        "test_sectarian_rebels_around_are_feared_and_so_are_those_of_the_regimes_story",
        "the regime's story calms",
    ),
    # ---- word along ties
    Mutant("word", "== book.people[leaver].unit", "!= book.people[leaver].unit", "test_who_is_told_and_of_whom", "comrades alone are told"),
    Mutant(
        "word",
        "book.heard[row] += 1.0 / count",
        "book.heard[row] += 1.0",
        "test_with_more_pairs_each_tie_weighs_less",
        "more ties make each no lighter",
    ),
    Mutant(
        "word",
        "left_day[row] > latest",
        "left_day[row] <= latest",
        "test_the_two_so_far_to_his_left_and_right_hear_that_half_of_their_ties_left",
        "only old departures are news",
    ),
    # ---- what the regime does to kin
    Mutant(
        "mind",
        "left = kept[row] * fades",
        "left = kept[row] / fades",
        "test_outrage_fades_by_the_week_and_is_forgotten_in_the_end",
        "outrage grows with time",
    ),
    Mutant(
        "mind",
        "if left >= forgotten",
        "if left <= forgotten",
        "test_outrage_fades_by_the_week_and_is_forgotten_in_the_end",
        "the great outrage is forgotten, the small one kept",
    ),
    Mutant(
        "reprisal",
        ">= book.p.reprisal_chance * places[home].control",
        ">= book.p.reprisal_chance * (1.0 - places[home].control)",
        "test_his_house_is_burnt_by_lot_where_the_regime_reaches_it",
        "houses burn where the regime does not reach",
    ),
    Mutant(
        "reprisal",
        "-(p.reprisal_deterrence * control)",
        "(p.reprisal_deterrence * control)",
        "test_reprisals_deter_those_whose_homes_the_regime_reaches",
        "reprisals draw men out",
    ),
    Mutant(
        "reprisal",
        "outrage * sects[cells[cell].sect].watched",
        "outrage * (1.0 - sects[cells[cell].sect].watched)",
        "test_punishment_in_the_own_unit_outrages_a_watched_group_more",
        "punishment outrages the trusted",
    ),
    # ---- ways out
    Mutant(
        "flight",
        "p.militia_pull - p.militia_absent * place.control",
        "p.militia_pull + p.militia_absent * place.control",
        "test_place_and_rank_weigh_the_ways",
        "militias are where the regime is",
    ),
    Mutant(
        "flight",
        "1.0 - (1.0 - p.reception_worst) * felt * (1.0 - expected)",
        "1.0 - (1.0 - p.reception_worst) * felt * expected",
        "test_what_is_expected_multiplies_each_way_the_more_the_higher_the_rank",
        "a bad name draws",
    ),
    Mutant(
        "flight",
        "(p.reception_needed * p.reception_prior + well) / (p.reception_needed + known)",
        "(p.reception_prior + well) / (1.0 + known)",
        "test_expectations_follow_how_earlier_leavers_of_ones_kind_fare",
        "the prior counts as one leaver",
    ),
    # ---- what is done to those who serve
    Mutant(
        "fate",
        "p.exposure_besieged if posture == BESIEGED else p.exposure_deployed",
        "p.exposure_deployed if posture == BESIEGED else p.exposure_besieged",
        "test_the_regimes_deaths_fall_on_men_by_exposure_and_heat",
        "the besieged are safer than the deployed",
    ),
    Mutant(
        "fate",
        "sects[row].watched * (p.purge_daily * nation.answer)",
        "(1.0 - sects[row].watched) * (p.purge_daily * nation.answer)",
        "test_a_watched_group_is_purged_as_the_regime_answers",
        "the trusted are purged",
    ),
    # ---- life among militias, perils, camps
    Mutant(
        "militia_life",
        "-book.p.quit_pay * min(militias[row].income, 1.0)",
        "book.p.quit_pay * min(militias[row].income, 1.0)",
        "test_pay_keeps_a_fighter_and_disorder_drives_him",
        "pay drives fighters away",
    ),
    Mutant(
        "militia_life",
        "max(0.0, militia.religiosity - person.religiosity)",
        "max(0.0, person.religiosity - militia.religiosity)",
        "test_disorder_memories_faith_and_extremists_wear_an_officer",
        "the pious officer is worn by secular men",
    ),
    Mutant(
        "militia_life",
        "exp(-(p.another_militia + p.another_pay * better))",
        "exp(-(p.another_militia - p.another_pay * better))",
        "test_a_fighter_who_goes_follows_pay_to_another_militia",
        "fighters follow worse pay",
    ),
    Mutant(
        "perils",
        "max(0.0, person.nationalism - p.outspoken_from)",
        "max(0.0, p.outspoken_from - person.nationalism)",
        "test_he_speaks_out_above_a_national_feeling",
        "the silent are outspoken",
    ),
    Mutant(
        "perils",
        "threat[place] * resists if now == NATIONAL else threat[place]",
        "threat[place] if now == NATIONAL else threat[place] * resists",
        "test_the_national_army_resists_extremists_and_is_not_labelled",
        "militias resist extremists better",
    ),
    Mutant(
        "camps",
        "floor + (person.skill - floor) * skill_left",
        "person.skill * skill_left",
        "test_idleness_wears_skill_to_a_floor_and_hope_to_another",
        "skill fades to nothing",
    ),
    Mutant(
        "camps",
        "p.gone_daily * exp(-p.gone_hope * hope)",
        "p.gone_daily * exp(p.gone_hope * hope)",
        "test_he_goes_back_to_the_fight_with_hope_and_less_out_of_a_camp",
        "the hopeful give up",
    ),
    Mutant(
        "camps",
        "(nation.amnesty_abroad if abroad else nation.amnesty_inside)",
        "(nation.amnesty_inside if abroad else nation.amnesty_abroad)",
        "test_an_amnesty_opens_the_way_back_to_the_regime_while_it_lasts",
        "an amnesty for those inside calls those abroad",
    ),
    # ---- recruits
    Mutant(
        "recruitment",
        "p.join_success * (1.0 - places[home].control)",
        "p.join_success * places[home].control",
        "test_grievance_and_ground_that_rebels_hold_press_civilians",
        "rebels' losses draw recruits",
    ),
    Mutant(
        "recruitment",
        "p.new_militia - p.militia_crowding * there",
        "p.new_militia + p.militia_crowding * there",
        "test_he_founds_a_militia_or_joins_one_by_weights_and_his_own_draw",
        "where there are many, more are founded",
    ),
    Mutant(
        "muster",
        "1.0 if active else p.adviser_use",
        "p.adviser_use if active else 1.0",
        "test_a_militia_is_its_men_and_what_it_can_use_of_them",
        "advisers bring more skill than officers in action",
    ),
    Mutant(
        "national_army",
        "nation.sponsor_consensus >= p.consensus_needed and safe",
        "nation.sponsor_consensus >= p.consensus_needed or safe",
        "test_it_forms_where_sponsors_agree_and_a_place_is_safe",
        "one of its two conditions is enough",
    ),
    Mutant(
        "national_army",
        "p.standing_tainted * clean / led",
        "p.standing_tainted * (led - clean) / led",
        "test_foreign_money_costs_its_leaders_standing",
        "foreign money gives standing",
    ),
    # ---- the regime and the country
    Mutant(
        "regime",
        "nation.answer = losses / (losses + p.answer_half)",
        "nation.answer = p.answer_half / (losses + p.answer_half)",
        "test_the_answer_follows_the_share_lost_lately_and_in_all",
        "the regime answers calm",
    ),
    Mutant(
        "posture",
        "first - p.last_losing * nation.answer * lost",
        "first + p.last_losing * nation.answer * lost",
        "test_the_regime_keeps_back_those_who_lose_men_as_it_answers",
        "those who lose men are used first",
    ),
    Mutant(
        "posture",
        "elif unit.keeps_posts:",
        "elif False:",
        "test_who_keeps_scattered_posts_is_used_where_he_stands",
        "police are kept in barracks like others",
    ),
    Mutant(
        "posture",
        "if unit.keeps_posts:\n            continue",
        "if False:\n            continue",
        "test_who_keeps_scattered_posts_does_not_march",
        "police are sent to where the fighting is",
    ),
    Mutant(
        "posture",
        "(1.0 - held) * (1.0 - held * road)",
        "(1.0 - held) * (1.0 - road)",
        "test_units_are_besieged_while_no_road_leads_to_them",
        "a neighbour's road reaches posts of a place that is wholly lost",
    ),
    Mutant(
        "ground",
        "power(p.ground_hold * defence, p.assault_slope)",
        "power(defence / p.ground_hold, p.assault_slope)",
        "test_rebels_take_a_piece_by_what_both_can_bring_to_bear_on_it",
        "who holds a post is worth less than who attacks it",
    ),
    Mutant(
        "ground",
        "p.mercy_weight * reassurance - p.dread_weight",
        "p.mercy_weight * reassurance + p.dread_weight",
        "test_the_overrun_fall_back_give_themselves_up_go_home_or_go_over",
        "those who fear the other side give themselves up to it",
    ),
    Mutant(
        "ground",
        "density(place.attack, held, p.reach)",
        "density(place.defence, held, p.reach)",
        "test_the_regime_takes_back_with_those_who_are_free_to_attack",
        "men shut in their barracks take places back",
    ),
    Mutant(
        "ground",
        "now[unit.place] < p.post_left * first[unit.place]",
        "now[unit.place] < 0.0",
        "test_a_garrison_of_which_too_few_are_left_leaves_its_place_as_a_whole",
        "a few companies hold a city from which divisions are gone",
    ),
    Mutant(
        "advance",
        "if place.control > p.won_control:",
        "if place.control >= 0.0:",
        "test_they_go_where_they_meet_least_for_what_rebels_then_have_there",
        "attackers go where nothing is left to win",
    ),
    Mutant(
        "advance",
        "if odds < least:",
        "if odds > least or best < 0:",
        "test_they_go_where_they_meet_least_for_what_rebels_then_have_there",
        "attackers go where they meet most",
    ),
    Mutant(
        "advance",
        "place.rebel_worth = max(0.0, place.rebel_worth - worth_of(militia, p))",
        "place.rebel_worth = max(0.0, place.rebel_worth)",
        "test_their_worth_and_their_men_go_with_them_at_once",
        "attackers fight in two places",
    ),
    Mutant(
        "advance",
        "place.regular_worth = max(0.0, place.regular_worth - worth_of(militia, p))",
        "place.regular_worth = max(0.0, place.regular_worth)",
        "test_an_army_that_stands_in_line_does_so_where_it_comes",
        "an army in line leaves its order behind",
    ),
    Mutant(
        "ground",
        "book.p.withdraw_cohesion * (cohesion(unit, book.p) - 0.5)",
        "book.p.withdraw_cohesion * (0.5 - cohesion(unit, book.p))",
        "test_the_overrun_fall_back_give_themselves_up_go_home_or_go_over",
        "those who hold together go each his own way",
    ),
    Mutant(
        "posts",
        "return float(p.initiative * (place.rebel_worth - place.regular_worth) + place.regular_worth)",
        "return float(p.initiative * place.rebel_worth)",
        "test_in_an_assault_armies_in_line_count_once",
        "armies in line have the initiative of rebels",
    ),
    Mutant(
        "balance", "if militia.regular:", "if False:", "test_an_army_in_line_is_counted_apart_of_the_rebels", "no army ever stands in line"
    ),
    Mutant(
        "advance",
        "places[place].insurgents += militia.fighters",
        "places[place].insurgents += 0.0",
        "test_the_week_finds_them_there_as_they_were_counted_on_the_way",
        "nobody has come before the next muster",
    ),
    Mutant(
        "loyal_militias",
        "called * community.population * community.fear * place.control",
        "called * community.population * (1.0 - community.fear) * place.control",
        "test_the_fearful_send_men_as_the_army_lacks_them_and_a_gap_is_left",
        "those who fear nothing raise militias",
    ),
    Mutant(
        "loyal_militias",
        "community.loyal_militia -= killed",
        "community.loyal_militia += killed",
        "test_some_fall_each_day_where_the_fighting_is",
        "militias grow by their dead",
    ),
    Mutant(
        "fighting",
        "(1.0 + p.contested_violence * 4.0 * place.control * (1.0 - place.control))",
        "(1.0 + p.contested_violence * 4.0 * place.control)",
        "test_deaths_fall_by_violence_and_where_control_is_contested",
        "most die where the regime is in full control",
    ),
    Mutant(
        "fighting",
        "expected(today.regime_deaths, nation.regime_lethality",
        "expected(today.regime_deaths * p.undercount, nation.regime_lethality",
        "test_all_deaths_are_scaled_for_the_undercount_the_regimes_are_not_and_unrest_and_toll_follow",
        "the regime's own series is scaled for the undercount",
    ),
    Mutant(
        "fighting",
        "nation.ahead -= back",
        "nation.ahead = 0.0",
        "test_a_massacre_is_of_the_series_deaths_and_what_is_more_is_taken_off_later",
        "a massacre's deaths come on top of the series",
    ),
    Mutant(
        "fighting",
        "by_rebels * community.exposed",
        "by_rebels * community.target",
        "test_the_rebels_doing_falls_on_those_who_hold_posts_and_their_men_in_the_army_are_mourned_at_home",
        "rebels strike those whom the regime suspects",
    ),
    Mutant(
        "fighting",
        "others = max(fought - regime * share, 0.0)",
        "others = fought",
        "test_deaths_fall_by_violence_and_where_control_is_contested",
        "the regime's own dead are its doing",
    ),
    Mutant(
        "events",
        "share = community.exposed if rebels else community.target",
        "share = community.target if rebels else community.exposed",
        "test_a_massacre_by_rebels_strikes_as_they_hit_and_is_remembered_as_theirs",
        "rebels strike those whom the regime suspects",
    ),
    Mutant(
        "events",
        "1.0 - max(near, 0.0)",
        "max(near, 0.0)",
        "test_a_commander_who_is_relieved_is_let_go_and_the_new_one_is_trusted_by_few",
        "a new commander is trusted most where he is nearest",
    ),
    Mutant(
        "events",
        "1.0 if row == first + incident.sect else 0.0",
        "0.0 if row == first + incident.sect else 1.0",
        "test_a_massacre_strikes_the_group_that_is_named_or_all_as_they_are_suspected",
        "a massacre spares the group that is named",
    ),
    Mutant(
        "orders",
        "return float(p.order_weight + trade + trust * commander - (1.0 - trust) * p.order_likeness",
        "return float(p.order_weight + trade + (1.0 - trust) * commander - trust * p.order_likeness",
        "test_a_trusted_commanders_will_counts_and_else_his_mens",
        "the less a commander is trusted, the more he counts",
    ),
    Mutant(
        "orders",
        "unmoved[unit.place] += unit.weight if unit.order_answer != OBEYED else 0.0",
        "unmoved[unit.place] += unit.weight if unit.order_answer == OBEYED else 0.0",
        "test_refusal_spreads_once_it_is_seen",
        "units refuse where others obeyed",
    ),
    Mutant(
        "orders",
        "shot * there[place, sect] / filled[place]",
        "shot / size.sects",
        "test_who_obeys_kills_as_the_crowd_is_made_up",
        "shots hit all groups alike, whoever is in the street",
    ),
    Mutant(
        "orders",
        "crowding(each * each, p.shot_half * p.shot_half)",
        "crowding(each, p.shot_half)",
        "test_who_is_outnumbered_shoots_more",
        "deaths rise with the crowd alone, not with its square",
    ),
    Mutant(
        "rout",
        "p.rout_pull * lost * lost * enemy_felt(places[row], p)",
        "p.rout_pull * lost * enemy_felt(places[row], p)",
        "test_men_go_as_much_as_was_lost_next_door_and_as_the_enemy_is_felt",
        "a town lost is half a rout",
    ),
    Mutant(
        "rout",
        "max(place.control_before - place.control, 0.0)",
        "abs(place.control_before - place.control)",
        "test_what_was_lost_fades_and_what_is_won_is_none",
        "ground that is won frightens too",
    ),
    Mutant(
        "storms",
        "worth = 1.0 if units[row].branch == POLICE else p.storm_army",
        "worth = p.storm_army if units[row].branch == POLICE else 1.0",
        "test_the_chance_is_by_the_crowd_for_each_who_shoots",
        "police count for more before a crowd than the armed forces",
    ),
    Mutant(
        "storms",
        "return ours / max(ours, people.population * places[place].crowd, 1.0)",
        "return min(ours, 1.0)",
        "test_home_go_those_whose_group_is_in_the_crowd",
        "whoever has one man of his own in the crowd goes home",
    ),
    Mutant(
        "ground",
        "unit.weight * unit.strength if unit.order_answer != REFUSED else 0.0",
        "unit.weight * unit.strength",
        "test_a_garrison_that_refuses_holds_no_place",
        "who refuses to shoot holds the place for the regime as others do",
    ),
    Mutant(
        "posts",
        "lost = place.control * min(unit.weight * unit.start_strength / posted[unit.place], 1.0)",
        "lost = place.control * min(unit.weight * unit.strength / posted[unit.place], 1.0) / 2.0",
        "test_of_what_is_held_a_unit_gives_up_its_share_and_the_last_all",
        "a post falls by half",
    ),
    Mutant(
        "offers",
        "+ p.offer_odds * (1.0 - holds[unit.place])",
        "+ p.offer_odds * holds[unit.place]",
        "test_what_speaks_for_and_against_an_offer",
        "units give in where their place can be held",
    ),
    Mutant(
        "offers",
        "if places[place].control > p.won_control:",
        "if places[place].control > 0.0:",
        "test_pockets_that_were_left_behind_stand_before_the_rebels_next_door",
        "pockets that attackers left behind are left alone",
    ),
    Mutant(
        "offers",
        "places[here].control = places[here].attack = places[here].defence = 0.0",
        "places[here].control = 0.0",
        "test_with_the_last_unit_nothing_fights_there_any_more_that_was_counted_this_week",
        "who has laid down his arms takes ground back that week",
    ),
    Mutant(
        "ground",
        "chance_to_take(density(place.attack, held, p.reach), rebels, p) * manned(place.attack, place, p)",
        "chance_to_take(density(place.attack, held, p.reach), rebels, p)",
        "test_who_is_too_few_to_be_all_over_a_place_wins_less_of_it",
        "one man takes a whole province where nobody stands",
    ),
    Mutant(
        "ground",
        "if held < 1.0 and nation.ending != FALLS:",
        "if held < 1.0:",
        "test_a_regime_that_has_fallen_attacks_no_more",
        "a regime that has fallen wins ground back",
    ),
    Mutant(
        "balance",
        "pace = p.control_weekly * manned(regime[row] + rebels[row], place, p)",
        "pace = p.control_weekly",
        "test_control_moves_as_far_as_there_are_enough_to_occupy_the_place",
        "control moves where nobody is",
    ),
    Mutant(
        "service",
        "if nation.ending == FALLS:",
        "if False:",
        "test_a_regime_that_has_fallen_calls_up_nobody",
        "a regime that has fallen conscripts",
    ),
    Mutant(
        "fighting",
        "p.regime_death_share * deaths)",
        "p.regime_death_share * p.deaths_per_power * power)",
        "test_where_the_regimes_own_have_no_series_they_are_a_share_of_all",
        "the army's dead do not follow the series of all",
    ),
    Mutant(
        "advance",
        "by[near] = near if reached[number] == front else by[reached[number]]",
        "by[near] = near",
        "test_where_all_is_won_next_door_they_go_a_road_towards_what_is_not",
        "attackers go many roads a day",
    ),
    Mutant(
        "offers",
        "goes_on[row] = unit.disarmed and places[unit.place].control <= p.won_control",
        "goes_on[row] = False",
        "test_whose_refuge_falls_too_is_let_go_once_more",
        "who was let go sits on in a place that is lost",
    ),
    Mutant(
        "offers",
        "if to >= 0 and places[to].control <= book.p.won_control:",
        "if to >= 0 and places[to].control <= 0.0:",
        "test_where_next_door_is_lost_too_there_is_no_passage",
        "men are let go to places that are lost",
    ),
    Mutant(
        "offers",
        "lost[row] = 1.0 - held / about",
        "lost[row] = held / about",
        "test_what_speaks_for_and_against_an_offer",
        "units give in where all about them is held",
    ),
    Mutant(
        "patrons",
        "if date >= patron.announced:",
        "if date > patron.announced:",
        "test_help_comes_is_announced_to_end_and_goes",
        "an end is known the day after it was announced",
    ),
    Mutant(
        "offers",
        "(scattered if unit.keeps_posts else 0.0)",
        "scattered",
        "test_only_who_keeps_posts_stands_scattered",
        "a garrison in barracks gives in as scattered posts do",
    ),
    Mutant(
        "offers",
        "p.offer_scattered * place.control",
        "p.offer_scattered * (1.0 - place.control) ** 2",
        "test_what_speaks_for_and_against_an_offer",
        "the fewer posts are left, the further apart they stand",
    ),
    Mutant(
        "offers",
        "if place.control <= p.won_control:",
        "if place.control < 0.5:",
        "test_what_speaks_for_and_against_an_offer",
        "a place has fallen of which half is held",
    ),
    Mutant(
        "offers",
        "density(place.defence - place.leaving, place.control, p.reach)",
        "density(place.defence, place.control, p.reach)",
        "test_what_speaks_for_and_against_an_offer",
        "a garrison counts on help that is to go",
    ),
    Mutant(
        "captives",
        "elif drawn < militias[holder].killed + militias[holder].released",
        "elif drawn < militias[holder].released",
        "test_captives_are_killed_or_sent_home_as_the_largest_militia_does",
        "who is killed is not counted against who is sent home",
    ),
    Mutant(
        "repute",
        "person.seen_pressed = 1.0 - places[int(person.home)].control",
        "person.seen_pressed = 1.0 - places[int(book.units[person.unit].place)].control",
        "test_a_leavers_siege_and_home_are_kept_as_they_were",
        "relatives live where his unit stands",
    ),
    Mutant(
        "gatekeeping",
        "abuse = -fears * p.abuse_weight * memory",
        "abuse = -fears * p.abuse_weight * memory * nationalism",
        "test_fighters_who_remember_abuse_want_no_officer_whoever_he_is",
        "memories of abuse count against the outspoken alone",
    ),
    Mutant(
        "gatekeeping",
        "elif lowest == abuse:",
        "elif lowest == suspicion:",
        "test_a_refusal_is_counted_for_what_told_most_against_him",
        "refusals for suspicion are counted as those for abuse",
    ),
    Mutant(
        "militia_life",
        "quarrel = p.confront_daily * militia.memory if on.R5 else 0.0",
        "quarrel = p.confront_daily if on.R5 else 0.0",
        "test_fighters_who_remember_confront_him_in_the_open",
        "fighters without a grudge quarrel too",
    ),
    Mutant(
        "camps",
        "p.flee_daily * exp(-p.withdraw_distance * places[place].border_steps)",
        "p.flee_daily",
        "test_deserters_in_hiding_flee_to_the_camps_the_sooner_the_nearer_the_border",
        "no border is too far to flee to",
    ),
    Mutant(
        "national_army",
        "given_up += weight * profiles[profile[row]].privilege",
        "given_up += weight",
        "test_respect_follows_its_generals_and_what_its_officers_gave_up",
        "every officer gave up all there is",
    ),
    Mutant(
        "service",
        "control * dreaded + (1.0 - control) * p.evasion_lost_control",
        "(1.0 - control) * dreaded + control * p.evasion_lost_control",
        "test_those_called_evade_by_lot_the_likelier_the_more_die_and_the_less_the_regime_holds",
        "more evade under the regime's eyes",
    ),
    Mutant(
        "service",
        "        before = predecessor[before]\n",
        "        break\n",
        "test_he_is_called_only_to_a_place_that_is_empty",
        "only the last man of a place counts",
    ),
    Mutant(
        "passage",
        "(book.p.transit_days * (1.0 + steps))",
        "(book.p.transit_days / (1.0 + steps))",
        "test_each_day_presses_him_to_arrive",
        "the farther the border, the sooner he is there",
    ),
    Mutant(
        "infiltration",
        "(1.0 - sect.suspicion) * power(1.0 - p.suspicion_rise, weight)",
        "(1.0 - sect.suspicion) * (1.0 - p.suspicion_rise)",
        "test_suspicion_fades_to_where_it_began_and_rises_with_each_person_found_out",
        "one found out counts as one at any scale",
    ),
    Mutant(
        "balance",
        "p.control_incumbency * regime[row]",
        "regime[row] / p.control_incumbency",
        "test_control_moves_to_the_local_balance_with_the_incumbents_advantage",
        "the side in place is at a disadvantage",
    ),
    Mutant(
        "balance",
        "(not book.on.D13 and book.people[row].way >= 0)",
        "(book.on.D13 and book.people[row].way >= 0)",
        "test_sorties_fall_with_the_pilots_who_left",
        "pilots who left fly on",
    ),
    Mutant(
        "balance",
        "nation.regime_control <= p.falls_control or",
        "nation.regime_control <= p.falls_control and",
        "test_the_regime_falls_with_its_control",
        "a regime without ground lasts while its army does",
    ),
    Mutant(
        "balance",
        "if unit.disarmed:",
        "if not unit.disarmed:",
        "test_who_has_laid_down_his_arms_is_worth_nothing",
        "those who laid down their arms fight on",
    ),
    # ---- who is who at birth
    Mutant(
        "draws",
        "layout.shut_out[sect] if band >= 2 and not post else 0.0",
        "layout.shut_out[sect] if band >= 2 and post else 0.0",
        "test_officers_without_a_post_meet_the_ceiling_of_their_group",
        "those who hold a post meet the ceiling",
    ),
    Mutant(
        "draws",
        "layout.sensitive[first + seat] * layout.post_share[sect] / layout.held[intake, sect]",
        "layout.sensitive[first + seat]",
        "test_he_is_who_his_lots_say",
        "sensitive posts go to all groups alike",
    ),
    Mutant(
        "draws",
        "p.religiosity_officers if officer else p.religiosity_civilians",
        "p.religiosity_civilians if officer else p.religiosity_officers",
        "test_what_he_believes_in_is_drawn_whatever_his_group",
        "officers are the pious ones",
    ),
    Mutant(
        "draws",
        "math.log(mean / (1.0 - mean))",
        "math.log((1.0 - mean) / mean)",
        "test_what_he_believes_in_is_drawn_whatever_his_group",
        "a mean loyalty of 0.4 is one of 0.6",
    ),
    Mutant(
        "draws",
        "if sect == layout.sizes.ruling and band >= 2:",
        "if sect != layout.sizes.ruling and band >= 2:",
        "test_officers_of_the_ruling_group_are_uneasy_by_lot_and_insiders_by_post",
        "the others' officers are uneasy",
    ),
    Mutant(
        "draws",
        "trust * (1.0 - exp(-layout.commanded[formation] / slow))",
        "trust * exp(-layout.commanded[formation] / slow)",
        "test_new_commanders_are_trusted_as_far_as_trust_has_grown",
        "new commanders are trusted most",
    ),
    Mutant(
        "draws",
        "1.0 - layout.replaced[formation] * lacked",
        "1.0 - layout.replaced[formation]",
        "test_where_men_are_new_bonds_are_weaker_for_good",
        "who is new within a year has no bond at all",
    ),
    Mutant(
        "draws",
        "layout.homes[unit] + sect",
        "sect",
        "test_men_come_from_where_their_formation_says_each_group_as_it_lives_there",
        "all formations' men come from where people live",
    ),
    Mutant(
        "draws",
        "p.alike_bond * layout.alike[layout.kind[row]]",
        "p.alike_bond * layout.alike[0]",
        "test_men_who_are_alike_are_bound_more_closely",
        "all units are as alike as the first kind",
    ),
    # ---- the twin's judgement
    Mutant(
        "judgement",
        "- p.sponsor_warlord * militia.leader.warlordism - awkward",
        "+ p.sponsor_warlord * militia.leader.warlordism - awkward",
        "test_sponsors_do_not_like_warlords",
        "sponsors like warlords",
    ),
    Mutant(
        "judgement",
        "standing - standing * leader.legitimacy * p.rivalry_legitimate",
        "standing + standing * leader.legitimacy * p.rivalry_legitimate",
        "test_warlords_fear_rivals_and_legitimate_leaders_do_not",
        "legitimate leaders fear rivals more",
    ),
    Mutant(
        "judgement",
        "man.sect is leader.sect:",
        "man.sect is not leader.sect:",
        "test_the_claim_is_about_the_leaders_own_group",
        "the false claim is against other groups",
    ),
    Mutant(
        "judgement",
        "(p.pride_floor + (1.0 - p.pride_floor) * standing)",
        "(1.0 - (1.0 - p.pride_floor) * standing)",
        "test_the_higher_his_standing_the_more_legitimate_a_civilian_must_be",
        "generals are least proud",
    ),
    Mutant(
        "judgement",
        "abs(sponsor.agenda - militia.religiosity + militia.nationalism)",
        "abs(sponsor.agenda - militia.religiosity - militia.nationalism)",
        "test_loyal_is_who_is_of_like_agenda",
        "a religious sponsor takes nationalists for its own",
    ),
    Mutant(
        "judgement",
        "(1.0 - loyal) * capability(militia, largest)",
        "loyal * capability(militia, largest)",
        "test_capable_is_who_is_large_orderly_and_skilled",
        "loyalty and capability weigh the same",
    ),
)


def main(files: list[str]) -> int:
    """Try faults and tell of each; 1 if one survives without a reason."""
    tried, survived = [one for one in MUTANTS if not files or one.file in files], 0
    with tempfile.TemporaryDirectory() as folder:
        checkout = copy_of_the_checkout(Path(folder))
        for one in tried:
            if one.found() != 1:
                print(f"stale     {one.name} (its text is found {one.found()} times)")
                survived += 1
                continue
            dead = one.killed(checkout)
            survived += not dead and one.name not in SURVIVORS
            print(f"{'killed  ' if dead else 'SURVIVED'}  {one.name} (by {one.test})", flush=True)
    print(f"{len(tried)} faults, {survived} survive without a reason")
    return int(survived > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
