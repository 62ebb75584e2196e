"""N1-N5 and N7: what people hear. Writes beliefs only; what beliefs do to hazards stands elsewhere.

Word of the leader's exit reaches insiders at its origin and the others hand by hand after its release (N1), and raises his own group's
belief of being abandoned (N2). Pledges raise the pace that the named group (N5) believes in (N3), as far as they are believed (N4). Rumours
of murdered officers live on (N7).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from unit_cohesion.engine.arithmetic import faded
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import INF, Rule, column, mechanism, parameter
from unit_cohesion.schema import CIVIL, NEWS_KINDS, Keys
from unit_cohesion.vocabulary import SERVING

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Counts, Nation, NewsItem, NewsTable, On, P, Profile, Profiles, Sects

LEADER_EXIT, PLEDGE, RUMOUR = (NEWS_KINDS.index(kind) for kind in ("leader_exit", "pledge", "rumour"))
KEYS = {
    "leader_exit": Keys(may=("about", "reliability")),
    "pledge": Keys(may=("about", "reliability", "men", "speaker", "staged", "exposed")),
    "rumour": Keys(may=("reliability",)),
}
"""What is read of each kind below; whatever else such news says is refused. Word of the leader's exit is about his own group, or nobody."""
HEARD = {"N1": "leader_exit", "N2": "leader_exit", "N3": "pledge", "N4": "pledge", "N5": "pledge"}
"""Mechanisms that do nothing where no news of a kind is heard."""
BY_BINDING = ("leader_exit_release", "leader_exit_reliability")
"""Parameters that no rule reads: they act through the news that are bound to them."""


class News(Rule):
    """Beliefs fade, then today's news are taken in.

    abandonment += (1 − abandonment) · abandonment_weight · reliability · hand_discount ^ hands
    hands = max(1, hands_to_soldiers − rank band), 0 to insiders
    pledged_pace += 1,000 · share · men · pledge_weight · credence / (1 + times seen) / serving
    reassurance += (1 − reassurance) · pledge_reassurance · share · credence / (1 + times seen)
    credence = min(1, credence + credence_affinity if the symbols name the group) · reliability, or 1 without N4
    rumour += (1 − rumour) · reliability
    """

    table = "news"
    heading = "News, pledges, rumours (N1-N5, N7)"

    N1 = mechanism(
        "News travels in hands", "Insiders know at origin, others at release, discounted by every hand it passes through.", "B8-12",
        off="fewer in-group officer exits between origin and release", outcome="groups: ruling-group officers who left",
    )
    N2 = mechanism(
        "The leader's exit", "Word that the ruler seeks asylum raises his own group's believed odds of being abandoned, officers first.",
        "B10-11", off="fewer in-group officer defections", outcome="groups: ruling-group officers who left",
    )
    N3 = mechanism(
        "Public pledges",
        "Small groups who pledge on video raise the pace that others of their group believe in; a face seen before counts less.", "B15",
        off="lower believed pace", outcome="daily.perceived_defections",
    )
    N4 = mechanism(
        "Staged pledges", "A pledge may be staged; viewers cannot tell; credence depends on affinity, and exposure backfires.", "B23-26",
        off="pledges move more", outcome="daily.perceived_defections",
    )
    N5 = mechanism(
        "Symbols say whom it is about", "A pledge's symbols set which group the news is about.", "B19-22",
        off="fewer defections in the named group", outcome="groups: named group who left",
    )
    N7 = mechanism(
        "The rumour as pretext", "Rumours of murdered officers persist whatever the truth and are given as a reason for staying out.",
        "A17", off="danger falls as a stated reason", outcome="events.stated_reason",
    )
    N7b = mechanism(
        "The rumour frightens", "The rumour also truly frightens people away from the militias.", "A17", off="more join militias",
        outcome="daily.militia fighter", kind="claim",
    )

    leader_exit_release = parameter(
        date(2012, 2, 27), "date", date(2011, 3, 15), date(2014, 12, 31), "When word of the ruler's search for asylum reaches the public.",
        "B12: dated to December, leaked late in February", of=N1,
    )
    leader_exit_reliability = parameter(0.6, "1", 0.0, 1.0, "How far the source of that word is trusted.", "B8: unverified", of=N2)
    hands_to_soldiers = parameter(
        4, "hands", 1, 10,
        "Hands through which that word passes to a soldier; one less for each band above, one at least; insiders have it at first hand.",
        "estimate", of=N1,
    )
    hand_discount = parameter(
        0.75, "1", 0.0, 1.0, "What is left of a piece of news after each hand that it passes through.", "estimate", of=N1,
    )
    hand_days = parameter(7, "days", 0, 60, "Days that news takes from one hand to the next.", "estimate", of=N1)
    abandonment_weight = parameter(
        0.7, "1", 0.0, 1.0, "Believed odds of being abandoned after fully trusted first-hand word.", "estimate", of=N2,
    )
    abandonment_memory_days = parameter(150.0, "days", 10.0, 2000.0, "Half-life of that belief.", "estimate", of=N2)
    pledge_weight = parameter(
        1.0, "1", 0.0, 10.0, "Departures a week that a group takes each man of a trusted pledge to stand for.", "estimate", of=N3,
    )
    pledge_memory_days = parameter(45.0, "days", 1.0, 365.0, "Half-life of a pledge's impression.", "estimate", of=N3)
    pledge_reassurance = parameter(
        0.08, "1", 0.0, 1.0, "Rise in the group's belief that rebels spare those who come over, for one trusted pledge.", "B11 B15", of=N3,
    )
    credence = parameter(
        0.6, "1", 0.0, 1.0, "Credence given to an unverified pledge by a group that is not close to those shown.", "B23-26", of=N4,
    )
    credence_affinity = parameter(0.25, "1", 0.0, 1.0, "Credence added where those shown are of one's own group.", "estimate", of=N4)
    exposure_backfire = parameter(
        0.8, "1", 0.0, 1.0, "Share of a group's pledge impressions that an exposed staging destroys.", "estimate", of=N4,
    )
    rumour_memory_days = parameter(
        400.0, "days", 10.0, 5000.0, "Half-life of a rumour that is still told.", "A17: still circulating", of=N7,
    )
    pretext_share = parameter(
        0.6, "1", 0.0, 1.0, "Share of those who stay out of the fight who name danger as the reason, at a full rumour.", "A17", of=N7,
    )
    danger_true_share = parameter(0.1, "1", 0.0, 1.0, "Share who would name danger without any rumour.", "estimate", of=N7)

    abandonment = column("profiles", "f8", "1", "believed odds that the ruler abandons his own", high=1)
    abandonment_source = column("profiles", "i8", "source", "news that last raised it", low=-INF)
    pledged_pace = column("sects", "f8", "per 1,000 a week", "pace believed on top, from pledges")
    pledge_source = column("sects", "i8", "source", "latest pledge that moved it", low=-INF)
    reassurance = column("sects", "f8", "1", "belief that rebels spare those who come over", high=1)
    rumour = column("nation", "f8", "1", "strength of the rumour of murdered officers", high=1, told=True)
    ruling = column("sects", "?", "yes/no", "the ruler's own group", high=1, fixed=True)
    kind = column("news", "i8", "row of NEWS_KINDS", "what kind of news it is", high=len(NEWS_KINDS) - 1, fixed=True)
    origin = column("news", "i8", "day number", "when insiders can know", fixed=True)
    release = column("news", "i8", "day number", "when others hear", fixed=True)
    exposed = column("news", "i8", "day number", "when its staging is exposed, 0 for never", fixed=True)
    about = column("news", "i8", "row of sects", "group that it is about, -1 for none", low=-1, high=50, fixed=True)
    men = column("news", "f8", "persons", "men shown in a pledge", high=10_000, fixed=True)
    reliability = column("news", "f8", "1", "how far its source is trusted", high=1, fixed=True)
    staged = column("news", "?", "yes/no", "made by the other side", high=1, fixed=True)
    seen = column("news", "f8", "times", "earlier pledges by the same speaker", fixed=True)
    source = column("news", "i8", "source", "number by which factors name it", low=-INF, high=-1, fixed=True)

    @staticmethod
    @compiled
    def run(
        news: NewsTable, profiles: Profiles, sects: Sects, nation: Nation, counts: Counts, date: int, p: P, on: On,
    ) -> None:  # fmt: skip
        """Let beliefs fade, then take in the news that arrive today."""
        abandonment_fades, pledge_fades = faded(p.abandonment_memory_days), faded(p.pledge_memory_days)
        for profile in profiles:
            profile.abandonment *= abandonment_fades
        for sect in sects:
            sect.pledged_pace *= pledge_fades
        nation.rumour *= faded(p.rumour_memory_days)
        for item in news:
            if item.kind == LEADER_EXIT and on.N2:
                hear_of_exit(item, profiles, sects, date, p, on)
            elif item.kind == PLEDGE and on.N3:
                if item.release == date:
                    hear_pledge(item, sects, counts, p, on)
                if item.staged and item.exposed == date and on.N4:
                    expose(item, sects, counts, p, on)
            elif item.kind == RUMOUR and item.release == date and (on.N7 or on.N7b):
                nation.rumour += (1.0 - nation.rumour) * item.reliability


@compiled
def hands(profile: Profile, p: P, on: On) -> int:
    """The hands through which word of the leader's exit comes to people of a profile."""
    if profile.insider or not on.N1:
        return 0
    return int(p.hands_to_soldiers if profile.band == CIVIL else max(1, p.hands_to_soldiers - profile.band))


@compiled
def hear_of_exit(item: NewsItem, profiles: Profiles, sects: Sects, date: int, p: P, on: On) -> None:
    """Raise the belief of being abandoned of those of the ruler's group whom word of his exit reaches today."""
    for hand in range(p.hands_to_soldiers + 1 if on.N1 else 1):
        arrival = item.release + hand * p.hand_days
        if on.N1 and hand == 0:
            arrival = item.origin
        if arrival != date:
            continue
        signal = p.abandonment_weight * item.reliability
        for _ in range(hand):
            signal *= p.hand_discount
        for profile in profiles:
            if sects[profile.sect].ruling and hands(profile, p, on) == hand:
                profile.abandonment += (1.0 - profile.abandonment) * signal
                profile.abandonment_source = item.source


@compiled
def audience(item: NewsItem, sect: int, counts: Counts, on: On) -> float:
    """Share of the news that is about a sect: all of it the named one's if its symbols say so, else each has its part as they serve."""
    if item.about >= 0 and on.N5:
        return 1.0 if sect == item.about else 0.0
    return float(counts[sect, :, SERVING].sum() / max(counts[:, :, SERVING].sum(), 1.0))


@compiled
def credence(item: NewsItem, p: P, on: On) -> float:
    """How far a pledge is believed: fully without N4; else by its source, and more by those who know the people shown as their own."""
    if not on.N4:
        return 1.0
    known = p.credence_affinity if item.about >= 0 and on.N5 else 0.0
    return float(min(1.0, p.credence + known) * item.reliability)


@compiled
def hear_pledge(item: NewsItem, sects: Sects, counts: Counts, p: P, on: On) -> None:
    """Raise the pace that is believed in, and the belief that rebels spare those who come over."""
    weight = credence(item, p, on) / (1.0 + item.seen)
    for row in range(len(sects)):
        sect, share = sects[row], audience(item, row, counts, on)
        serving = max(counts[row, :, SERVING].sum(), 1.0)
        sect.pledged_pace += share * item.men * p.pledge_weight * weight * 1000.0 / serving
        sect.reassurance += (1.0 - sect.reassurance) * p.pledge_reassurance * weight * share
        if share > 0.0:
            sect.pledge_source = item.source


@compiled
def expose(item: NewsItem, sects: Sects, counts: Counts, p: P, on: On) -> None:
    """Take back what pledges did to those whom an exposed one was about."""
    for row in range(len(sects)):
        sect = sects[row]
        if audience(item, row, counts, on) > 0.0:
            sect.pledged_pace *= 1.0 - p.exposure_backfire
            sect.reassurance += (min(p.reassurance_start, sect.reassurance) - sect.reassurance) * p.exposure_backfire
