"""Bare arithmetic in signs and in words, and riddles about a number."""

from __future__ import annotations

from ..story import Quantity, Story

ASKS = [
    "What is {e}?", "Calculate {e}.", "{e} = ?", "{e}", "How much is {e}?", "Compute {e}.", "What does {e} equal?", "Work out {e}.", "Find {e}.", "Please calculate {e}.", "Solve {e}.", "{e} =", "What's {e}?", "Evaluate {e}.", "Tell me what {e} is.",
    "What is the value of {e}?", "What is the result of {e}?", "Can you work out {e}?", "I need to know what {e} is.", "{e}?",
]
SIGNS = {"+": ["+", "+", "plus", "added to", "and"], "-": ["-", "-", "minus", "take away", "less"], "*": ["*", "*", "x", "times", "multiplied by"], "/": ["/", "divided by"]}
LABELS = {"+": "Sum", "-": "Difference", "*": "Product", "/": "Quotient"}


def operand(story: Story, operator: str, second: bool) -> Quantity:
    """A number fit for its place."""
    if operator == "*":
        return story.number(2, 12) if second or story.chance(0.8) else story.number(13, 99)
    return story.number(1 if story.chance(0.1) else 2, 99)


def expression(story: Story) -> None:
    """One to three operations, products first."""
    count = story.rng.choices([1, 2, 3], [0.5, 0.38, 0.12])[0]
    operators = [story.rng.choices(["+", "-", "*"], [0.38, 0.32, 0.3])[0] for _ in range(count)]
    worded = story.chance(0.35)
    terms: list[Quantity] = [operand(story, operators[0], False)]
    text = str(terms[0])
    for operator in operators:
        terms.append(operand(story, operator, True))
        sign = story.any(SIGNS[operator][2:] if worded and count == 1 else SIGNS[operator][2:4] if worded else SIGNS[operator][:1])
        sign = sign.replace("added to", "plus") if count > 1 else sign
        space = "" if not worded and story.chance(0.08) else " "
        text += f"{space}{sign}{space}{terms[-1]}"
    story.ask(ASKS, e=text)
    solve(story, terms, operators)


def solve(story: Story, terms: list[Quantity], operators: list[str]) -> None:
    """Products first, then from left to right."""
    values, signs = [terms[0]], []
    for operator, term in zip(operators, terms[1:]):
        if operator == "*":
            values[-1] = story.step("Product", values[-1], "*", term)
        else:
            values.append(term)
            signs.append(operator)
    running = values[0]
    for sign, value in zip(signs, values[1:]):
        running = story.step(LABELS[sign], running, sign, value)  # type: ignore[arg-type]


PHRASES = {
    "+": ["the sum of {a} and {b}", "{b} more than {a}", "{a} increased by {b}", "the total of {a} and {b}", "{a} and {b} together", "{a} and {b} added together"],
    "-": ["the difference between {a} and {b}", "{b} less than {a}", "{a} decreased by {b}", "{b} subtracted from {a}", "{a} reduced by {b}", "{a} take away {b}"],
    "*": ["the product of {a} and {b}", "{a} multiplied by {b}", "{a} groups of {b}", "{a} times {b}", "{a} lots of {b}", "the product of {a} times {b}"],
}
ORDERS = {
    "+": ["Add {b} to {a}.", "Add {a} and {b}.", "Add {a} and {b} together.", "Take {a} and add {b}.", "Start with {a} and add {b}.", "To {a} add {b}."],
    "-": ["Subtract {b} from {a}.", "Take {b} away from {a}.", "Take {b} from {a}.", "Start with {a} and subtract {b}.", "From {a} take {b}.", "Take {a} and subtract {b}."],
    "*": ["Multiply {a} by {b}.", "Multiply {a} and {b}.", "Take {a} and multiply by {b}.", "Start with {a} and multiply it by {b}.", "Find the product of {a} and {b}.", "Multiply {a} with {b}."],
}
THEN = {
    "+": ["Then add {c}.", "Add {c} to the result.", "Now add {c}.", "After that add {c}.", "Then add {c} more.", "Add {c} more to it."],
    "-": ["Then subtract {c}.", "Subtract {c} from the result.", "Now take away {c}.", "After that subtract {c}.", "Then take {c} away.", "Take {c} from it."],
    "*": ["Then multiply by {c}.", "Multiply the result by {c}.", "Now multiply by {c}.", "After that multiply it by {c}.", "Then multiply the result by {c}.", "Multiply it by {c}."],
}
RESULT = ["What is the result?", "What do you get?", "What is the answer?", "What number is it?", "Which number do you get?", "What number do you have now?", "What is it now?"]


def phrased(story: Story) -> None:
    """The sum of, less than, multiplied by; or orders one after the other."""
    operator = story.rng.choice("+-*")
    a, b = operand(story, operator, False), operand(story, operator, True)
    value = story.step(LABELS[operator], a, operator, b)  # type: ignore[arg-type]
    if story.chance(0.45):
        story.ask(ASKS, e=story.pick(PHRASES[operator]).format(a=a, b=b))
        return
    story.tell(ORDERS[operator], a=a, b=b)
    for _ in range(story.rng.choices([0, 1, 2], [0.3, 0.5, 0.2])[0]):
        then = story.rng.choices("+-*", [0.4, 0.4, 0.2])[0]
        c = story.number(2, 9 if then == "*" else 40)
        story.tell(THEN[then], c=c)
        value = story.step(LABELS[then], value, then, c)  # type: ignore[arg-type]
    story.ask(RESULT)
    story.if_form = False


THINK = ["@A thinks of a number.", "I am thinking of a number.", "There is a secret number.", "Think of a number.", "@A chose a number.", "@A has a number in mind."]
WORDS_TIMES = [("double", 2), ("twice", 2), ("three times", 3), ("triple", 3)]


def riddle(story: Story) -> None:
    """A number that is so much more or less than another, doubled, or sought."""
    story.person("A")
    kind = story.rng.random()
    if kind < 0.4:
        a, c = story.number(2, 40), story.number(2, 30)
        word, factor = story.any(WORDS_TIMES)
        value = story.step("Product", a, "*", story.exactly(factor, False))
        if story.chance(0.4):
            story.ask(ASKS, e=f"{word} {a}")
            return
        more = story.chance(0.5)
        story.ask(ASKS, e=story.any([f"{c} more than {word} {a}", f"{word} {a} plus {c}"] if more else [f"{c} less than {word} {a}", f"{word} {a} minus {c}"]))
        story.step("Sum", value, "+", c) if more else story.step("Difference", value, "-", c)
        return
    n, m = story.number(2, 60), story.number(2, 90)
    if kind < 0.7:
        story.tell(THINK)
        more = story.chance(0.5)
        story.tell(["If you add {n} to it, you get {m}.", "The number plus {n} is {m}.", "Adding {n} gives {m}.", "When {n} is added to the number, the result is {m}.", "{n} more than the number is {m}.", "After adding {n} it is {m}."] if more else ["If you subtract {n} from it, you get {m}.", "The number minus {n} is {m}.", "Subtracting {n} gives {m}.", "When {n} is taken from the number, {m} is left.", "{n} less than the number is {m}.", "After taking away {n} it is {m}."], n=n, m=m)
        story.ask(["What is the number?", "Which number is it?", "What number is it?", "Find the number.", "What was the number?", "What is the secret number?"])
        story.step("Before", m, "-", n) if more else story.step("Before", m, "+", n)
        story.if_form = False
        return
    story.ask(["What must be added to {n} to get {m}?", "How much more than {n} is {m}?", "What number plus {n} is {m}?", "How many must you add to {n} to make {m}?", "By how much is {m} greater than {n}?", "How far is it from {n} to {m}?"], n=n, m=m)
    story.step("Difference", m, "-", n)
