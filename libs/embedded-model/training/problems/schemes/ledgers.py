"""Several accounts are told, some of them are asked for: the reader has to choose which numbers matter."""

from __future__ import annotations

from ..story import Quantity, Reject, Story
from ..things import DAYS, plural, two_kinds

GAINED = [("found", "find"), ("bought", "buy"), ("picked", "pick"), ("collected", "collect"), ("received", "receive"), ("made", "make"), ("won", "win"), ("got", "get"), ("ordered", "order"), ("added", "add"), ("borrowed", "borrow"), ("brought", "bring")]
LOST = [("ate", "eat"), ("sold", "sell"), ("lost", "lose"), ("gave away", "give away"), ("used", "use"), ("broke", "break"), ("threw away", "throw away"), ("donated", "donate"), ("returned", "return"), ("dropped", "drop"), ("shared", "share"), ("traded", "trade")]
HAD = [
    "@A had {a} {x} and {b} {y}.", "@A has {a} {x} and {b} {y}.", "There were {a} {x} and {b} {y} on @A's table.", "@A made {a} {x} and {b} {y}.", "@A owned {a} {x} and {b} {y}.", "@A's bag held {a} {x} and {b} {y}.", "At first @A had {a} {x} and {b} {y}.", "@A bought {a} {x} and {b} {y}.",
    "@A had {a} {x}. @A also had {b} {y}.", "There are {a} {x} and {b} {y} in the box.", "{a} {x} and {b} {y} were in @A's room.", "In the yard there were {a} {x} and {b} {y}.", "A shop had {a} {x} and {b} {y}.", "@A started with {a} {x} and {b} {y}.", "@A collects {x} and {y}. There were {a} {x} and {b} {y} to begin with.",
]
HAD_THREE = ["@A had {a} {x}, {b} {y} and {c} {z}.", "There were {a} {x}, {b} {y} and {c} {z} in the {k}.", "A shop had {a} {x}, {b} {y} and {c} {z}.", "{a} {x}, {b} {y} and {c} {z} are in the basket.", "@A has {a} {x}, {b} {y}, and {c} {z}.", "@A bought {a} {x}, {b} {y} and {c} {z}.", "@A counted {a} {x}, {b} {y} and {c} {z}.", "On the table were {a} {x}, {b} {y} and {c} {z}."]
BOTH = ["@A {v} {c} {x} and {d} {y}.", "@A {v} {d} {y} and {c} {x}.", "Then @A {v} {c} {x} and {d} {y}.", "Later @A {v} {d} {y} and {c} {x}.", "@A {v} {c} of the {x} and {d} of the {y}.", "If @A {v} {c} {x} and {d} {y}.", "After that, @A {v} {d} {y} and also {c} {x}."]
BOTH_MORE = ["@A {v} {c} more {x} and {d} more {y}.", "@A {v} another {d} {y} and {c} {x}.", "Then @A {v} {c} {x} and {d} {y}.", "Later @A {v} {d} more {y} and {c} more {x}.", "The next day @A {v} {c} new {x} and {d} new {y}.", "@A also {v} {d} {y} and {c} {x}."]
ONLY = ["@A {v} {c} of the {x}.", "@A {v} {c} {x}.", "Then @A {v} {c} {x}.", "Later @A {v} {c} of the {x}.", "{c} of the {x} were lost.", "If @A {v} {c} {x}.", "After that @A {v} {c} {x}."]
LEFT = ["How many {x} did @A have left?", "How many {x} are left?", "How many {x} does @A have left?", "How many {x} would @A still have?", "How many {x} are there now?", "How many {x} remain?", "How many {x} does @A still have?", "How many {x} did @A have then?"]
NOW = ["How many {x} does @A have now?", "How many {x} are there now?", "How many {x} did @A have in the end?", "How many {x} does @A have in all?", "How many {x} is that now?", "How many {x} did @A have then?"]
MORE_HAS = ["How many more {x} than {y} {are}?", "How many more {x} than {y} does @A have{now}?", "How many fewer {y} than {x} does @A have{now}?", "How many more {x} did @A have than {y}?", "By how many are there more {x} than {y}{now}?", "What is the difference between the number of {x} and of {y}{now}?", "How many {x} more than {y} {are}?"]
MORE_DID = ["How many more {x} than {y} did @A {i}?", "How many fewer {y} than {x} did @A {i}?", "How many more {x} did @A {i} than {y}?", "How many {x} more than {y} did @A {i}?", "@A {v} how many more {x} than {y}?", "By how many did the {x} that @A {v} exceed the {y}?"]
ALL_DID = ["How many things did @A {i} in all?", "How many {x} and {y} did @A {i} altogether?", "How many {x} and {y} did @A {i}?", "How many did @A {i} in total?", "What is the total that @A {v}?", "How many {x} and {y} is that?"]
PAIR = ["How many {x} and {y} are there altogether?", "How many {x} and {y} does @A have?", "How many {x} and {y} are there?", "How many {x} and {y} did @A have in all?", "What is the number of {x} and {y} together?", "How many are {x} or {y}?"]


def difference(story: Story, a: Quantity, b: Quantity) -> None:
    """The larger less the smaller."""
    if a.value == b.value:
        raise Reject
    story.step("Difference", *((a, "-", b) if a.value > b.value else (b, "-", a)))


def kinds(story: Story) -> None:
    """Two or three kinds, something happens to them, one number or a comparison is asked for."""
    story.person("A")
    x, y = (plural(noun) for noun in two_kinds(story.rng, story.split))
    slots = {"x": x, "y": y}
    a, b = story.number(2, 90), story.number(2, 90)
    if story.chance(0.2):
        c = story.number(2, 90)
        story.tell(HAD_THREE, a=a, b=b, c=c, z=plural(story.thing()), k=story.any(["box", "room", "shop", "garden"]), **slots)
        pairs = {x: a, y: b}
        first, second = story.rng.sample([x, y], 2)
        if story.chance(0.45):
            compare(story, first, second, pairs[first], pairs[second], "")
        elif story.chance(0.8):
            story.ask(PAIR, x=first, y=second)
            story.step("Total", a, "+", b)
        else:
            story.question = f"How many are there {story.any(['in all', 'altogether', 'in total'])}?"
            story.step("Total", story.step("Total", a, "+", b), "+", c)
        return
    story.tell(HAD, a=a, b=b, **slots)
    kind = story.rng.random()
    if kind < 0.14:
        compare(story, x, y, a, b, "")
        return
    gain = story.chance(0.4)
    verb, infinitive = story.any(GAINED if gain else LOST)
    c = story.number(2, 60) if gain else story.exactly(story.rng.randint(1, max(1, a.value)))
    only = kind > 0.62
    if only and not gain:
        story.tell(ONLY, c=c, v=verb, **slots)
        kind = story.rng.random()
        if kind < 0.55:
            story.ask(LEFT, **slots)
            story.step("Left", a, "-", c)
        elif kind < 0.75:
            compare(story, x, y, story.step("Left", a, "-", c), b, " now")
        else:
            story.question = story.any(["How many things are left in all?", f"How many {x} and {y} are left altogether?", f"How many {x} and {y} are there now?", "How many are left in total?"])
            story.step("Left", story.step("Total", a, "+", b), "-", c)
        return
    d = story.number(2, 60) if gain else story.exactly(story.rng.randint(1, max(1, b.value)))
    story.tell(BOTH_MORE if gain else BOTH, c=c, d=d, v=verb, **slots)
    kind = story.rng.random()
    first_is_x = story.chance(0.5)
    first, second, start, change, other = (x, y, a, c, d) if first_is_x else (y, x, b, d, c)
    if kind < 0.5:
        story.ask(NOW if gain else LEFT, x=first)
        story.step("Total", start, "+", change) if gain else story.step("Left", start, "-", change)
    elif kind < 0.68:
        if change.value == other.value:
            raise Reject
        more, less = (first, second) if change.value > other.value else (second, first)
        story.ask(MORE_DID, x=more, y=less, i=infinitive, v=verb)
        difference(story, change, other)
    elif kind < 0.82:
        story.ask(ALL_DID, i=infinitive, v=verb, **slots)
        story.step("Total", c, "+", d)
    elif kind < 0.93:
        sign, label = ("+", "Total") if gain else ("-", "Left")
        compare(story, x, y, story.step(label, a, sign, c), story.step(label, b, sign, d), " now")
    else:
        story.question = f"How many {x} and {y} did @A have {story.any(['at first', 'to begin with', 'before'])}?"
        story.step("Total", a, "+", b)
    story.if_form = False


def compare(story: Story, x: str, y: str, a: Quantity, b: Quantity, now: str) -> None:
    """How many more of one than of the other, the larger one first; `a` is of `x`."""
    if a.value == b.value:
        raise Reject
    if a.value < b.value:
        if y == x:
            raise Reject
        x, y = (y, x)
    story.ask(MORE_HAS, x=x, y=y, now=now, are=f"are there{now}" if story.chance(0.6) else f"were there{now}" if not now else "are there now")
    difference(story, a, b)
    story.if_form = False


PEOPLE = [
    "@A has {a} {o} and @B has {b}.", "@A had {a} {o}, and @B had {b}.", "@A brought {a} {o} and @B brought {b} {o}.", "@A found {a} {o} while @B found {b}.", "@A has {a} {o}. @B has {b} {o}.", "Last week @A had {a} {o} and @B had {b} {o}.", "@A picked {a} {o}, whereas @B picked {b}.", "@A owns {a} {o}; @B owns {b}.", "@A made {a} {o} and @B {b}.",
    "@A bought {a} {o}, @B bought {b}.",
]
ONE_MORE = ["@A then bought {c} more {o}.", "@A found {c} more.", "Then @A got another {c} {o}.", "@A received {c} {o} from an aunt.", "Later @A won {c} more {o}.", "@A picked up {c} more {o}."]
ONE_LESS = ["@A lost {c} {o}.", "@A gave {c} {o} to a cousin.", "Then @A sold {c} of them.", "@A used {c} {o}.", "Later @A broke {c} {o}.", "@A threw away {c} of the {o}."]
OTHER = [("@B", ["@B then bought {c} more {o}.", "@B found {c} more.", "Then @B got another {c} {o}.", "Later @B won {c} more {o}."], 1), ("@B", ["@B lost {c} {o}.", "Then @B sold {c} of them.", "@B used {c} {o}.", "@B gave {c} {o} to a cousin."], -1)]
HANDS = ["@A gave {c} {o} to @B.", "@A gives @B {c} {o}.", "Then @B got {c} {o} from @A.", "@A handed {c} of them to @B.", "@B took {c} of @A's {o}."]
HOW_MANY_HAS = ["How many {o} does {who} have now?", "How many {o} does {who} have?", "How many {o} did {who} have then?", "How many {o} did {who} end up with?", "How many {o} are {who}'s now?", "What number of {o} does {who} have now?"]
MORE_THAN = ["How many more {o} does {w} have than {l}?", "How many fewer {o} does {l} have than {w}?", "How many {o} more than {l} does {w} have?", "By how many {o} is {w} ahead of {l}?", "How many more {o} did {w} have than {l}?", "How many {o} does {l} need to have as many as {w}?"]
TOGETHER = ["How many {o} do they have together?", "How many {o} do they have now in all?", "How many {o} do the two have altogether?", "How many {o} are there in total?", "Together, how many {o} do they have?", "What is the total number of {o}?"]


def people(story: Story) -> None:
    """Two people's accounts; one of them changes."""
    story.person("A")
    story.person("B")
    o = plural(story.thing())
    a, b = story.number(2, 90), story.number(2, 90)
    story.tell(PEOPLE, a=a, b=b, o=o)
    now = {"@A": a, "@B": b}
    kind = story.rng.random()
    if kind > 0.2:
        c = story.number(2, 50)
        if kind < 0.35:
            story.tell(HANDS, c=c, o=o)
            asked = story.any(["@A", "@B"])
            story.ask(HOW_MANY_HAS, o=o, who=asked)
            story.step("Left", a, "-", c) if asked == "@A" else story.step("Total", b, "+", c)
            return
        gain = story.chance(0.5)
        who = story.any(["@A", "@B"])
        if who == "@A":
            story.tell(ONE_MORE if gain else ONE_LESS, c=c, o=o)
        else:
            story.tell(OTHER[0][1] if gain else OTHER[1][1], c=c, o=o)
        asked = story.rng.random()
        if asked < 0.35:
            story.ask(HOW_MANY_HAS, o=o, who=who)
            story.step("Total", now[who], "+", c) if gain else story.step("Left", now[who], "-", c)
            return
        now[who] = story.step("Total", now[who], "+", c) if gain else story.step("Left", now[who], "-", c)
    if now["@A"].value == now["@B"].value:
        raise Reject
    if story.chance(0.6):
        winner, loser = ("@A", "@B") if now["@A"].value > now["@B"].value else ("@B", "@A")
        story.ask(MORE_THAN, o=o, w=winner, l=loser)
        difference(story, now["@A"], now["@B"])
    else:
        story.ask(TOGETHER, o=o)
        story.step("Total", now["@A"], "+", now["@B"])


ACTS = [
    ("received", "receive", "emails"), ("played with", "play with", "kids"), ("read", "read", "pages"), ("sold", "sell", "tickets"), ("visited", "visit", "houses"), ("wrote", "write", "letters"), ("ran", "run", "laps"), ("baked", "bake", "pies"), ("washed", "wash", "cars"), ("picked", "pick", "plums"), ("saw", "see", "birds"),
    ("solved", "solve", "puzzles"), ("met", "meet", "people"), ("served", "serve", "guests"), ("caught", "catch", "fish"), ("took", "take", "photos"), ("drank", "drink", "cups of tea"), ("planted", "plant", "trees"), ("studied", "study", "words"), ("made", "make", "calls"), ("counted", "count", "trucks"), ("scored", "score", "points"),
]
TIMES = [["in the morning", "in the afternoon", "in the evening"], ["on {d}", "on {e}", "on {f}"], ["yesterday", "today", "the day before"], ["in May", "in June", "in July"], ["before lunch", "after lunch", "at night"], ["in the first week", "in the second week", "in the third week"], ["at school", "at home", "in the park"], ["last year", "this year", "the year before"]]
THREE = ["@A {v} {a} {u} {x}, {b} {u} {y} and {c} {z}.", "@A {v} {a} {u} {x}, {b} {y}, and {c} {u} {z}.", "{X} @A {v} {a} {u}, {y} {b} and {z} {c}.", "@A {v} {a} {u} {x} and {b} {y}. {Z} it was {c}.", "@A {v} {a} {u} {x}. {Y} @A {v} {b} {u}. {Z} @A {v} {c} {u}.", "{X} @A {v} {a} {u}; {y} it was {b}, {z} {c}."]
TWO = ["@A {v} {a} {u} {x} and {b} {u} {y}.", "@A {v} {a} {u} {x} and {b} {y}.", "{X} @A {v} {a} {u}, {y} {b}.", "@A {v} {a} {u} {x}. {Y} @A {v} {b} {u}.", "@A {v} {a} {u} {x}, but {b} {y}.", "{Y} @A {v} {b} {u}, and {x} {a}."]
MISSING = ["@A {v} {a} {u} {x} and some more {y}. In all @A {v} {t} {u}.", "@A {v} {a} {u} {x}, and a total of {t} {u} {x} and {y}.", "@A {v} some {u} {y}. {X} @A {v} {a}. That made {t} {u}.", "@A {v} {t} {u} {x} and {y}, {a} of them {x}.", "{X} @A {v} {a} {u}. With those {y} it was {t} in total."]
EXTRA = ["It took {n} hours.", "@A spent {n} hours on that.", "There were {n} people around.", "@A needed {n} minutes for it.", "", "", "", "", "", ""]


def times(story: Story) -> None:
    """The same act at two or three times: a sum of some, a difference of two, or the one that is missing."""
    story.person("A")
    v, i, u = story.any(ACTS)
    days = story.rng.sample(DAYS, 3)
    x, y, z = (time.format(d=days[0], e=days[1], f=days[2]) for time in story.any(TIMES))
    slots = {"v": v, "i": i, "u": u, "x": x, "y": y, "z": z, **{letter.upper(): time[0].upper() + time[1:] for letter, time in (("x", x), ("y", y), ("z", z))}}
    a, b = story.number(2, 90), story.number(2, 90)
    kind = story.rng.random()
    if kind < 0.22:
        total = story.exactly(a.value + b.value)
        story.tell(MISSING, a=a, t=total, **slots)
        story.ask(["How many {u} did @A {i} {y}?", "How many {u} were that {y}?", "{Y}, how many {u} did @A {i}?", "How many {u} was it {y}?", "How many of the {u} were {y}?"], **slots)
        story.step("Difference", total, "-", a)
        return
    if kind < 0.5:
        story.tell(TWO, a=a, b=b, **slots)
        amounts = {x: a, y: b}
    else:
        c = story.number(2, 90)
        story.tell(THREE, a=a, b=b, c=c, **slots)
        amounts = {x: a, y: b, z: c}
    extra = story.any(EXTRA)
    if extra:
        story.sentences.append(extra.format(n=story.rng.randint(2, 40)))
    first, second = story.rng.sample(list(amounts), 2)
    kind = story.rng.random()
    if kind < 0.45:
        if amounts[first].value < amounts[second].value:
            first, second = second, first
        story.ask(["How many more {u} did @A {i} {p} than {q}?", "How many fewer {u} did @A {i} {q} than {p}?", "How many more {u} {p} than {q} did @A {i}?", "How many {u} more than {q} did @A {i} {p}?", "What is the difference between {p} and {q}?", "By how many {u} was it more {p} than {q}?"], p=first, q=second, **slots)
        difference(story, amounts[first], amounts[second])
    elif kind < 0.7 and len(amounts) == 3:
        first, second = sorted((first, second), key=list(amounts).index)
        story.ask(["How many {u} did @A {i} {p} and {q}?", "How many {u} did @A {i} {p} and {q} together?", "How many {u} is that {p} and {q}?", "{P} and {q}, how many {u} did @A {i}?", "What is the number of {u} {p} and {q}?"], p=first, q=second, P=first[0].upper() + first[1:], **slots)
        story.step("Total", amounts[first], "+", amounts[second])
    else:
        story.ask(["How many {u} did @A {i} in all?", "How many {u} did @A {i} altogether?", "How many {u} did @A {i}?", "What is the total number of {u}?", "How many {u} was that in total?", "In total, how many {u} did @A {i}?"], **slots)
        quantities = list(amounts.values())
        total = story.step("Total", quantities[0], "+", quantities[1])
        if len(quantities) == 3:
            story.step("Total", total, "+", quantities[2])
    story.if_form = False


BEGAN = ["@A had {a} {o}.", "@A has {a} {o}.", "There were {a} {o} in the shop.", "@A started with {a} {o}.", "@A's collection had {a} {o}.", "At the start there were {a} {o}.", "@A made {a} {o}.", "A waiter had {a} {o}."]
ASK_MORE_ACT = ["How many more {o} did @A {i} than @A {w}?", "How many more {o} did @A {i} than those @A {w}?", "How many fewer {o} did @A {j} than @A {v}?", "How many more did @A {i} than {j}?", "By how many {o} is what @A {v} more than what @A {w}?"]
TWO_ACTS = ["@A {v} {b} of them and {w} {c}.", "@A {v} {b} {o} and {w} {c} {o}.", "@A {v} {b}. Then @A {w} {c}.", "While @A {v} {b} {o}, @A also {w} {c}.", "Then @A {v} {b} {o}, and later @A {w} {c}.", "@A {v} {b} {o} while @A {w} {c} of them."]
ENDS = ["Now @A has {n} {o}.", "Now there are {n} {o}.", "In the end @A had {n} {o}.", "Then @A had {n} {o}.", "There are now {n} {o}.", "@A now has {n} {o} in the collection."]


def acts(story: Story) -> None:
    """A start and two acts: what is there now, how the acts compare, what they make together, or what there was before."""
    story.person("A")
    o = plural(story.thing())
    first_gain, second_gain = story.chance(0.4), story.chance(0.4)
    v, i = story.any(GAINED if first_gain else LOST)
    w, j = story.any(GAINED if second_gain else LOST)
    if v == w:
        raise Reject
    slots = {"o": o, "v": v, "i": i, "w": w, "j": j}
    kind = story.rng.random()
    if kind < 0.25:
        b, c, end = story.number(2, 60), story.number(2, 60), story.number(2, 90)
        story.tell(TWO_ACTS, b=b, c=c, **slots)
        story.tell(ENDS, n=end, **slots)
        story.ask(["How many {o} did @A have at first?", "How many {o} did @A have to begin with?", "How many {o} were there at the start?", "How many {o} did @A have before?", "How many {o} did @A start with?", "With how many {o} did @A begin?"], **slots)
        back = story.step("Before", end, "-" if first_gain else "+", b)
        story.step("Before", back, "-" if second_gain else "+", c)
        return
    a, b, c = story.number(10, 99), story.number(2, 50), story.number(2, 50)
    if story.chance(0.85):
        story.tell(BEGAN, a=a, **slots)
    else:
        story.quantities[a.id] = Quantity(a.id, a.value, False)
        kind = 0.5
    story.tell(TWO_ACTS, b=b, c=c, **slots)
    if kind < 0.55:
        if b.value == c.value:
            raise Reject
        if b.value < c.value:
            slots = {"o": o, "v": w, "i": j, "w": v, "j": i}
        story.ask(ASK_MORE_ACT, **slots)
        difference(story, b, c)
    elif kind < 0.65 and first_gain == second_gain:
        story.question = f"How many {o} did @A {i} or {j} {story.any(['in all', 'altogether', 'in total'])}?"
        story.step("Total", b, "+", c)
    else:
        story.ask(NOW if first_gain and second_gain else LEFT, x=o)
        running = story.step(*(("Total", a, "+", b) if first_gain else ("Left", a, "-", b)))
        story.step(*(("Total", running, "+", c) if second_gain else ("Left", running, "-", c)))
    story.if_form = False


HOLD = ["@A has {g} {ks} with {m} {x} and {n} {y} on each.", "There are {g} {ks}. On each there are {m} {x} and {n} {y}.", "@A put {m} {x} and {n} {y} on each of {g} {ks}.", "Each of the {g} {ks} holds {m} {x} and {n} {y}.", "@A arranged the {x} and {y} in {g} {ks}, with {m} {x} and {n} {y} in each.", "If there are {m} {x} and {n} {y} in each of {g} {ks}.", "@A could fit {m} {x} and {n} {y} in a {k}. There are {g} {ks}."]
KINDS_OF = ["There are {g} small {ks} and {h} large {ks}. A small one holds {m} {x} and a large one holds {n}.", "{g} red {ks} have {m} {x} each and {h} green {ks} have {n} each.", "@A has {g} old {ks} of {m} {x} and {h} new {ks} of {n} {x}.", "@A filled {g} little {ks} with {m} {x} each, and {h} big {ks} with {n} each."]
SHELVES = "shelf row rack page plate table box bag basket tray drawer bench cart wagon".split()


def shelves(story: Story) -> None:
    """So many of two kinds in each of several places: one kind, both, or how many more."""
    story.person("A")
    x, y = plural(story.thing()), plural(story.thing())
    k = story.any(SHELVES)
    slots = {"x": x, "y": y, "k": k, "ks": plural(k)}
    m, n, g = story.number(2, 12), story.number(2, 12), story.number(2, 12)
    if story.chance(0.3):
        h = story.number(2, 12)
        frame = story.pick(KINDS_OF)
        story.sentences.append(frame.format(m=m, n=n, g=g, h=h, **slots))
        small, large = [words for words in (("small", "large"), ("red", "green"), ("old", "new"), ("little", "big")) if words[0] in frame][0]
        asked = story.rng.random()
        if asked < 0.35:
            story.question = f"How many {x} {story.any(['are', 'are there', 'do we have'])} in the {small} {slots['ks']}?"
            story.step("Groups", g, "*", m)
        elif asked < 0.7:
            story.question = f"How many {x} {story.any(['are', 'are there', 'do we have'])} in the {large} {slots['ks']}?"
            story.step("Groups", h, "*", n)
        elif asked < 0.85:
            story.question = f"How many {slots['ks']} {story.any(['are there', 'are there in all', 'is that'])}?"
            story.step("Total", g, "+", h)
        else:
            story.question = f"How many {x} {story.any(['are there', 'are there in all', 'is that altogether'])}?"
            story.step("Total", story.step("Groups", g, "*", m), "+", story.step("Groups", h, "*", n))
        return
    story.tell(HOLD, m=m, n=n, g=g, **slots)
    asked = story.rng.random()
    if asked < 0.3:
        story.ask(["How many {x} does @A have?", "How many {x} are there?", "How many {x} are there in all?", "What is the number of {x}?", "How many {x} is that in total?", "How many {x} are that?"], **slots)
        story.step("Groups", g, "*", m)
    elif asked < 0.6:
        story.ask(["How many {y} does @A have?", "How many {y} are there?", "How many {y} are there in all?", "What is the number of {y}?", "How many {y} is that in total?", "How many {y} are that?"], **slots)
        story.step("Groups", g, "*", n)
    else:
        story.ask(["How many {x} and {y} are there altogether?", "How many things are there in all?", "How many {x} and {y} does @A have?", "How many items is that in total?", "What is the total number of things?"], **slots)
        story.step("Groups", story.step("Total", m, "+", n), "*", g)


CHAINED = ["@A has {a} {o}. @B has {n} {p} {o} than @A.", "@B has {n} {p} {o} than @A, who has {a}.", "@A found {a} {o} and @B found {n} {p} than @A.", "@B has {n} {p} {o} than @A. @A has {a} {o}.", "@A made {a} {o}. @B made {n} {p} than @A.", "@A jumped {a} inches and @B jumped {n} inches {p} than @A.", "@A scored {a} points; @B scored {n} {p} points than @A."]
LINKED = ["@C has {m} {q} than @B.", "@C has {m} {q} {o} than @B.", "And @C has {m} {q} than @B.", "@C, however, has {m} {q} than @B.", "@C has {m} {q} {o} than @A."]


def chain(story: Story) -> None:
    """Three people compared one after the other; any of them, or two of them, are asked for."""
    for role in "ABC":
        story.person(role)
    frame = story.pick(CHAINED)
    o = "inches" if "inches" in frame else "points" if "points" in frame else plural(story.thing())
    a, n, m = story.number(4, 90), story.number(2, 30), story.number(2, 30)
    up, further = story.chance(0.5), story.chance(0.5)
    p, q = ("more", "fewer") if up else ("fewer", "more"), ("more", "fewer") if further else ("fewer", "more")
    story.sentences.append(frame.format(a=a, n=n, p=p[0], o=o))
    linked = story.pick(LINKED)
    if not frame.startswith(("@A has", "@B has")):
        linked = linked.replace("has", "got")
    asks_b = story.chance(0.25)
    story.sentences.append(linked.format(m=m, q=q[0], o=o))
    if story.chance(0.2):
        story.sentences.reverse()
    to_a = linked.endswith("@A.")
    if asks_b:
        story.question = f"How many {o} {story.any(['does @B have', 'did @B have', 'does that make for @B^', 'is that for @B^'])}?"
        story.step("More" if up else "Fewer", a, "+" if up else "-", n)
        return
    b = a if to_a else story.step("More" if up else "Fewer", a, "+" if up else "-", n)
    c = story.step("More" if further else "Fewer", b, "+" if further else "-", m)
    if story.chance(0.3) and c.value != a.value and not to_a:
        w, l = ("@C", "@A") if c.value > a.value else ("@A", "@C")
        story.ask(MORE_THAN, o=o, w=w, l=l)
        difference(story, c, a)
    else:
        story.question = f"How many {o} {story.any(['does @C have', 'did @C have', 'does that make for @C^', 'is that for @C^'])}?"
    story.if_form = False


STOCK = ["There are {list}.", "@A has {list}.", "A farm has {list}.", "@A planted {list}.", "In the park there are {list}.", "A shop sold {list}.", "@A bought {list}.", "The school owns {list}.", "@A counted {list}.", "A pet shop has {list}.", "@A made {list}.", "One can see {list}."]
RELATIVE = [("{b} more {y} than {x}", "More", "+"), ("{b} fewer {y} than {x}", "Fewer", "-"), ("twice as many {y} as {x}", "Times", "2"), ("{b} times as many {y} as {x}", "Times", "*"), ("{b} more {y} than that", "More", "+"), ("double the number of {y}", "Times", "2"), ("three times as many {y}", "Times", "3"), ("{b} {y} more", "More", "+"), ("{b} fewer {y} than that", "Fewer", "-")]
ALL_KINDS = ["How many is that in all?", "How many are there in total?", "How many things are there altogether?", "How many {x} and {y} are there?", "What is the total number?", "How many are there together?", "How many {x} and {y} is that altogether?", "How many are these in all?"]


def related(story: Story, a: Quantity, phrase: str, slots: dict[str, str]) -> tuple[str, Quantity]:
    """A number told by its relation to another."""
    _, label, sign = next(entry for entry in RELATIVE if entry[0] == phrase)
    if sign in "23":
        return phrase.format(**slots), story.step(label, a, "*", story.exactly(int(sign), False))
    b = story.number(2, 6) if sign == "*" else story.number(2, 30)
    return phrase.format(b=b, **slots), story.step(label, a, sign, b)


def stock(story: Story) -> None:
    """Several kinds, one told by another: that kind, or all."""
    story.person("A")
    x, y, z = (plural(story.thing()) for _ in range(3))
    slots = {"x": x, "y": y}
    a = story.number(2, 60)
    told, other = related(story, a, story.pick([phrase for phrase, _, _ in RELATIVE]), slots)
    third = story.number(2, 60) if story.chance(0.45) else None
    listing = f"{a} {x}, {told} and {third} {z}" if third else f"{a} {x} and {told}"
    story.tell(STOCK, list=listing)
    if story.chance(0.25):
        story.question = f"How many {y} {story.any(['are there', 'is that', 'are that'])}?"
        return
    total = story.step("Total", a, "+", other)
    if third:
        story.step("Total", total, "+", third)
        story.question = story.any([f"How many is that {word}?" for word in ("in all", "altogether", "in total")] + ["How many are there in total?", "How many things are there in all?", "What is the total number?"])
    else:
        story.ask(ALL_KINDS, **slots)
        if story.chance(0.35):
            loss = story.number(2, 40)
            story.sentences.append(story.any([f"{loss} of them {word}." for word in ("are sold", "are lost", "are taken away", "disappear", "were given away", "broke")]))
            story.question = story.any(["How many are left?", "How many are left in all?", "How many things remain?", "How many are there now?", f"How many {x} and {y} are left?"])
            story.step("Left", total, "-", loss)
    story.if_form = False


MORE_TIMES = [("{b} more {y}", "More", "+"), ("{b} fewer {y}", "Fewer", "-"), ("twice as many {y}", "Times", "2"), ("{y} {b} more than that", "More", "+"), ("{y} {b} fewer than that", "Fewer", "-"), ("{b} times as many {y}", "Times", "*"), ("{y} twice that number", "Times", "2"), ("{b} more {y} than {x}", "More", "+"), ("{b} fewer {y} than {x}", "Fewer", "-")]


def trend(story: Story) -> None:
    """An act at two or three times, the second told by the first."""
    story.person("A")
    v, i, u = story.any(ACTS)
    days = story.rng.sample(DAYS, 3)
    x, y, z = (time.format(d=days[0], e=days[1], f=days[2]) for time in story.any(TIMES))
    a = story.number(3, 60)
    phrase = story.pick([text for text, _, _ in MORE_TIMES])
    _, label, sign = next(entry for entry in MORE_TIMES if entry[0] == phrase)
    if sign == "2":
        told, other = phrase.format(x=x, y=y), story.step(label, a, "*", story.exactly(2, False))
    else:
        b = story.number(2, 5) if sign == "*" else story.number(2, 30)
        told, other = phrase.format(x=x, y=y, b=b), story.step(label, a, sign, b)
    third = story.number(2, 60) if story.chance(0.4) else None
    opening = story.any([f"@A {v} {a} {u} {x}", f"{x[0].upper() + x[1:]} @A {v} {a} {u}"])
    story.sentences.append(f"{opening}, {told}, and {third} {z}." if third else story.any([f"{opening} and {told}.", f"{opening}, and {told}.", f"{opening}. @A {v} {told}.", f"{opening}, then {told}."]))
    if story.chance(0.3):
        story.question = f"How many {u} did @A {i} {y}?"
        return
    total = story.step("Total", a, "+", other)
    if third:
        story.step("Total", total, "+", third)
    story.ask(["How many {u} did @A {i} in all?", "How many {u} did @A {i} altogether?", "How many {u} did @A {i}?", "What is the total number of {u}?", "How many {u} was that in total?", "How many {u} did @A {i} during that time?", "How many {u} is that?"], u=u, i=i)
    story.if_form = False
