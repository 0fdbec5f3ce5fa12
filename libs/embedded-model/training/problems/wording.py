"""Other words for a finished text: things and people exchanged for others, phrases for phrases, and now and then a word that is
lost or strange. What a text asks stays the same; only the words that carry it change, so that a template is not learnt by heart."""

from __future__ import annotations

import re
from random import Random

from .render import ONES, TENS
from .splits import Split, words
from .things import ADJECTIVES, MORE_OBJECTS, MORE_WORDS, OBJECTS, RARE_OBJECTS, an_invented_object, plural
from .people import TRADES

SWAPPED, ONE_SWAP, NOISY, NOISE = 0.35, 0.55, 0.06, 0.06
PHRASES: list[tuple[re.Pattern[str], list[str], float]] = [
    (re.compile(r"\b(?:in all|altogether|in total)(?=[ ?.,])"), ["in all", "altogether", "in total", "overall", "all together", "all in all", "combined"], 0.35),
    (re.compile(r"\bare left\?"), ["are left?", "remain?", "are left over?", "are still there?", "does that leave?", "are remaining?"], 0.25),
    (re.compile(r"\bHow many (?=[a-z ]+ (?:are|were|remain|is that|was that))"), ["Find out how many ", "Can you tell how many ", "Tell me how many ", "Say how many ", "Determine how many ", "So how many ", "And how many ", "Now, how many ", "Calculate how many ", "Do you know how many "], 0.12),
    (re.compile(r"\bHow many (?=[a-z ]+ (?:do|does|did|will) )"), ["So how many ", "And how many ", "Then how many ", "Exactly how many ", "About how many ", "Overall, how many "], 0.08),
    (re.compile(r"\bThen (?=[A-Za-z])"), ["Then ", "Afterwards ", "Next, ", "Subsequently, ", "Some time later, ", "A few days later, ", "Not long after, ", "Shortly afterwards, ", "Following this, ", "At a later time, "], 0.35),
    (re.compile(r"\b(?:more) (?=[a-z]+s\b)"), ["more ", "additional ", "extra ", "further "], 0.08),
    (re.compile(r"\bhas (?=\d)"), ["has ", "owns ", "possesses ", "currently has ", "has got ", "is in possession of "], 0.12),
    (re.compile(r"\bhad (?=\d)"), ["had ", "owned ", "originally had ", "possessed ", "started out with ", "once had ", "used to have "], 0.12),
    (re.compile(r"\b(?:gives|hands) (?=\d)"), ["gives ", "hands ", "passes ", "hands over "], 0.2),
    (re.compile(r"\b(?:bought|purchased) (?=\d)"), ["bought ", "purchased ", "picked up ", "got ", "acquired "], 0.2),
    (re.compile(r"\b(?:buys|purchases) (?=\d)"), ["buys ", "purchases ", "picks up ", "gets ", "is buying ", "decides to buy "], 0.2),
    (re.compile(r"\bsold (?=\d)"), ["sold ", "managed to sell ", "was able to sell ", "got rid of "], 0.12),
    (re.compile(r"(?<!in )(?<!on )(?<!of )(?<!for )(?<!with )(?<!to )(?<!from )\beach(?=[.,?])"), ["each", "apiece", "each", "per piece"], 0.08),
    (re.compile(r"\bper (?=hour|day|week|minute|month)"), ["per ", "a ", "each ", "every "], 0.3),
    (re.compile(r"\bkilometers\b"), ["kilometers", "km"], 0.15),
    (re.compile(r"\bdollars\b"), ["dollars", "euros", "pounds", "coins", "francs"], 0.12),
    (re.compile(r"\bchildren\b"), ["children", "kids", "students", "pupils", "youngsters"], 0.3),
    (re.compile(r"\bpeople\b"), ["people", "persons", "folks", "adults", "participants", "villagers"], 0.25),
    (re.compile(r"\btwice as many\b"), ["twice as many", "double the number of", "two times as many", "2 times as many"], 0.3),
    (re.compile(r"\bfewer\b"), ["fewer", "less"], 0.2),
]
CUES = frozenset(
    """a an the how many much more less fewer than each every per left remain remains remaining times twice half double triple total sum altogether all both
    together combined cost costs price pay paid change buy buys bought sell sells sold give gives gave get gets got lose loses lost old older younger
    difference is are was were be has have had do does did will not no of in on at to for from with and or but if then after before now
    i me my he she it they we you his her their him them what who which that this other another rest some first still need needs
    minus plus multiplied divided subtract add added multiply take takes took away increased decreased number result value times far long tall high
    week day days dozen one legs wheels only also most mrs mr ms dr miss by as same so up down out off between among equally evenly""".split()
) | frozenset(ONES) | frozenset(TENS.values())
WORD = re.compile(r"\b[A-Za-z][a-z]+(?:-[a-z]+)?")


def _forms(nouns: list[str]) -> list[tuple[str, str]]:
    """One and several of each noun of one word."""
    return [(noun, plural(noun)) for noun in nouns if "-" not in noun and noun != plural(noun)]


POOL = {split: _forms([noun for nouns in (OBJECTS, MORE_OBJECTS, RARE_OBJECTS, MORE_WORDS) for noun in words(list(dict.fromkeys(nouns)), split)]) for split in ("train", "held-out")}
FIXED = """child children person people student students guest guests visitor visitors customer customers passenger passengers worker workers player players boy boys girl girls car cars boat boats bike bikes bus buses
train trains book books letter letters card cards ticket tickets teacher teachers friend friends neighbor neighbors animal animals cow cows sheep hen hens egg eggs roll rolls room rooms table tables shelf shelves
seat seats row rows team teams class classes shop shops school schools box boxes bag bags basket baskets farmer farmers page pages tree trees flower flowers coin coins stamp stamps toy toys bottle bottles glass glasses
plate plates member members truck trucks van vans wagon wagons photo photos message messages email emails game games point points lap laps coat coats hat hats shirt shirts""".split()
ONE_OF = {**{one: True for noun in (OBJECTS, MORE_OBJECTS, RARE_OBJECTS) for one, _ in _forms(noun)}, **{trade: True for trade in TRADES if "-" not in trade}}
MANY_OF = {many: True for noun in (OBJECTS, MORE_OBJECTS, RARE_OBJECTS) for _, many in _forms(noun)}
for _one, _many in zip(FIXED[::2], FIXED[1::2]):
    ONE_OF[_one], MANY_OF[_many] = True, True
ONE_OF = {word: True for word in ONE_OF if word not in CUES and word not in ADJECTIVES and word not in ("watch", "cook", "guard", "judge", "coach", "fan", "paint", "brush", "plant", "jump", "throw", "cut", "pack", "pin", "run", "fish", "pick", "point", "ring", "box", "key", "light")}
MANY_OF = {word: True for word in MANY_OF if word not in CUES}


def reword(text: str, rng: Random, split: Split) -> str:
    """The text in other words; numerals and what is asked for stay."""
    for pattern, others, rate in PHRASES:
        if rng.random() < rate:
            other = rng.choice(others)
            text = pattern.sub(other, text, count=1 if "how many" in other.lower() else 0)
    if split == "train" and rng.random() < SWAPPED:
        text = swap(text, rng, split)
    if split == "train" and rng.random() < NOISY:
        text = noise(text, rng)
    return text


def swap(text: str, rng: Random, split: Split) -> str:
    """Some of the things and people become others, the same ones wherever they stand."""
    chosen: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        word = match.group(0)
        if word not in chosen:
            chosen[word] = word
            if (word in MANY_OF or word in ONE_OF) and rng.random() < ONE_SWAP:
                one = an_invented_object(rng) if rng.random() < 0.15 else None
                one, many = (one, plural(one)) if one else rng.choice(POOL[split])
                forms = [(word, many)] if word in MANY_OF else [(word, one)]
                for old, new in forms:
                    chosen[old] = new
                if word in MANY_OF:
                    for single in ONE_FOR.get(word, ()):
                        chosen.setdefault(single, one)
                else:
                    chosen.setdefault(plural(word), many)
        return chosen[word]

    return re.sub(r"(?<![A-Za-z$-])[a-z]+(?![A-Za-z-])", other, text)


ONE_FOR: dict[str, tuple[str, ...]] = {}
for _word in ONE_OF:
    ONE_FOR[plural(_word)] = (*ONE_FOR.get(plural(_word), ()), _word)


def noise(text: str, rng: Random) -> str:
    """A few words that carry little are left out or become strange ones; no names, and none that stands in the text twice."""
    lower = text.lower()

    def strange(match: re.Match[str]) -> str:
        word = match.group(0)
        if word[0].isupper() or word in CUES or word.split("-")[0] in CUES or rng.random() >= NOISE or lower.count(word) > 1:
            return word
        if rng.random() < 0.3:
            return ""
        return rng.choice(POOL["train"])[word.endswith("s")] if rng.random() < 0.6 else an_invented_object(rng)

    return re.sub(r" +([.,;?!])", r"\1", re.sub(r" {2,}", " ", WORD.sub(strange, text)))
