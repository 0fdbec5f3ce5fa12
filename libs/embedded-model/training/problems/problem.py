"""One problem: a scheme drawn by weight, a distractor now and then, the text, the chain of thought, the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from .render import NUMBER_MARK, render
from .schemes import change, compare, domains, expressions, groups, ledgers, money, purses, rates, scenes
from .solution import lines
from .splits import Split, is_kept_back, numbers_split
from .story import Reject, Story
from .wording import reword

SCHEMES: list[tuple[Callable[[Story], object], float]] = [
    (change.result_unknown, 16), (change.change_unknown, 4.5), (change.start_unknown, 4), (change.place, 5),
    (compare.difference, 5), (compare.relative, 7), (compare.chain, 3), (compare.kinds, 6), (compare.part, 3), (compare.holders, 5),
    (groups.simple, 12), (groups.two_groups, 4), (groups.nested, 3), (groups.sharing, 3),
    (money.shopping, 7), (money.wallet, 4), (money.wages, 4),
    (rates.rate, 7), (rates.days, 4), (rates.ages, 4), (rates.lengths, 4), (rates.trips, 3.5), (rates.points, 3),
    (expressions.expression, 20), (expressions.phrased, 10), (expressions.riddle, 10),
    (scenes.scene, 24), (scenes.reworded, 40), (scenes.everyday, 44), (scenes.varied, 90), (scenes.school, 70), (scenes.classic, 120),
    (scenes.stories, 150), (scenes.foreign, 130), (scenes.measures, 90), (scenes.narratives, 90), (scenes.relations, 100), (scenes.by_many, 3000),
    (ledgers.kinds, 14), (ledgers.people, 9), (ledgers.times, 11), (ledgers.acts, 7), (ledgers.shelves, 4), (ledgers.chain, 4), (ledgers.stock, 10), (ledgers.trend, 9),
    (domains.course, 34), (domains.parts, 18), (domains.grouped, 12), (domains.compared, 10), (domains.changed, 8), (purses.purse, 24),
]
MOST_LINES = 7
LEGS = {4, 6, 8}  # of animals, and wheels of cars
DISTRACTORS = [
    "@A is {d} years old.", "The store opens at {d} o'clock.", "There are {d} children in @A's class.", "@A has {d} {x}.", "It took {d} minutes.", "@A lives in house number {d}.", "The weather was nice.", "@A's house has {d} rooms.",
    "It is {d} degrees outside.", "@A walked for {d} minutes.", "@A likes {x}.", "This happened {d} days ago.", "The bag costs ${d}.", "@A also has {d} {x}.", "School starts at {d} o'clock.", "A friend has {d} {x}.", "There were {d} people in line.", "@A was very happy.", "It was a sunny day.", "@A bought {d} {x} last year.",
    "@A loved this.", "@A was looking forward to it.", "It was a busy day.", "Everybody was excited.", "The weather was fine.", "@A had been planning this for a long time.", "@A is good at this.", "@A enjoys it a lot.", "Nobody was surprised.", "@A lives in a small town.", "That was hard work.", "@A was proud of it.",
    "It had rained all night.", "@A's friends came to watch.", "@A likes to stay busy.", "The whole family helped.", "@A works very hard.", "@A is getting ready for a party.", "@A is a big fan of {x}.", "@A runs a small business.", "There is a lot to do.", "Winter is coming.", "@A is planning a trip.", "@A went to the store.", "@A went shopping.",
    "@A has a birthday soon.", "@A is cleaning the house.", "@A got up early.", "@A spent the day outside.", "@A and a friend were bored.", "A neighbor looked on for {d} minutes.", "@A's phone rang {d} times.", "The room is {d} feet long.", "@A is reading chapter {d} of a book.", "The bus number is {d}.", "There are {d} {x} on the other side.",
    "@A woke up at {d} o'clock.", "A shop nearby has {d} {x}.", "@A's house is {d} years old.", "The {x} cost ${d}.", "@A saw {d} {x} on the way.",
    "@A has {d} brothers.", "@A has {d} cousins.", "It was {d} o'clock.", "@A left home at {d} in the morning.", "@A shares a room with {d} sisters.", "The trip took {d} hours.", "@A was born {d} years ago.", "@A lives on floor {d}.",
]


@dataclass(frozen=True)
class Problem:
    """A question, the lines of its chain of thought, its answer, and what it was made of."""

    question: str
    thoughts: tuple[str, ...]
    answer: int
    steps: int
    scheme: str
    numbers: tuple[int, ...]
    templates: frozenset[str]
    implied: frozenset[int]
    """Numbers that the text does not tell: twice, half, the days of a week, the legs of a cow."""

    @property
    def chain(self) -> str:
        """What the model is to write in chain-of-thought mode."""
        return "\n".join([*self.thoughts, f"Final Answer: {self.answer}"])


def distract(story: Story) -> None:
    """A sentence that does not matter, mostly with a number."""
    from .things import plural

    if not story.sentences or "A" not in story.cast:
        return
    number = story.rng.randint(2, 60)
    thing = plural(story.thing())
    text = story.pick(DISTRACTORS).format(d=number, x=thing)
    story.sentences.insert(story.rng.randint(0, len(story.sentences)), text)
    story.if_form = False


def attempt(rng: Random, split: Split, scheme: Callable[[Story], object]) -> Problem:
    """One draw; Reject when it is no good or belongs to the other split."""
    story = Story(rng, split)
    scheme(story)
    if story.chance(0.12):
        distract(story)
    order = [int(match.group(1)) for match in NUMBER_MARK.finditer(" ".join([*story.sentences, story.question]))]
    numbers = tuple(story.quantities[identity].value for identity in order)
    if len(numbers) > 1 and numbers_split(numbers) != split:
        raise Reject
    if split == "held-out" and (len(numbers) < 2 or not any(map(is_kept_back, story.used_templates))):
        raise Reject
    implied = implied_by(story)
    # Whose legs they are must not be exchanged.
    question = render(story) if implied & LEGS else reword(render(story), rng, split)
    thoughts = lines(story, [int(match) for match in dict.fromkeys(order)])
    if not 1 <= len(story.steps) <= 3 or len(thoughts) > MOST_LINES:
        raise Reject
    return Problem(
        question, tuple(map(str, thoughts)), story.steps[-1].result.value, len(story.steps), f"{scheme.__module__.rsplit('.', 1)[1]}.{scheme.__name__}", numbers, frozenset(story.used_templates), implied
    )


def implied_by(story: Story) -> frozenset[int]:
    """The operands that neither the text tells nor a step before computed."""
    results = {step.result.id for step in story.steps}
    operands = [operand for step in story.steps for operand in (step.left, step.right)]
    return frozenset(operand.value for operand in operands if not operand.in_text and operand.id not in results)


def problem(rng: Random, split: Split, longest: int = 3) -> Problem:
    """A random problem of at most `longest` steps; the same seed gives the same problem."""
    while True:
        scheme = rng.choices([scheme for scheme, _ in SCHEMES], [weight for _, weight in SCHEMES])[0]
        try:
            drawn = attempt(rng, split, scheme)
        except Reject:
            continue
        if drawn.steps <= longest:
            return drawn
