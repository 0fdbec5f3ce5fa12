"""From problems to packed rows: several texts in a row of fixed length, kept apart by the attention mask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import numpy as np

from normalize import normalize
from problems.problem import Problem, problem
from problems.solution import Line, is_fact
from problems.splits import Split
from tokenizer import ANSWER, BEGIN, COT, DIRECT, END, FINAL, LABEL_PIECES, SIGN_PIECES, Tokenizer

ROW = 128
QUESTION_TOKEN, ANSWER_TOKEN = 1, 2
CUT_TEXTS, CUT_WORDS = 0.3, 0.1
SKIPPED = {1: 0.4, 2: 0.12, 3: 0.0}
LABEL_OF = {"+": ["Total", "Sum", "More"], "-": ["Left", "Difference", "Before"], "*": ["Groups", "Part", "Times", "Product", "Cost"], "/": ["Each", "Number"]}


@dataclass(frozen=True)
class Mix:
    """What a batch is made of: shares of arithmetic drills and of direct answers, and the most steps of a problem."""

    drills: float = 0.1
    direct: float = 0.15
    longest: int = 3


@dataclass(frozen=True)
class Text:
    """Ids and what each is as a target: part of a question, part of an answer, or nothing to be learnt."""

    ids: list[int]
    kinds: list[int]


class Encoder:
    """Problems and drills as ids."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.digit = {str(digit): tokenizer.id_of[str(digit)] for digit in range(10)}
        self.label = {label: tokenizer.id_of[piece] for label, piece in LABEL_PIECES.items()}
        self.sign = {sign: tokenizer.id_of[piece] for sign, piece in SIGN_PIECES.items()}
        self.final = tokenizer.id_of[FINAL]
        self.newline = tokenizer.id_of["\n"]

    def number(self, value: int) -> list[int]:
        return [self.digit[digit] for digit in str(value)]

    def line(self, text: str) -> list[int]:
        """`Thought: Label: a + b = c`."""
        _, label, left, sign, right, _, result = text.split(" ")
        return [self.label[label[:-1]], *self.number(int(left)), self.sign[sign], *self.number(int(right)), self.sign["="], *self.number(int(result)), self.newline]

    def prompt(self, question: str, direct: bool, rng: Random | None = None) -> list[int]:
        """The ids of a question; with a source of chance, some of its words are cut in two."""
        return [BEGIN, DIRECT if direct else COT, *self.tokenizer.encode(" " + normalize(question), rng, CUT_WORDS), ANSWER]

    def output(self, drawn: Problem, direct: bool) -> list[int]:
        if direct:
            return [*self.number(drawn.answer), END]
        return [identity for thought in drawn.thoughts for identity in self.line(thought)] + [self.final, *self.number(drawn.answer), END]

    def text(self, drawn: Problem, direct: bool, rng: Random | None = None) -> Text:
        prompt, output = self.prompt(drawn.question, direct, rng), self.output(drawn, direct)
        return Text(prompt + output, [0, 0] + [QUESTION_TOKEN] * (len(prompt) - 3) + [0] + [ANSWER_TOKEN] * len(output))

    def drill(self, rng: Random) -> Text:
        """A few facts one after the other; only the results are targets."""
        ids, kinds = [BEGIN, COT, ANSWER], [0, 0, 0]
        for _ in range(rng.randint(3, 7)):
            line = self.line(str(fact(rng)))
            equals = line.index(self.sign["="])
            ids += line
            kinds += [0] * (equals + 1) + [ANSWER_TOKEN] * (len(line) - equals - 1)
        return Text(ids, kinds)


def fact(rng: Random) -> Line:
    """A sum, difference, product or quotient that a chain may hold in one line."""
    operator = rng.choices("+-*/", [0.36, 0.36, 0.23, 0.05])[0]
    label = rng.choice(LABEL_OF[operator])
    high = rng.choice([12, 40, 99, 99, 99, 300, 600])
    if operator == "+":
        left, right = rng.randint(0, high), rng.randint(0, rng.choice([12, 40, 99, high]))
        return Line(label, left, "+", right, left + right)
    if operator == "-":
        left = rng.randint(1, high)
        right = rng.randint(0, left) if rng.random() < 0.5 else rng.randint(0, min(left, 60))
        return Line(label, left, "-", right, left - right)
    if operator == "/":
        each, parts = rng.randint(1, 12), rng.randint(2, 12)
        return Line(label, each * parts, "/", parts, each)
    left, right = rng.randint(2, 12), rng.randint(2, 12)
    if rng.random() < 0.3:
        left = 10 * rng.randint(2, 9)
    if rng.random() < 0.5:
        left, right = right, left
    assert is_fact(left, right)
    return Line(label, left, "*", right, left * right)


@dataclass(frozen=True)
class Batch:
    """ids (16 bits), kinds and segments (8 bits), each [rows, ROW]; segment 0 is padding."""

    ids: np.ndarray
    kinds: np.ndarray
    segments: np.ndarray


def batches(encoder: Encoder, rng: Random, rows: int, mix_now: Callable[[], Mix], split: Split = "train") -> Iterator[Batch]:
    """Packed batches without end, best fit first from a small pool; each of the mix that is asked for when it is made."""
    pool: list[Text] = []
    while True:
        mix = mix_now()
        while len(pool) < rows * 12:
            if rng.random() < mix.drills:
                text = encoder.drill(rng)
            else:
                drawn = problem(rng, split, mix.longest)
                if mix.longest > 1 and rng.random() < SKIPPED[drawn.steps]:
                    continue
                text = encoder.text(drawn, rng.random() < mix.direct, rng if split == "train" and rng.random() < CUT_TEXTS else None)
            if len(text.ids) <= ROW:
                pool.append(text)
        yield pack(pool, rows)


def pack(pool: list[Text], rows: int) -> Batch:
    """Fills rows from the pool and takes out what was used."""
    ids, kinds, segments = np.zeros((rows, ROW), np.int16), np.zeros((rows, ROW), np.uint8), np.zeros((rows, ROW), np.uint8)
    for row in range(rows):
        at, segment = 0, 1
        while pool:
            fits = [index for index in range(min(len(pool), 60)) if at + len(pool[index].ids) <= ROW]
            if not fits:
                break
            chosen = max(fits, key=lambda index: len(pool[index].ids)) if ROW - at < 70 else fits[0]
            text = pool.pop(chosen)
            end = at + len(text.ids)
            ids[row, at:end], kinds[row, at:end], segments[row, at:end] = text.ids, text.kinds, segment
            at, segment = end, segment + 1
    return Batch(ids, kinds, segments)
