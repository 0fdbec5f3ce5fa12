"""Time, distance, pages, ages, lengths, weights, points."""

from __future__ import annotations

from ..story import Story
from ..things import DAYS, LENGTHS, VOLUMES, WEIGHTS, plural

ACTS = [
    ("reads", "read", "pages"), ("runs", "run", "miles"), ("walks", "walk", "kilometers"), ("does", "do", "push-ups"), ("swims", "swim", "laps"), ("writes", "write", "pages"), ("solves", "solve", "puzzles"), ("bakes", "bake", "loaves"),
    ("plants", "plant", "trees"), ("makes", "make", "toys"), ("picks", "pick", "apples"), ("rides", "ride", "miles"), ("drinks", "drink", "glasses of water"), ("paints", "paint", "pictures"), ("sells", "sell", "newspapers"), ("practices", "practice", "minutes"),
    ("learns", "learn", "words"), ("works", "work", "hours"), ("catches", "catch", "fish"), ("folds", "fold", "shirts"), ("types", "type", "letters"), ("eats", "eat", "grapes"), ("sleeps", "sleep", "hours"), ("studies", "study", "minutes"), ("washes", "wash", "cars"),
]
PERIODS = ["day", "hour", "week", "minute", "morning", "month", "evening"]
RATE = [
    "@A {v} {m} {u} every {t}.", "@A {v} {m} {u} each {t}.", "@A {v} {m} {u} a {t}.", "Every {t} @A {v} {m} {u}.", "@A {v} {m} {u} per {t}.", "In one {t} @A {v} {m} {u}.", "Each {t}, @A {v} {m} {u}.", "@A can {i} {m} {u} in a {t}.", "It takes @A^ one {t} to {i} {m} {u}.", "@A always {v} {m} {u} in one {t}.",
]
ASK_RATE = [
    "How many {u} does @A {i} in {n} {ts}?", "How many {u} will @A {i} in {n} {ts}?", "How many {u} does that make in {n} {ts}?", "How many {u} is that after {n} {ts}?", "After {n} {ts}, how many {u} is that?", "How many {u} did @A {i} after {n} {ts}?", "In {n} {ts}, how many {u} does @A {i}?", "How many {u} can @A {i} in {n} {ts}?", "What is the number of {u} for {n} {ts}?", "How many {u} does @A {i} over {n} {ts}?",
]
ALREADY = ["@A has already done {k} {u}.", "Before that @A had done {k} {u}.", "On the last {t} @A did {k} {u} more.", "@A did {k} more {u} as an extra.", "@A also did {k} {u} at the weekend."]
GOAL = ["The goal is {k} {u}.", "@A wants to reach {k} {u}.", "In all @A has to do {k} {u}.", "There are {k} {u} in all.", "@A plans to do {k} {u}.", "A total of {k} {u} must be done."]


def rate(story: Story) -> None:
    """So many every day, for so many days; with a rest to do or something done before."""
    story.person("A")
    verb, infinitive, unit = story.any(ACTS)
    period = story.any(PERIODS)
    m = story.number(2, 12) if story.chance(0.75) else story.number(13, 60)
    slots = {"v": verb, "i": infinitive, "u": unit, "t": period, "ts": plural(period)}
    story.tell(RATE, m=m, **slots)
    kind = story.rng.random()
    if kind < 0.12 and period == "day":
        story.ask(["How many {u} does @A {i} in a week?", "How many {u} is that in one week?", "How many {u} will @A {i} in a week?", "How many {u} does @A {i} every week?", "How many {u} is that a week?", "How many {u} per week is that?"], **slots)
        story.step("Times", m, "*", story.exactly(7, False))
        return
    n = story.number(2, 12)
    if kind < 0.55:
        story.ask(ASK_RATE, n=n, **slots)
        story.step("Times", m, "*", n)
        return
    k = story.number(2, 99)
    story.tell(["@A does this for {n} {ts}.", "@A keeps going for {n} {ts}.", "{n} {ts} go by.", "@A did so for {n} {ts}.", "This goes on for {n} {ts}.", "@A works like this for {n} {ts}.", "After {n} {ts} @A stops."], n=n, **slots)
    done = story.step("Times", m, "*", n)
    story.if_form = False
    if kind < 0.72:
        story.tell(ALREADY, k=k, **slots)
        story.ask(["How many {u} is that in all?", "How many {u} is that altogether?", "How many {u} did @A {i} in total?", "What is the total number of {u}?", "How many {u} did @A {i} in all?", "How many {u} are done now?"], **slots)
        story.step("Total", done, "+", k)
    elif kind < 0.9:
        k = story.exactly(done.value + story.rng.randint(1, 60))
        story.sentences.insert(0 if story.chance(0.3) else len(story.sentences), story.pick(GOAL).format(k=k, **slots))
        story.ask(["How many {u} are left?", "How many {u} are still to be done?", "How many more {u} must @A {i}?", "How many {u} does @A still have to {i}?", "How many {u} remain?", "How many {u} are missing?"], **slots)
        story.step("Left", k, "-", done)
    else:
        story.ask(["How many {u} is that?", "How many {u} did @A {i}?", "How many {u} does that make?", "How many {u} does @A {i} in that time?", "How many {u} is that in all?", "How many {u} were there?"], **slots)


PER_DAY = ["On {d} @A {v} {n} {u}.", "@A {v} {n} {u} on {d}.", "{d}: {n} {u}.", "On {d}, @A did {n} {u}.", "@A did {n} {u} on {d}.", "{n} {u} were done on {d} by @A.", "On {d} it was {n} {u}."]
ASK_DAYS = ["How many {u} did @A {i} in all?", "How many {u} did @A {i} altogether?", "How many {u} is that in total?", "What is the total number of {u}?", "How many {u} did @A {i} on these days?", "How many {u} did @A {i} in total?", "In total, how many {u} were there?"]


def days(story: Story) -> None:
    """Two or three days: the sum, or a difference."""
    story.person("A")
    verb, infinitive, unit = story.any(ACTS)
    when = story.rng.sample(DAYS, 3)
    slots = {"v": verb, "i": infinitive, "u": unit}
    numbers = [story.number(2, 80) for _ in range(story.rng.choice([2, 2, 3]))]
    for day, n in zip(when, numbers):
        story.tell(PER_DAY, d=day, n=n, **slots)
    if len(numbers) == 2 and story.chance(0.4):
        story.question = story.pick(["How many more {u} did @A {i} on {x} than on {y}?", "How many more {u} were there on {x} than on {y}?", "How many fewer {u} did @A {i} on {y} than on {x}?", "What is the difference between {x} and {y}?", "How many {u} more than on {y} did @A {i} on {x}?", "By how many {u} was {x} better than {y}?"]).format(x=when[0], y=when[1], **slots)
        story.step("Difference", numbers[0], "-", numbers[1])
        return
    running = numbers[0]
    for n in numbers[1:]:
        running = story.step("Total", running, "+", n)
    story.ask(ASK_DAYS, **slots)


AGE = ["@A is {n} years old.", "@A is {n}.", "@A turned {n} this year.", "@A is now {n} years old.", "@A's age is {n}.", "Today @A is {n} years old.", "@A just turned {n}."]
OLDER = ["@B is {m} years older than @A.", "@B is {m} years older.", "@B was born {m} years before @A.", "@A is {m} years younger than @B."]
YOUNGER = ["@B is {m} years younger than @A.", "@B is {m} years younger.", "@B was born {m} years after @A.", "@A is {m} years older than @B."]


def ages(story: Story) -> None:
    """Ages now and later."""
    story.person("A")
    story.person("B")
    n, m = story.number(4, 60), story.number(2, 40)
    if story.chance(0.3):
        story.tell(AGE, n=n)
        later = story.chance(0.6)
        story.ask(["How old will @A be in {m} years?", "What will @A's age be after {m} years?", "How old is @A going to be {m} years from now?", "In {m} years, how old will @A be?", "How old will @A be {m} years from now?", "What age will @A be in {m} years?"] if later else ["How old was @A {m} years ago?", "What was @A's age {m} years ago?", "How old was @A {m} years before now?", "{m} years ago, how old was @A?", "What age was @A {m} years ago?", "How many years old was @A {m} years ago?"], m=m)
        story.step("Later", n, "+", m) if later else story.step("Before", n, "-", m)
        return
    story.tell(AGE, n=n)
    kind = story.any(["older", "younger", "times"])
    if kind == "older":
        story.tell(OLDER, m=m)
        b = story.step("Older", n, "+", m)
    elif kind == "younger":
        story.tell(YOUNGER, m=m)
        b = story.step("Younger", n, "-", m)
    else:
        t = story.number(2, 6)
        story.tell(["@B is {t} times as old as @A.", "@B is {t} times as old.", "@B's age is {t} times @A's age.", "@B's age is {t} times that.", "@B is {t} times older than @A.", "@B is exactly {t} times as old as @A."], t=t)
        b = story.step("Times", n, "*", t)
    kind = story.rng.random()
    if kind < 0.6:
        story.ask(["How old is @B?", "What is @B's age?", "How old is @B now?", "How many years old is @B?", "Find @B's age.", "What age is @B?", "So how old is @B?"])
    elif kind < 0.8:
        story.ask(["How old are they together?", "What is the sum of their ages?", "What is the total of their ages?", "How many years old are they together?", "What do their ages add up to?", "What are their ages combined?"])
        story.step("Total", n, "+", b)
    else:
        k = story.number(2, 20)
        story.ask(["How old will @B be in {k} years?", "In {k} years, how old will @B be?", "What will @B's age be after {k} years?", "How old will @B be {k} years from now?", "How old is @B going to be in {k} years?", "What age will @B be in {k} years?"], k=k)
        story.step("Later", b, "+", k)


MATERIALS = ["rope", "ribbon", "string", "wire", "pipe", "board", "cloth", "cable", "thread", "fabric", "hose", "chain", "tape", "wood"]
LONG = ["A {x} is {n} {u} long.", "@A has a {x} that is {n} {u} long.", "@A has {n} {u} of {x}.", "@A bought {n} {u} of {x}.", "There are {n} {u} of {x}.", "A piece of {x} is {n} {u} long.", "@A's {x} is {n} {u} long."]
CUT = ["@A cuts off {m} {u}.", "@A uses {m} {u} of it.", "{m} {u} are cut off.", "@A needs {m} {u} for a project.", "@A used {m} {u}.", "@A gives {m} {u} to @B.", "A piece of {m} {u} is removed."]
CUTS = ["@A cuts off {g} pieces of {m} {u} each.", "@A uses {m} {u} for each of {g} gifts.", "{g} pieces, each {m} {u} long, are cut off.", "@A cuts {g} parts that are {m} {u} long each.", "@A needs {g} pieces of {m} {u}.", "@A uses {m} {u} a day for {g} days."]
ADDS = ["@A buys {m} more {u}.", "@A adds {m} {u}.", "@A gets another {m} {u} from @B.", "Then {m} {u} more are added.", "@A joins a piece of {m} {u} to it.", "@A finds another {m} {u}."]
ASK_LONG = ["How many {u} are left?", "How many {u} of {x} are left?", "How long is the {x} now?", "How many {u} long is the {x} now?", "How many {u} of {x} remain?", "How much {x} is left?", "How many {u} does @A have now?", "How many {u} of {x} are there now?"]


def lengths(story: Story) -> None:
    """A length that is cut or joined; the same for weights and volumes."""
    story.person("A")
    story.person("B")
    kind = story.rng.random()
    if kind < 0.6:
        slots = {"x": story.any(MATERIALS), "u": plural(story.any(LENGTHS))}
        start = LONG
    else:
        heavy = kind < 0.8
        slots = {"x": story.any(["flour", "rice", "sugar", "sand", "soil", "corn", "clay"] if heavy else ["milk", "water", "juice", "paint", "oil", "soup", "tea"]), "u": plural(story.any(WEIGHTS if heavy else VOLUMES))}
        start = ["@A has {n} {u} of {x}.", "@A bought {n} {u} of {x}.", "There are {n} {u} of {x}.", "A bag holds {n} {u} of {x}." if heavy else "A tank holds {n} {u} of {x}.", "@A starts with {n} {u} of {x}.", "The kitchen has {n} {u} of {x}.", "@A brought {n} {u} of {x}."]
    running = story.number(5, 99)
    story.tell(start, n=running, **slots)
    for _ in range(story.rng.choice([1, 1, 2])):
        event = story.rng.random()
        m = story.number(2, 40)
        if event < 0.45:
            story.tell(CUT if start is LONG else ["@A uses {m} {u} of it.", "@A used {m} {u}.", "@A gives {m} {u} to @B.", "@A spills {m} {u}.", "{m} {u} are used up.", "@A sold {m} {u}."], m=m, **slots)
            running = story.step("Left", running, "-", m)
        elif event < 0.75:
            m, g = story.number(2, 12), story.number(2, 9)
            story.tell(CUTS if start is LONG else ["@A uses {m} {u} a day for {g} days.", "@A fills {g} bottles with {m} {u} each.", "@A bakes {g} times, using {m} {u} each time.", "@A gives {m} {u} to each of {g} neighbors.", "{g} people take {m} {u} each.", "@A uses {m} {u} for each of {g} meals."], m=m, g=g, **slots)
            running = story.step("Left", running, "-", story.step("Groups", m, "*", g))
        else:
            story.tell([text for text in ADDS if start is LONG or "piece" not in text], m=m, **slots)
            running = story.step("Total", running, "+", m)
    story.ask([text for text in ASK_LONG if start is LONG or "long" not in text.lower()], **slots)


TRIP = [("@A drives {m} miles an hour for {n} hours.", "miles"), ("A train travels {m} kilometers per hour. It travels for {n} hours.", "kilometers"), ("@A walks {m} miles each hour. The walk takes {n} hours.", "miles"), ("A car uses {m} liters a day. It is driven {n} days.", "liters"), ("@A bikes {m} kilometers every hour for {n} hours.", "kilometers"), ("A machine makes {m} bolts a minute and runs for {n} minutes.", "bolts"), ("A pump moves {m} gallons a minute. It runs {n} minutes.", "gallons"), ("A factory makes {m} toys an hour. It works {n} hours.", "toys"), ("A baker makes {m} cakes a day. {n} days pass.", "cakes"), ("A boat goes {m} miles in an hour. It sails for {n} hours.", "miles"), ("A printer prints {m} pages a minute. @A prints for {n} minutes.", "pages")]


def trips(story: Story) -> None:
    """Speed times time, distances one after the other."""
    story.person("A")
    if story.chance(0.5):
        m, n = story.number(2, 12) if story.chance(0.5) else story.exactly(10 * story.rng.randint(2, 9)), story.number(2, 9)
        template = story.pick([text for text, _ in TRIP])
        unit = dict(TRIP)[template]
        story.sentences.append(template.format(m=m, n=n))
        story.ask(["How many {u} is that?", "How many {u} is that in all?", "How many {u} are there in all?", "What is the total number of {u}?", "How many {u} does that make?", "How many {u} is it altogether?", "Find the total number of {u}."], u=unit)
        story.step("Times", m, "*", n)
        story.if_form = False
        return
    u = plural(story.any(LENGTHS))
    n, m = story.number(3, 90), story.number(2, 80)
    slots = {"u": u}
    if story.chance(0.5):
        story.tell(["@A drove {n} {u} in the morning and {m} {u} in the afternoon.", "@A walked {n} {u} and then {m} {u} more.", "@A ran {n} {u} on the first day and {m} {u} on the second day.", "The way to school is {n} {u}, and the way to the shop is {m} {u} more.", "@A hiked {n} {u} before lunch and {m} {u} after lunch.", "@A rode {n} {u} to the lake and {m} {u} to the town."], n=n, m=m, **slots)
        story.ask(["How many {u} is that in all?", "How many {u} did @A travel in all?", "How far did @A go altogether?", "What is the total distance in {u}?", "How many {u} did @A go in total?", "How far is that in total?"], **slots)
        story.step("Total", n, "+", m)
    else:
        story.tell(["A trip is {n} {u} long. @A has gone {m} {u}.", "@A has to walk {n} {u} and has walked {m} {u} so far.", "The road is {n} {u} long, and {m} {u} are finished.", "@A wants to run {n} {u}. @A has run {m} {u}.", "The lake is {n} {u} away. @A already drove {m} {u}.", "@A planned to ride {n} {u} and stopped after {m} {u}."], n=n, m=m, **slots)
        story.ask(["How many {u} are left?", "How far is left to go?", "How many {u} remain?", "How many more {u} are there to go?", "How many {u} are still missing?", "How much farther is it in {u}?"], **slots)
        story.step("Left", n, "-", m)


SCORE = ["@A scored {n} points in the first game and {m} in the second.", "@A got {n} points in round one and {m} points in round two.", "@A has {n} points and wins {m} more.", "In one game @A made {n} points, in the next {m}.", "@A scored {n} points before the break and {m} after it.", "A team scored {n} points in the first half and {m} points in the second half.", "@A's first score was {n} and the second was {m}."]
BASKETS = ["@A scored {g} goals worth {m} points each.", "Each goal is worth {m} points. @A scores {g} goals.", "In a game every correct answer gives {m} points. @A had {g} correct answers.", "@A made {g} baskets of {m} points each.", "@A hit {g} targets for {m} points each.", "@A won {g} rounds and got {m} points for each."]


def points(story: Story) -> None:
    """Games and scores."""
    story.person("A")
    if story.chance(0.5):
        n, m = story.number(2, 90), story.number(2, 90)
        story.tell(SCORE, n=n, m=m)
        running = story.step("Total", n, "+", m)
    else:
        m, g = story.number(2, 12), story.number(2, 12)
        story.tell(BASKETS, m=m, g=g)
        running = story.step("Points", g, "*", m)
    if story.chance(0.4):
        k = story.number(2, 30)
        lost = story.chance(0.5)
        story.tell(["Then @A lost {k} points.", "A penalty takes away {k} points.", "@A loses {k} points.", "For mistakes @A loses {k} points.", "{k} points were taken away.", "@A had to give back {k} points."] if lost else ["@A gets {k} bonus points.", "Then @A won {k} more points.", "A bonus adds {k} points.", "@A receives {k} extra points.", "{k} points were added.", "@A earns another {k} points."], k=k)
        running = story.step("Left", running, "-", k) if lost else story.step("Total", running, "+", k)
    story.ask(["How many points does @A have?", "How many points is that in all?", "How many points did @A score in total?", "What is the total score?", "How many points are there altogether?", "How many points does @A have now?", "What is the final score?", "What was @A's total score?"])
