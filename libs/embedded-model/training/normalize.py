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
]


def normalize(question: str) -> str:
    """NFKC, plain quotes, dashes and signs, no commas inside numbers, single spaces."""
    text = unicodedata.normalize("NFKC", question)
    for pattern, by in REPLACEMENTS:
        text = pattern.sub(by, text)
    return text.strip()
