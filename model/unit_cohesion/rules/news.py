"""N1-N5, N7 and N10: what people hear. Writes beliefs only; what beliefs do to hazards stands elsewhere.

Word of the leader's exit reaches insiders at its origin and the others hand by hand after its release (N1), and raises his own group's
belief of being abandoned (N2). Pledges weaken the norm of the named group (N5) that none of its own goes (N3), as far as they are believed
(N4), and answer the regime's story that the rebels are sectarian. Rumours of murdered officers live on (N7). Word of losses is believed,
true or not (N10).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from unit_cohesion.engine.arithmetic import faded, power
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import INF, Keys, Rule, column, mechanism, parameter
from unit_cohesion.rules.beliefs import rarity
from unit_cohesion.vocabulary import CIVIL, NEWS_KINDS, SERVING

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Communities, Counts, Nation, NewsItem, NewsTable, On, P, Profile, Profiles, Sects

LEADER_EXIT, PLEDGE, RUMOUR, STORY, WORD = (NEWS_KINDS.index(kind) for kind in ("leader_exit", "pledge", "rumour", "story", "word"))
KEYS = {
    "leader_exit": Keys(may=("about", "reliability")),
    "pledge": Keys(may=("about", "place", "reliability", "men", "speaker", "staged", "exposed")),
    "rumour": Keys(may=("reliability",)),
    "story": Keys(may=("about", "reliability")),
    "word": Keys(may=("about", "reliability", "place", "of", "patron")),
}
"""What is read of each kind below; whatever else such news says is refused. Word of the leader's exit is about his own group, or nobody."""
HEARD = {"N1": "leader_exit", "N2": "leader_exit", "N3": "pledge", "N4": "pledge", "N5": "pledge", "N10": "word"}
"""Mechanisms that do nothing where no news of a kind is heard."""
BY_BINDING = ("leader_exit_release", "leader_exit_reliability")
"""Parameters that no rule reads: they act through the news that are bound to them."""


class News(Rule):
    """Beliefs fade, then today's news are taken in.

    abandonment += (1 − abandonment) · abandonment_weight · reliability · hand_discount ^ hands
    hands = max(1, hands_to_soldiers − rank band), 0 to insiders
    norm of a community = clipped(rare · (1 − doubted)), rare = 1 / (1 + believed_pace / norm_pace)
    doubted += share · moved, to 1 at most; moved = pledge_weight · credence · rare · 2^−(times seen) · men / (men + pledge_men)
        at home it counts pledge_home times, where the pledge says where it was filmed
    reassurance += (1 − reassurance) · pledge_reassurance · share · credence · 2^−(times seen); story ·= 1 − pledge_answers · the same
    exposed: doubted −= (1 + exposure_backfire) · what is left of what it moved; of its reassurance exposure_backfire is taken back
    credence = min(1, credence + credence_affinity if the symbols name the group) · (1 − story_doubt · story) · reliability, or 1 without N4
    story += (1 − story) · reliability · share; rumour += (1 − rumour) · reliability
    told_lost += (1 − told_lost) · word_weight · reliability · loss / (loss + word_half) · hand_discount ^ hands
        loss: of the country's people those of the place, of the army's men on day one those of the formation, and of a patron the larger of
        its men beside those of the army, its share of pay and its share of sorties
        hands as of the leader's exit; 0 also to those whose home the place is
    """

    table = "news"
    heading = "News, pledges, rumours (N1-N5, N7, N10)"

    N1 = mechanism(
        "News travels in hands",
        "Insiders know at origin, others at release, discounted by every hand it passes through.",
        "B8-12",
        off="fewer in-group officer exits between origin and release",
        outcome="groups: ruling-group officers who left",
    )
    N2 = mechanism(
        "The leader's exit",
        "Word that the ruler seeks asylum raises his own group's believed odds of being abandoned, officers first.",
        "B10-11",
        off="fewer in-group officer defections",
        outcome="groups: ruling-group officers who left",
    )
    N3 = mechanism(
        "Public pledges",
        "Small groups who pledge on video weaken their group's norm that none of its own goes; a face seen before counts less.",
        "B15-16",
        off="a stronger norm; smaller in-group cascades",
        outcome="daily.norm",
    )
    N4 = mechanism(
        "Staged pledges",
        "A pledge may be staged to answer the regime's story; viewers cannot tell; credence depends on affinity and that story; exposure"
        " backfires.",
        "B23-26",
        off="pledges move more",
        outcome="daily.norm",
    )
    N5 = mechanism(
        "Symbols say whom it is about",
        "A pledge's symbols set which group the news is about.",
        "B19-22",
        off="fewer defections in the named group",
        outcome="groups: named group who left",
    )
    N7 = mechanism(
        "The rumour as pretext",
        "Rumours of murdered officers persist whatever the truth and are given as a reason for staying out.",
        "A17",
        off="danger falls as a stated reason",
        outcome="events.stated_reason",
    )
    N7b = mechanism(
        "The rumour frightens",
        "The rumour also truly frightens people away from the militias.",
        "A17",
        off="more join militias",
        outcome="daily.militia fighter",
        kind="claim",
    )

    N10 = mechanism(
        "Word of losses",
        "Word that a place is lost, a formation gone or a patron about to go, true or not, takes from the believed odds that the regime"
        " lasts, hand by hand, and first where the place is home.",
        "lit: false word of places fallen and commanders fled went before Mosul, 2014, and Kabul, 2021",
        off="no word of losses moves anybody",
        outcome="groups: left",
    )

    leader_exit_release = parameter(
        date(2012, 2, 27),
        "date",
        date(2011, 3, 15),
        date(2014, 12, 31),
        "When word of the ruler's search for asylum reaches the public.",
        "B12: dated to December, leaked late in February",
        of=N1,
        nature="fact",
    )
    leader_exit_reliability = parameter(
        0.6, "1", 0.0, 1.0, "How far the source of that word is trusted.", "B8: unverified", of=N2, nature="fact"
    )
    hands_to_soldiers = parameter(
        4,
        "hands",
        1,
        10,
        "Hands through which that word passes to a soldier; one less for each band above, one at least; insiders have it at first hand.",
        "estimate",
        of=N1,
    )
    hand_discount = parameter(
        0.75, "1", 0.0, 1.0, "What is left of a piece of news after each hand that it passes through.", "estimate", of=N1
    )
    hand_days = parameter(7, "days", 0, 60, "Days that news takes from one hand to the next.", "estimate", of=N1)
    abandonment_weight = parameter(
        0.7, "1", 0.0, 1.0, "Believed odds of being abandoned after fully trusted first-hand word.", "estimate", of=N2
    )
    abandonment_memory_days = parameter(150.0, "days", 10.0, 2000.0, "Half-life of that belief.", "estimate", of=N2)
    pledge_weight = parameter(
        0.8,
        "1",
        0.0,
        2.0,
        "How far a wholly trusted pledge of many men weakens the norm of a group of which none is believed to go.",
        "estimate",
        of=N3,
    )
    pledge_men = parameter(12.0, "persons", 1.0, 200.0, "Men shown at which a pledge has half of that weight.", "B15: about a dozen", of=N3)
    pledge_home = parameter(
        1.5, "1", 1.0, 5.0, "How much more a pledge counts for those from where it was filmed, when that is told.", "B16; estimate", of=N3
    )
    pledge_memory_days = parameter(
        120.0, "days", 60.0, 180.0, "Half-life in which the norm returns after a pledge.", "estimate: 60 to 180", of=N3
    )
    norm_pace = parameter(
        2.0,
        "per 1,000 a week",
        0.1,
        50.0,
        "Believed pace at which the norm that none of one's own goes is down to half.",
        "estimate",
        of="D5",
        table="bonds",
    )
    story_doubt = parameter(
        0.5, "1", 0.0, 1.0, "Share of a pledge's credence that the regime's story takes off where it is fully believed.", "B23-26", of=N4
    )
    pledge_answers = parameter(
        0.3, "1", 0.0, 1.0, "Share of the belief in that story that a wholly trusted pledge takes off.", "B23-26; estimate", of=N3
    )
    story_memory_days = parameter(365.0, "days", 10.0, 5000.0, "Half-life of the belief in that story.", "estimate", of="V2", table="fear")
    pledge_reassurance = parameter(
        0.08, "1", 0.0, 1.0, "Rise in the group's belief that rebels spare those who come over, for one trusted pledge.", "B11 B15", of=N3
    )
    credence = parameter(
        0.6, "1", 0.0, 1.0, "Credence given to an unverified pledge by a group that is not close to those shown.", "B23-26", of=N4
    )
    credence_affinity = parameter(0.25, "1", 0.0, 1.0, "Credence added where those shown are of one's own group.", "estimate", of=N4)
    exposure_backfire = parameter(
        0.3, "1", 0.0, 1.0, "What an exposed staging takes back beyond what it had done, against that.", "B23-26; estimate", of=N4
    )
    word_weight = parameter(
        0.7,
        "1",
        0.0,
        1.0,
        "Share of the believed odds that fully trusted first-hand word takes away that all is lost that the regime stands on.",
        "estimate, as of abandonment",
        of=N10,
        neutral=0.0,
    )
    word_half = parameter(
        0.15, "1", 0.01, 1.0, "Share of that, told to be lost, at which such word has half of its weight.", "estimate", of=N10
    )
    told_lost_days = parameter(30.0, "days", 1.0, 2000.0, "Half-life of such word in people's minds.", "estimate", of=N10)
    rumour_memory_days = parameter(
        400.0, "days", 10.0, 5000.0, "Half-life of a rumour that is still told.", "A17: still circulating", of=N7
    )
    pretext_share = parameter(
        0.6, "1", 0.0, 1.0, "Share of those who stay out of the fight who name danger as the reason, at a full rumour.", "A17", of=N7
    )
    danger_true_share = parameter(0.1, "1", 0.0, 1.0, "Share who would name danger without any rumour.", "estimate", of=N7)

    abandonment = column("profiles", "f8", "1", "believed odds that the ruler abandons his own", high=1)
    abandonment_source = column("profiles", "i8", "source", "news that last raised it, or told of a loss", low=-INF)
    told_lost = column("profiles", "f8", "1", "how far word of losses has taken from the believed odds that the regime lasts", high=1)
    doubted = column(
        "communities", "f8", "1", "how far pledges have weakened the norm; below 0 where an exposed one backfired", low=-10, high=1
    )
    story = column("sects", "f8", "1", "belief in the regime's story that the rebels are sectarian", high=1)
    norm = column("nation", "f8", "1", "how strongly those who serve hold that none of their own goes, on average", high=1, told=True)
    moved = column("news", "f8", "1", "what is left of what a pledge did to the norm of those whom it was about", high=2)
    cheered = column("news", "f8", "1", "and of what it did to their belief that rebels spare those who come over", high=1)
    filmed = column(
        "news",
        "i8",
        "row of places",
        "where it is told to be filmed, or which place it tells to be lost; -1 for none",
        low=-1,
        high=500,
        fixed=True,
        called="place",
    )
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
    loss = column("news", "f8", "1", "share of what the regime stands on of whose loss it tells", high=1, fixed=True)
    staged = column("news", "?", "yes/no", "made by the other side", high=1, fixed=True)
    seen = column("news", "f8", "times", "earlier pledges by the same speaker", fixed=True)
    source = column("news", "i8", "source", "number by which factors name it", low=-INF, high=-1, fixed=True)

    @staticmethod
    @compiled
    def run(
        news: NewsTable, profiles: Profiles, communities: Communities, sects: Sects, nation: Nation, counts: Counts, date: int, p: P, on: On
    ) -> None:
        """Let beliefs fade, then take in the news that arrive today."""
        abandonment_fades, pledge_fades, story_fades, losses_fade = (
            faded(p.abandonment_memory_days),
            faded(p.pledge_memory_days),
            faded(p.story_memory_days),
            faded(p.told_lost_days),
        )
        for profile in profiles:
            profile.abandonment *= abandonment_fades
            profile.told_lost *= losses_fade
        for community in communities:
            community.doubted *= pledge_fades
        for sect in sects:
            sect.story *= story_fades
        nation.rumour *= faded(p.rumour_memory_days)
        for item in news:
            item.moved *= pledge_fades
            if item.kind == LEADER_EXIT and on.N2:
                hear_of_exit(item, profiles, sects, date, p, on)
            elif item.kind == PLEDGE and on.N3:
                if item.release == date:
                    hear_pledge(item, communities, sects, counts, p, on)
                if item.staged and item.exposed == date and on.N4:
                    expose(item, communities, sects, counts, p, on)
            elif item.kind == STORY and item.release == date and (on.V2 or on.N4):
                for row in range(len(sects)):
                    sects[row].story += (1.0 - sects[row].story) * item.reliability * (1.0 if item.about < 0 or item.about == row else 0.0)
            elif item.kind == WORD and on.N10:
                hear_of_loss(item, profiles, date, p, on)
            elif item.kind == RUMOUR and item.release == date and (on.N7 or on.N7b):
                nation.rumour += (1.0 - nation.rumour) * item.reliability


@compiled
def hands(profile: Profile, p: P, on: On) -> int:
    """The hands through which word of the leader's exit, or of a loss, comes to people of a profile."""
    if profile.insider or not on.N1:
        return 0
    return int(p.hands_to_soldiers if profile.band == CIVIL else max(1, p.hands_to_soldiers - profile.band))


@compiled
def arrival(item: NewsItem, hand: int, p: P, on: On) -> int:
    """The day on which word comes to those whom it reaches through so many hands: at its origin at first hand, else after its release."""
    return int(item.origin if on.N1 and hand == 0 else item.release + hand * p.hand_days)


@compiled
def passed_on(signal: float, hand: int, p: P) -> float:
    """What is left of word after so many hands."""
    for _ in range(hand):
        signal *= p.hand_discount
    return signal


@compiled
def hear_of_exit(item: NewsItem, profiles: Profiles, sects: Sects, date: int, p: P, on: On) -> None:
    """Raise the belief of being abandoned of those of the ruler's group whom word of his exit reaches today."""
    for hand in range(p.hands_to_soldiers + 1 if on.N1 else 1):
        if arrival(item, hand, p, on) != date:
            continue
        signal = passed_on(p.abandonment_weight * item.reliability, hand, p)
        for profile in profiles:
            if sects[profile.sect].ruling and hands(profile, p, on) == hand:
                profile.abandonment += (1.0 - profile.abandonment) * signal
                profile.abandonment_source = item.source


@compiled
def hear_of_loss(item: NewsItem, profiles: Profiles, date: int, p: P, on: On) -> None:
    """Take from the odds that those give the regime whom word of a loss reaches today: all, or the group that it is told to."""
    for hand in range(p.hands_to_soldiers + 1 if on.N1 else 1):
        if arrival(item, hand, p, on) != date:
            continue
        signal = passed_on(p.word_weight * item.reliability * (item.loss / (item.loss + p.word_half)), hand, p)
        for profile in profiles:
            through = 0 if profile.home == item.place else hands(profile, p, on)
            if through == hand and (item.about < 0 or item.about == profile.sect):
                profile.told_lost += (1.0 - profile.told_lost) * signal
                profile.abandonment_source = item.source


@compiled
def audience(item: NewsItem, sect: int, counts: Counts, on: On) -> float:
    """Share of the news that is about a sect: all of it the named one's if its symbols say so, else each has its part as they serve."""
    if item.about >= 0 and on.N5:
        return 1.0 if sect == item.about else 0.0
    return float(counts[sect, :, SERVING].sum() / max(counts[:, :, SERVING].sum(), 1.0))


@compiled
def credence(item: NewsItem, story: float, p: P, on: On) -> float:
    """How far a pledge is believed: fully without N4; else by its source, more of people known as one's own, less by the regime's story."""
    if not on.N4:
        return 1.0
    known = p.credence_affinity if item.about >= 0 and on.N5 else 0.0
    return float(min(1.0, p.credence + known) * (1.0 - p.story_doubt * story) * item.reliability)


@compiled
def heard(item: NewsItem, place: int, p: P) -> float:
    """How much a pledge counts for those of a place: more where it was filmed, when that is told."""
    return float(p.pledge_home) if item.place == place else 1.0


@compiled
def hear_pledge(item: NewsItem, communities: Communities, sects: Sects, counts: Counts, p: P, on: On) -> None:
    """Weaken the norm of those whom it is about, answer the regime's story, and raise the belief that rebels spare those who come over."""
    for row in range(len(sects)):
        sect, share = sects[row], audience(item, row, counts, on)
        if share == 0.0:
            continue
        trusted = credence(item, sect.story, p, on) * power(0.5, item.seen)
        moved = p.pledge_weight * trusted * rarity(sect, p) * (item.men / (item.men + p.pledge_men))
        cheered = (1.0 - sect.reassurance) * p.pledge_reassurance * trusted * share
        sect.reassurance += cheered
        sect.story *= 1.0 - p.pledge_answers * trusted * share
        sect.pledge_source = item.source
        item.moved, item.cheered = max(item.moved, moved), max(item.cheered, cheered)
        for number in range(row, len(communities), len(sects)):
            community = communities[number]
            community.doubted = min(1.0, community.doubted + share * moved * heard(item, number // len(sects), p))


@compiled
def expose(item: NewsItem, communities: Communities, sects: Sects, counts: Counts, p: P, on: On) -> None:
    """Take back what a pledge did to those whom it was about, and a little more."""
    for row in range(len(sects)):
        sect, share = sects[row], audience(item, row, counts, on)
        if share == 0.0:
            continue
        taken = (1.0 + p.exposure_backfire) * item.moved * share
        sect.reassurance = max(0.0, sect.reassurance - (1.0 + p.exposure_backfire) * item.cheered)
        for number in range(row, len(communities), len(sects)):
            communities[number].doubted -= taken * heard(item, number // len(sects), p)
    item.moved = item.cheered = 0.0
