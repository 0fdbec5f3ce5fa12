"""The chain of thought of a problem: canonical order of operands, and products taken apart until each step is one known fact."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from .story import Operator, Reject, Story

TABLE = 12


@dataclass(frozen=True)
class Line:
    """One `Thought:` line."""

    label: str
    left: int
    operator: Operator
    right: int
    result: int

    def __str__(self) -> str:
        return f"Thought: {self.label}: {self.left} {self.operator} {self.right} = {self.result}"


def lines(story: Story, text_order: list[int]) -> list[Line]:
    """The lines of every step. Of two numbers from the text that may be swapped, the one that the text names first comes
    first; before a number from the text stands the number just computed."""
    place = {identity: position for position, identity in enumerate(text_order)}
    written: list[Line] = []
    for step in story.steps:
        left, right = step.left, step.right
        if step.operator in "+*":
            known = (place.get(left.id), place.get(right.id))
            if None not in known and known[0] > known[1]:  # type: ignore[operator]
                left, right = right, left
            elif known[0] is not None and known[1] is None and not (right.in_text):
                left, right = right, left
        written += product(step.label, left.value, right.value) if step.operator == "*" else [
            Line(step.label, left.value, step.operator, right.value, step.result.value)
        ]
    return written


def is_fact(left: int, right: int) -> bool:
    """Whether a product needs no taking apart: the table up to 12 times 12, and one digit or 10, 11, 12 times whole tens or hundreds."""
    small, large = sorted((left, right))
    if small <= 1 or large <= TABLE or small == 10:
        return True
    return small <= TABLE and (large % 100 == 0 or (large < 100 and large % 10 == 0))


def product(label: str, left: int, right: int) -> list[Line]:
    """A product as facts: `24 * 6` is `20 * 6`, `4 * 6` and their sum."""
    if is_fact(left, right):
        return [Line(label, left, "*", right, left * right)]
    small, large = sorted((left, right))
    if small > TABLE:
        small, large = large, small  # taken apart is the one that is not whole tens
        if small % 10 != 0 or small > 90:
            small, large = large, small
        if small % 10 != 0 or small > 90:
            raise Reject
    lead = large - large % 10 ** (len(str(large)) - 1)
    rest = large - lead
    if rest == 0:
        raise Reject
    return [
        *product("Part", lead, small),
        *product("Part", rest, small),
        Line(label, lead * small, "+", rest * small, large * small),
    ]


def counted_steps(story: Story) -> int:
    """How many steps a person would count: partial products are not counted."""
    return sum(1 for _ in zip(count(), story.steps))
