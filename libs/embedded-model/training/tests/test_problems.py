"""The generator: right answers, two disjoint halves, the same problems from the same seed."""

import json
import re
import unittest
from collections import Counter
from pathlib import Path
from random import Random

from hold_out import held_out
from problems import people, things
from problems.problem import Problem, attempt, problem
from problems.render import ONES, TENS
from problems.schemes.ledgers import kinds
from problems.solution import is_fact, product
from problems.splits import is_kept_back, numbers_split, words
from problems.story import Reject

BY_HAND = ("transfer", "unseen", "fresh", "foreign", "foreign-2")
MODEL = Path(__file__).resolve().parents[2] / "model"
LINE = re.compile(r"Thought: ([A-Z][a-z]+): (\d+) ([-+*/]) (\d+) = (\d+)")
COMPUTE = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b}
WORD_VALUES = {word: value for value, word in [*enumerate(ONES), *TENS.items()]}


def drawn(split: str, count: int, seed: int = 5) -> list[Problem]:
    rng = Random(seed)
    return [problem(rng, split) for _ in range(count)]


def numbers_in(text: str) -> set[int]:
    """Every number that a reader finds, as a numeral or as a word."""
    found = {int(digits) for digits in re.findall(r"\d+", text)}
    for word in re.findall(r"[a-z]+(?:-[a-z]+)?", text.lower()):
        tens, _, ones = word.partition("-")
        if tens in WORD_VALUES:
            found.add(WORD_VALUES[tens] + (WORD_VALUES.get(ones, 0) if ones else 0))
    return found | ({100} if "one hundred" in text.lower() else set())


class Answers(unittest.TestCase):
    def test_every_line_holds_and_uses_what_is_known(self) -> None:
        for split in ("train", "held-out"):
            for item in drawn(split, 250):
                with self.subTest(item.question):
                    known = numbers_in(item.question) | item.implied
                    for thought in item.thoughts:
                        _, left, sign, right, result = LINE.fullmatch(thought).groups()
                        self.assertEqual(COMPUTE[sign](int(left), int(right)), int(result))
                        if "Part" not in thought:
                            self.assertLessEqual({int(left), int(right)}, known)
                        known.add(int(result))
                    self.assertEqual(item.answer, int(result))

    def test_every_number_that_is_told_is_used_unless_it_is_a_distraction(self) -> None:
        unused = Counter()
        for item in drawn("train", 300):
            used = {int(number) for thought in item.thoughts for number in re.findall(r"\d+", thought)}
            unused["yes" if set(item.numbers) - used else "no"] += 1
        self.assertLess(unused["yes"] / 300, 0.2)

    def test_products_are_taken_apart_into_facts(self) -> None:
        for left in range(2, 100, 3):
            for right in range(2, 13):
                lines = product("Groups", left, right)
                self.assertEqual(lines[-1].result, left * right)
                for line in lines:
                    self.assertTrue(line.operator == "+" or is_fact(line.left, line.right))

    def test_problems_have_one_to_three_steps_and_stay_in_range(self) -> None:
        items = drawn("train", 300)
        self.assertEqual({item.steps for item in items}, {1, 2, 3})
        self.assertLess(max(item.answer for item in items), 1000)

    def test_what_is_said_to_be_more_is_more(self) -> None:
        rng, found = Random(5), 0
        for _ in range(3_000):
            try:
                question = attempt(rng, "train", kinds).question
            except Reject:
                continue
            told = re.search(r"(\d+) ([a-z ]+?) and (\d+) ([a-z ]+?)[ .].*How many more ([a-z ]+?) than ([a-z ]+?) (?:are|were|does)", question)
            if told is None or len(re.findall(r"\d+", question)) != 2:
                continue
            count, one, other_count, other, more, less = told.groups()
            if {one, other} != {more, less}:
                continue
            with self.subTest(question):
                self.assertEqual(int(count) > int(other_count), one == more)
            found += 1
        self.assertGreater(found, 5)


class HandWritten(unittest.TestCase):
    def test_the_answers_are_what_the_formulas_make_and_the_steps_what_they_count(self) -> None:
        for row in [json.loads(line) for name in ("fresh", "foreign", "foreign-2") for line in (MODEL / f"{name}.jsonl").read_text().splitlines()]:
            with self.subTest(row["question"]):
                self.assertRegex(row["formula"], r"^[\d+*/() -]+$")
                self.assertEqual(eval(row["formula"]), row["answer"])  # noqa: S307, only digits and signs
                self.assertEqual(len(re.findall(r"[-+*/]", row["formula"])), row["steps"])


class Halves(unittest.TestCase):
    def test_no_template_is_in_both_halves(self) -> None:
        trained = set().union(*(item.templates for item in drawn("train", 600)))
        self.assertFalse([template for template in trained if is_kept_back(template)])
        for item in drawn("held-out", 80):
            self.assertTrue(any(map(is_kept_back, item.templates)), item.question)

    def test_no_combination_of_numbers_is_in_both_halves(self) -> None:
        for split in ("train", "held-out"):
            for item in drawn(split, 150):
                if len(item.numbers) > 1:
                    self.assertEqual(numbers_split(item.numbers), split)

    def test_no_name_and_no_object_is_in_both_halves(self) -> None:
        for pool in (people.WOMEN, people.MEN, things.OBJECTS, things.RARE_OBJECTS, things.CONTAINERS):
            pool = list(dict.fromkeys(pool))
            self.assertFalse(set(words(pool, "train")) & set(words(pool, "held-out")))

    def test_no_pool_names_a_word_twice(self) -> None:
        for pool in (people.WOMEN + people.MEN, things.OBJECTS + things.RARE_OBJECTS, things.CONTAINERS):
            self.assertEqual([word for word, count in Counter(pool).items() if count > 1], [])

    def test_no_question_of_the_files_written_by_hand_can_be_drawn_for_training(self) -> None:
        by_hand = {json.loads(line)["question"] for name in BY_HAND for line in (MODEL / f"{name}.jsonl").read_text().splitlines()}
        self.assertFalse(by_hand & {item.question for item in drawn("train", 600)})

    def test_no_shipped_question_can_be_drawn_for_training(self) -> None:
        shipped = {json.loads(line)["question"] for line in (MODEL / "held-out.jsonl").read_text().splitlines()}
        self.assertEqual(len(shipped), 500)
        self.assertFalse(shipped & {item.question for item in drawn("train", 600)})


class Seeds(unittest.TestCase):
    def test_the_same_seed_gives_the_same_problems(self) -> None:
        self.assertEqual(drawn("train", 100, 9), drawn("train", 100, 9))
        self.assertNotEqual(drawn("train", 100, 9), drawn("train", 100, 10))

    def test_the_shipped_held_out_problems_are_what_the_generator_writes(self) -> None:
        rows = [json.loads(line) for line in (MODEL / "held-out.jsonl").read_text().splitlines()]
        self.assertEqual(rows, held_out())


if __name__ == "__main__":
    unittest.main()
