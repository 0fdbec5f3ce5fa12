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
MORE_WORDS = """abacus accordion acrobat adult agent album alien alligator ambulance anchovy angel ankle antelope antler apartment aquarium archer armchair armor arrow
artisan athlete attendant aunt author avocado award axe baboon baby backpacker badger bagpipe balcony balloonist ballot banker banner barbecue bassoon bathtub bead-maker
bean-bag beam beast bed bedsheet bench beret bicycle-bell billboard bison blender blouse bluebird boar board-member bobcat bookcase bookmark boomerang bouquet boulder bowler bracket branch bride
briefcase broom bronco bubble buckle buffalo builder bulletin bumblebee bungalow burger-stand bus bush-baby butler button-hole buyer cabinet caboose cabbage-roll calculator calendar camper-van canary canon
canyon capybara car caravan cardinal cardigan cargo carousel carpet cashbox castanet catfish cattle-truck cell cello cellist centipede chair-leg champion chandelier charm chart
chef cherub chimney chimpanzee chip-bag choirboy choker cigar citizen clarinet clipboard cloud clue cobra cocoon coffin colleague column comb-honey comet commuter computer concert-goer condor cone-flower contract
cookbook cooler copy cork corncob costume-maker cottage cotton-ball counter couple courtyard cowboy coyote cradle crane crater crew-member crocodile crocus crouton cruise crutch cub cube cuckoo curb cushion-cover
customer-card cutlet cyclops daffodil dagger dam dandelion dart daughter delegate desert-rose desk desktop dessert detective dialog diaper dish doctor dog-house dormouse doorbell doorknob doorway dove draft dragon drawer drill
drone drone-pilot duckling dumbbell dune dwarf eagle-eye easel-stand editor eel elf elevator embryo emu engine engineer entry envelope-seal escalator espresso estate event exam exhibit exit explorer extra eyelash
fairy falcon farmhand faucet fawn festival-goer fiddle fig-tree file-box film finger firework fishbowl fisher flagstone flamenco flask flat flea float floor flounder flower-bed flyer folktale footprint footstep forklift fort
fortune-cookie fountain foxglove frame freckle freezer freighter frigate fruit furnace gadget gallery galaxy gallon-jug gardener gazelle gazebo geranium ghost giant gift giggle girl-scout glacier glider globe glowworm gnome goatee
goblin goldfish golfer gong gondola gosling grader grape-vine grapefruit grater gravestone grenade grill groom groundhog guestbook guide guinea-pig guitarist gull gymnast haiku halibut hallway hammock handbag handle handkerchief
handout hanger hare harness harpoon hatchet hat-stand haystack headline headset heater hen herb herd hero herring highway hinge-pin hippie hobby hockey-stick hole holiday hologram hood hoodie hook hoop horn hornbill horseshoe hose hostess hot-tub
hotel-room hourglass hurdle hut hyacinth hydrant hyena icicle icon idea iguana imp incident infant inkpot inn insect instrument intern invention invitation iron island item jackal jackpot jaguar jeep jellyfish jester jet
jewel joke joker journalist juggler jumper jungle kayaker keg kennel kernel ketchup-bottle kilt kimono kingfisher kiosk kitten-basket kiwi-bird knapsack knee-pad knob knuckle label labyrinth lace ladle-cup lagoon landmark lark laser
laundry-bag lawn lawnmower layer leaflet league leash lecture legend lemonade lemur lentil-soup leopard-print lesson-plan lever lichen lighter lighthouse lilac limousine liner link liter-jar litter loaf-tin lobby locker locksmith locomotive
locust loft lollypop loom lotus lunch lute lynx macaw machine magazine-rack magpie maid mailbox mallet mammoth manatee mandolin mango-tree mansion manual maple marathon mare marigold market-stand marmot martian mascot mast mat-roll
matchbox match maze meal medallion melody memory meteor meter microwave midwife milestone mill millipede mine minnow minute-hand missile mitt mixer model module monk monster monument moon moped mop motel motorboat
moth-ball mountain-bike mouthguard mural mushroom-soup mussel mustache nail-file napkin-ring nature-trail needlework neon-sign nephew nest net newspaper newsletter niece nightgown ninja notebook-page notice novelist nun nutcracker oak oasis oatcake
obelisk oboe ocelot octagon offer office officer offer-card ogre olive-tree omelet onion-ring opera oracle orange-tree orangutan organ organist orphan osprey outfit outlet oven overcoat package padlock page-boy paint-can palace pamphlet-rack panel
panther pants-hanger paper-lantern parachute parade parasol park-bench parka parking-meter parsnip partridge pastry path patio pavilion paw payment peach-tree peanut-bar pear-tree pebble-beach pedal pedestrian pelican pen-pal pendant pension
peppermint performer persimmon petal petition petunia pheasant phrase physicist pickup pie-crust pier pigtail pillar pilot-light pimple pine pinwheel pipeline pirate-ship pistachio-bar pitchfork placard plaster plateau platform playlist
plaza plow plumber-van pocket podcast poet point-guard polar-bear pole policy pomegranate poncho-rack pond pony-tail poodle popcorn-bag porcupine porpoise portion poster-frame pot-plant powder prawn prayer presenter present
president priest printer-page problem product profile project promise propeller prune publisher puddle puffin pullover pumpkin-pie punch puppeteer pyramid python quail quarry quest quiche quince rabbi raccoon radiator radio-show
raffle-ticket railing rainbow raisin rake ram ranch raspberry-bush rattle rattlesnake razor-blade reader rebel recorder redwood reed reel refrigerator reindeer reply reptile request rescuer resident restaurant-goer review reward rhyme ribbon-roll
rice-ball rickshaw rider-less riddle rifle rink river-boat road roadsign roast robin robe rocket-ship rodent roller roof-tile rookie rooster root rosebush rower rowboat rumor runway sack saddle sailboat saint salad sale salesman salmon
salon sample samurai sand-dune sandbag satchel sauna saw saxophone scale scallop scarecrow scene scholar schoolbag scientist-coat scooter-wheel scorpion scout screenshot screwdriver script scrub sculptor sea-lion seahorse seagull search seat seaweed secret section
semester senator servant server shack shadow shampoo-bottle shed shelf-unit shell-fish sheriff ship shoelace shopper shoreline shortcut shot shovel-load show shower shrub shutter sidewalk signal signpost silo singer-songwriter siren sister-in-law
skateboarder skater skeleton ski skull skunk skylight skyscraper slalom slate sledge slice slide slogan slot sloth slug snapshot snorkel snowflake snowman snowboard soap-bar soccer-ball sofa-bed software-bug solo soloist song-book sorbet
souvenir spark sparkler spear speech spice spike spinach-pie spire spoonful spot spray spring sprinkler sprinter spruce spy squad squash squid squire stage stain stair stall stallion stamp-book stapler star starfish statement statuette steamboat step
stereo stew stickman stocking storm story stove stranger strap straw streamer street-lamp stretcher string stroller student-card studio-apartment stump submarine subway sugar-cube suggestion suit sultan summit sundae sunflower-seed sunhat sunset
supermarket-cart surfer surprise suspect swallow swamp sweatshirt swing switchboard syrup-bottle table-cloth table-tennis-bat tailor-made tangerine tank tap tapestry target tarantula task tattoo taxi teacher-aide team-mate teaspoon
telegram television temple tenant tennis-racket termite terrace territory test text thermometer thief thorn thread throne thumb-tack thunderstorm tic-tac tick tie-pin tightrope timer tin-can tire-iron toad toast tomb tong tooth toothpick topic torpedo
tot total-score totem toucan tour tourist-bus toy-box track tram tramp trap trapeze treasure tree-house trench trend triangle tribe trick trolley trombone troll trout trowel-set tugboat tulip-bulb tuna tundra turbine turnpike turtleneck
tutor-hour tweet twin typewriter unicorn urn usher vacuum valentine valley-farm valve vampire van veil velvet-box vendor vent vest veteran video-clip view viking villager villa vinegar-bottle violet-pot violinist violist viper virus
visa vision vitamin-pill volcano volleyball volunteer vote voter vulture waffle-iron wagon-wheel waistcoat walker wall wallaby wardrobe warehouse warrior warthog wasp-nest waterfall wave weasel weather-vane website wedding weed weight werewolf wheelbarrow
wheelchair whirlpool wick widow wig-maker wildcat willow windmill window-box wing winner wire wishbone wisp wombat woodlouse word workbook workshop worm-hole wreath wrestler wrist-band xylophone yacht yak yard-sale yogi zeppelin zinnia zip-code
zombie zone""".split()
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
    pool = rng.choices([OBJECTS, MORE_OBJECTS, RARE_OBJECTS, MORE_WORDS], [0.4, 0.26, 0.09, 0.25])[0]
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
