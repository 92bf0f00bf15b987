"""What the people of the sample workspace did in the quarter that the demonstration starts with."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.demo.lessons import Lessons
from bot.demo.quarter import Answer, Thank
from bot.learning.acts import Act
from bot.learning.ballot import Statement
from bot.learning.language import Language
from bot.learning.plans import Tried
from bot.slack.ids import Action
from bot.store.sealed.seal import Share

ENGLISH = frozenset({"U0PRIYA", "U0TOM", "U0EMEKA", "U0GRACE"})
NEVER_BY_NAME = frozenset({"U0KARIN", "U0TOM"})
REVIEWS = "U0OSKAR"
"""Whoever answers in a small pool may not review it, so the leader who reviews does not answer."""

FOR_ONESELF = {
    Language.SV: "Den här veckan har jag mest läst vad ni andra skrev. Två saker tar jag med mig.",
    Language.EN: "This week I mostly read what the others wrote. Two things go with me into Monday.",
}
ANSWERING = 0.7
MOST_MISSED = 2
"""Whoever lets three questions in a row pass is not asked any more; nobody here goes so far."""

PLANS = {
    Language.SV: (
        ("vi lämnar över på torsdagen", "säga de tre viktigaste sakerna högt"),
        ("jag tror att jag har förstått kunden", "fråga en gång till"),
        ("jag beställer material", "skriva av artikelnumret från delen i handen"),
        ("någon kommer med en dålig nyhet", "tacka först och fråga sedan"),
        ("vi går igenom rutinen i november", "stryka det som ingen minns varför vi har"),
    ),
    Language.EN: (
        ("I brief the crew", "ask somebody to read it back to me"),
        ("a job feels wrong", "stop it and say why"),
        ("I plan a site visit", "stay for lunch with the crew"),
    ),
}
FOLLOWERS = {
    "U0KARIN": ("Hur ni räknar på en bro", "En dag med elskåpen på bygget", "El"),
    "U0TOM": ("How a cabinet gets wired", "How we check a calculation", "Structures"),
    "U0MAJA": ("En morgon ute på bygget", "Hur en tidplan blir till", "Planering"),
    "U0ELIN": ("Hur inköp väljer leverantör", "Ett morgonmöte på plats", "Bygge"),
    "U0BJORN": ("Hur en svets kontrolleras", "En förhandling från början till slut", "Inköp"),
    "U0EMEKA": ("What support hears in a day", "Measuring before sunrise", "Surveying"),
    "U0GRACE": ("How a bridge is measured", "A morning of calls", "Support"),
    "U0LEILA": ("Hur ritningar ändras", "En provtryckning", "Kvalitet"),
}
CAME_OF_IT: Mapping[Language, Sequence[tuple[Tried, str]]] = {
    Language.SV: (
        (Tried.TRIED, "Det gick bra, och två andra har börjat göra likadant."),
        (Tried.PARTLY, "Jag kom ihåg det varannan gång."),
        (Tried.NOT_YET, ""),
    ),
    Language.EN: (
        (Tried.TRIED, "It worked the first time, and saved us an hour."),
        (Tried.CHANGED, "The routine was gone before I got to it."),
    ),
}
SAID = (
    "Tack, det här tar vi upp på måndagsmötet. Två minuter efter varje lyft, från och med nästa vecka.",
    "Vi köper in en tavla till verkstaden. Säg till mig om den hamnar på fel vägg.",
    "Jag har själv hoppat över det steget. Nu står det i mallen, så att ingen behöver minnas det.",
)
AROUND = (
    {Statement.DISAGREE: 3},
    {Statement.DISAGREE: 3, Statement.ERR: 5, Statement.TRY: 2},
    {Statement.ERR: 5, Statement.TRY: 3, Statement.HELP: 3},
)
"""Around what level people answer each pulse, where it is not four: not everything gets better."""

ASKED_ABOUT = 11
"""The round whose digest comes out a week before the demonstration begins."""

ASKED = "U0KARIN"
BEGINNING = 30
QUESTION = "Vad skulle ha hjälpt dig att se det tidigare? Jag vill ändra något, men inte gissa vad."


@dataclass
class Norrbro:
    """Decide by chance, always the same for the same seed."""

    lessons: Lessons
    examples: Mapping[Act, Sequence[str]]
    people: Sequence[str]
    chance: random.Random
    _left: dict[tuple[Act, Language], list[str]] = field(default_factory=dict)
    _missed: Counter[str] = field(default_factory=Counter)
    _told: set[str] = field(default_factory=set)
    _pulses: Counter[str] = field(default_factory=Counter)
    _asked_about: str = ""

    def answer(self, number: int, user: str, act: Act) -> Answer | None:
        """Return a lesson that nobody has told yet."""
        language = _language(user)
        deck = self._left.setdefault((act, language), list(self.lessons[act][language]))
        passes = self._missed[user] < MOST_MISSED and self.chance.random() > ANSWERING
        passes = passes and (number, user) != (ASKED_ABOUT, ASKED)
        if passes:
            self._missed[user] += 1
            return None
        self._missed[user] = 0
        if user == REVIEWS or not deck:
            return Answer(FOR_ONESELF[language], Share.PRIVATE)
        by_name = user not in NEVER_BY_NAME and self.chance.random() < 0.12
        if (number, user) == (ASKED_ABOUT, ASKED):
            self._asked_about = deck[0]
        return Answer(deck.pop(0), Share.NAMED if by_name else Share.ANONYMOUS)

    def goes_first(self, number: int, leader: str, act: Act) -> str | None:
        """Let the leader open two rounds of three, with another example when an act comes again."""
        untold = [one for one in self.examples[act] if one not in self._told]
        if number % 3 == 2 or not untold:
            return None
        self._told.add(untold[0])
        return untold[0]

    def thanks(self, number: int, highlights: int) -> Sequence[Thank]:
        """Return some thanks, now and then with a plan."""
        if not highlights:
            return []
        given: list[Thank] = []
        for user in self.chance.sample(list(self.people), k=min(5, len(self.people))):
            place = self.chance.randrange(min(3, highlights))
            if self.chance.random() < 0.5:
                given.append(Thank(user, place, Action.USED))
                continue
            plan = self.chance.choice(PLANS[_language(user)]) if self.chance.random() < 0.6 else None
            given.append(Thank(user, place, Action.TRY, plan))
        return given

    def leader_says(self, number: int) -> tuple[str, str] | None:
        """Let the leader answer in public every fourth week."""
        return (REVIEWS, SAID[number // 4 % len(SAID)]) if number % 4 == 1 else None

    def leader_asks(self, number: int) -> tuple[str, str, str] | None:
        """Let the leader ask about one of Karin's lessons, so that her mailbox has something in it."""
        if number != ASKED_ABOUT or not self._asked_about:
            return None
        return REVIEWS, self._asked_about[:BEGINNING], QUESTION

    def pulse(self, user: str) -> Mapping[Statement, int]:
        """Return levels around four, with disagreeing a little harder than the rest, at first."""
        around = AROUND[min(self._pulses[user], len(AROUND) - 1)]
        self._pulses[user] += 1
        return {one: min(5, around.get(one, 4) + self.chance.choice((-1, 0, 0, 1))) for one in Statement}

    def followed(self, user: str) -> str:
        """Let most of them meet."""
        return "yes" if self.chance.random() < 0.8 else "planned"

    def tried(self, user: str) -> tuple[Tried, str]:
        """Return what came of a plan."""
        return self.chance.choice(CAME_OF_IT[_language(user)])


def _language(user: str) -> Language:
    return Language.EN if user in ENGLISH else Language.SV
