"""Sentences put together from parts: when, who, did what, how many, with whom, where, what for."""

from __future__ import annotations

from .story import Quantity, Story

GAINS = [
    ("finds", "found"), ("buys", "bought"), ("gets", "got"), ("receives", "received"), ("collects", "collected"), ("picks", "picked"), ("earns", "earned"), ("wins", "won"), ("makes", "made"), ("bakes", "baked"), ("gathers", "gathered"),
    ("adds", "added"), ("catches", "caught"), ("orders", "ordered"), ("borrows", "borrowed"), ("brings", "brought"), ("draws", "drew"), ("discovers", "discovered"), ("builds", "built"), ("packs", "packed"), ("grows", "grew"), ("saves", "saved"),
    ("purchases", "purchased"), ("picks up", "picked up"), ("digs up", "dug up"), ("folds", "folded"), ("paints", "painted"), ("unpacks", "unpacked"), ("stores", "stored"), ("harvests", "harvested"), ("prints", "printed"), ("loads", "loaded"),
    ("acquires", "acquired"), ("adopts", "adopted"), ("assembles", "assembled"), ("buys up", "bought up"), ("carves", "carved"), ("cooks", "cooked"),
    ("creates", "created"), ("crochets", "crocheted"), ("cuts out", "cut out"), ("decorates", "decorated"),
    ("downloads", "downloaded"), ("fetches", "fetched"), ("fishes out", "fished out"), ("gains", "gained"), ("grabs", "grabbed"),
    ("hatches", "hatched"), ("inherits", "inherited"), ("knits", "knitted"),
    ("lays out", "laid out"), ("makes up", "made up"), ("molds", "molded"), ("obtains", "obtained"), ("picks out", "picked out"), ("plants", "planted"),
    ("prepares", "prepared"), ("produces", "produced"), ("puts in", "put in"), ("raises", "raised"),
    ("rescues", "rescued"), ("scoops up", "scooped up"), ("sets aside", "set aside"), ("sews", "sewed"),
    ("snaps up", "snapped up"), ("sorts out", "sorted out"), ("spots", "spotted"), ("stocks", "stocked"), ("takes home", "took home"),
    ("uncovers", "uncovered"), ("weaves", "wove"),
    ("writes", "wrote"), ("brews", "brewed"), ("captures", "captured"), ("digs out", "dug out"),
    ("gets hold of", "got hold of"), ("hauls in", "hauled in"), ("loads up", "loaded up"), ("mines", "mined"),
    ("shapes", "shaped"), ("welds", "welded"), ("whittles", "whittled"),
]
LOSSES = [
    ("gives away", "gave away"), ("loses", "lost"), ("sells", "sold"), ("uses", "used"), ("eats", "ate"), ("drops", "dropped"), ("breaks", "broke"), ("throws away", "threw away"), ("donates", "donated"), ("hands out", "handed out"), ("spends", "spent"),
    ("trades away", "traded away"), ("uses up", "used up"), ("throws out", "threw out"), ("returns", "returned"), ("removes", "removed"), ("passes out", "passed out"), ("mails", "mailed"), ("crushes", "crushed"), ("wastes", "wasted"), ("burns", "burned"),
    ("takes away", "took away"), ("gets rid of", "got rid of"), ("misplaces", "misplaced"), ("hides", "hid"), ("leaves behind", "left behind"), ("lends out", "lent out"), ("lets go of", "let go of"), ("erases", "erased"), ("spills", "spilled"), ("consumes", "consumed"), ("ruins", "ruined"),
    ("abandons", "abandoned"), ("auctions", "auctioned"), ("bites into", "bit into"), ("blows up", "blew up"), ("bursts", "burst"),
    ("cancels", "canceled"), ("chops up", "chopped up"), ("clears away", "cleared away"), ("closes", "closed"), ("cracks", "cracked"),
    ("crosses out", "crossed out"), ("cuts down", "cut down"), ("cuts up", "cut up"), ("deletes", "deleted"), ("delivers", "delivered"),
    ("destroys", "destroyed"), ("discards", "discarded"), ("drinks", "drank"), ("dumps", "dumped"), ("empties", "emptied"), ("exchanges", "exchanged"),
    ("feeds away", "fed away"), ("fires off", "fired off"), ("forgets", "forgot"), ("frees", "freed"), ("gobbles up", "gobbled up"),
    ("grinds up", "ground up"), ("hangs up", "hung up"), ("kicks away", "kicked away"), ("lets out", "let out"), ("melts", "melted"),
    ("moves out", "moved out"), ("nibbles", "nibbled"), ("offers away", "offered away"), ("packs away", "packed away"), ("parts with", "parted with"),
    ("pawns", "pawned"), ("peels", "peeled"), ("plucks", "plucked"), ("pops", "popped"), ("pours out", "poured out"), ("puts away", "put away"),
    ("recycles", "recycled"), ("releases", "released"), ("rips", "ripped"), ("scraps", "scrapped"), ("sells off", "sold off"),
    ("sends away", "sent away"), ("sends back", "sent back"), ("sets free", "set free"), ("shares out", "shared out"), ("ships", "shipped"),
    ("shreds", "shredded"), ("smashes", "smashed"), ("squashes", "squashed"), ("steps on", "stepped on"), ("swallows", "swallowed"),
    ("swaps", "swapped"), ("takes back", "took back"), ("takes off", "took off"), ("tears up", "tore up"), ("tosses", "tossed"),
    ("turns in", "turned in"), ("unloads", "unloaded"), ("wears out", "wore out"), ("wipes out", "wiped out"), ("withdraws", "withdrew"),
    ("chews", "chewed"), ("crumples", "crumpled"), ("dissolves", "dissolved"), ("drops off", "dropped off"), ("fails", "failed"),
    ("finishes off", "finished off"), ("lends", "lent"), ("passes on", "passed on"), ("rejects", "rejected"), ("serves", "served"),
]
PASSIVE_LOSSES = ["sold", "eaten", "stolen", "broken", "lost", "used", "given away", "taken", "thrown away", "removed", "damaged", "picked", "donated", "borrowed", "ruined", "used up", "shipped", "handed out", "cut down", "torn", "missing", "gone", "rotten", "carried off", "thrown out", "destroyed", "chopped down", "swept away", "let go", "crossed out", "burnt out", "cracked", "spoiled", "recycled", "sent back", "melted", "burst", "blown away", "wilted", "returned", "delivered to others", "passed around", "canceled", "rejected", "rented out", "unusable", "empty", "eaten by birds", "taken home", "taken off the list", "already booked", "occupied"]
PASSIVE_GAINS = ["added", "delivered", "brought in", "found", "bought", "put in", "dropped off", "donated", "returned", "made", "shipped in", "set up", "planted", "collected", "hatched", "born", "repaired and put back", "printed", "installed", "ordered", "laid out", "brought over", "hung up", "poured in", "sent over", "stacked on top", "picked up", "discovered", "hired", "signed up"]
WHEN = ["", "", "", "", "Then ", "Later ", "After that, ", "The next day, ", "In the afternoon, ", "In the evening, ", "On {d}, ", "This morning, ", "After school, ", "During lunch, ", "A week later, ", "Next, ", "Afterwards, ", "Yesterday, ", "Before dinner, ", "Over the weekend, "]
WHEN_FIRST = ["", "", "", "", "On {d}, ", "On {d} ", "This morning, ", "After school, ", "Over the weekend, ", "Last week, ", "In the morning, ", "Yesterday "]
TO_WHOM = ["", "", "", " to a friend", " to @B", " to a neighbor", " to some kids", " to classmates", " to a cousin", " to the {p}", " to @A's brother", " to @A's sister"]
GIVES = ["gives", "gave", "hands", "handed", "sends", "sent", "mails", "lends", "lent", "sells", "sold", "donates", "brings", "passes"]
WHERE = ["", "", "", "", " at the {p}", " on the way home", " in the {p}", " at home", " on {d}", " after school", " from a shop", " at a sale", " during the trip", " near the {p}", " with a friend", " from the {p}"]
WHY = ["", "", "", "", " for a project", " for a party", " for dinner", " by accident", " at the {p}", " in the {p}", " on {d}", " during the day", " for a game", " on the way", " by mistake", " last week"]
OF_THEM = ["{n} {o}", "{n} {o}", "{n} of them", "{n} of the {o}", "{n} of those {o}", "{n}", "{n} of the {o}"]
MORE = ["{n} more {o}", "{n} more", "another {n} {o}", "{n} {o}", "{n} extra {o}", "{n} more of them", "{n} new {o}", "an additional {n} {o}"]


def verb(story: Story, pairs: list[tuple[str, str]], past: bool) -> str:
    """A verb of this split in the present or the past."""
    chosen = story.pick([f"{present}|{gone}" for present, gone in pairs])
    return chosen.split("|")[past]


def gain(story: Story, amount: Quantity, past: bool, first: bool = False) -> str:
    """Somebody gets things; `first` when nobody had any before."""
    many = "{n} {o}" if first else story.any(MORE)
    if not first and story.chance(0.15):
        return f"{story.any(WHEN)}{many} {story.any(['were', 'are'])} {story.pick(PASSIVE_GAINS)}{story.any(WHERE[:6])}."
    when = story.any(WHEN_FIRST if first else WHEN)
    return f"{when}@A {verb(story, GAINS, past)} {many}{story.any(WHERE)}."


def loss(story: Story, amount: Quantity, past: bool) -> str:
    """Somebody loses, uses or gives away things."""
    kind = story.rng.random()
    many = story.any(OF_THEM)
    if kind < 0.2:
        return f"{story.any(WHEN)}{many} {story.any(['were', 'are', 'got']) if kind < 0.15 else 'were'} {story.pick(PASSIVE_LOSSES)}{story.any(WHY)}."
    if kind < 0.4:
        return f"{story.any(WHEN)}@A {story.any(GIVES)} {many}{story.any(TO_WHOM[3:])}."
    return f"{story.any(WHEN)}@A {verb(story, LOSSES, past)} {many}{story.any(WHY)}."
