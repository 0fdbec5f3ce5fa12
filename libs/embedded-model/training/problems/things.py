"""What the problems count: objects, kinds, containers, places, units."""

from __future__ import annotations

from random import Random

from .splits import Split, words

OBJECTS = """apple orange banana pear peach plum lemon mango grape cherry strawberry blueberry melon kiwi fig carrot potato tomato onion
pepper cucumber pumpkin egg cookie cupcake muffin brownie donut cake pie sandwich burger pizza pancake waffle bagel candy lollipop
chocolate cracker pretzel nut peanut almond marble sticker stamp card coin button bead shell rock stone pebble gem crystal toy doll
car truck train plane robot puzzle block balloon kite ball bat bike book magazine comic notebook pencil pen crayon marker eraser
ruler folder envelope letter postcard photo picture poster painting brush flower rose tulip daisy lily sunflower seed plant tree bush
leaf cactus fish bird duck chicken goose cow pig sheep goat horse dog cat puppy kitten rabbit turtle frog ant bee butterfly bug
spider snail hat cap scarf glove sock shirt sweater jacket dress skirt belt shoe boot ribbon necklace bracelet ring cup mug plate
bowl spoon fork knife bottle jar box bag basket chair table lamp candle clock key lock nail screw brick tile board wheel tire battery
bulb ticket badge medal trophy prize game song video movie app message email file token chip bone treat snack drink soda juice flag
feather acorn pinecone chestnut walnut olive bun roll loaf tart cone stick log pillow blanket towel rope bucket shovel magnet mirror vase
mask drum whistle bell harmonica diamond ornament lantern helmet sponge brooch tambourine puppet origami-crane snowball sandcastle
paper-plane water-bottle video-game baseball-card tennis-ball teddy-bear toy-car seashell action-figure bottle-cap jigsaw-piece
paper-clip rubber-band ice-cream-cone coloring-book library-book gift-card glow-stick hair-clip bird-house""".split()
RARE_OBJECTS = """gizmo widget zorp blick quill tunic goblet lychee papaya guava radish turnip beet leek yam walrus otter llama alpaca ferret
gecko newt heron finch parrot trowel chisel wrench hammer ladder hinge dowel spool bobbin thimble needle zipper locket amulet talisman
scroll rune potion wand orb prism compass telescope lens cassette record poncho sandal slipper mitten apron bonnet beret tuba flute
cymbal harp banjo ukulele pinata confetti kazoo marionette kebab taco burrito dumpling samosa empanada croissant scone eclair macaron
truffle praline fudge sprout twig thistle orchid violet poppy fern ivy clover moss pebble-stone jellybean gumdrop firefly ladybug
dragonfly cricket beetle moth flashlight headphone keyboard printer charger sensor motor gear bolt washer rivet flask beaker pipette
microscope syringe bandage vitamin tablet capsule brochure pamphlet catalog atlas dictionary novel diary journal planner sketchbook
easel canvas palette crate-label domino chess-piece checker dice yoyo frisbee racket puck paddle oar canoe kayak raft buoy anchor
sail surfboard skateboard scooter tricycle wagon sled""".split()
IRREGULAR = {
    "fish": "fish", "sheep": "sheep", "goose": "geese", "leaf": "leaves", "knife": "knives", "loaf": "loaves", "candy": "candies",
    "shelf": "shelves", "mouse": "mice", "child": "children", "person": "people", "man": "men", "woman": "women", "foot": "feet",
    "puppy": "puppies", "daisy": "daisies", "lily": "lilies", "dice": "dice", "cactus": "cactuses", "cattle": "cattle",
    "mango": "mangoes", "potato": "potatoes", "tomato": "tomatoes", "inch": "inches", "scarf": "scarves", "trophy": "trophies",
}
ADJECTIVES = """red blue green yellow white black orange purple pink brown small big large little new old wooden plastic fresh ripe
chocolate vanilla silver gold shiny striped glass paper sweet sour broken clean dirty tall short""".split()
CONTAINERS = """box bag basket jar packet carton crate pack package bucket tray case drawer bin sack can tin bowl envelope pouch bundle
container chest tub stack pile set""".split()
FIXED_GROUPS = "shelf row table page plate bench rack column desk cage tank room van bus wagon garden tree bush team class".split()
PLACES = """park school store market beach library farm garden zoo forest fair playground bakery museum office kitchen yard pond river
lake shop supermarket mall party picnic camp hospital station gym theater barn harbor""".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
LENGTHS = "mile kilometer meter foot inch centimeter yard".split()
WEIGHTS = "kilogram pound ounce gram ton".split()
VOLUMES = "liter gallon cup quart".split()


def plural(noun: str) -> str:
    """The plural of the last word of a noun phrase."""
    head, _, last = noun.rpartition(" ")
    if last in IRREGULAR:
        last = IRREGULAR[last]
    elif last.endswith(("s", "x", "ch", "sh")):
        last += "es"
    elif last.endswith("y") and last[-2] not in "aeiou":
        last = last[:-1] + "ies"
    else:
        last += "s"
    return f"{head} {last}" if head else last


def an_object(rng: Random, split: Split) -> str:
    """One countable thing, singular; now and then a rare one or one with an adjective."""
    pool = RARE_OBJECTS if rng.random() < 0.15 else OBJECTS
    noun = rng.choice(words(pool, split)).replace("-", " ")
    return f"{rng.choice(words(ADJECTIVES, split))} {noun}" if rng.random() < 0.12 else noun


def two_kinds(rng: Random, split: Split) -> tuple[str, str]:
    """Two things that are told apart: `red marble` and `blue marble`, or two different nouns."""
    if rng.random() < 0.4:
        noun = rng.choice(words(OBJECTS, split)).replace("-", " ")
        first, second = rng.sample(list(words(ADJECTIVES, split)), 2)
        return f"{first} {noun}", f"{second} {noun}"
    first = an_object(rng, split)
    second = an_object(rng, split)
    while second.split()[-1] == first.split()[-1]:
        second = an_object(rng, split)
    return first, second
