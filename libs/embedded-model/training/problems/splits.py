"""What belongs to training and what is kept back, decided by rules so that the two can never meet.

Three things are kept back: templates (one in twelve, by a checksum of the template), names and objects (every seventh of a list),
and combinations of numbers (one in eight, by a checksum of the sorted numbers of the problem). Training never draws any of
them. A held-out problem draws from the kept-back ones alone; of a list of templates in which none is kept back it may use any,
but at least one kept-back template stands in every held-out problem.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar
from zlib import crc32

Split = Literal["train", "held-out"]
T = TypeVar("T")

TEMPLATE_STRIDE = 12
WORD_STRIDE = 7
NUMBERS_STRIDE = 8


def is_kept_back(template: str) -> bool:
    """Whether a template is kept out of training, in whatever list it stands. Scenes that begin with the same sentence stay together."""
    return crc32(template.partition(" | ")[0].encode()) % TEMPLATE_STRIDE == 0


def templates(items: Sequence[str], split: Split) -> Sequence[str]:
    """The templates that a split may use."""
    if split == "train":
        return [item for item in items if not is_kept_back(item)]
    return [item for item in items if is_kept_back(item)] or items


_chosen: dict[tuple[int, Split], tuple[Sequence, Sequence]] = {}


def words(items: Sequence[T], split: Split) -> Sequence[T]:
    """The names or objects that a split may use, of a list that lives as long as its module."""
    return _remembered(items, split, lambda: [item for index, item in enumerate(items) if (index % WORD_STRIDE == WORD_STRIDE - 1) == (split == "held-out")])


def lasting_templates(items: Sequence[str], split: Split) -> Sequence[str]:
    """The same as `templates`, of a list that lives as long as its module."""
    return _remembered(items, split, lambda: templates(items, split))


def _remembered(items: Sequence[T], split: Split, choose: Callable[[], Sequence[T]]) -> Sequence[T]:
    key = (id(items), split)
    if key not in _chosen:
        _chosen[key] = (items, choose())  # with the list itself, so that no other gets its id
    return _chosen[key][1]


def numbers_split(numbers: Sequence[int]) -> Split:
    """Which split a combination of two or more numbers belongs to, whatever their order."""
    checksum = crc32(",".join(str(number) for number in sorted(numbers)).encode())
    return "held-out" if checksum % NUMBERS_STRIDE == 0 else "train"
