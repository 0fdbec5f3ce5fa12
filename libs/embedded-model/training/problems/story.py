"""The workbench of a scheme: draws people, things and numbers of one split, collects sentences and steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from . import people, things
from .splits import Split, templates

Operator = Literal["+", "-", "*", "/"]
LARGEST = 999


class Reject(Exception):
    """This draw makes no good problem (a negative result, a number out of range): draw again."""


@dataclass(frozen=True)
class Quantity:
    """A number of the problem: written in the text (`mark`), known without being written, or computed by a step."""

    id: int
    value: int
    in_text: bool

    def __str__(self) -> str:
        return f"«{self.id}»"


@dataclass(frozen=True)
class Step:
    """`label: left operator right = result`."""

    label: str
    left: Quantity
    operator: Operator
    right: Quantity
    result: Quantity


APPLY = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b}


class Story:
    """One problem in the making."""

    def __init__(self, rng: Random, split: Split) -> None:
        self.rng = rng
        self.split = split
        self.quantities: list[Quantity] = []
        self.sentences: list[str] = []
        self.question = ""
        self.steps: list[Step] = []
        self.cast: dict[str, people.Person] = {}
        self.used_templates: set[str] = set()
        self.if_form = True
        self._things: set[str] = set()

    # Drawing

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def number(self, low: int = 2, high: int = 60) -> Quantity:
        """A number of the text. Small ones are likelier; where large ones fit, some are in the hundreds."""
        if low == 2 and self.chance(0.015):
            return self._add(1, True)
        if high >= 60 and self.chance(0.06):
            value = self.rng.randint(100, self.any([400, 400, 900]))
            return self._add(value - value % self.any([1, 1, 10, 50]) if value >= 150 else value, True)
        if high > 30 and self.chance(0.5):
            high = max(low + 8, high // 3)
        return self._add(self.rng.randint(low, high), True)

    def exactly(self, value: int, in_text: bool = True) -> Quantity:
        """A number that the scheme fixes: a dozen, the days of a week, a multiple."""
        return self._add(value, in_text)

    def person(self, role: str) -> str:
        """Casts somebody new in a role that templates name `@A`, `@B`, `@C`."""
        taken = {person.later for person in self.cast.values()}
        person = people.a_person(self.rng, self.split)
        while person.later in taken:
            person = people.a_person(self.rng, self.split)
        if not self.cast and self.chance(0.05):
            person = people.Person("I", "I", True, i=True)
        elif self.cast and self.chance(0.2):
            person = people.a_relative_of(next(iter(self.cast.values())), self.rng)
        self.cast[role] = person
        return f"@{role}"

    def thing(self) -> str:
        """A countable thing, singular, not yet in this story."""
        while True:
            noun = things.an_object(self.rng, self.split)
            if noun.split()[-1] not in self._things:
                self._things.add(noun.split()[-1])
                return noun

    def pick(self, options: Sequence[str]) -> str:
        """A template of this split."""
        chosen = self.rng.choice(templates(options, self.split))
        self.used_templates.add(chosen)
        return chosen

    def any(self, options: Sequence[str]) -> str:
        """A function word: the same in both splits."""
        return self.rng.choice(options)

    # Telling

    def tell(self, options: Sequence[str], **slots: object) -> None:
        """Adds a sentence made from one of the templates."""
        self.sentences.append(self.pick(options).format(**slots))

    def ask(self, options: Sequence[str], **slots: object) -> None:
        """Sets the question."""
        self.question = self.pick(options).format(**slots)

    # Solving

    def step(self, label: str, left: Quantity, operator: Operator, right: Quantity) -> Quantity:
        """Computes; a result that is negative, fractional or too large rejects the draw."""
        if operator == "/":
            if right.value < 2 or left.value % right.value != 0:
                raise Reject
            value = left.value // right.value
        else:
            value = APPLY[operator](left.value, right.value)
        if value < 0 or value > LARGEST:
            raise Reject
        result = self._add(value, False)
        self.steps.append(Step(label, left, operator, right, result))
        return result

    def _add(self, value: int, in_text: bool) -> Quantity:
        quantity = Quantity(len(self.quantities), value, in_text)
        self.quantities.append(quantity)
        return quantity
