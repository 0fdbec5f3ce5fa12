"""Money that comes in and goes out in many ways: any income with any expense, and any of the questions that fit."""

from __future__ import annotations

from ..story import Quantity, Story
from ..things import DAYS, plural

PLAIN_IN = [
    "@A had ${n}.", "@A has ${n}.", "@A started with ${n}.", "@A has saved ${n}.", "@A had {n} dollars in a wallet.", "@A brought ${n} to the store.", "@A got ${n} for a birthday.", "@A has {n} dollars.", "@A's grandmother gave @A^ ${n}.", "@A won ${n} in a contest.", "@A took ${n} along.",
    "@A withdrew ${n} from the bank.", "@A's piggy bank had ${n} in it.", "@A was given an allowance of ${n}.", "@A found ${n} in an old coat.", "With ${n} in the pocket, @A went to the mall.", "@A received {n} dollars as a present.", "@A went to the market with ${n}.",
]
RATE_IN = [
    "@A earns ${m} an hour and worked {n} hours.", "@A makes ${m} per hour. @A worked {n} hours this week.", "@A sold {n} {o} for ${m} each.", "@A sells {o} for ${m} each and sold {n} of them.", "@A saved ${m} a week for {n} weeks.", "Every week @A puts ${m} into a jar. {n} weeks have passed.", "@A was paid ${m} for each of {n} lawns.",
    "@A gets ${m} for walking a dog and walked {n} dogs.", "@A washed {n} cars and charged ${m} per car.", "For {n} days @A earned ${m} a day.", "@A babysat for {n} hours at ${m} an hour.", "@A mowed {n} lawns for ${m} each.", "At the fair @A sold {n} {o} at ${m} apiece.", "{n} people each gave @A^ ${m}.", "@A gets an allowance of ${m} a week. It has been {n} weeks.",
    "@A delivered papers for {n} days and got ${m} each day.", "@A charges ${m} for a lesson and gave {n} lessons.", "Each of the {n} {o} that @A made was sold for ${m}.",
]
MORE_IN = ["@A also earned ${n} by raking leaves.", "Then @A got ${n} from @B.", "@A's aunt gave @A^ another ${n}.", "Later @A earned ${n} more.", "@A found {n} dollars on the way.", "@A then sold a {s} for ${n}.", "A neighbor paid @A^ ${n} for help.", "@A got a tip of ${n}.", "On {d} @A earned another ${n}.", "@B paid back ${n} to @A^."]
PLAIN_OUT = ["@A spent ${n} on a {s}.", "@A bought a {s} for ${n}.", "@A paid ${n} for a {s}.", "@A gave ${n} to @B.", "Then @A bought a {s} that cost ${n}.", "@A lost ${n}.", "A {s} cost @A^ ${n}.", "@A spent {n} dollars on lunch.", "@A used ${n} to pay for the bus.", "@A donated ${n} to a shelter.", "@A lent ${n} to @B.", "After that, @A paid ${n} for a haircut.", "@A spent ${n} at the movies.", "On {d} @A spent ${n} on food.", "@A had to pay ${n} for supplies."]
RATE_OUT = ["@A bought {n} {q} for ${m} each.", "@A bought {n} {q} that cost ${m} each.", "@A paid ${m} each for {n} {q}.", "@A spent ${m} a day for {n} days.", "Then @A bought {n} {q} at ${m} apiece.", "Each {t} cost ${m}, and @A bought {n}.", "@A took {n} rides at ${m} a ride.", "@A ordered {n} {q}, which cost ${m} each.", "@A gave ${m} to each of {n} cousins.", "@A bought {n} {q}. Each one was ${m}."]
TWO_OUT = ["@A bought a {s} for ${n} and a {t} for ${m}.", "@A spent ${n} on a {s} and ${m} on a {t}.", "@A paid ${n} for food and ${m} for drinks.", "A {s} costs ${n} and a {t} costs ${m}. @A bought both.", "@A spent ${n} on {d} and ${m} on {e}.", "@A gave ${n} to @B and spent ${m} on a {t}.", "@A picked a {s} for ${n} and a {t} for ${m}."]
ASK_LEFT = ["How much money does @A have left?", "How much money is left?", "How much money does @A have now?", "How many dollars does @A have left?", "How much does @A have left?", "How much money did @A have after that?", "How many dollars are left?", "How much money did @A have left over?", "How much money remains?", "How much does @A still have?", "What is left of the money?", "How much money did @A have then?"]
ASK_IN = ["How much money does @A have now?", "How much money does @A have in all?", "How many dollars does @A have altogether?", "How much did @A get in total?", "How much money is that?", "How much money did @A have then?", "What is the total amount?", "How many dollars is that in all?"]
ASK_EARNED = ["How much did @A earn?", "How much money is that?", "How much money did @A make?", "How many dollars did @A get?", "How much money did @A get in all?", "How much did @A make altogether?", "What did @A earn in total?"]
ASK_SPENT = ["How much did @A spend?", "How much did @A spend in all?", "How much money did @A spend altogether?", "What was the total cost?", "How much did @A pay in total?", "How many dollars did @A spend?", "How much did it cost in all?", "What did @A pay altogether?", "How much was the bill?"]
GOALS = ["@A wants a {s} that costs ${n}.", "@A is saving for a {s} that costs ${n}.", "A {s} costs ${n}, and @A wants to buy it.", "@A would like to buy a {s} for ${n}.", "The {s} that @A dreams of costs ${n}.", "@A needs ${n} for a {s}."]
ASK_GOAL = ["How much more money does @A need?", "How much more does @A need to save?", "How many more dollars does @A need?", "How much money is @A still missing?", "How much more must @A earn?", "How much is still missing?"]
PAYS = ["@A paid with ${n}.", "@A paid with a ${n} bill.", "@A gave the cashier ${n}.", "@A handed over ${n}.", "@A paid with {n} dollars.", "@A gave the clerk ${n}."]
ASK_BACK = ["How much change did @A get?", "How much change should @A get back?", "What was the change?", "How much money did @A get back?", "How much change did @A receive?", "How many dollars did @A get back?"]


def purse(story: Story) -> None:
    """One to three steps: in, more in, out; what is left, earned, spent, missing, given back."""
    story.person("A")
    story.person("B")
    things = [story.thing() for _ in range(4)]
    days = story.rng.sample(DAYS, 2)
    slots = {"s": things[0], "t": things[1], "o": plural(things[2]), "q": plural(things[1]), "d": days[0], "e": days[1]}
    story.if_form = False
    kind = story.rng.random()
    if kind < 0.16:
        spent(story, slots)
        return
    if kind < 0.28:
        missing(story, slots)
        return
    running = income(story, slots)
    while len(story.steps) < 2 and story.chance(0.22):
        more = story.number(2, 60)
        story.tell(MORE_IN, n=more, **slots)
        running = story.step("Total", running, "+", more)
    if not story.steps or story.chance(0.8):
        if len(story.steps) <= 2:
            expense(story, running, slots)
        if story.steps and story.steps[-1].operator == "-":
            story.ask(ASK_LEFT)
            return
    story.ask(ASK_EARNED if len(story.steps) == 1 and story.steps[0].operator == "*" else ASK_IN)


def income(story: Story, slots: dict[str, str]) -> Quantity:
    """A sum at hand, or so much so often."""
    if story.chance(0.45):
        n = story.number(8, 99)
        story.tell(PLAIN_IN, n=n)
        return n
    m, n = story.number(2, 12) if story.chance(0.7) else story.number(12, 40), story.number(2, 12)
    story.tell(RATE_IN, m=m, n=n, **slots)
    return story.step("Earned", m, "*", n)


def expense(story: Story, running: Quantity, slots: dict[str, str]) -> None:
    """One expense, or two, or so many at so much, as many as the steps allow."""
    room = 3 - len(story.steps)
    kind = story.rng.random()
    if room >= 2 and kind < 0.4:
        m, n = story.number(2, 12), story.number(2, 9)
        story.tell(RATE_OUT, m=m, n=n, **slots)
        running = story.step("Left", running, "-", story.step("Cost", m, "*", n))
        if room >= 3 and story.chance(0.3):
            more = story.number(2, 30)
            story.tell(PLAIN_OUT, n=more, **slots)
            story.step("Left", running, "-", more)
    elif room >= 2 and kind < 0.65:
        n, m = story.number(2, 40), story.number(2, 40)
        story.tell(TWO_OUT, n=n, m=m, **slots)
        story.step("Left", story.step("Left", running, "-", n), "-", m)
    else:
        n = story.number(2, 60)
        story.tell(PLAIN_OUT, n=n, **slots)
        story.step("Left", running, "-", n)


def spent(story: Story, slots: dict[str, str]) -> None:
    """What was spent, or the change."""
    if story.chance(0.4):
        n, m = story.number(2, 60), story.number(2, 60)
        story.tell(TWO_OUT, n=n, m=m, **slots)
        total = story.step("Cost", n, "+", m)
    else:
        m, n = story.number(2, 12), story.number(2, 12)
        story.tell(RATE_OUT, m=m, n=n, **slots)
        total = story.step("Cost", m, "*", n)
        if story.chance(0.5):
            more = story.number(2, 40)
            story.tell(["@A also spent ${n} on a {s}.", "@A also bought a {s} for ${n}.", "@A paid ${n} for a {s} too.", "There was a fee of ${n}.", "Parking cost ${n}.", "@A added a {s} for ${n}.", "And a {s} was ${n}."], n=more, **slots)
            total = story.step("Cost", total, "+", more)
    if story.chance(0.45):
        bill = story.exactly(story.rng.choice([bill for bill in (10, 20, 50, 100, 200, 500) if bill >= total.value] or [total.value + story.rng.randint(1, 50)]))
        story.tell(PAYS, n=bill)
        story.ask(ASK_BACK)
        story.step("Left", bill, "-", total)
    else:
        story.ask(ASK_SPENT)


def missing(story: Story, slots: dict[str, str]) -> None:
    """A goal, what is there, what is missing."""
    goal = story.number(40, 300)
    story.tell(GOALS, n=goal, **slots)
    has = income(story, slots)
    if len(story.steps) < 2 and story.chance(0.4):
        more = story.number(2, 60)
        story.tell(MORE_IN, n=more, **slots)
        has = story.step("Total", has, "+", more)
    story.ask(ASK_GOAL)
    story.step("Difference", goal, "-", has)
