"""From the templates' marks to plain English: names and pronouns, numerals and number words, agreement, order of the parts."""

from __future__ import annotations

import re
from random import Random

from .people import Person
from .story import Quantity, Story
from .things import IRREGULAR

ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty""".split()
TENS = {30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety", 100: "one hundred"}
PERSON_MARK = re.compile(r"@([A-C])('s|\^)?")
NUMBER_MARK = re.compile(r"«(\d+)»")
ASKED = [(r"\bdoes I\b", "do I"), (r"\bis I\b", "am I"), (r"\bhas I\b", "have I")]
MINE = re.compile(r"\bI ((?:also|now|then|already|always|sometimes|still|just|only|often|usually|first|later|even|really) )?([a-z]+s)\b")
NO_VERBS = frozenset("was always sometimes this his perhaps".split())


def number_word(value: int) -> str | None:
    """The word of a small or round number, None for the others."""
    if value <= 20:
        return ONES[value]
    if value in TENS:
        return TENS[value]
    if value < 100:
        return f"{TENS[value - value % 10]}-{ONES[value % 10]}" if value > 30 else f"twenty-{ONES[value % 10]}"
    return None


def render(story: Story) -> str:
    """The question as a reader sees it."""
    sentences, question, rng = list(story.sentences), story.question, story.rng
    text = arrange(sentences, question, story)
    text = name_people(text, story.cast, rng)
    text = write_numbers(text, story.quantities, rng)
    return tidy(text)


def arrange(sentences: list[str], question: str, story: Story) -> str:
    """Mostly in order with the question last; sometimes all in one `If …` question, or joined sentences."""
    rng = story.rng
    if story.if_form and sentences and len(sentences) <= 3 and rng.random() < 0.12:
        body = " and ".join(lower_first(sentence.rstrip(".")) for sentence in sentences)
        if rng.random() < 0.5:
            return f"If {body}, {lower_first(question)}"
        return f"{question.rstrip('?.')} if {body}{question[-1]}"
    if len(sentences) > 1 and rng.random() < 0.15:
        at = rng.randrange(len(sentences) - 1)
        joint = rng.choice([" and ", ", and ", "; ", ", then ", ", but "] if not sentences[at + 1].startswith(("Then", "After", "Later", "Next")) else ["; "])
        sentences[at : at + 2] = [f"{sentences[at].rstrip('.')}{joint}{lower_first(sentences[at + 1])}"]
    may_begin_with_if = bool(sentences) and not question.startswith("If ") and is_plain(sentences[-1])
    if may_begin_with_if and rng.random() < 0.03:
        sentences[-1] = f"If {lower_first(sentences[-1])}"
    elif may_begin_with_if and rng.random() < 0.06:
        last = sentences.pop().rstrip(".")
        question = f"If {lower_first(last)}, {lower_first(question)}"
    return " ".join([*sentences, question])


def is_plain(sentence: str) -> bool:
    """Whether a part is one clause, which an `If` may stand before."""
    return not re.search(r"[.;:,] ", sentence) and not sentence.startswith(("If ", "Although", "Since", "As ", "Instead", "After", "Knowing", "When", "While", "Because", "Once"))


def lower_first(sentence: str) -> str:
    """A sentence's first letter in lower case, unless a name or `I` or a mark begins it."""
    if sentence.startswith(("I ", "I'")) or sentence[:1] in "@«$":
        return sentence
    first = sentence.split(" ", 1)[0].rstrip(",'s")
    return sentence if first in ("Mr.", "Mrs.", "Monday", "Tuesday", "Sunday") else sentence[:1].lower() + sentence[1:]


def name_people(text: str, cast: dict[str, Person], rng: Random) -> str:
    """Names at first mention, then names or pronouns where a pronoun can mean one person only."""
    seen: set[str] = set()
    pronouns_of = [cast_member.she for cast_member in cast.values() if not cast_member.i]
    rate = rng.choice([0.2, 0.6, 0.9])

    def write(match: re.Match[str]) -> str:
        role, form = match.group(1), match.group(2)
        person = cast[role]
        if person.i:
            return {"'s": "my", "^": "me"}.get(form or "", "I")
        alone = pronouns_of.count(person.she) == 1
        if role in seen and alone and rng.random() < rate:
            return {"'s": person.possessive, "^": person.object}.get(form or "", person.subject)
        name = person.later if role in seen else person.first
        seen.add(role)
        return name + ("'s" if form == "'s" else "")

    text = PERSON_MARK.sub(write, text)
    if any(person.i for person in cast.values()):
        text = MINE.sub(_mine, text)
        for pattern, replacement in ASKED:
            text = re.sub(pattern, replacement, text)
    return re.sub(r"(\S )(A|An|The|My|Your) (?=[a-z])", lambda m: m.group(0) if m.group(1)[0] in ".?!;" else m.group(1) + m.group(2).lower() + " ", text)


def _mine(match: re.Match[str]) -> str:
    """`I has` is `I have`, `I also carries` is `I also carry`."""
    before, verb = match.group(1) or "", match.group(2)
    if verb in ("is", "has"):
        verb = {"is": "am", "has": "have"}[verb]
    elif verb.endswith("ies") and len(verb) > 4:
        verb = verb[:-3] + "y"
    elif verb.endswith(("ches", "shes", "sses", "xes", "zzes", "oes")):
        verb = verb[:-2]
    elif verb not in NO_VERBS and not verb.endswith(("ss", "us")):
        verb = verb[:-1]
    return f"I {before}{verb}"


def write_numbers(text: str, quantities: list[Quantity], rng: Random) -> str:
    """Numerals mostly; small numbers as words in some problems, mixed in others."""
    rate = rng.choices([0.0, 0.35, 1.0], [0.7, 0.15, 0.15])[0]

    def write(match: re.Match[str]) -> str:
        value = quantities[int(match.group(1))].value
        before = text[match.start() - 1 : match.start()]
        after = text[match.end() : match.end() + 1]
        word = number_word(value)
        if word is None or before == "$" or after in ("%", "-", "x") or (value > 20 and rng.random() < 0.7) or rng.random() >= rate:
            return str(value)
        return word

    return NUMBER_MARK.sub(write, text)


OBJECT_OF = {"he": "him", "she": "her", "I": "me"}
OBJECT_CASE = re.compile(r"\b(for|with|to|by|from|of) (he|she|I)(?=[.,;?!]| and\b| in\b| on\b| has\b)")
SINGULAR = {many: one for one, many in IRREGULAR.items()}


def tidy(text: str) -> str:
    """Capitals, `1 apple` and not `1 apples`, one space between words."""
    text = OBJECT_CASE.sub(lambda match: f"{match.group(1)} {OBJECT_OF[match.group(2)]}", text)
    text = re.sub(r"(?<!single )(?<!other )(?<!second )(?<!first )(?<!every )(?<!each )(?<!-)\b(1|[Oo]ne) (?!has\b|is\b|was\b|does\b|holds\b|gets\b|costs\b|takes\b|needs\b|weighs\b|finds\b|eats\b|goes\b|makes\b|gives\b|lays\b|lies\b|stands\b|runs\b|comes\b|lasts\b|leaves\b|sleeps\b|likes\b)((?:more |fewer |less |extra |other |new |whole )?)([a-z]+s|geese|leaves|people|children|men|women|feet)\b(?! of)", _singular, text)
    text = re.sub(r"\s+([.,;?!])", r"\1", re.sub(r"\s+", " ", text)).strip()
    return re.sub(r"(^|[.?!] )([a-z])", lambda match: match.group(1) + match.group(2).upper(), text)


def _singular(match: re.Match[str]) -> str:
    many = match.group(3)
    if many in SINGULAR:
        one = SINGULAR[many]
    elif many.endswith("ies"):
        one = many[:-3] + "y"
    elif many.endswith(("xes", "ches", "shes", "sses")):
        one = many[:-2]
    else:
        one = many[:-1] if many.endswith("s") and not many.endswith(("ss", "us")) else many
    return f"{match.group(1)} {match.group(2)}{one}"
