"""Stories put together from walks of life and sentence frames, so that any frame meets any verb and any thing."""

from __future__ import annotations

from ..splits import templates
from ..story import Quantity, Story
from ..things import DAYS, plural
from .domain_texts import DOMAINS

WHEN = [
    "", "", "", "", "In the morning, ", "In the afternoon, ", "During the day, ", "On {d}, ", "On {d} ", "Last week, ", "Yesterday ", "Today ", "This month, ", "At first, ", "Before lunch, ", "Early in the day, ", "Over the summer, ",
    "In spring, ", "One day, ", "During the holidays, ", "At the weekend, ",
]
THEN = [
    "", "", "", "Then ", "Later, ", "After that, ", "The next day, ", "Afterwards ", "In the evening, ", "In the afternoon, ", "At noon, ", "A week later, ", "On {e}, ", "On {e} ", "Soon after, ", "Next, ", "During the night, ", "By evening, ",
    "This week ", "In the following month, ", "A little later ", "Towards the end, ", "When it got dark, ", "Since then, ",
]
BY_NOW = ["", "", "", " in the morning", " on {d}", " today", " during the week", " by noon", " without any help", " with great care", " in {h} hours", " for the first time", " last month", " at home", " before the rain"]
BY_THEN = ["", "", "", " later", " after that", " on {e}", " in the evening", " the next day", " by accident", " in a hurry", " in the end", " in the meantime", " at night", " for a good cause", " before closing time"]
FIRST = ["{n} {o}", "{n} {o}", "{n} {o}", "exactly {n} {o}", "a total of {n} {o}", "{n} different {o}"]
MORE = ["{n} more {o}", "another {n} {o}", "{n} more", "{n} further {o}", "{n} {o}", "{n} others", "an extra {n} {o}", "{n} additional {o}", "{n} new {o}", "{n} more of them"]
GONE = ["{n} {o}", "{n} of them", "{n} of the {o}", "{n}", "{n} of these", "{n} of those {o}", "as many as {n} {o}"]
START = [
    "{S} had {x}.", "{S} had {x} {w}.", "{x} were {w}.", "There were {x} {w}.", "There are {x} {w}.", "{S} started with {x}.", "At the start, {s} had {x}.", "In the beginning there were {x} {w}.", "{w^}, there were {x}.", "{S} began the week with {x}.",
    "{S} already had {x}.", "One could count {x} {w}.", "{S} owned {x}.", "{x} lay ready {w}.", "To begin with, {s} had {x}.", "{S} kept {x} {w}.", "The count {w} was {x}.", "{S} could see {x} {w}.", "Before the day began, there were {x} {w}.",
    "{w^} one finds {x}.", "{S} counted {x} {w}.", "{S} has {x} {w}.",
]
END = [
    "How many {o} are left?", "How many {o} remain?", "How many are left {w}?", "How many {o} are {w} now?", "How many {o} are there now?", "How many {o} did {t} have in the end?", "How many {o} did {t} have then?", "How many {o} were left?",
    "How many {o} are still {w}?", "How many {o} did {t} have after that?", "What is the number of {o} now?", "How many {o} does that leave?", "Find the number of {o} in the end.", "How many {o} are {w} at the end?", "What was the final number of {o}?",
    "Calculate how many {o} there are now.", "How many {o} will there be?", "How many {o} were {w} afterwards?", "With how many {o} did {t} end up?", "Determine the number of {o} that are left.", "How many {o} did {t} still have?", "How many were there in the end?", "How many {o} is that now?",
]
TOTAL = [
    "How many {o} is that in all?", "How many {o} did {t} {i} in all?", "How many {o} did {t} {i} altogether?", "How many {o} did {t} {i}?", "What is the total number of {o}?", "How many {o} are there in total?", "How many {o} are that together?", "What was the total?", "How many {o} did {t} {i} in total?",
    "How many {o} was that?", "Find the total number of {o}.", "How many {o} were there altogether?", "In total, how many {o} did {t} {i}?", "How many {o} did {t} {i} overall?", "Altogether, how many {o} were there?", "Add it up: how many {o} is that?", "What is the sum?", "How many {o} came together?",
]
AGAIN = ["{T} {v}, {y} {v2}.", "{T} {v} and {y} {v2}.", "{T} {v}. {Y} it was {m}.", "{T} {v}, and {y} {m}.", "{T} {v}; {y} it was {m} {o}.", "{T} {v}. {Y} {t} {v2}.", "First {t} {v} and then {v2}."]
GROUPS = [
    "{S} had {g} {ks} with {m} {o} in each.", "{S} had {g} {ks} of {m} {o}.", "There were {g} {ks} {w}, each with {m} {o}.", "In each of {g} {ks} there were {m} {o}.", "{S} filled {g} {ks} with {m} {o} each.", "Each {k} held {m} {o}, and there were {g} {ks}.", "Every {k} holds {m} {o}. {S} had {g} of them.",
    "{g} {ks}, each holding {m} {o}, stood {w}.", "There are {g} {ks}. Every single one has {m} {o}.", "{m} {o} fit in a {k}. {S} filled {g} {ks}.", "{S} put {m} {o} into each of {g} {ks}.", "A {k} holds {m} {o}; {s} had {g} {ks}.", "{S} arranged {o} in {g} {ks} of {m}.",
    "One {k} has {m} {o}. There are {g} {ks} {w}.",
]
EACH_TIME = [
    "{S} {v} {per}. This went on for {g} {ts}.", "{per^} {s} {v}, for {g} {ts}.", "For {g} {ts}, {s} {v} {per}.", "{S} {v} on each of {g} {ts}.", "{S} {v} {per} for {g} {ts}.", "{per^}, {s} {v}. {g} {ts} went by.", "During {g} {ts} {s} {v} {per}.",
]
COMPARED = [
    ("@B {v} {n} more than that.", 1), ("@B {v} {n} more.", 1), ("@B {v} {n} {o} more than {t}.", 1), ("For @B^ it was {n} more.", 1), ("That is {n} fewer than @B has.", 1), ("@B had {n} more {o} than that.", 1),
    ("@B {v} {n} fewer than that.", -1), ("@B {v} {n} less.", -1), ("@B {v} {n} {o} fewer than {t}.", -1), ("For @B^ it was {n} fewer.", -1), ("That is {n} more than @B has.", -1), ("@B had {n} fewer {o} than that.", -1),
    ("@B {v} {n} times as many.", 0), ("@B {v} {n} times that number.", 0), ("@B had {n} times as many {o}.", 0), ("For @B^ it was {n} times as many.", 0),
]
ASK_OTHER = ["How many {o} did @B have?", "How many was that for @B^?", "How many {o} belong to @B^?", "What was the number for @B^?", "How many {o} is that for @B^?", "How many did @B have?"]
ASK_BOTH = ["How many {o} is that together?", "How many {o} did the two have?", "How many {o} did they have between them?", "How many {o} did both have in all?", "What is the total for the two?", "How many {o} is that in all?", "How many {o} are that in total?", "Together, how many {o} did they have?"]
NOW = ["Now there are {n} {o}.", "After that there were {n} {o} {w}.", "Then {t} had {n} {o}.", "That made {n} {o}.", "In the end {t} had {n}.", "Afterwards {n} {o} were there.", "Now {n} {o} are {w}.", "This left {t2} with {n} {o}.", "The new count was {n}."]
ASK_GONE = ["How many {o} are gone?", "How many {o} were that?", "How many is that?", "How many {o} did {t} lose or use?", "By how many did the number fall?", "How many {o} are missing now?"]
ASK_CAME = ["How many {o} came?", "How many {o} were added?", "How many is that?", "By how many did the number grow?", "How many {o} are new?", "How many {o} did {t} get?"]
ASK_BEFORE = ["How many {o} were there before?", "How many {o} did {t} have at first?", "How many {o} had {t} had before?", "How many {o} were {w} at the start?", "What was the number before?", "How many {o} were there to begin with?"]
TIMES = ["day", "week", "month", "morning", "hour", "evening"]


class Walk:
    """One walk of life with everything drawn that stays the same in a story."""

    def __init__(self, story: Story) -> None:
        self.story = story
        line = story.pick(DOMAINS)
        actors, noun, container, gains, losses, where = line.split(" | ")
        actor = story.any(actors.split(" ; "))
        if story.chance(0.3):
            actor = "@A"
        if actor == "@A":
            story.person("A")
        self.actor = actor
        short = actor.replace("a ", "the ", 1).replace("an ", "the ", 1) if actor.startswith(("a ", "an ")) else actor
        self.again = short
        if not actor.startswith("@") and actor not in ("I", "we", "you"):
            many = actor.split()[0] in ("some", "two", "three") or (actor.startswith("the ") and actor.endswith("s")) or actor == "my parents"
            if actor.split()[0] in ("some", "two", "three"):
                self.again = "they"
            elif story.chance(0.4):
                self.again = "they" if many else "it" if any(word in actor for word in ("shop", "store", "farm", "bakery", "school", "zoo", "library", "club", "team", "museum", "village", "town", "office", "hotel", "hospital", "restaurant", "house")) else short
        self.noun = plural(story.thing()) if story.chance(0.15) else noun
        self.gains = gains.split(" ; ")
        self.losses = [] if losses == "none" else losses.split(" ; ")
        days = story.rng.sample(DAYS, 2)
        self.slots = {"o": self.noun, "k": container, "ks": plural(container), "d": days[0], "e": days[1], "w": where, "h": story.rng.randint(2, 9)}

    def fill(self, frame: str, **more: object) -> str:
        """A frame with all its slots; `^` after a slot starts it with a capital."""
        actor, again = self.actor, self.again
        slots = {**self.slots, "S": capital(actor), "s": actor, "T": capital(again), "t": again, "t2": {"I": "me", "we": "us", "they": "them"}.get(again, again + ("^" if again.startswith("@") else "")), **more}
        for name in ("w", "per"):
            frame = frame.replace(f"{{{name}^}}", capital(str(slots.get(name, ""))))
        return frame.format(**slots)

    def act(self, verb: str, many: str, past: bool = True) -> str:
        """`baked {n} rolls` from `bake>baked _`."""
        base, _, gone = verb.partition(">")
        head, _, tail = gone.partition("_")
        return f"{head}{many}{tail}" if past else base

    def verb(self, gain: bool) -> str:
        return self.story.any(self.gains if gain else self.losses)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:] if not text.startswith("@") else text


def event(story: Story, walk: Walk, amount: object, gain: bool, first: bool = False) -> None:
    """A sentence in which something comes or goes."""
    many = story.any(FIRST if first else MORE if gain else GONE).format(n=amount, o=walk.noun)
    when, end = (story.any(WHEN), story.any(BY_NOW)) if first else (story.any(THEN), story.any(BY_THEN))
    if when and end:
        when, end = (when, "") if story.chance(0.5) else ("", end)
    actor = walk.actor if first else walk.again
    clause = f"{when}{actor if when else capital(actor)} {walk.act(walk.verb(gain), many)}{end}."
    story.sentences.append(clause.format(**walk.slots))


def amount_of(story: Story, walk: Walk, gain: bool) -> Quantity:
    """Tells of an amount, plain or in groups; returns it."""
    if story.chance(0.2):
        each, groups = story.number(2, 12), story.number(2, 9)
        verb = walk.verb(gain)
        time = story.any(TIMES)
        per = story.any([f"every {time}", f"each {time}", f"per {time}"])
        frame = story.pick(EACH_TIME)
        if frame.startswith("{per^}"):
            per = f"each {time}"
        many = f"{each} {walk.noun}" if gain else story.any([f"{each} of them", f"{each} {walk.noun}", f"{each}"])
        story.sentences.append(walk.fill(frame.replace("{S}", "{T}").replace("{s}", "{t}"), v=walk.act(verb, many), per=per, g=groups, ts=plural(time)))
        return story.step("Groups", each, "*", groups)
    amount = story.number(2, 60)
    event(story, walk, amount, gain)
    return amount


def course(story: Story) -> None:
    """A start, then things come and go."""
    walk = Walk(story)
    if story.chance(0.25):
        each, groups = story.number(2, 12), story.number(2, 12)
        story.sentences.append(walk.fill(story.pick(GROUPS), m=each, g=groups))
        running = story.step("Groups", groups, "*", each)
    else:
        running = story.number(5, 99)
        if story.chance(0.4):
            event(story, walk, running, True, first=True)
        else:
            story.sentences.append(walk.fill(story.pick(START), x=f"{running} {walk.noun}"))
    walk.actor = walk.again
    room = 3 - len(story.steps)
    for _ in range(min(room, story.rng.choices([1, 2, 3], [0.5, 0.38, 0.12])[0])):
        gain = not walk.losses or story.chance(0.42)
        if len(story.steps) >= 3:
            break
        amount = amount_of(story, walk, gain) if len(story.steps) < 2 else plain(story, walk, gain)
        running = story.step("Total", running, "+", amount) if gain else story.step("Left", running, "-", amount)
    story.question = walk.fill(story.pick(END))
    story.if_form = False


def plain(story: Story, walk: Walk, gain: bool) -> Quantity:
    amount = story.number(2, 50)
    event(story, walk, amount, gain)
    return amount


def parts(story: Story) -> None:
    """The same act two or three times: the sum or the difference; what is left of the sum."""
    walk = Walk(story)
    verb = walk.verb(True)
    a, b = story.number(2, 90), story.number(2, 90)
    first, second = story.any([("In the morning", "in the afternoon"), ("On {d}", "on {e}"), ("Last week", "this week"), ("Yesterday", "today"), ("First", "then"), ("In May", "in June"), ("At the first stop", "at the second"), ("In the first hour", "in the second hour"), ("Before lunch", "after lunch"), ("Last year", "this year")])
    first, second = first.format(**walk.slots), second.format(**walk.slots)
    if story.chance(0.5):
        opening = f"{first}, {walk.actor} {walk.act(verb, f'{a} {walk.noun}')}"
    else:
        opening = f"{capital(walk.actor)} {walk.act(verb, f'{a} {walk.noun}')} {first[0].lower() + first[1:]}"
    closing = story.any([f", and {second} {b}.", f" and {b} {second}.", f". {capital(second)} {walk.again} {walk.act(verb, f'{b} more')}.", f". {capital(second)} it was {b}.", f"; {second} {walk.again} {walk.act(verb, str(b))}.", f", {second} another {b}.", f". {capital(second)} there were {b} more."])
    difference = "more" not in closing and "another" not in closing and story.chance(0.25)
    story.sentences.append(opening + closing)
    infinitive = verb.partition(">")[0]
    if difference:
        high, low = (first, second) if a.value > b.value else (second, first)
        story.question = walk.fill(story.pick(["How many more {o} was that {x} than {y}?", "How many fewer {o} was it {y} than {x}?", "What is the difference?", "By how many {o} do the two differ?", "How many {o} more were there {x}?"]), x=high[0].lower() + high[1:], y=low[0].lower() + low[1:])
        story.step("Difference", *((a, "-", b) if a.value > b.value else (b, "-", a)))
        story.if_form = False
        return
    total = story.step("Total", a, "+", b)
    if story.chance(0.3):
        c = story.number(2, 60)
        story.sentences.append(story.any([f"On the last day {walk.again} {walk.act(verb, f'{c} more')}.", f"In the end there were {c} more.", f"{c} more came later.", f"Finally, {walk.again} {walk.act(verb, str(c))}."]))
        total = story.step("Total", total, "+", c)
    if walk.losses and story.chance(0.4):
        loss = story.number(2, 60)
        event(story, walk, loss, False)
        story.step("Left", total, "-", loss)
        story.question = walk.fill(story.pick(END))
    else:
        story.question = walk.fill(story.pick(TOTAL), i=infinitive)
    story.if_form = False


def grouped(story: Story) -> None:
    """Groups of the same size, with something before or after."""
    walk = Walk(story)
    each, groups = story.number(2, 12) if story.chance(0.8) else story.number(12, 40), story.number(2, 12)
    story.sentences.append(walk.fill(story.pick(GROUPS), m=each, g=groups))
    running = story.step("Groups", groups, "*", each)
    walk.actor = walk.again
    if story.chance(0.6):
        gain = not walk.losses or story.chance(0.4)
        amount = story.number(2, 40)
        event(story, walk, amount, gain)
        story.step("Total", running, "+", amount) if gain else story.step("Left", running, "-", amount)
        story.question = walk.fill(story.pick(END))
    else:
        story.question = walk.fill(story.pick(["How many {o} is that?", "How many {o} is that in all?", "What is the number of {o}?", "How many {o} are there altogether?", "How many {o} were there?", "How many {o} are there in total?", "How many {o} does that make?", "Find the number of {o}."]))
    story.if_form = False


def compared(story: Story) -> None:
    """Somebody else has more, fewer, or times as many; the other's number or the total."""
    walk = Walk(story)
    if walk.actor != "@A":
        walk.actor = walk.again = "@A"
        story.person("A")
    story.person("B")
    verb = walk.verb(True)
    a = story.number(3, 80)
    frame = story.pick([text for text, _ in COMPARED])
    sign = dict(COMPARED)[frame]
    n = story.number(2, 6) if sign == 0 else story.number(2, 40)
    when = story.any(WHEN).format(**walk.slots)
    story.sentences.append(f"{when}@A {walk.act(verb, f'{a} {walk.noun}')}.")
    only = walk.act(verb, "").strip()
    story.sentences.append(walk.fill(frame, v=only, n=n))
    other = story.step(*{1: ("More", a, "+", n), -1: ("Fewer", a, "-", n), 0: ("Times", a, "*", n)}[sign])
    if walk.losses and story.chance(0.22):
        loss = story.number(2, 30)
        walk.again = "@B"
        event(story, walk, loss, False)
        story.question = walk.fill(story.pick(["How many {o} does @B have now?", "How many {o} does @B have left?", "How many {o} did @B have then?", "How many {o} are left for @B^?", "How many of the {o} does @B still have?", "How many does @B have after that?"]))
        story.step("Left", other, "-", loss)
    elif story.chance(0.5):
        story.question = walk.fill(story.pick(ASK_BOTH))
        story.step("Total", a, "+", other)
    else:
        story.question = walk.fill(story.pick(ASK_OTHER))
    story.if_form = False


def changed(story: Story) -> None:
    """Two of start, change and end are told, the third is asked for."""
    walk = Walk(story)
    gain = not walk.losses or story.chance(0.5)
    start, end = story.number(3, 90), story.number(2, 90)
    if story.chance(0.55):
        story.sentences.append(walk.fill(story.pick(START), x=f"{start} {walk.noun}"))
        many = story.any(["some", "some {o}", "a few", "a number of {o}", "several {o}"]) if not gain else story.any(["some more", "some more {o}", "a few more", "more {o}", "several others"])
        story.sentences.append(f"{capital(story.any(THEN))}{walk.again} {walk.act(walk.verb(gain), many)}.".format(**walk.slots))
        story.sentences[-1] = capital(story.sentences[-1])
        story.sentences.append(walk.fill(story.pick(NOW), n=end))
        story.question = walk.fill(story.pick(ASK_CAME if gain else ASK_GONE))
        story.step("Difference", *((end, "-", start) if gain else (start, "-", end)))
    else:
        story.sentences.append(walk.fill(story.any(["{S} had some {o}.", "There were some {o} {w}.", "Some {o} were {w}.", "{S} had a number of {o}.", "{w^} there were some {o}.", "Nobody knew how many {o} there were."])))
        event(story, walk, start, gain)
        story.sentences.append(walk.fill(story.pick(NOW), n=end))
        story.question = walk.fill(story.pick(ASK_BEFORE))
        story.step("Before", end, "-" if gain else "+", start)
    story.if_form = False
