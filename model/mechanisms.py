"""The mechanisms: every id once, what it says in one sentence, where the source texts say it, and what its absence must change.

``A14`` is line 14 of the text on what becomes of defectors, ``B17`` line 17 of the text on who defects and how fast; ``lit`` is the
field's literature. Facts and classifiers are checked, not switched; rules and claims are switched off by id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.errors import ScenarioError, nearest

Kind = Literal["rule", "fact", "claim", "classifier"]


@dataclass(frozen=True)
class Mechanism:
    """One mechanism.

    Attributes:
        off: which sign must show without it; outcome: on which column.
        reference: the log-hazard above which it counts as a cause: 0, or what everybody in the war carries anyway.
    """

    id: str
    title: str
    says: str
    source: str
    kind: Kind
    off: str
    outcome: str = ""
    reference: float = 0.0


def _m(id: str, title: str, says: str, source: str, kind: Kind, off: str, outcome: str = "", reference: float = 0.0) -> Mechanism:
    return Mechanism(id, title, says, source, kind, off, outcome, reference)


MECHANISMS: dict[str, Mechanism] = {m.id: m for m in (
    _m("I1", "Every rank and branch", "Soldiers to generals, in army, air force, navy, security, intelligence and police, of every sect, can leave.", "A8", "fact", "every branch and band is populated and can defect"),
    _m("I2", "Who serves", "Conscripts mirror the people; career men come mostly from the ruler's group.", "B13 B21-22", "fact", "initial shares match the scenario's"),
    _m("I3", "Officer schools", "Officer schools take few of the majority; training is the same for all in a school and year.", "A20", "fact", "competence is equal within school and cohort"),
    _m("I4", "Ceiling on posts", "Sensitive posts go by sect; officers of the other groups meet a ceiling and resent it.", "A20", "rule", "fewer leave among ceilinged officers", "events: leavers among ceilinged officers"),
    _m("I5", "Specialities and skill", "Each has a speciality; some officers are simply not competent.", "A26 A29", "fact", "competence has spread; some specialities are of no use to militias"),
    _m("I6", "Privilege by rank and post", "Privilege and pay rise with rank and post, most in intelligence.", "A29", "rule", "with D7: more officers leave", "daily: officers leaving"),
    _m("I7", "Home and borders", "Each has a home with kin; borders and the sea are near some places and far from others.", "A11 A41 B16 B26", "fact", "near a border more reach it"),
    _m("I8", "Call-up and discharge", "Conscripts enter monthly, some evade; discharge stops early in the war; the badly wounded leave.", "lit", "rule", "strength changes by departures alone", "daily.discharged"),
    _m("N1", "News travels in hands", "Insiders know at origin, others at release, discounted by every hand it passes through.", "B8-12", "rule", "fewer in-group officer exits between origin and release", "groups: ruling-group officers who left"),
    _m("N2", "The leader's exit", "Word that the ruler seeks asylum raises his own group's believed odds of being abandoned, officers first.", "B10-11", "rule", "fewer in-group officer defections", "groups: ruling-group officers who left"),
    _m("N3", "Public pledges", "Small groups who pledge on video raise the pace that others of their group believe in; a face seen before counts less.", "B15", "rule", "lower believed pace", "daily.perceived_defections"),
    _m("N4", "Staged pledges", "A pledge may be staged; viewers cannot tell; credence depends on affinity, and exposure backfires.", "B23-26", "rule", "pledges move more", "daily.perceived_defections"),
    _m("N5", "Symbols say whom it is about", "A pledge's symbols set which group the news is about.", "B19-22", "rule", "fewer defections in the named group", "groups: named group who left"),
    _m("N6", "The believed pace lags", "Soldiers act on a believed pace that lags and understates the true one.", "B17-19", "rule", "faster, more synchronous cascades", "daily.defections: concentration in time"),
    _m("N7", "The rumour as pretext", "Rumours of murdered officers persist whatever the truth and are given as a reason for staying out.", "A17", "rule", "danger falls as a stated reason", "events.stated_reason"),
    _m("N7b", "The rumour frightens", "The rumour also truly frightens people away from the militias.", "A17", "claim", "more join militias", "daily.militia fighter"),
    _m("N8", "Believed odds", "People believe in the regime's survival according to the visible balance.", "B28", "rule", "smaller spread of end strengths", "daily.regime_odds"),
    _m("D1", "Grievance", "Force against one's own community accumulates as grievance.", "lit", "rule", "fewer leave in the targeted group", "groups: targeted group who left", reference=1.0),
    _m("D2", "Unease of the ruler's officers", "Excessive force against others divides the ruling group's officers.", "B10", "rule", "fewer in-group officer defections", "groups: ruling-group officers who left"),
    _m("D3", "The toll", "Losses wear people out: the own unit's for all, the whole war's for the ruling group's officers.", "B9", "rule", "fewer in hard-hit units; fewer in-group officers", "units.left; groups"),
    _m("D4", "Revenge feared", "Fear of revenge binds while the regime is believed to last, and pushes once its fall or desertion is believed.", "B11", "rule", "belief held high: more in-group leave; held low: fewer", "groups: ruling group who left"),
    _m("D5", "Comrades", "Each departure from a unit presses those who stay; a commander's presses all and can carry men along.", "B15, lit", "rule", "thinner tail of cascade sizes", "events: parties"),
    _m("D6", "Unit cohesion", "Peer bonds, trust in the commander and belief in the institution hold people to the unit's own norm.", "lit", "rule", "more single exits, fewer joint ones", "events: parties"),
    _m("D7", "What is forfeited", "Privilege, pay and pension lost by leaving hold people, times the odds that the regime lasts.", "A29", "rule", "more officers leave", "groups: officers who left"),
    _m("D8", "Reprisals", "The leaver's house is burnt and his kin abused: deterrence for others (D8a), outrage in the hurt (D8b).", "A29", "rule", "see its parts"),
    _m("D8a", "Reprisals deter", "Those with kin in reach are deterred.", "A29", "rule", "more leave", "daily: leavers"),
    _m("D8b", "Reprisals outrage", "Those whose kin were hurt are pushed out.", "A29", "rule", "fewer leave", "daily: leavers"),
    _m("D9", "Watch and punishment", "Attempts are caught (D9a); that deters (D9b) and outrages (D9c).", "lit", "rule", "see its parts"),
    _m("D9a", "Being caught", "Some who try are caught and jailed.", "lit", "rule", "more succeed", "daily: leavers"),
    _m("D9b", "Punishment deters", "Punishment seen deters.", "lit", "rule", "more try", "daily: attempts"),
    _m("D9c", "Punishment outrages", "Punishment seen in the own unit outrages, more so in a watched group.", "lit", "rule", "fewer try", "daily: attempts"),
    _m("D10", "Kin press to leave", "Kin press men to leave, more strongly from homes that rebels hold.", "A26, lit", "rule", "fewer leave from rebel-held homes", "people: leavers by home"),
    _m("D11", "Siege", "A besieged unit leaves or gives up with far higher odds.", "A26, lit", "rule", "fewer in besieged units", "units.left"),
    _m("D12", "Expected reception", "How earlier leavers of one's kind fared, as learned with a lag, multiplies each way out.", "A11 A26 B (hypothesis)", "rule", "branch at day 270, frozen: more officers leave afterwards", "groups: officers who left"),
    _m("D13", "Skills denied", "A pilot who leaves costs the regime sorties even if nobody uses him again.", "A29", "rule", "air effort above the paired run's", "daily.air_effort"),
    _m("D14", "Some are sent", "A few defectors are sent by intelligence; confirmed cases feed suspicion.", "A26", "rule", "no confirmations; suspicion falls", "daily.infiltrators_confirmed"),
    _m("D15", "Ways out differ", "A local militia, a camp abroad, or home into hiding: distance, borders and rank decide.", "A11 A14", "rule", "all go one way", "events.to_status"),
    _m("D16", "Posture", "Confined, deployed or besieged: posture sets exposure and opportunity; the trusted third is used first.", "lit", "rule", "exits spread evenly over units", "units.left: concentration"),
    _m("R1", "Camps hold people", "In the neighbours' camps movement is restricted and military work almost impossible; most officers who get abroad stay there.", "A11", "rule", "more officers in action", "groups: officers in action"),
    _m("R2", "Skill fades", "Idleness wears capability, down to a floor that keeps it as an option for later.", "A11", "rule", "fade off: a stronger rebuilt army", "people.skill"),
    _m("R3", "Civilian leaders accepted", "Officers serve under civilian leaders whose legitimacy comes from early involvement or from money.", "A14", "rule", "officers join only where they lead", "choices: declined"),
    _m("R4", "Disorder wears", "Disorder and improvisation wear out an officer, who withdraws to planning from afar and then to a camp.", "A14", "rule", "longer stays", "groups: officers in action"),
    _m("R5", "Abuse remembered", "Fighters remember abuse in compulsory service and are hostile to any officer.", "A14", "rule", "fewer withdrawals", "events: officers who step back"),
    _m("R6", "The claim of poor training", "Leaders spread the claim that officers of their own group are untrained; in the data it is false.", "A20", "rule", "more admissions", "daily.admitted"),
    _m("R7", "Religious gap", "Religious feeling rises among fighters; officers come from a secular career, and the gap adds friction.", "A14", "rule", "branch: fewer withdrawals", "events: officers who step back"),
    _m("R8", "Labels", "An officer who opposes sectarian practice in the open gets a label that puts him out of action (our reading of a garbled clause).", "A17", "rule", "outspoken officers stay", "daily.labels"),
    _m("R9", "Murders by persons unknown", "Outspoken nationalists are murdered, by whom is never known.", "A17", "claim", "fewer of them die; the rumour persists all the same", "daily.murders"),
    _m("R10", "Warlords", "A leader drifts to a warlord as power and income grow.", "A20", "rule", "branch: admissions stay higher", "daily.warlordism"),
    _m("R11", "Rivals refused", "A leader refuses officers whose rank and legitimacy rival his own, more so the more of a warlord he is; need of skill pulls the other way.", "A20", "rule", "more senior officers admitted", "daily.admitted_rank"),
    _m("R12", "Skill mismatch", "Pilots, naval officers and the incompetent have little that militias can use.", "A26", "rule", "more of them are admitted", "daily.capability_used"),
    _m("R13", "Attributed motives", "Trust is discounted by the motive that others attribute, which can differ from the true one.", "A26", "rule", "the willing wait less", "daily.admitted"),
    _m("R14", "Suspicion", "Suspicion of infiltration lowers trust in newcomers of the same origin until they are vetted; it mostly hits the innocent.", "A26", "rule", "easier admission", "daily.admitted"),
    _m("R15", "Many unruly militias", "Militias are many and local; they split, quarrel, merge and die.", "A35", "rule", "fewer splits", "daily.splits"),
    _m("R16", "Hope has a floor", "Ill-treatment lowers hope, but not below a floor: most keep hope and ambition.", "A29", "rule", "more give up for good", "daily.gone"),
    _m("R17", "Untouched by foreign money", "Those untouched by foreign money keep standing and are trusted to lead a rebuilt army.", "A32", "claim", "its leaders have less standing", "daily.standing"),
    _m("R18", "Going back", "Some go back to the regime, more in amnesty windows, or leave for good.", "lit", "rule", "none return", "daily.returned"),
    _m("R19", "Sectarian feeling", "The regime's sectarian practice raises fighters' sectarian feeling.", "A17", "rule", "fewer labels", "daily.labels"),
    _m("R20", "Extremists", "Extremist groups threaten defectors, count them as enemies and take places.", "A38", "rule", "rebuilt army and moderate militias hold more", "daily.militia fighter"),
    _m("S1", "Loyalty above capability", "A sponsor funds and arms leaders and weighs loyalty above capability.", "A23", "rule", "more money to the capable", "choices: funded"),
    _m("S2", "Awkward officers", "Officers' own agenda costs a client his sponsor's favour.", "A23", "rule", "leaders admit more officers", "daily.admitted"),
    _m("S3", "Rival sponsors", "Sponsors' agendas differ; rivalry splits the militias they pay.", "A41", "rule", "fewer, larger militias", "daily.splits"),
    _m("S4", "Pay is followed", "Fighters follow pay; money makes a leader legitimate and a warlord.", "A14 A20", "rule", "slower drift", "daily.warlordism"),
    _m("S5", "Sponsors tire of militias", "Seeing the groups as hard to control, sponsors come to prefer a regular force.", "A35", "claim", "consensus never forms", "daily.sponsor_consensus"),
    _m("S6", "Passage", "The neighbour with the longest border controls logistics and passage.", "A41", "rule", "off and border shut: northern militias do not shrink", "militias.income"),
    _m("S7", "The gap is filled", "Militias and foreign fighters on the regime's side fill the gap that the rebels' disunity leaves.", "A41", "rule", "the regime is weaker late", "daily.regime_power"),
    _m("B1", "Two conditions", "A national army needs the key sponsors' consensus and a safe area at once; either missing, it does not form.", "A41", "rule", "forms without them", "daily.national army"),
    _m("B2", "Fast assembly", "Defectors know speciality, rank and duty beforehand, so that assembly is fast.", "A38", "claim", "slower build-up", "daily.national army"),
    _m("B3", "Soon trained to lead", "Moderate, and soon trained to lead.", "A38", "claim", "fewer leaders", "daily.national_leaders"),
    _m("B4", "Recruits from everywhere", "Men from many areas and minorities attract recruits that militias cannot.", "A38", "claim", "fewer recruits, narrower mix", "daily.national army"),
    _m("B5", "Knowledge of the regime", "Knowledge of the regime is worth more in combat.", "A38", "claim", "weaker per head", "daily.national_power"),
    _m("B6", "Resists extremists", "They resist extremists better than militias do.", "A38", "claim", "loses more to them", "daily.national_lost"),
    _m("B7", "Public respect", "Respected figures and the sacrifice made raise public respect.", "A38", "claim", "slower recruitment", "daily.national army"),
    _m("W1", "Monthly deaths", "Deaths follow a monthly series, then the balance of forces.", "B9", "fact", "both modes run; the first reproduces its series"),
    _m("W2", "Balance of forces", "Control of each place moves with heads, skill, cohesion, air effort and foreign help.", "B28 A41", "fact", "control in [0, 1]"),
    _m("W3", "The regime's answer", "Purges, posting only the trusted, sealing leave, militias in place of infantry.", "lit", "rule", "branch: more leave", "daily: leavers"),
    _m("W4", "Endings", "The regime wins, falls, or neither is in sight: limbo.", "B28", "classifier", "each ending can be reached"),
)}

REBEL_TERMS = ("W2", "R1", "R4", "R5", "R7", "R11", "R16", "R18", "R20", "S4", "B2")
"""Those that write hazards of the rebel side."""

TERMS: tuple[str, ...] = ("loyalty", "I4", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8a", "D8b", "D9b", "D9c", "D10", "D11", "D12", "D16", *REBEL_TERMS, "cap")
"""The mechanisms that write hazards of leaving, plus ``loyalty`` (the person's own) and ``cap`` (what the cap on a day's hazard took off).

Each is a ``log_`` column of events.
"""

CAUSES: tuple[str, ...] = (*TERMS, "base", "W1", "W3", "I8", "D15", "D14", "R3", "R8", "R9", "R15", "B1", "B4")
"""What an event can be caused by; ``base`` where no factor was above its reference."""


def switched_off(off: object) -> frozenset[str]:
    """The ids to switch off, parts included, from an id, a comma-separated string, or a list of ids.

    Raises:
        ScenarioError: an id that is unknown, or that is a fact or a classifier and so cannot be switched.
    """
    given = [] if off is None else [off] if isinstance(off, str) else list(off)  # type: ignore[call-overload]
    ids = [part.strip() for entry in given for part in str(entry).split(",") if part.strip()]
    result: set[str] = set()
    for id in ids:
        found = MECHANISMS.get(id)
        if found is None:
            raise ScenarioError("parameters", "off", id, "a mechanism's id", nearest(id, list(MECHANISMS)))
        if found.kind in ("fact", "classifier"):
            raise ScenarioError("parameters", "off", id, f"a rule or a claim ({id} is a {found.kind}: checked, not switched)")
        result |= {id} | {part for part in MECHANISMS if part.startswith(id) and part[len(id):] in ("a", "b", "c") and part != "N7b"}
    return frozenset(result)
