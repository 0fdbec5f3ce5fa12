"""Prices, change, wages and savings, in whole dollars or cents."""

from __future__ import annotations


from ..story import Quantity, Story
from ..things import plural

PRICE = [
    "@A buys {n} {o} for ${p} each.", "@A bought {n} {o} that cost ${p} each.", "Each {s} costs ${p}. @A buys {n} {o}.", "@A buys {n} {o} at ${p} each.", "One {s} costs {p} dollars. @A buys {n} of them.", "@A bought {n} {o} for {p} dollars each.",
    "A {s} costs ${p}, and @A wants {n} {o}.", "At a store {o} cost ${p} each. @A gets {n} of them.", "@A orders {n} {o}. Each {s} costs {p} dollars.", "The price of a {s} is ${p}. @A needs {n} {o}.", "@A purchased {n} {o}, paying ${p} for each.",
    "{o} sell for ${p} each and @A takes {n}.", "@A pays ${p} for each {s} and buys {n} {o}.", "@A went to the store and bought {n} {o} at a price of {p} dollars each.", "Tickets for a {s} show cost ${p}. @A buys {n} tickets.",
]
ASK_COST = [
    "How much does @A pay?", "How much money does @A spend?", "How much do the {o} cost in all?", "How much does @A spend in total?", "What is the total cost?", "How many dollars does @A pay in all?", "How much did @A spend?", "How much will @A pay altogether?",
    "What is the total price?", "How much do they cost?", "How many dollars does that cost?", "How much money is that?", "How much does that cost altogether?", "How much does @A have to pay?",
]
PAID = ["@A pays with ${n}.", "@A had ${n}.", "@A has {n} dollars.", "@A gives the clerk ${n}.", "@A hands over {n} dollars.", "@A started with ${n}.", "@A went in with ${n}.", "@A paid with a ${n} bill.", "@A's wallet had {n} dollars."]
ASK_CHANGE = ["How much money is left?", "How much change does @A get?", "How much money does @A have left?", "How many dollars are left?", "How much does @A have now?", "How many dollars does @A get back?", "What is the change?", "How much money does @A have now?", "How much change should @A receive?"]
TWO_PRICES = [
    "@A buys {n} {o} for ${p} each and {m} {q} for ${r} each.", "@A bought {n} {o} at ${p} each and {m} {q} at ${r} each.", "{o} cost ${p} each and {q} cost ${r} each. @A buys {n} {o} and {m} {q}.", "Each {s} costs {p} dollars and each {t} costs {r} dollars. @A gets {n} {o} and {m} {q}.",
    "@A sells {n} {o} for ${p} each and {m} {q} for ${r} each.", "A {s} costs ${p} and a {t} costs ${r}. @A orders {n} {o} and {m} {q}.", "@A ordered {n} {o} at {p} dollars each and {m} {q} at {r} dollars each.",
]
ONE_EACH = ["@A buys a {s} for ${p} and a {t} for ${r}.", "A {s} costs ${p} and a {t} costs ${r}.", "@A bought a {s} for {p} dollars and a {t} for {r} dollars.", "@A spent ${p} on a {s} and ${r} on a {t}.", "@A pays ${p} for a {s} and ${r} for a {t}.", "@A got a {s} that cost ${p} and a {t} that cost ${r}.", "A {s} is ${p}. A {t} is ${r}. @A buys both.", "@A spends {p} dollars on {o} and {r} dollars on {q}."]
ALSO = ["@A also buys a {u} for ${n}.", "@A also pays ${n} for a {u}.", "Then @A bought a {u} for {n} dollars.", "@A adds a {u} that costs ${n}.", "Shipping costs ${n}.", "@A also spends ${n} on a {u}.", "There is also a fee of ${n}.", "@A gives a tip of ${n}."]


def shopping(story: Story) -> None:
    """Price times number; with change, with one more thing, or two products."""
    story.person("A")
    s, t = story.thing(), story.thing()
    slots = {"s": s, "o": plural(s), "t": t, "q": plural(t), "u": story.thing()}
    kind = story.rng.random()
    if kind < 0.3:
        p, r = story.number(2, 80), story.number(2, 60)
        story.tell(ONE_EACH, p=p, r=r, **slots)
        total = story.step("Cost", p, "+", r)
    elif kind < 0.5:
        n, p, m, r = story.number(2, 12), story.number(2, 12), story.number(2, 12), story.number(2, 12)
        story.tell(TWO_PRICES, n=n, p=p, m=m, r=r, **slots)
        total = story.step("Cost", story.step("Cost", n, "*", p), "+", story.step("Cost", m, "*", r))
        if "sells" in story.sentences[-1]:
            story.ask(["How much money does @A make?", "How much does @A earn in all?", "How much money does @A get?", "How much did @A make in total?", "How many dollars does @A earn?", "How much does @A make altogether?"])
            return
    else:
        n, p = story.number(2, 12), story.number(2, 12) if story.chance(0.8) else story.number(13, 60)
        story.tell(PRICE, n=n, p=p, **slots)
        total = story.step("Cost", n, "*", p)
        if story.chance(0.3):
            extra = story.number(2, 40)
            story.tell(ALSO, n=extra, **slots)
            total = story.step("Cost", total, "+", extra)
    if story.chance(0.4) and len(story.steps) < 3:
        change(story, total)
        return
    story.ask(ASK_COST, **slots)


def change(story: Story, total: Quantity) -> None:
    """What is left of a sum after paying."""
    paid = story.exactly(story.rng.choice([bill for bill in (10, 20, 30, 40, 50, 60, 80, 100, 150, 200, 500) if bill > total.value] or [total.value])) if story.chance(0.6) else story.exactly(total.value + story.rng.randint(1, 60))
    sentence = story.pick(PAID).format(n=paid)
    begins = any(word in sentence for word in ("had", "has", "started", "went"))
    story.sentences.insert(0 if begins and story.chance(0.8) else len(story.sentences), sentence)
    story.ask(ASK_CHANGE)
    story.step("Left", paid, "-", total)


WALLET = ["@A has ${n}.", "@A had {n} dollars.", "@A saved ${n}.", "@A has ${n} in a piggy bank.", "@A got ${n} for a birthday.", "@A starts with ${n}.", "@A has {n} dollars in the bank.", "@A earned ${n} last week.", "@A's savings are {n} dollars."]
EARN = ["@A earns ${n} more.", "Then @A gets ${n} from an uncle.", "@A makes ${n} by washing cars.", "@A finds {n} dollars.", "@A receives {n} dollars as a gift.", "@A was paid ${n} for mowing a lawn.", "@A sells a {s} for ${n}.", "@A saves another ${n}.", "@B gives @A^ ${n}."]
SPEND = ["@A spends ${n} on a {s}.", "@A buys a {s} for ${n}.", "@A pays {n} dollars for a {s}.", "@A spent {n} dollars on lunch.", "@A gives ${n} to @B.", "@A used ${n} to buy a {s}.", "@A loses {n} dollars.", "Then @A spends {n} dollars.", "@A lent @B ${n}.", "@A spent ${n} at the store.", "A {s} for ${n} is what @A buys next."]
ASK_WALLET = ["How much money does @A have now?", "How many dollars does @A have now?", "How much money does @A have left?", "How much does @A have?", "How much money is left?", "How many dollars does @A have left?", "What amount does @A have now?", "How much money does @A have in the end?"]


def wallet(story: Story) -> None:
    """Money earned and spent."""
    story.person("A")
    story.person("B")
    slots = {"s": story.thing()}
    running = story.number(5, 100)
    story.tell(WALLET, n=running)
    for _ in range(story.rng.choices([1, 2, 3], [0.4, 0.45, 0.15])[0]):
        earns = story.chance(0.45)
        n = story.number(2, 60)
        story.tell(EARN if earns else SPEND, n=n, **slots)
        running = story.step("Total", running, "+", n) if earns else story.step("Left", running, "-", n)
    story.ask(ASK_WALLET)


WAGE = [
    "@A earns ${m} an hour and works {n} hours.", "@A makes {m} dollars per hour. @A works for {n} hours.", "@A gets ${m} for every {w} @A {v} and does {n} of them.", "@A is paid ${m} a day for {n} days.", "@A charges ${m} per {w} and did {n} of them.",
    "@A saves ${m} every week for {n} weeks.", "@A puts {m} dollars into a jar each day for {n} days.", "@A works {n} hours at ${m} an hour.", "For each {w} @A is paid {m} dollars. @A finished {n} of them.", "@A sells {n} {o} for ${m} each.", "Each week @A gets ${m} of pocket money. {n} weeks go by.",
]
ASK_WAGE = ["How much money does @A make?", "How much does @A earn?", "How much money is that in all?", "How many dollars does @A earn in all?", "How much money does @A get?", "How much did @A make?", "How much money does @A have then?", "How many dollars is that?"]
MORE_MONEY = ["@A already had ${n}.", "@A also got a bonus of ${n}.", "@A also received {n} dollars from @B.", "@A earned another ${n} on Sunday.", "@A already had {n} dollars.", "Tips were ${n}."]
LESS_MONEY = ["@A spends ${n} on a {s}.", "Then @A pays ${n} for food.", "@A gives ${n} to @B.", "The bus costs @A^ {n} dollars.", "@A buys a {s} for {n} dollars.", "@A had to pay {n} dollars for materials."]
GOAL = ["@A wants to buy a {s} that costs ${n}.", "A {s} costs ${n}.", "@A needs ${n} for a {s}.", "@A is saving for a {s} that costs {n} dollars.", "@A would like a {s} for ${n}.", "The {s} that @A wants costs {n} dollars."]
HAS_SO_FAR = ["@A has ${n}.", "@A has saved {n} dollars so far.", "@A has only ${n}.", "So far @A has ${n}.", "@A already saved ${n}.", "@A has {n} dollars now."]
ASK_NEED = ["How much more money does @A need?", "How many more dollars does @A need?", "How much more does @A have to save?", "How much money is still missing?", "How much more must @A earn?", "How many dollars more does @A need?"]


def wages(story: Story) -> None:
    """Pay per hour, day or job; with something before, after, or a goal."""
    story.person("A")
    story.person("B")
    s = story.thing()
    w, v = story.any([("car", "washes"), ("lawn", "mows"), ("dog", "walks"), ("fence", "paints"), ("garden", "waters"), ("window", "cleans")])
    if story.chance(0.3):
        goal, has = story.number(10, 200), story.number(5, 150)
        story.tell(GOAL, n=goal, s=s)
        story.tell(HAS_SO_FAR, n=has)
        story.ask(ASK_NEED)
        story.step("Difference", goal, "-", has)
        return
    m, n = story.number(2, 12) if story.chance(0.75) else story.number(13, 40), story.number(2, 12)
    story.tell(WAGE, m=m, n=n, w=w, v=v, o=plural(s))
    running = story.step("Earned", m, "*", n)
    kind = story.rng.random()
    if kind < 0.25:
        extra = story.number(2, 60)
        story.tell(MORE_MONEY, n=extra, s=s)
        story.step("Total", running, "+", extra)
        story.ask(["How much money does @A have in all?", "How much money does @A have now?", "How many dollars does @A have altogether?", "How much is that in total?", "How much money is that in all?", "How many dollars does @A have in total?"])
    elif kind < 0.5:
        less = story.number(2, 60)
        story.tell(LESS_MONEY, n=less, s=s)
        story.step("Left", running, "-", less)
        story.ask(ASK_WALLET)
    else:
        story.ask(ASK_WAGE)
    story.if_form = False
