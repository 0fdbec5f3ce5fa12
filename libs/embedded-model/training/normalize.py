"""The same text however it was typed; the inference engine does this before it tokenizes a question."""

from __future__ import annotations

import re
import unicodedata

REPLACEMENTS = [
    (re.compile("[\u2018\u2019\u201a\u201b\u2032]"), "'"),
    (re.compile("[\u201c\u201d\u201e\u201f\u2033]"), '"'),
    (re.compile("[\u2010-\u2015\u2212]"), "-"),
    (re.compile("\u00d7"), "*"),
    (re.compile("\u00f7"), "/"),
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
    (re.compile(r"\s+"), " "),
    (re.compile(r"\$ (?=\d)"), "$"),
]

ONES = "one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
VALUES = {
    **{word: value for value, word in enumerate(ONES, 1)},
    **{word: value for value, word in enumerate(TEENS, 10)},
    **{word: value for value, word in zip(range(20, 100, 10), TENS)},
}
ONE, TEEN, TEN = "|".join(ONES), "|".join(TEENS), "|".join(TENS)
BELOW_HUNDRED = f"(?:{TEN})(?:[- ](?:{ONE}))?|{TEEN}|{ONE}"
NUMBER_WORDS = re.compile(rf"\b(?:({ONE}|a) hundred(?:(?: and)? ({BELOW_HUNDRED}))?|({BELOW_HUNDRED}))\b(?!-[a-z]*(?:first|second|third|th)\b)", re.IGNORECASE)


def _below_hundred(words: str) -> int:
    return sum(VALUES[word] for word in re.split("[- ]", words.lower()))


def _numeral(match: re.Match[str]) -> str:
    hundreds, rest, small = match.groups()
    if hundreds:
        return str(100 * VALUES.get(hundreds.lower(), 1) + (_below_hundred(rest) if rest else 0))
    return small if small.lower() == "one" else str(_below_hundred(small))


def normalize(question: str) -> str:
    """NFKC, plain quotes, dashes and signs, no commas inside numbers, single spaces, number words as numerals (`one` alone may
    be a pronoun and stays)."""
    text = unicodedata.normalize("NFKC", question)
    for pattern, by in REPLACEMENTS:
        text = pattern.sub(by, text)
    return NUMBER_WORDS.sub(_numeral, text).strip()
