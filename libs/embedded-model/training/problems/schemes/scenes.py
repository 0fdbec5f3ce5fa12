"""Whole scenes: the sentences of a problem in a fixed order and the formula of its answer.

A scene is `sentence | sentence | question # formula`. Letters stand for numbers; `{o}` and `{q}` are things, `{s}` one of the
first, `{d}` and `{e}` days, `{p}` a place, `{k}` and `{ks}` a container and several. `[one/other]` is a choice. A factor is at most 12, a number that others are taken from is large.
"""

from __future__ import annotations

import ast
import re
from functools import cache

from ..splits import lasting_templates, words
from ..story import Operator, Quantity, Reject, Story
from ..things import CONTAINERS, DAYS, PLACES, plural
from .classic_more_scene_texts import CLASSIC_MORE_ONE_STEP, CLASSIC_MORE_THREE_STEPS, CLASSIC_MORE_TWO_STEPS
from .classic_scene_texts import CLASSIC_ONE_STEP, CLASSIC_THREE_STEPS, CLASSIC_TWO_STEPS
from .everyday_scene_texts import EVERYDAY_ONE_STEP, EVERYDAY_THREE_STEPS, EVERYDAY_TWO_STEPS
from .foreign_more_scene_texts import FOREIGN_MORE_ONE_STEP, FOREIGN_MORE_THREE_STEPS, FOREIGN_MORE_TWO_STEPS
from .foreign_scene_texts import FOREIGN_ONE_STEP, FOREIGN_THREE_STEPS, FOREIGN_TWO_STEPS
from .measure_scene_texts import MEASURE_ONE_STEP, MEASURE_THREE_STEPS, MEASURE_TWO_STEPS
from .more_scene_texts import ONE_STEP, THREE_STEPS, TWO_STEPS
from .narrative_scene_texts import NARRATIVE_ONE_STEP, NARRATIVE_THREE_STEPS, NARRATIVE_TWO_STEPS
from .relation_scene_texts import RELATION_ONE_STEP, RELATION_THREE_STEPS, RELATION_TWO_STEPS
from .scene_texts import SCENES
from .school_scene_texts import SCHOOL_ONE_STEP, SCHOOL_THREE_STEPS, SCHOOL_TWO_STEPS
from .story_more_scene_texts import STORY_MORE_ONE_STEP, STORY_MORE_THREE_STEPS, STORY_MORE_TWO_STEPS
from .story_scene_texts import STORY_ONE_STEP, STORY_THREE_STEPS, STORY_TWO_STEPS
from .texts import BY_STEPS
from .varied_scene_texts import VARIED_ONE_STEP, VARIED_THREE_STEPS, VARIED_TWO_STEPS

LABELS = {"+": "Total", "-": "Left", "*": "Groups", "/": "Each"}
VALUE_LABELS = {"+": "Sum", "-": "Difference", "*": "Product", "/": "Quotient"}
OPERATORS: dict[type, Operator] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}

CLASSIC = [CLASSIC_ONE_STEP + CLASSIC_MORE_ONE_STEP, CLASSIC_TWO_STEPS + CLASSIC_MORE_TWO_STEPS, CLASSIC_THREE_STEPS + CLASSIC_MORE_THREE_STEPS]
STORIES = [STORY_ONE_STEP + STORY_MORE_ONE_STEP, STORY_TWO_STEPS + STORY_MORE_TWO_STEPS, STORY_THREE_STEPS + STORY_MORE_THREE_STEPS]
FOREIGN = [FOREIGN_ONE_STEP + FOREIGN_MORE_ONE_STEP, FOREIGN_TWO_STEPS + FOREIGN_MORE_TWO_STEPS, FOREIGN_THREE_STEPS + FOREIGN_MORE_THREE_STEPS]
MEASURES = [MEASURE_ONE_STEP, MEASURE_TWO_STEPS, MEASURE_THREE_STEPS]
NARRATIVES = [NARRATIVE_ONE_STEP, NARRATIVE_TWO_STEPS, NARRATIVE_THREE_STEPS]
RELATIONS = [RELATION_ONE_STEP, RELATION_TWO_STEPS, RELATION_THREE_STEPS]
HOURS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]
CHOICE = re.compile(r"\[(?:(\d):)?([^\[\]]*)\]")
LETTER = re.compile(r"\{([a-z]2?)\}")


def scene(story: Story) -> None:
    """One of the scenes, with fresh numbers, people and things."""
    play(story, SCENES)


def reworded(story: Story) -> None:
    """One of the scenes that have many wordings; those of three steps are the likeliest."""
    play(story, story.rng.choices([ONE_STEP, TWO_STEPS, THREE_STEPS], [0.22, 0.36, 0.42])[0])


def everyday(story: Story) -> None:
    """One of the scenes from everyday life."""
    play(story, story.rng.choices([EVERYDAY_ONE_STEP, EVERYDAY_TWO_STEPS, EVERYDAY_THREE_STEPS], [0.3, 0.4, 0.3])[0])


def varied(story: Story) -> None:
    """One of the scenes whose every sentence has several wordings."""
    play(story, story.rng.choices([VARIED_ONE_STEP, VARIED_TWO_STEPS, VARIED_THREE_STEPS], [0.42, 0.38, 0.2])[0])


def school(story: Story) -> None:
    """One of the scenes as school books put them."""
    play(story, story.rng.choices([SCHOOL_ONE_STEP, SCHOOL_TWO_STEPS, SCHOOL_THREE_STEPS], [0.3, 0.42, 0.28])[0])


def classic(story: Story) -> None:
    """One of the scenes as collections of short school problems put them."""
    play(story, story.rng.choices(CLASSIC, [0.28, 0.4, 0.32])[0])


def stories(story: Story) -> None:
    """One of the longer scenes of daily life."""
    play(story, story.rng.choices(STORIES, [0.14, 0.4, 0.46])[0])


def foreign(story: Story) -> None:
    """One of the scenes from other places, told in other ways."""
    play(story, story.rng.choices(FOREIGN, [0.28, 0.42, 0.3])[0])


def measures(story: Story) -> None:
    """One of the scenes of rates, time, money and measures."""
    play(story, story.rng.choices(MEASURES, [0.26, 0.42, 0.32])[0])


def narratives(story: Story) -> None:
    """One of the scenes told as people tell stories, with what does not matter in between."""
    play(story, story.rng.choices(NARRATIVES, [0.22, 0.44, 0.34])[0])


def relations(story: Story) -> None:
    """One of the scenes of comparisons, and of what was before."""
    play(story, story.rng.choices(RELATIONS, [0.24, 0.4, 0.36])[0])


def by_many(story: Story) -> None:
    """One of the scenes that many hands wrote, as each would write a set of such problems."""
    play(story, story.rng.choices(BY_STEPS, [0.2, 0.42, 0.38])[0])


def wording(text: str, story: Story) -> str:
    """One of the wordings of each sentence. Choices with the same list or the same label agree with each other."""
    text = " | ".join(story.rng.choice(part.split(" ~ ")) for part in text.split(" | "))
    taken: dict[str, int] = {}

    def choose(match: re.Match[str]) -> str:
        options = match.group(2).split("/")
        key = match.group(1) or match.group(2).lower()
        return options[taken.setdefault(key, story.rng.randrange(len(options)))]

    return CHOICE.sub(choose, text)


def play(story: Story, scenes: list[str]) -> None:
    """Draws one of the scenes and tells it."""
    chosen = story.rng.choice(lasting_templates(scenes, story.split))
    story.used_templates.add(chosen)
    text, _, formula = chosen.partition(" # ")
    text = wording(text, story)
    formula, _, label = formula.partition(" ! ")
    tree = parsed(formula)
    numbers = draw(story, tree, text)
    for letter in dict.fromkeys(LETTER.findall(text)):
        if letter not in numbers and letter not in "opqrskdeh":
            numbers[letter] = story.number(2, 60)
    for role in "ABC":
        if f"@{role}" in text:
            story.person(role)
    first, second = story.thing(), story.thing()
    day, other_day = story.rng.sample(DAYS, 2)
    slots = {"o": plural(first), "s": first, "q": plural(second), "r": second, "d": day, "e": other_day, "p": story.rng.choice(words(PLACES, story.split)), "h": story.any(HOURS), **container(story)}
    parts = [part.strip().format(**slots, **numbers) for part in text.split("|")]
    story.sentences, story.question = parts[:-1], parts[-1]
    story.if_form = False
    solve(story, tree, numbers, label)


@cache
def parsed(formula: str) -> ast.expr:
    """The tree of a formula."""
    return ast.parse(formula, mode="eval").body


def draw(story: Story, tree: ast.expr, text: str) -> dict[str, Quantity]:
    """A number for each letter: small for factors, large where others are taken away, exact for quotients."""
    numbers: dict[str, Quantity] = {}
    factors = {node.id for part in ast.walk(tree) if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult) for node in ast.walk(part) if isinstance(node, ast.Name)}
    for letter in sorted({node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}, key=lambda name: text.index(f"{{{name}}}")):
        if letter in factors:
            numbers[letter] = story.number(2, 12) if story.chance(0.85) else story.number(10, 40)
        else:
            numbers[letter] = story.number(2, 60 if story.chance(0.7) else 99)
    for part in ast.walk(tree):
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div) and isinstance(part.left, ast.Name):
            by = numbers[part.right.id].value if isinstance(part.right, ast.Name) else part.right.value  # type: ignore[attr-defined]
            if not 2 <= by <= 12:
                raise Reject
            index = numbers[part.left.id].id
            numbers[part.left.id] = story.quantities[index] = Quantity(index, by * story.rng.randint(2, 12), True)
    divide_evenly(story, tree, numbers)
    lead_of(story, tree, numbers)
    return numbers


def divide_evenly(story: Story, tree: ast.expr, numbers: dict[str, Quantity]) -> None:
    """Makes sums and differences divisible by what divides them, where a number of its own begins them."""
    for part in ast.walk(tree):
        if not (isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div) and isinstance(part.left, ast.BinOp)):
            continue
        top = part.left
        if not isinstance(top.op, (ast.Add, ast.Sub)) or not isinstance(top.left, ast.Name):
            continue
        values = {name: quantity.value for name, quantity in numbers.items()}
        by, other = value_of(part.right, values), value_of(top.right, values)
        if not 2 <= by <= 12:
            raise Reject
        value = by * story.rng.randint(2, 12) + (other if isinstance(top.op, ast.Sub) else -other)
        if value < 2:
            raise Reject
        index = numbers[top.left.id].id
        numbers[top.left.id] = story.quantities[index] = Quantity(index, value, True)


def container(story: Story) -> dict[str, str]:
    """A container and its plural."""
    one = story.rng.choice(words(CONTAINERS, story.split))
    return {"k": one, "ks": plural(one)}


def lead_of(story: Story, tree: ast.expr, numbers: dict[str, Quantity]) -> None:
    """Makes the number that others are taken from large enough, mostly."""
    left = tree
    while isinstance(left, ast.BinOp) and isinstance(left.op, ast.Sub):
        left = left.left
    if left is tree or not isinstance(left, ast.Name) or story.chance(0.15):
        return
    if sum(isinstance(node, ast.Name) and node.id == left.id for node in ast.walk(tree)) > 1:
        return
    taken = -value_of(tree, {name: quantity.value for name, quantity in numbers.items()} | {left.id: 0})
    value = taken + story.rng.randint(1, 70)
    if story.chance(0.3):
        value += -value % story.any([5, 10, 10, 50])
    index = numbers[left.id].id
    numbers[left.id] = story.quantities[index] = Quantity(index, value, True)


def value_of(node: ast.expr, values: dict[str, int]) -> int:
    """The value of a formula, quotients rounded down."""
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.Constant):
        return int(node.value)  # type: ignore[arg-type]
    assert isinstance(node, ast.BinOp)
    left, right = value_of(node.left, values), value_of(node.right, values)
    if isinstance(node.op, ast.Div):
        return left // right
    return left + right if isinstance(node.op, ast.Add) else left - right if isinstance(node.op, ast.Sub) else left * right


def solve(story: Story, node: ast.expr, numbers: dict[str, Quantity], label: str = "") -> Quantity:
    """The steps of a formula, inner ones first; the last one may have a label of its own."""
    if isinstance(node, ast.Name):
        return numbers[node.id]
    if isinstance(node, ast.Constant):
        return story.exactly(int(node.value), False)  # type: ignore[arg-type]
    assert isinstance(node, ast.BinOp)
    inner = label if label == "Value" else ""
    left, right = solve(story, node.left, numbers, inner), solve(story, node.right, numbers, inner)
    operator = OPERATORS[type(node.op)]
    if label == "Value":
        return story.step(VALUE_LABELS[operator], left, operator, right)
    return story.step(label or LABELS[operator], left, operator, right)
