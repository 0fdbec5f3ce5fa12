"""The SentencePiece-style tokenizer of the model: byte-pair pieces learnt from the generator, digits never merged.

Encoding is what llama.cpp does for `tokenizer.ggml.model = llama`: characters first, then again and again the adjacent pair
whose concatenation has the best score, leftmost on ties; characters without a piece become UTF-8 byte tokens.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from random import Random

SPACE = "▁"
CONTROL = ["<unk>", "<s>", "</s>", "<|direct|>", "<|cot|>", "<|answer|>"]
UNKNOWN, BEGIN, END, DIRECT, COT, ANSWER = range(6)
FIRST_BYTE = len(CONTROL)
FIRST_PIECE = FIRST_BYTE + 256
ALPHABET = SPACE + "\n" + "".join(map(chr, range(33, 127)))
LABELS = """Total Left Difference Groups Cost Part Product Sum Quotient Before More Fewer Times Half Each Number Earned Points Later
Older Younger""".split()
FINAL = f"Final{SPACE}Answer:{SPACE}"
LABEL_PIECES = {label: f"Thought:{SPACE}{label}:{SPACE}" for label in LABELS}
SIGN_PIECES = {sign: f"{SPACE}{sign}{SPACE}" for sign in "+-*/="}
WORD = re.compile(f"{SPACE}?[A-Za-z]+")


class Tokenizer:
    """Pieces by id; the score of a piece is minus its rank."""

    def __init__(self, pieces: list[str]) -> None:
        self.pieces = pieces
        self.id_of = {piece: identity for identity, piece in enumerate(pieces) if identity >= FIRST_PIECE}
        self._word = lru_cache(maxsize=100_000)(self._merge)
        self._signs = re.compile(f"[{SPACE}]?[+*/=-]|\\n|:")

    def encode(self, text: str, rng: Random | None = None, cut: float = 0.0) -> list[int]:
        """The ids of a text; a space in front is the caller's. With a source of chance, the share `cut` of the words is cut in two
        somewhere before it is encoded, so that training meets words in other pieces too (as in Provilkov et al. 2020, arXiv:1910.13267)."""
        text = text.replace(" ", SPACE)
        if self._signs.search(text):
            return list(self._merge(text))
        words = [word for word in re.findall(f"{SPACE}?[^{SPACE}]*", text) if word]
        if rng:
            words = [part for word in words for part in (halves(word, rng) if len(word) > 3 and rng.random() < cut else (word,))]
        return [identity for word in words for identity in self._word(word)]

    def decode(self, ids: Iterable[int]) -> str:
        """The text of ids, control tokens left out."""
        raw = bytearray()
        for identity in ids:
            if identity >= FIRST_PIECE:
                raw += self.pieces[identity].encode()
            elif identity >= FIRST_BYTE:
                raw.append(identity - FIRST_BYTE)
        return raw.decode("utf-8", "replace").replace(SPACE, " ")

    def _merge(self, text: str) -> tuple[int, ...]:
        symbols = list(text)
        while len(symbols) > 1:
            best, at = None, -1
            for index in range(len(symbols) - 1):
                identity = self.id_of.get(symbols[index] + symbols[index + 1])
                if identity is not None and (best is None or identity < best):
                    best, at = identity, index
            if best is None:
                break
            symbols[at : at + 2] = [symbols[at] + symbols[at + 1]]
        ids: list[int] = []
        for symbol in symbols:
            identity = self.id_of.get(symbol)
            ids += [identity] if identity is not None else [FIRST_BYTE + byte for byte in symbol.encode()]
        return tuple(ids)

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(self.pieces, ensure_ascii=False))

    @staticmethod
    def load(path: Path) -> Tokenizer:
        return Tokenizer(json.loads(path.read_text()))


def halves(word: str, rng: Random) -> tuple[str, str]:
    """A word in two pieces."""
    at = rng.randrange(2, len(word))
    return word[:at], word[at:]


def learn(texts: Iterable[str], size: int) -> Tokenizer:
    """Byte-pair pieces of the words of the texts, and the pieces of the chains of thought (a label or a sign in one piece)."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(WORD.findall(SPACE + text.replace(" ", SPACE)))
    for piece in [*LABEL_PIECES.values(), *SIGN_PIECES.values(), FINAL]:
        counts[piece] += 10**7
    pieces = CONTROL + [f"<0x{byte:02X}>" for byte in range(256)] + list(ALPHABET)
    words = {word: list(word) for word in counts}
    pairs: Counter[str] = Counter()
    holders: dict[str, set[str]] = defaultdict(set)

    def count(word: str, sign: int) -> None:
        symbols = words[word]
        for left, right in zip(symbols, symbols[1:]):
            pairs[left + right] += sign * counts[word]
            holders[left + right].add(word)

    for word in words:
        count(word, 1)
    while len(pieces) < size:
        merged = max(pairs, key=lambda pair: (pairs[pair], pair))
        pieces.append(merged)
        for word in holders.pop(merged):
            count(word, -1)
            words[word] = _apply(words[word], merged)
            count(word, 1)
        del pairs[merged]
    return Tokenizer(pieces)


def _apply(symbols: list[str], merged: str) -> list[str]:
    out: list[str] = []
    index = 0
    while index < len(symbols):
        if index + 1 < len(symbols) and symbols[index] + symbols[index + 1] == merged:
            out.append(merged)
            index += 2
        else:
            out.append(symbols[index])
            index += 1
    return out
