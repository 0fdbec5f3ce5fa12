"""Somebody has things and gets or loses some: the end, the change or the start is asked for."""

from __future__ import annotations

from .. import clauses
from ..splits import words
from ..story import Quantity, Story
from ..things import CONTAINERS, DAYS, PLACES, plural

HAS = [
    "@A has {n} {o}.", "@A had {n} {o}.", "@A starts with {n} {o}.", "@A owns {n} {o}.", "There are {n} {o} in @A's bag.",
    "@A found {n} {o} on the way home.", "@A began the day with {n} {o}.", "@A bought {n} {o}.", "@A picked {n} {o}.",
    "@A keeps {n} {o} at home.", "@A collected {n} {o}.", "@A made {n} {o}.", "In the morning @A had {n} {o}.",
    "@A got {n} {o} for a birthday.", "Yesterday @A had {n} {o}.", "@A's collection has {n} {o}.", "@A brought {n} {o} to the {p}.",
    "At first @A had {n} {o}.", "@A carries {n} {o} to the {p}.", "@A has {n} {o} on a shelf.", "@A received {n} {o}.",
    "@A put {n} {o} on the table.", "{n} {o} belong to @A.", "@A had {n} {o} in a box.", "@A packed {n} {o}.", "@A counted {n} {o}.",
    "@A is carrying {n} {o}.", "@A has a pile of {n} {o}.", "Last week @A had {n} {o}.", "@A has saved {n} {o}.",
    "@A took {n} {o} to the {p}.", "@A came to the {p} with {n} {o}.", "@A baked {n} {o}.", "@A grew {n} {o}.", "@A ordered {n} {o}.",
    "A box holds {n} {o} that @A owns.",
]
GAIN = [
    "@A buys {n} more.", "@A bought {n} more {o}.", "@A finds {n} more {o}.", "Then @A found {n} more.", "@A gets {n} more {o}.",
    "A friend gives @A^ {n} more.", "@A's mother gave @A^ {n} more {o}.", "@A receives another {n} {o}.", "Later @A got another {n}.",
    "@A picks {n} more {o}.", "@A adds {n} {o}.", "@A wins {n} more {o}.", "@A collects {n} more.", "@A was given {n} more {o}.",
    "Next, @A made {n} more.", "@A's uncle sends {n} more {o}.", "@A gathers {n} more {o} in the afternoon.", "Then {n} more {o} arrive.",
    "The next day @A got {n} new {o}.", "@A picked up {n} extra {o}.", "@A took {n} more from a friend.", "Somebody gives @A^ {n} {o}.",
    "@A earns {n} more {o}.", "After lunch @A finds {n} {o}.", "@A made another {n} {o}.", "A neighbor brings @A^ {n} {o}.",
    "@A goes to the store and buys {n} {o}.", "@A then adds another {n}.", "@A got {n} as a present.", "@A bakes {n} more {o}.",
]
GAIN_FROM = ["@B gives @A^ {n} more {o}.", "@B gave @A^ {n} {o}.", "Then @B hands @A^ {n} more.", "@A gets {n} {o} from @B.", "@A receives {n} more from @B.", "@B shares {n} {o} with @A^.", "@A borrowed {n} {o} from @B."]
LOSS = [
    "@A gives away {n} {o}.", "@A gave away {n} of them.", "@A loses {n} {o}.", "@A lost {n} of the {o}.", "@A sells {n} {o}.",
    "@A sold {n}.", "@A uses {n} {o}.", "@A used {n} of them.", "Then {n} {o} break.", "{n} of the {o} were broken.",
    "@A throws away {n} {o}.", "@A drops {n} of them.", "@A gives {n} {o} to a friend.", "@A gave {n} to a neighbor.",
    "@A donates {n} {o} to the {p}.", "@A left {n} {o} at the {p}.", "@A gives {n} to a sister.", "{n} of the {o} were stolen.",
    "Somebody takes {n} {o}.", "@A hands out {n} {o}.", "@A misplaced {n} of them.", "@A returned {n} {o}.", "@A trades away {n} {o}.",
    "Later @A sold {n} {o}.", "After that @A gave {n} {o} to a cousin.", "@A lets a classmate have {n}.", "{n} {o} fall on the floor and break.",
    "@A removes {n} {o}.", "@A mailed {n} {o} to a friend.", "A dog ran off with {n} of the {o}.", "@A lends {n} {o} to a teammate.",
    "@A shares {n} {o} with friends.", "@A took away {n} {o}.", "{n} {o} got lost.", "@A eats {n} {o}.", "@A ate {n} of them.",
]
LOSS_TO = ["@A gives {n} {o} to @B.", "@A gave {n} of them to @B.", "@A gives @B {n} {o}.", "@B takes {n} of the {o}.", "Then @A hands {n} to @B.", "@A sold {n} {o} to @B.", "@A lent @B {n} {o}."]
GROUP_GAIN = [
    "@A buys {g} {cs} of {o} with {m} {o} in each {c}.", "@A buys {g} {cs} with {m} {o} each.", "@A gets {g} more {cs} of {m} {o} each.",
    "Then @A bought {g} {cs}, each with {m} {o}.", "@A finds {g} {cs} with {m} {o} in each.", "{g} friends each give @A^ {m} {o}.",
    "@A adds {g} {cs} of {m} {o}.", "@A is given {g} {cs}, each holding {m} {o}.", "Each of {g} friends gives @A^ {m} {o}.",
    "@A collects {m} {o} a day for {g} days.", "Every day for {g} days @A gets {m} more {o}.", "@A receives {g} {cs} that hold {m} {o} each.",
    "Then @A made {m} {o} on each of {g} days.", "@A picked up {g} {cs} of {m}.", "@A gets {m} {o} from each of {g} neighbors.",
]
GROUP_LOSS = [
    "@A gives {m} {o} to each of {g} friends.", "@A gave {g} friends {m} {o} each.", "@A uses {m} {o} a day for {g} days.",
    "@A sells {g} {cs} of {m} {o} each.", "Each day for {g} days @A eats {m}.", "@A gives away {g} {cs} with {m} {o} in each.",
    "{g} children take {m} {o} each.", "@A hands {m} {o} to each of {g} children.", "@A fills {g} {cs} with {m} {o} each and gives them away.",
    "Each of {g} friends takes {m} {o}.", "@A loses {m} {o} every day for {g} days.", "@A shared them with {g} friends, who got {m} each.",
]
END = [
    "How many {o} does @A have now?", "How many {o} does @A have left?", "How many {o} are left?", "How many does @A have now?",
    "How many {o} does @A have in the end?", "How many {o} are there now?", "How many {o} will @A have?", "What is the number of {o} that @A has now?",
    "How many {o} remain?", "How many {o} does @A have after that?", "Find the number of {o} @A has now.", "How many are left?",
    "How many {o} does @A end up with?", "How many {o} does @A still have?", "With how many {o} does @A finish?", "Now how many {o} does @A have?",
    "How many {o} did @A have then?", "Work out how many {o} @A has.", "How many {o} does @A now own?", "How many {o} did @A have at the end?",
]
GAIN_END = [
    "How many {o} does @A have now?", "How many {o} does @A have in all?", "How many {o} does @A have altogether?", "How many {o} does @A have in total?",
    "What is the total number of {o} that @A has?", "How many {o} did @A have in the end?", "How many does @A have now?", "How many {o} are there in all?",
    "How many {o} is that in total?", "How many {o} does @A own now?", "Find how many {o} @A has altogether.", "What is @A's total number of {o}?",
]


def have(story: Story) -> tuple[Quantity, dict[str, str]]:
    """Somebody, the things, how many at first."""
    story.person("A")
    noun = story.thing()
    slots = {"o": plural(noun), "p": story.rng.choice(words(PLACES, story.split))}
    return story.number(3, 99), slots


def one_event(story: Story, running: Quantity, slots: dict[str, str], gain: bool) -> Quantity:
    """A gain or a loss, plain or in groups, maybe from or to somebody else."""
    if story.chance(0.25):

        container = story.rng.choice(words(CONTAINERS, story.split))
        each, groups = story.number(2, 12), story.number(2, 9)
        story.tell(GROUP_GAIN if gain else GROUP_LOSS, m=each, g=groups, c=container, cs=plural(container), **slots)
        amount = story.step("Groups", each, "*", groups)
    else:
        amount = story.number(2, 60)
        if story.chance(0.5):
            tell_composed(story, (clauses.gain if gain else clauses.loss)(story, amount, story.chance(0.7)), amount, slots)
            return story.step("Total", running, "+", amount) if gain else story.step("Left", running, "-", amount)
        other = story.chance(0.25)
        if other and "B" not in story.cast:
            story.person("B")
        story.tell((GAIN_FROM if other else GAIN) if gain else (LOSS_TO if other else LOSS), n=amount, **slots)
    return story.step("Total", running, "+", amount) if gain else story.step("Left", running, "-", amount)


def tell_composed(story: Story, template: str, amount: Quantity, slots: dict[str, str]) -> None:
    """A sentence made of parts."""
    if "@B" in template and "B" not in story.cast:
        story.person("B")
    story.sentences.append(template.format(n=amount, d=story.rng.choice(DAYS), **slots))


def result_unknown(story: Story) -> None:
    """The end is asked for after one to three events."""
    running, slots = have(story)
    if story.chance(0.35):
        tell_composed(story, clauses.gain(story, running, story.chance(0.8), first=True), running, slots)
    else:
        story.tell(HAS, n=running, **slots)
    gains = [story.chance(0.5) for _ in range(story.rng.choices([1, 2, 3], [0.5, 0.38, 0.12])[0])]
    for gain in gains:
        running = one_event(story, running, slots, gain)
    story.ask(GAIN_END if all(gains) else END, **slots)


CHANGE_LOSS = [
    "@A gives away some {o}.", "@A lost some of them.", "@A sold some {o}.", "Some of the {o} broke.", "@A used some {o}.", "@A ate some {o}.",
    "@A gave some {o} to @B.", "Then @A gave some to a friend.", "@B took some of them.", "@A threw away a few.", "@A gave @B some {o}.",
    "Some {o} were stolen.", "Later @A lent some to @B.",
]
NOW_LEFT = [
    "Now @A has {n} {o} left.", "@A has {n} left.", "There are {n} {o} left.", "Now there are {n}.", "@A still has {n} {o}.", "{n} {o} remain.",
    "After that @A had {n} {o}.", "Only {n} {o} are left.", "In the end @A has {n}.", "If @A now has {n} {o}, the rest are gone.",
]
ASK_LOST = [
    "How many {o} did @A lose?", "How many {o} are gone?", "How many {o} did @A give away?", "How many did @A use?", "How many {o} were taken away?",
    "How many {o} did @A sell?", "How many {o} is that fewer?", "How many {o} did @A part with?", "How many did @A get rid of?",
]
CHANGE_GAIN = [
    "@A buys some more {o}.", "Then @A found some more.", "@B gives @A^ some {o}.", "@A gets more {o}.", "A friend gave @A^ some more {o}.",
    "@A made some more {o}.", "@A picked some more.", "@A was given some {o} by @B.", "Then @A collected more.", "@A receives a few more {o}.",
]
NOW_MORE = [
    "Now @A has {n} {o}.", "Now @A has {n} in all.", "@A now has {n} {o} altogether.", "After that @A had {n} {o}.", "That makes {n} {o} in total.",
    "Then there were {n} {o}.", "In the end @A had {n} {o}.", "The total is now {n}.",
]
ASK_GAINED = [
    "How many {o} did @A get?", "How many more {o} did @A get?", "How many {o} were added?", "How many {o} did @A buy?", "How many {o} did @A receive?",
    "How many new {o} are there?", "How many {o} did @A find?", "How many did @A gain?",
]


def change_unknown(story: Story) -> None:
    """Start and end are known, the change is asked for."""
    start, slots = have(story)
    story.person("B")
    end = story.number(2, 99)
    gain = story.chance(0.5)
    story.tell(HAS, n=start, **slots)
    story.tell(CHANGE_GAIN if gain else CHANGE_LOSS, **slots)
    story.tell(NOW_MORE if gain else NOW_LEFT, n=end, **slots)
    story.ask(ASK_GAINED if gain else ASK_LOST, **slots)
    story.step("Difference", end, "-", start) if gain else story.step("Difference", start, "-", end)


START_LOSS = [
    "@A had some {o}.", "@A has a box of {o}.", "@A brought some {o} to the {p}.", "@A owned some {o}.", "@A had a number of {o}.", "@A baked some {o}.",
    "@A made a lot of {o}.", "@A picked some {o}.", "At first @A had some {o}.", "Some {o} were on @A's table.",
]
ASK_START = [
    "How many {o} did @A have at first?", "How many {o} did @A have to begin with?", "How many {o} were there at the start?", "How many {o} did @A start with?",
    "How many {o} did @A have in the beginning?", "How many did @A have before?", "How many {o} did @A have originally?", "What number of {o} did @A begin with?",
]


def start_unknown(story: Story) -> None:
    """The change and the end are known, the start is asked for."""
    _, slots = have(story)
    story.quantities.pop()
    change, end = story.number(2, 60), story.number(2, 80)
    gain = story.chance(0.35)
    if story.chance(0.6):
        story.tell(START_LOSS, **slots)
    other = story.chance(0.3)
    if other:
        story.person("B")
    story.tell((GAIN_FROM if other else GAIN) if gain else (LOSS_TO if other else LOSS), n=change, **slots)
    story.tell(NOW_MORE if gain else NOW_LEFT, n=end, **slots)
    story.ask(ASK_START, **slots)
    story.step("Before", end, "-", change) if gain else story.step("Before", end, "+", change)


PLACE_START = [
    "There are {n} {o} in the {p}.", "{n} {o} are in the {p}.", "There were {n} {o} at the {p}.", "The {p} has {n} {o}.", "A {p} had {n} {o}.",
    "{n} {o} were at the {p} in the morning.", "There are {n} {o} at a {p}.", "At the {p} there were {n} {o}.", "A {c} contains {n} {o}.",
    "There are {n} {o} in a {c}.", "A {c} holds {n} {o}.", "{n} {o} sit in a {c}.", "{n} {o} were on the {t}.", "There were {n} {o} on a {t}.", "The {t} has {n} {o} on it.",
]
PLACE_GAIN = [
    "{n} more {o} arrive.", "Then {n} more {o} came.", "{n} more join them.", "{n} {o} are added.", "Another {n} {o} are put there.", "Workers bring {n} more {o}.",
    "Later {n} more come in.", "@A puts {n} more {o} there.", "{n} new {o} were delivered.", "Then another {n} arrived.", "@A adds {n} more.",
]
PLACE_LOSS = [
    "{n} {o} leave.", "Then {n} {o} went away.", "{n} of them are taken away.", "{n} of the {o} are removed.", "@A takes {n} {o}.", "{n} {o} were sold.",
    "Then {n} left.", "{n} of them disappear.", "Later {n} {o} are moved away.", "@A took out {n} of them.", "{n} {o} were carried away.",
]
PLACE_END = [
    "How many {o} are there now?", "How many {o} are left?", "How many {o} are there in the end?", "How many {o} remain?", "How many are there now?",
    "What is the number of {o} now?", "How many {o} are still there?", "How many {o} were there then?", "Now how many {o} are there?",
]
CREATURES = "child person student bird duck fish passenger car visitor player dog cat bee frog sheep cow guest worker swimmer tourist runner boy girl truck boat rabbit butterfly customer camper dancer".split()
SPOTS = "bus train tree pond branch boat ship hill playground field fence room bench farm pool beach parking lot".replace("parking lot", "parking-lot").split()


def place(story: Story) -> None:
    """Things or creatures somewhere come and go."""

    story.person("A")
    creature = story.chance(0.5)
    noun = story.rng.choice(words(CREATURES, story.split)) if creature else story.thing()
    spot = story.rng.choice(words(SPOTS if creature else PLACES, story.split)).replace("-", " ")
    container = story.rng.choice(words(CONTAINERS, story.split))
    slots = {"o": plural(noun), "p": spot, "c": container, "t": story.any(["table", "shelf", "desk", "counter", "floor"])}
    running = story.number(4, 99)
    starts = PLACE_START[:8] if creature else PLACE_START
    story.tell(starts, n=running, **slots)
    for _ in range(story.rng.choices([1, 2, 3], [0.5, 0.38, 0.12])[0]):
        gain = story.chance(0.5)
        amount = story.number(2, 50)
        story.tell(PLACE_GAIN[:5] + PLACE_GAIN[6:7] if gain and creature else PLACE_GAIN if gain else PLACE_LOSS[:3] if creature else PLACE_LOSS, n=amount, **slots)
        running = story.step("Total", running, "+", amount) if gain else story.step("Left", running, "-", amount)
    story.ask(PLACE_END, **slots)
