"""Two or three people or kinds: more, fewer, times as many, how many more, how many together."""

from __future__ import annotations

from ..story import Quantity, Story
from ..things import plural, two_kinds

A_HAS = [
    "@A has {n} {o}.", "@A collected {n} {o}.", "@A picked {n} {o}.", "@A found {n} {o}.", "@A made {n} {o}.", "@A bought {n} {o}.", "@A sold {n} {o}.",
    "@A owns {n} {o}.", "@A counted {n} {o}.", "@A read about {n} {o}.", "@A brought {n} {o}.", "@A ate {n} {o}.", "@A caught {n} {o}.", "@A drew {n} {o}.",
    "@A packed {n} {o}.", "@A won {n} {o}.", "@A saw {n} {o}.", "@A baked {n} {o}.", "@A planted {n} {o}.",
]
B_HAS = [
    "@B has {n} {o}.", "@B collected {n} {o}.", "@B picked {n}.", "@B found {n} {o}.", "@B made {n} {o}.", "@B bought {n} {o}.", "@B has {n}.", "@B sold {n} {o}.",
    "@B brought {n} {o}.", "@B only has {n} {o}.", "@B counted {n} {o}.", "@B got {n}.", "@B saw {n} {o}.", "@B ate {n} {o}.", "@B owns {n} {o}.",
]
C_HAS = ["@C has {n} {o}.", "@C has {n}.", "@C found {n} {o}.", "@C brought {n}.", "@C made {n} {o}.", "@C got {n} {o}.", "@C owns {n} {o}."]
MORE = [
    "@B has {n} more {o} than @A.", "@B has {n} more than @A.", "@B found {n} more {o} than @A did.", "@B has {n} more.", "@B got {n} more {o} than @A.",
    "@B collected {n} more {o} than @A.", "@B made {n} more {o} than @A.", "@B bought {n} more than @A did.", "@B owns {n} {o} more than @A.",
    "@B has as many {o} as @A and {n} more.", "@B picked {n} more {o} than @A.", "Compared with @A, @B has {n} more {o}.",
]
FEWER = [
    "@B has {n} fewer {o} than @A.", "@B has {n} fewer than @A.", "@B found {n} fewer {o} than @A did.", "@B has {n} less than @A.", "@B got {n} fewer {o} than @A.",
    "@B collected {n} fewer {o} than @A.", "@B made {n} fewer {o} than @A.", "@B bought {n} fewer than @A did.", "@B owns {n} {o} fewer than @A.",
    "@B picked {n} fewer {o} than @A.", "@B is {n} {o} short of what @A has.",
]
TIMES = [
    "@B has {t} times as many {o} as @A.", "@B has {t} times as many.", "@B found {t} times as many {o} as @A.", "@B has {t} times more {o} than @A.",
    "@B made {t} times as many {o} as @A did.", "@B collected {t} times as many {o} as @A.", "@B owns {t} times as many {o} as @A.", "@B got {t} times as many as @A.",
]
TWICE = [
    "@B has {w} as many {o} as @A.", "@B has {w} as many.", "@B found {w} as many {o} as @A.", "@B made {w} as many {o} as @A did.", "@B has {w} as many as @A.",
    "@B collected {w} as many {o} as @A.", "@B bought {w} as many {o}.", "@B got {w} as many as @A.",
]
ASK_B = [
    "How many {o} does @B have?", "How many does @B have?", "How many {o} did @B get?", "How many {o} belong to @B?", "What is the number of {o} that @B has?",
    "Find the number of {o} @B has.", "How many {o} are @B's?", "So how many {o} does @B have?", "Work out how many {o} @B has.",
]
ASK_TOGETHER = [
    "How many {o} do they have together?", "How many {o} do @A and @B have together?", "How many {o} do they have in all?", "How many {o} do they have altogether?",
    "How many {o} do @A and @B have in total?", "What is the total number of {o}?", "How many {o} are there in all?", "How many {o} do the two have?",
    "How many {o} do they have in total?", "Together, how many {o} do they have?", "In total, how many {o} are there?", "What is the sum of their {o}?",
]
ASK_ALL = [
    "How many {o} do they have together?", "How many {o} do they have in all?", "How many {o} do they have altogether?", "What is the total number of {o}?",
    "How many {o} do the three of them have?", "How many {o} are there in total?", "How many {o} do @A, @B and @C have in total?", "Altogether, how many {o} do they have?",
]
ASK_MORE = [
    "How many more {o} does @A have than @B?", "How many more {o} did @A get than @B?", "How many more {o} than @B does @A have?", "What is the difference between their numbers of {o}?",
    "By how many {o} is @A ahead of @B?", "How many more does @A have?", "How many {o} more than @B does @A have?", "How many more {o} did @A have than @B?",
    "How many more {o} does @B need to have as many as @A?", "How many {o} must @B get to have as many as @A?",
]
ASK_FEWER = [
    "How many fewer {o} does @B have than @A?", "How many fewer {o} did @B get than @A?", "How many fewer does @B have?", "How many fewer {o} than @A does @B have?",
    "How many {o} fewer than @A does @B have?", "How many less {o} does @B have than @A?", "How many fewer {o} did @B have than @A?",
]


def difference(story: Story) -> None:
    """How many more or fewer."""
    story.person("A")
    story.person("B")
    noun = plural(story.thing())
    a, b = story.number(5, 99), story.number(2, 90)
    first = [lambda: story.tell(A_HAS, n=a, o=noun), lambda: story.tell(B_HAS, n=b, o=noun)]
    if story.chance(0.25):
        first.reverse()
    for tell in first:
        tell()
    story.ask(ASK_MORE if story.chance(0.6) else ASK_FEWER, o=noun)
    story.step("Difference", a, "-", b)


def relative(story: Story) -> None:
    """B is told through A; B's number or the sum is asked for."""
    story.person("A")
    story.person("B")
    noun = plural(story.thing())
    a = story.number(3, 60)
    tell_a = lambda: story.tell(A_HAS, n=a, o=noun)  # noqa: E731
    kind = story.any(["more", "fewer", "times", "twice"])
    if kind == "more":
        n = story.number(2, 40)
        tell_b = lambda: story.tell(MORE, n=n, o=noun)  # noqa: E731
        b = story.step("More", a, "+", n)
    elif kind == "fewer":
        n = story.number(2, 40)
        tell_b = lambda: story.tell(FEWER, n=n, o=noun)  # noqa: E731
        b = story.step("Fewer", a, "-", n)
    elif kind == "times":
        n = story.number(3, 9)
        tell_b = lambda: story.tell(TIMES, t=n, o=noun)  # noqa: E731
        b = story.step("Times", a, "*", n)
    else:
        word, factor = story.any([("twice", 2), ("twice", 2), ("three times", 3), ("double", 2)] if story.chance(0.7) else [("half", 0)])
        word = "twice" if word == "double" else word
        tell_b = lambda: story.tell(TWICE, w=word, o=noun)  # noqa: E731
        b = story.step("Times", a, "*", story.exactly(factor, False)) if factor else story.step("Half", a, "/", story.exactly(2, False))
    tells = [tell_a, tell_b]
    if story.chance(0.12):
        tells.reverse()
    for tell in tells:
        tell()
    if story.chance(0.45):
        story.ask(ASK_B, o=noun)
        return
    if story.chance(0.25):
        story.person("C")
        c = story.number(2, 50)
        story.tell(C_HAS, n=c, o=noun)
        both = story.step("Total", a, "+", b)
        story.ask(ASK_ALL, o=noun)
        story.step("Total", both, "+", c)
        return
    story.ask(ASK_TOGETHER, o=noun)
    story.step("Total", a, "+", b)


CHAIN_C = [
    ("@C has {n} more than @B.", "+"), ("@C has {n} fewer {o} than @B.", "-"), ("@C has {n} times as many {o} as @B.", "*"), ("@C found {n} more {o} than @B.", "+"),
    ("@C has {n} less than @B.", "-"), ("@C has {n} fewer than @B.", "-"), ("@C made {n} more {o} than @B.", "+"), ("@C got {n} fewer {o} than @B did.", "-"),
    ("@C collected {n} more {o} than @B.", "+"), ("@C has {n} times as many as @B.", "*"),
]
ASK_C = ["How many {o} does @C have?", "How many does @C have?", "How many {o} did @C get?", "What is the number of {o} that @C has?", "Find how many {o} @C has.", "How many {o} belong to @C?", "So how many {o} does @C have?"]


def chain(story: Story) -> None:
    """A to B to C."""
    for role in "ABC":
        story.person(role)
    noun = plural(story.thing())
    a, n = story.number(3, 60), story.number(2, 30)
    story.tell(A_HAS, n=a, o=noun)
    if story.chance(0.5):
        story.tell(MORE, n=n, o=noun)
        b = story.step("More", a, "+", n)
    else:
        story.tell(FEWER, n=n, o=noun)
        b = story.step("Fewer", a, "-", n)
    template = story.pick([text for text, _ in CHAIN_C])
    operator = dict(CHAIN_C)[template]
    m = story.number(2, 5 if operator == "*" else 30)
    story.sentences.append(template.format(n=m, o=noun))
    c = story.step({"+": "More", "-": "Fewer", "*": "Times"}[operator], b, operator, m)  # type: ignore[arg-type]
    if len(story.steps) < 3 and story.chance(0.3):
        story.ask(ASK_ALL, o=noun)
        story.step("Total", story.step("Total", a, "+", b), "+", c)
    else:
        story.ask(ASK_C, o=noun)


BOTH_KINDS = [
    "@A has {n} {o} and {m} {q}.", "@A bought {n} {o} and {m} {q}.", "There are {n} {o} and {m} {q} in a box.", "@A picked {n} {o} and {m} {q}.",
    "A shop sold {n} {o} and {m} {q}.", "@A found {n} {o} as well as {m} {q}.", "@A has {n} {o} and also {m} {q}.", "There were {n} {o} and {m} {q} on the table.",
    "@A made {n} {o} and {m} {q}.", "In a bag there are {n} {o} and {m} {q}.", "@A's collection has {n} {o} and {m} {q}.", "@A counted {n} {o} and {m} {q}.",
    "A basket contains {n} {o} and {m} {q}.", "@A saw {n} {o} and {m} {q}.", "The school has {n} {o} and {m} {q}.",
]
KIND_TOTAL = [
    "How many {o} and {q} are there in all?", "How many items does @A have in all?", "How many things is that altogether?", "What is the total of {o} and {q}?",
    "How many {o} and {q} are there together?", "How many are there in total?", "How many {o} and {q} are there altogether?", "What is the total number of items?",
]
KIND_MORE = ["How many more {o} than {q} are there?", "How many more {o} than {q} does @A have?", "How many fewer {q} than {o} are there?", "What is the difference between the number of {o} and {q}?", "By how many do the {o} outnumber the {q}?", "How many more {o} are there than {q}?", "How many more {o} does @A have than {q}?"]
THIRD_KIND = ["There are also {n} {r}.", "@A also has {n} {r}.", "And there are {n} {r}.", "@A adds {n} {r}.", "Then {n} {r} are added.", "There are {n} {r} too.", "@A has {n} {r} as well."]


def kinds(story: Story) -> None:
    """Two or three kinds of things: the sum or the difference."""
    story.person("A")
    first, second = two_kinds(story.rng, story.split)
    slots = {"o": plural(first), "q": plural(second)}
    n, m = story.number(3, 99), story.number(2, 90)
    story.tell(BOTH_KINDS, n=n, m=m, **slots)
    if story.chance(0.35):
        story.ask(KIND_MORE, **slots)
        story.step("Difference", n, "-", m)
        return
    total = story.step("Total", n, "+", m)
    if story.chance(0.35):
        k = story.number(2, 60)
        story.tell(THIRD_KIND, n=k, r=plural(story.thing()))
        story.step("Total", total, "+", k)
        story.ask(["How many things are there in all?", "How many are there altogether?", "What is the total?", "How many items is that in total?", "How many things are there in total?", "What is the total number of things?", "How many items are there in all?"])
        return
    story.ask(KIND_TOTAL, **slots)


WHOLE = [
    "There are {n} {o} in a box. {m} of them are {x}.", "@A has {n} {o}. {m} of them are {x}.", "@A bought {n} {o}, and {m} of them were {x}.", "Of the {n} {o}, {m} are {x}.",
    "A shop has {n} {o}. {m} are {x}.", "There are {n} {o}. {m} of the {o} are {x}.", "@A made {n} {o}; {m} of these were {x}.", "In a class of {n} {o}, {m} are {x}.",
    "Out of {n} {o}, {m} were {x}.", "@A counted {n} {o}, of which {m} are {x}.",
]
REST = ["How many are not {x}?", "How many {o} are not {x}?", "The rest are {y}. How many {o} are {y}?", "The others are {y}. How many are {y}?", "How many of the {o} are not {x}?", "If the rest are {y}, how many {y} {o} are there?", "All the others are {y}. How many {o} are {y}?", "How many {y} {o} are there if the rest are {y}?"]


def part(story: Story) -> None:
    """A whole, a part, the rest."""
    story.person("A")
    noun = plural(story.thing())
    x, y = story.rng.sample(["red", "blue", "green", "ripe", "new", "old", "broken", "big", "small", "sold", "white", "black", "empty", "round", "gold"], 2)
    n, m = story.number(6, 99), story.number(2, 80)
    story.tell(WHOLE, n=n, m=m, o=noun, x=x)
    story.ask(REST, o=noun, x=x, y=y)
    story.if_form = False
    story.step("Difference", n, "-", m)


def holders(story: Story) -> Quantity:
    """Two or three people with plain numbers: all together, maybe less what they lose."""
    for role in "AB":
        story.person(role)
    noun = plural(story.thing())
    a, b = story.number(3, 80), story.number(3, 80)
    story.tell(A_HAS, n=a, o=noun)
    story.tell(B_HAS, n=b, o=noun)
    total = story.step("Total", a, "+", b)
    if story.chance(0.35):
        story.person("C")
        c = story.number(2, 60)
        story.tell(C_HAS, n=c, o=noun)
        story.ask(ASK_ALL, o=noun)
        return story.step("Total", total, "+", c)
    if story.chance(0.35):
        n = story.number(2, 50)
        story.tell(["Together they gave away {n} {o}.", "They lost {n} of them.", "They sold {n} of the {o}.", "Then {n} {o} broke.", "They ate {n} {o}.", "They use {n} {o} together.", "They give {n} {o} to a friend."], n=n, o=noun)
        story.ask(["How many {o} are left?", "How many {o} do they have left?", "How many {o} remain?", "How many {o} do they have now?", "How many do they still have?", "How many {o} do they have in the end?", "What is the number of {o} left?"], o=noun)
        return story.step("Left", total, "-", n)
    story.ask(ASK_TOGETHER, o=noun)
    return total
