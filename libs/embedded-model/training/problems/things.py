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
MORE_OBJECTS = """violin guitar drumstick piano trumpet bulldozer tractor trailer motorcycle bicycle helicopter rocket spaceship satellite cannon
sword shield crown castle tower bridge tunnel fence gate door window curtain carpet mat rug sofa couch stool cupboard
shelf-board mattress blender toaster kettle pot pan lid tray-cloth napkin towel-rail soap toothbrush comb hairbrush razor
perfume bandanna backpack suitcase wallet purse umbrella raincoat uniform costume wig tie bow pin badge-holder zipper-pull
thread-spool cushion quilt curtain-rod penguin dolphin whale shark octopus crab lobster shrimp clam oyster seal swan owl eagle
hawk pigeon sparrow crow raven woodpecker turkey peacock ostrich flamingo camel donkey mule pony calf lamb piglet deer moose elk
bear wolf fox hedgehog squirrel beaver otter-cub mole rat hamster gerbil monkey gorilla lion tiger leopard zebra giraffe
elephant hippo rhino kangaroo koala panda lizard snake tortoise tadpole salamander worm caterpillar mosquito wasp hornet
grasshopper lentil pea corn-cob pumpkin-seed sandwich-roll sausage meatball hot-dog steak chop nugget noodle-cup pickle
olive-jar cheese-stick yogurt smoothie milkshake coffee tea-bag latte teapot saucer pitcher jug thermos can-opener spatula whisk
ladle apron-string recipe ticket-stub pass voucher coupon bill receipt invoice letter-opener parcel carton-box pallet barrel
plank beam pipe tube cable plug socket switch lightbulb battery-pack charger-cord phone laptop tablet-pen screen camera lens-cap
microphone speaker radio clock-hand watch bracelet-charm earring pearl ruby sapphire emerald opal coin-purse token-bag poem
essay report chapter paragraph sentence question answer-sheet quiz test homework-sheet worksheet crossword sketch drawing
portrait sculpture statue vase-stand tune dance-step lesson meeting lap goal basket-shot point-card push-up sit-up squat jump
throw stitch knot brick-wall tile-row nail-box screw-pack bolt-bag seedling sapling bulb-plant hedge vine cabbage lettuce
spinach broccoli cauliflower celery garlic ginger eggplant zucchini artichoke asparagus mushroom bean apricot nectarine
plum-tree raspberry blackberry cranberry coconut pineapple watermelon date-palm walnut-shell cashew pistachio hazelnut
waffle-cone gummy-bear marshmallow popsicle caramel toffee licorice biscuit wafer cheesecake eclair-box tent sleeping-bag torch
flag-pole canteen map hiking-pole trail-sign cabin raft-pole sail-cloth paddle-board life-vest passenger patient visitor
customer guest student-desk worker soldier sailor dancer singer actor player swimmer runner-up referee fan""".split()
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
    "calf": "calves", "wolf": "wolves", "pony": "ponies", "moose": "moose", "deer": "deer", "ruby": "rubies", "berry": "berries", "shrimp": "shrimp", "elk": "elk",
    "passerby": "passersby", "mango": "mangoes", "potato": "potatoes", "tomato": "tomatoes", "inch": "inches", "scarf": "scarves", "trophy": "trophies",
}
ADJECTIVES = """red blue green yellow white black orange purple pink brown small big large little new old wooden plastic fresh ripe
chocolate vanilla silver gold shiny striped glass paper sweet sour broken clean dirty tall short""".split()
CONTAINERS = """box bag basket jar packet carton crate pack package bucket tray case drawer bin sack can tin bowl envelope pouch bundle
container chest tub stack pile set folder binder album barrel bottle pot suitcase backpack trunk cabinet hamper cart pallet cage pouch-bag shoebox
lunchbox toolbox wallet vase tank jug carton-box kit roll strip bunch cluster group batch""".split()
FIXED_GROUPS = "shelf row table page plate bench rack column desk cage tank room van bus wagon garden tree bush team class".split()
PLACES = """park school store market beach library farm garden zoo forest fair playground bakery museum office kitchen yard pond river
lake shop supermarket mall party picnic camp hospital station gym theater barn harbor hotel restaurant cafe bank church castle village town city
airport factory warehouse workshop studio stadium arena pool court cinema circus concert festival market-stall post-office bus-stop classroom
playroom bedroom garage attic basement cellar balcony roof porch orchard vineyard meadow field ranch stable greenhouse nursery kindergarten
college university clinic pharmacy bookstore toy-store pet-shop flea-market food-truck street square corner island mountain hill valley desert cave""".split()
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


SYLLABLES = "ba cra dob fen gri hol jun kel lam mor nib ost pra quin rus sla tor ulf ver wim zan plo stri chal".split()
TAILS = "t k p m n l r b d g ck nt lt rd et on er in ot".split()


def an_invented_object(rng: Random) -> str:
    """A word that means nothing, so that the model learns to carry things it has never heard of."""
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.choice([1, 1, 2]))) + rng.choice(TAILS)


def an_object(rng: Random, split: Split) -> str:
    """One countable thing, singular; now and then a rare one or one with an adjective."""
    if split == "train" and rng.random() < 0.07:
        return an_invented_object(rng)
    pool = rng.choices([OBJECTS, MORE_OBJECTS, RARE_OBJECTS], [0.5, 0.38, 0.12])[0]
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
