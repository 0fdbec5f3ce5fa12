/** Patterns that tell about a question, by the name of their feature. All are matched against lower case. */
export const SCOPE_PATTERNS = {
  asksHowMany: /\bhow many\b/,
  asksHowMuch:
    /\bhow (?:much|old|far|tall|heavy|long|wide|deep|high|warm|cold|big|large|thick|short|expensive|full|late|young)\b/,
  asksForResult:
    /\b(?:what(?:'s| is| was| does| do| did| will| would| must)|which number|find|calculate|compute|evaluate|work out)\b/,
  asksForQuantity:
    /\b(?:what|which|find|calculate)\b(?: [\w']+){0,4} (?:totals?|sum|difference|number|count|price|cost|costs|ages?|scores?|temperature|floor|change|result|answer|weight|height|length|width|depth|size|distance|product|value|amount|bill|earnings|savings|profit|takings|income|wages?|pay|balance|level|get|pays?|weighs?|spends?|spent|earns?|saves?|owes?|makes?|remains?)\b|\bcount the\b|\bwhat (?:is|was) (?:it|that) (?:now|then|in the end)\b/,
  totals: /\b(?:total|altogether|in all|together|combined|sum|overall|both)\b/,
  remains: /\b(?:left|remain\w*|still|now|in the end|rest|over|change|empty|free|missing|need\w*)\b/,
  compares: /\b(?:more|fewer|less|difference|than|older|younger|taller|longer|heavier|times as)\b/,
  shares: /\b(?:each|every|per|apiece|equally)\b/,
  ownsOrMoves:
    /\b(?:ha[sd]|have|gives?|gave|gets?|got|buys?|bought|sells?|sold|eats?|ate|loses?|lost|finds?|found|makes?|made|takes?|took|puts?|picks?|picked|costs?|pays?|paid|earns?|saves?|went|goes|uses?|used|cuts?|fell|falls|rose|rises|drops?|dropped|climb\w*|arrived?|came|comes|leaves|join\w*|there (?:are|were|is))\b/,
  ordersArithmetic:
    /\b(?:add\w*|plus|minus|subtract\w*|times|multipl\w+|take away|product|divided by|double|increased|decreased|groups of)\b/,
  ordersOtherWork:
    /\b(?:write|translate|explain|summari[sz]e|describe|list|name|tell (?!me what)|suggest|recommend|create|generate|compose|draft|define|rewrite|correct|fix|implement|sort|reverse|prove|show|plan|act as|pretend|ignore|forget|repeat|print|say|draw|paint|play|sing|spell|count|book|remind|extract|classify|continue|finish|complete|compare|convert|round|invent|brainstorm|teach|guess|throw|roll|flip|pick a|set an?|turn|order these|make (?:up|a|this)|come up|give me)\b/,
  asksWhoOrWhy:
    /(?:^|[.?!,] )(?:and |but |so )?(?:who|whom|whose|where|why|when (?:is|was|did|does|do|will|are)|(?:what|which) (?:breed|kind|sort|type|color|colour|brand|place))\b/,
  asksHowTo: /\bhow (?:do|does|can|could|would|should|is|are|to|fast|hot)\b/,
  speaksToModel: /\b(?:you|your|yourself|me)\b/,
  asksYesOrNo: /(?:^|[.?!,] )(?:is|are|do|does|did|can|could|should|will|would) /,
  beyondArithmetic:
    /%|\bsigned number|\bas a (?:decimal|fraction)|\bon credit\b|\bbelow zero\b|\bcaptain\b|\bchances\b|\b(?:percent\w*|fractions?|(?:\d|one|a) thirds?|thirds|quarters?|square[ds]?(?! tables?\b)|cubed?|roots?|power|exponent|sqrt|sin|cos|tan|log|mod|modulo|remainder|prime|divisors?|factors?|average|mean|median|deviation|ratio|probability|odds|chance|area|perimeter|circumference|volume|radius|diameter|triangle|circle|sphere|diagonal|hypotenuse|slope|derivative|integra\w+|differentiate|limit|equation|simplify|expand|solve for|hexadecimal|binary|decimals?|celsius|fahrenheit|roman|sequence|pattern|next number|common (?:multiple|divisor)|interest|tax|negative|minus \d+ times|billion|million|even|odd|divisible|factorial|permutations?|combinations?)\b/,
  asksForAdvice:
    /\bhow (?:much|many|long|often|old)\b[^.?!]*\b(?:should|may|must i|can i|healthy|normal|safe|allowed|recommended|enough for me|do i need)\b|\bshould i\b/,
  inverseProportion:
    /\b(?:workers?|painters?|machines?|men|people|cooks?|pumps?|taps?)\b[^.?!]*[.?!,] ?(?:how (?:long|many (?:minutes|hours|days|weeks))|in how many)\b[^.?!]*\b(?:workers?|painters?|machines?|men|people|cooks?|pumps?|taps?)\b/,
  convertsUnits:
    /\bhow many (?:\w*seconds|minutes|hours|days|weeks|inches|feet|yards|ounces|pounds|\w*grams|\w*meters|\w*bytes|cups|pints|\w*liters)\b(?: (?:are|is|make|there))* (?:in|between|until|left|make|\d)/,
  realWorld:
    /\b(?:capital|country|world|president|planet|population|history|invented|discovered|people live|body|human|weather|today|tomorrow|price of|calories|recipe|website|internet|company|university|movie|film|song|war|century|euros?|stock|bitcoin|earth|moon|sun|stars?|language|words?|letters? (?:s|in|are)|vowels|syllables)\b/,
  physicalUnits:
    /\b(?:km\/h|mph|m\/s|volts?|amperes?|ohms?|watts?|newtons?|joules?|moles?|molar|ph|ml|mg|acceler\w+|velocity|resistance|voltage|energy(?! (?:bar|drink))|force|mass)\b/,
  clockOrCalendar:
    /\d:\d\d|\b(?:what time|what day|weekday|january|february|march \d|april|may \d|june|july|august|september|october|november|december|christmas|easter|date|born in)\b/,
  unknowns: /(?:^|[^a-z0-9'])[abnxyz](?:\^| ?[=+*/-] ?|\)|,? what)|\d[abnxyz]\b|\bf\(|=\s*[a-z]/,
  powersAndSigns: /(?<!\d)\d+ ?\^ ?\d+|(?<!\d)\d+!|(?<=^|[(=*+] ?)-\d+|(?<!\d)\d+ ?\/ ?\d+|√|π/,
  decimals: /\d\.\d/,
  ratios: /\b\d+:\d+\b(?! ?[ap]m)/,
  code: /[{}<>;\\|`#~_@[\]]|=>|==|\(\)|https?:|\b(?:python|javascript|java|function|def|sql|html|css|npm|git|docker|code|bug|json|print|import|const|api)\b/,
} as const satisfies Record<string, RegExp>;

/** Words of mathematics that the model has no way to: whoever uses them asks for it, whatever else the text is like. */
export const OUT_OF_REACH =
  /%|\b(?:percent\w*|fractions?|decimals?|ratio|probability|chances|odds of|square root|cube root|sqrt|perimeter|circumference|radius|diameter|hypotenuse|derivative|integral|equation|hexadecimal|binary|celsius|fahrenheit|factorial|median|deviation|interest rate|signed number|prime numbers?|divisors?|modulo|logarithm|on credit)\b/;
