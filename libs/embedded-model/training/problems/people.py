"""Who the problems are about: first names, invented names, titles, relatives, trades."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .splits import Split, words

WOMEN = """Mary Anna Sara Lily Emma Olivia Mia Sophia Ella Grace Chloe Zoe Hannah Julia Laura Nina Rosa Maria Lucy Alice Amy Kate
Jane Linda Nora Ruth Eva Ivy Clara Diana Fiona Gina Helen Irene Jill Karen Lena Megan Nancy Paula Rachel Sandra Tina Ursula Vera
Wendy Yara Priya Aisha Mei Yuki Fatima Leila Ingrid Carmen Elena Sofia Amara Zara Layla Bella Stella Ruby Daisy Molly Jenny Betty
Susan Melissa Rebecca Sally Jessica Ashley Emily Isabel Katie Natalie Joan Debby Haley Robin Tanya Shelby Faye Marie Kelly Janet
Beatriz Noor Hana Olga Marta Greta""".split()
MEN = """Tom Ben Sam Jack Leo Max Noah Liam Ethan Lucas Mark Paul Peter David Daniel James John Robert Adam Alex Carl Dan Eric
Frank George Henry Ivan Jake Kevin Luke Mike Nick Oscar Patrick Ryan Steve Tim Victor Will Zach Omar Ali Raj Hiro Chen Diego Carlos
Pedro Juan Mateo Ahmed Kofi Bruno Felix Hugo Otto Simon Theo Walter Ned Fred Bob Jim Joe Ken Larry Gary Jerry Roger Dave Edward
Philip Brian Keith Adrian Marco Andre Jason Tyler Logan Owen Caleb Isaac Eli Josh Matt Chris Tony Bill Greg Randy Tariq Sven Pavel
Kwame Arjun Emil""".split()
TRADES = """farmer baker teacher librarian gardener fisherman coach chef painter tailor waiter carpenter shopkeeper florist student
girl boy man woman builder driver jeweler mechanic grocer nurse scientist collector artist runner musician postman zookeeper potter
cook ranger clerk beekeeper butcher captain plumber doctor dentist lawyer judge pilot sailor soldier firefighter fireman policeman officer guard king
queen prince princess knight wizard witch pirate clown magician dancer singer actor writer poet reporter photographer designer architect engineer
programmer manager secretary cashier janitor cleaner gardener-boy shepherd miner fisher hunter camper hiker climber skier swimmer cyclist rider racer
player goalkeeper referee trainer tutor professor principal neighbor-lady tourist traveler passenger hairdresser barber electrician roofer welder
vet caretaker nanny babysitter waitress bartender grandmother grandfather teenager toddler kid child visitor customer owner tailor-lady seamstress""".split()
RELATIVES = """sister brother mother father mom dad friend cousin uncle aunt neighbor grandmother grandfather classmate
teammate""".split()
MALE = {"brother", "father", "dad", "uncle", "grandfather"}
FEMALE = {"sister", "mother", "mom", "aunt", "grandmother", "girl", "woman"}
SURNAMES = "Smith Lee Brown Garcia Patel Wong Jones Miller Davis Lopez Kim Novak Rossi Silva Khan Green White Black Hill Stone".split()
STARTS = "Ka Mo Ri Ta Ze La Jo Fe Do Ba Vi Sha Ne Ar El Bre Tre Qui Wy Os Ul Cal Mar Del Fin Ha Ro Li".split()
MIDDLES = "l r n m v s d k ll rr nn ni ri la vi to bo".split()
ENDS = "a o us ie y en on ia el is an ette ina ard or ix ey am".split()


@dataclass(frozen=True)
class Person:
    """How a text speaks of somebody: `first` at first mention, `later` when named again, and the pronouns."""

    first: str
    later: str
    she: bool
    i: bool = False

    @property
    def subject(self) -> str:
        return "she" if self.she else "he"

    @property
    def object(self) -> str:
        return "her" if self.she else "him"

    @property
    def possessive(self) -> str:
        return "her" if self.she else "his"


def invented_name(rng: Random) -> str:
    """A name that nobody bears, so that the model learns to carry names it has never seen."""
    return rng.choice(STARTS) + (rng.choice(MIDDLES) if rng.random() < 0.8 else "") + rng.choice(ENDS)


def first_name(rng: Random, split: Split) -> tuple[str, bool]:
    """A first name and whether it is a woman's."""
    she = rng.random() < 0.5
    if split == "train" and rng.random() < 0.12:
        return invented_name(rng), she
    return rng.choice(words(WOMEN if she else MEN, split)), she


def a_person(rng: Random, split: Split) -> Person:
    """Anybody who can own, buy, make and give away things."""
    kind = rng.random()
    if kind < 0.78:
        name, she = first_name(rng, split)
        return Person(name, name, she)
    if kind < 0.84:
        title, she = rng.choice([("Mr.", False), ("Mrs.", True), ("Ms.", True), ("Miss", True), ("Dr.", True), ("Coach", False), ("Aunt", True), ("Uncle", False)])
        name = f"{title} {rng.choice(words(SURNAMES, split))}"
        return Person(name, name, she)
    if kind < 0.95:
        trade = rng.choice(words(TRADES, split)).replace("-", " ")
        she = trade in FEMALE or (trade not in ("boy", "man", "fisherman", "postman") and rng.random() < 0.5)
        article = rng.choice(["A", "The"]) if trade[0] not in "aeiou" else rng.choice(["An", "The"])
        return Person(f"{article} {trade}", f"the {trade}", she)
    name, _ = first_name(rng, split)
    relative = rng.choice(RELATIVES)
    she = relative in FEMALE or (relative not in MALE and rng.random() < 0.4)
    owner = rng.choice([f"{name}'s", "My", "Your"])
    return Person(f"{owner} {relative}", f"{owner[0].lower() + owner[1:] if owner in ('My', 'Your') else owner} {relative}", she)


def a_relative_of(person: Person, rng: Random) -> Person:
    """Somebody met through another: `her brother`, `Tom's friend`."""
    relative = rng.choice(RELATIVES)
    she = relative in FEMALE
    owner = "my" if person.i else (person.possessive if rng.random() < 0.7 else f"{person.later}'s")
    return Person(f"{owner} {relative}", f"{owner} {relative}", she)
