"""Equal groups: boxes of things, rows of seats, packs for everybody; sums of groups; sharing out."""

from __future__ import annotations

from ..splits import words
from ..story import Quantity, Story
from ..things import CONTAINERS, FIXED_GROUPS, plural

PACKS = [
    "@A has {g} {cs} of {o}. Each {c} has {m} {o}.", "There are {g} {cs} with {m} {o} in each.", "@A bought {g} {cs} of {o}, and each {c} contains {m} {o}.",
    "@A has {g} {cs} with {m} {o} each.", "A {c} holds {m} {o}. @A has {g} {cs}.", "@A fills {g} {cs} with {m} {o} each.", "Each {c} holds {m} {o} and there are {g} {cs}.",
    "@A buys {g} {cs} of {m} {o} each.", "There are {m} {o} in each {c}. @A buys {g} {cs}.", "@A packs {m} {o} into each of {g} {cs}.", "@A put {m} {o} in each {c} and has {g} {cs}.",
    "A store sells {o} in {cs} of {m}. @A buys {g} {cs}.", "@A carries {g} {cs}, each with {m} {o}.", "Every {c} has {m} {o}. There are {g} such {cs}.", "@A owns {g} {cs} and keeps {m} {o} in each one.",
    "There are {g} {cs}, and each one holds {m} {o}.", "@A ordered {g} {cs} of {o} with {m} in every {c}.", "One {c} contains {m} {o}. @A gets {g} {cs}.", "@A has {g} {cs}. There are {m} {o} in every {c}.",
    "{g} {cs} each contain {m} {o}.", "@A places {m} {o} in each of the {g} {cs}.", "Each of the {g} {cs} has {m} {o} in it.", "@A arranged {o} in {g} {cs} of {m}.",
]
ROWS = [
    "There are {g} {cs} with {m} {o} on each.", "A hall has {g} {cs} of {m} {o}.", "@A plants {g} {cs} with {m} {o} in each {c}.", "Each {c} has {m} {o}, and there are {g} {cs}.",
    "@A arranges {o} in {g} {cs} with {m} in every {c}.", "In a room there are {g} {cs}, and on each {c} there are {m} {o}.", "The school has {g} {cs}. Each {c} has {m} {o}.", "There are {m} {o} for every {c}. There are {g} {cs}.",
    "{g} {cs} have {m} {o} each.", "A {c} has {m} {o}. How about {g} {cs} like it?", "@A puts {m} {o} on each of {g} {cs}.", "There are {g} {cs} and every {c} has {m} {o}.",
]
EACH_PERSON = [
    "There are {g} {who}. Each of them has {m} {o}.", "Each of {g} {who} gets {m} {o}.", "{g} {who} bring {m} {o} each.", "@A gives {m} {o} to each of {g} {who}.", "{g} {who} each made {m} {o}.",
    "@A has {g} {who} and gives each one {m} {o}.", "Every one of the {g} {who} has {m} {o}.", "{g} {who} collected {m} {o} each.", "@A wants to give {m} {o} to each of {g} {who}.", "Each of the {g} {who} needs {m} {o}.",
    "{g} {who} are at the table and each eats {m} {o}.", "@A invited {g} {who} and baked {m} {o} for each.",
]
WHO = "friends students children cousins workers teachers players guests neighbors kids boys girls teams families people classmates".split()
TOTAL = [
    "How many {o} are there in all?", "How many {o} does @A have?", "How many {o} is that in total?", "How many {o} are there altogether?", "What is the total number of {o}?", "How many {o} does @A have in all?",
    "How many {o} are there?", "How many {o} is that?", "Find the total number of {o}.", "How many {o} does @A have altogether?", "How many {o} are there in total?", "How many {o} in all?", "What is the number of {o}?", "How many {o} does that make?",
]
EXTRA = [
    "@A also has {n} {o} that are not in a {c}.", "There are {n} more {o} on the table.", "@A has {n} more {o} at home.", "@A then finds {n} more {o}.", "{n} more {o} lie on the floor.", "@A has {n} extra {o}.",
    "There are also {n} loose {o}.", "@A adds {n} single {o}.", "@A already had {n} {o}.", "@B brings {n} more {o}.", "Besides these @A has {n} {o}.", "@A gets {n} more {o} from @B.", "Another {n} {o} are left over.", "@A had {n} {o} before that.",
]
MINUS = [
    "{n} of the {o} are broken.", "@A eats {n} {o}.", "@A gives {n} {o} to @B.", "@A loses {n} {o}.", "@A sold {n} of them.", "{n} {o} are taken away.", "Then @A uses {n} {o}.", "@A gave away {n} {o}.", "But {n} {o} are missing.",
    "@B takes {n} of the {o}.", "{n} {o} fell out and got lost.", "@A throws away {n} bad {o}.", "@A hands out {n} {o}.", "Of these, {n} were given to @B.", "After that @A sells {n} {o}.",
]
LEFT = ["How many {o} are left?", "How many {o} does @A have left?", "How many {o} remain?", "How many {o} does @A have now?", "How many {o} does @A still have?", "How many are left?", "How many good {o} are left?", "What is the number of {o} left?", "How many {o} are there now?"]

HOLDERS = CONTAINERS + FIXED_GROUPS


def one_group(story: Story, noun: str, high: tuple[int, int] = (12, 12)) -> tuple[Quantity, dict[str, str]]:
    """A sentence with groups of equal size, and the product."""
    kind = story.rng.random()
    options, names = (PACKS, CONTAINERS) if kind < 0.6 else (ROWS, FIXED_GROUPS)
    container = story.rng.choice(words(names, story.split))
    low = 2
    groups, each = story.number(low, high[0]), story.number(low, high[1])
    slots = {"o": plural(noun), "c": container, "cs": plural(container)}
    if kind < 0.8:
        story.tell(options, g=groups, m=each, **slots)
    else:
        story.tell(EACH_PERSON, g=groups, m=each, who=story.rng.choice(words(WHO, story.split)), **slots)
    return story.step("Groups", groups, "*", each), slots


def sizes(story: Story) -> tuple[int, int]:
    """Mostly within the table of 12; sometimes one factor is larger."""
    return story.rng.choices([(12, 12), (9, 40), (40, 9), (12, 99)], [0.76, 0.12, 0.06, 0.06])[0]


def simple(story: Story) -> None:
    """The product alone, or with something added or taken away, once or twice."""
    story.person("A")
    story.person("B")
    noun = story.thing()
    running, slots = one_group(story, noun, sizes(story))
    gains = [story.chance(0.5) for _ in range(story.rng.choices([0, 1, 2], [0.4, 0.42, 0.18])[0])]
    for gain in gains:
        n = story.number(2, 50)
        story.tell(EXTRA if gain else MINUS, n=n, **slots)
        running = story.step("Total", running, "+", n) if gain else story.step("Left", running, "-", n)
    story.ask(TOTAL if all(gains) else LEFT, **slots)
    if gains:
        story.if_form = False


TWO_SIZES = [
    "@A has {g} {cs} with {m} {o} each and {h} {ds} with {k} {o} each.", "@A bought {g} {cs} of {m} {o} and {h} {ds} of {k} {o}.", "There are {g} {cs} of {m} {o} and {h} {ds} of {k} {o}.",
    "@A fills {g} {cs} with {m} {o} each. Then @A fills {h} {ds} with {k} {o} each.", "There are {g} {cs}, each with {m} {o}, and {h} {ds}, each with {k} {o}.", "@A has {g} {cs} of {m} {o}. @B has {h} {ds} of {k} {o}.",
    "@A packed {g} {cs} with {m} {o} in each and {h} {ds} with {k} in each.", "A shop has {g} {cs} holding {m} {o} each and {h} {ds} holding {k} {o} each.", "{g} {cs} hold {m} {o} each and {h} {ds} hold {k} {o} each.",
]


def two_groups(story: Story) -> None:
    """Two products: their sum or their difference."""
    story.person("A")
    story.person("B")
    noun = plural(story.thing())
    c, d = story.rng.sample(list(words(CONTAINERS, story.split)), 2)
    if story.chance(0.25):
        c, d = f"big {c}", f"small {c}"
    g, m, h, k = (story.number(2, 12) for _ in range(4))
    slots = {"o": noun, "c": c, "cs": plural(c), "d": d, "ds": plural(d)}
    story.tell(TWO_SIZES, g=g, m=m, h=h, k=k, **slots)
    first, second = story.step("Groups", g, "*", m), story.step("Groups", h, "*", k)
    if story.chance(0.2):
        story.ask(["How many more {o} are in the {cs} than in the {ds}?", "How many more {o} do the {cs} hold than the {ds}?", "What is the difference between the {o} in the {cs} and in the {ds}?", "How many fewer {o} are in the {ds} than in the {cs}?", "How many more {o} are there in the {cs} than the {ds}?", "By how many {o} do the {cs} beat the {ds}?"], **slots)
        story.step("Difference", first, "-", second)
    else:
        story.ask(["How many {o} are there in all?", "How many {o} are there altogether?", "How many {o} is that in total?", "What is the total number of {o}?", "How many {o} are there in total?", "Find the total number of {o}.", "How many {o} are there?"], **slots)
        story.step("Total", first, "+", second)


THREE = [
    "There are {g} {cs} with {m} {ds} in each, and each {d} has {k} {o}.", "@A has {g} {cs}. Each {c} has {m} {ds} and each {d} has {k} {o}.", "A {c} holds {m} {ds}, and a {d} holds {k} {o}. @A has {g} {cs}.",
    "@A buys {g} {cs}. Every {c} contains {m} {ds} of {k} {o}.", "Each {d} has {k} {o}, each {c} has {m} {ds}, and there are {g} {cs}.", "There are {m} {ds} in every {c} and {k} {o} in every {d}. @A has {g} {cs}.",
    "{g} {cs} hold {m} {ds} each, and every {d} has {k} {o}.", "@A filled {g} {cs} with {m} {ds} each, and put {k} {o} in every {d}.",
]


def nested(story: Story) -> None:
    """Boxes of boxes."""
    story.person("A")
    c, d = story.rng.sample(list(words(HOLDERS, story.split)), 2)
    g, m, k = story.number(2, 9), story.number(2, 9), story.number(2, 9)
    slots = {"o": plural(story.thing()), "c": c, "cs": plural(c), "d": d, "ds": plural(d)}
    story.tell(THREE, g=g, m=m, k=k, **slots)
    story.ask(TOTAL, **slots)
    story.step("Groups", story.step("Groups", g, "*", m), "*", k)


SHARE = [
    "@A shares {n} {o} equally among {g} {who}.", "@A has {n} {o} and divides them equally among {g} {who}.", "{g} {who} share {n} {o} equally.", "@A puts {n} {o} into {g} {cs}, the same number in each.",
    "{n} {o} are packed equally into {g} {cs}.", "@A split {n} {o} into {g} equal groups.", "There are {n} {o} for {g} {who}, and everybody gets the same.", "@A arranges {n} {o} in {g} equal {cs}.", "@A has {n} {o} and {g} {cs}, and fills the {cs} evenly.",
]
ASK_EACH = ["How many {o} are in each group?", "How many {o} does each one get?", "How many {o} are in each?", "How many does each get?", "How many {o} go to each?", "How many {o} is that for each?", "What is the number of {o} in each?", "How many {o} are there for each?"]
BY_SIZE = ["@A puts {n} {o} into {cs} of {m}.", "@A packs {n} {o} with {m} in each {c}.", "Each {c} holds {m} {o}, and @A has {n} {o}.", "@A has {n} {o} and can fit {m} in a {c}.", "{n} {o} are packed in {cs} of {m} each.", "A {c} holds {m} {o}. There are {n} {o}."]
ASK_GROUPS = ["How many {cs} does @A need?", "How many {cs} are there?", "How many {cs} can @A fill?", "How many {cs} are needed?", "How many {cs} is that?", "What is the number of {cs}?", "How many {cs} are used?"]


def sharing(story: Story) -> None:
    """Exact division within the table of 12; sometimes a sum before it."""
    story.person("A")
    noun = plural(story.thing())
    container = story.rng.choice(words(CONTAINERS, story.split))
    slots = {"o": noun, "c": container, "cs": plural(container), "who": story.rng.choice(words(WHO, story.split))}
    each, groups = story.rng.randint(2, 12), story.rng.randint(2, 12)
    n = story.exactly(each * groups)
    if story.chance(0.6):
        g = story.exactly(groups)
        story.tell(SHARE, n=n, g=g, **slots)
        story.ask(ASK_EACH, **slots)
        story.step("Each", n, "/", g)
    else:
        m = story.exactly(each)
        story.tell(BY_SIZE, n=n, m=m, **slots)
        story.ask(ASK_GROUPS, **slots)
        story.step("Number", n, "/", m)
