"""Find the names of people in a text, whole, with initials and particles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.learning.redaction.evidence import LINKS, Candidate, Judgement, Likeness, Weighing
from bot.learning.redaction.initials import spot_initials
from bot.learning.redaction.names import PARTICLES, NameIndex
from bot.learning.redaction.tokens import Token, read_line
from bot.learning.redaction.words import WordLists, folded

WRITER = frozenset({"I", "jag", "me", "mig"})
GENITIVE_OF_INITIAL = re.compile(r":s\b")
LEADS = frozenset({"the", "two", "three", "some", "den", "de", "två", "tre", "några"})
WITH_OTHERS = frozenset({"flera", "kollegor", "kollegorna", "vänner", "gänget", "teamet"})
ROLE_WITHIN = 3
HANDLE = re.compile(r"(?<![\w.@-])[\w.\-]*[\d_.][\w.\-]*\w")


@dataclass(frozen=True, slots=True)
class Names:
    """Hold the places of names, and the words that may be names."""

    places: tuple[tuple[int, int], ...]
    doubtful: tuple[str, ...]


def spot_names(
    text: str,
    protected: Iterable[tuple[int, int, bool]],
    index: NameIndex,
    words: WordLists,
) -> Names:
    """Return the names in a text outside its protected places, of which some stand for a person."""
    closed = list(protected)
    line = read_line(text, closed, words.around.abbreviations)
    languages = words.languages_of([token.lower for token in line.tokens])
    weighing = Weighing(line, index, words, languages)
    sure, unsure = _judged(weighing)
    places = [_widened(weighing, number, sure) for number in sorted(sure)]
    places += [
        match.span()
        for match in HANDLE.finditer(text)
        if match.group().casefold() in index.handles and _free(match.span(), closed)
    ]
    called = list(spot_initials(weighing))
    places += [place for place, certain in called if certain and _free(place, closed)]
    joined = _joined(text, places)
    unsure |= _strangers(weighing, sure)
    doubtful = [
        line.tokens[number].text
        for number in sorted(unsure)
        if _free((line.tokens[number].start, line.tokens[number].end), joined)
    ]
    doubtful += [text[slice(*place)] for place, certain in called if not certain and _free(place, joined)]
    return Names(tuple(joined), tuple(dict.fromkeys(doubtful)))


def _judged(weighing: Weighing) -> tuple[set[int], set[int]]:
    """Return which words are names, and which may be; names found first are evidence for others."""
    tokens = weighing.line.tokens
    candidates = [
        one
        for number, token in enumerate(tokens)
        if not token.is_person and (one := weighing.candidate(number))
    ]
    people = {number for number, token in enumerate(tokens) if token.is_person}
    sure: dict[int, str] = {}
    unsure: set[int] = set()
    for _ in range(2):
        stems = set(sure.values())
        unsure = set()
        for one in candidates:
            judgement = weighing.judge(one, stems)
            if judgement is Judgement.DOUBTFUL and _beside_name(weighing, one.number, {*sure, *people}):
                judgement = Judgement.NAME
            if judgement is Judgement.NAME:
                sure[one.number] = one.stem
            elif judgement is Judgement.DOUBTFUL and not _is_plainly_a_word(weighing, one):
                unsure.add(one.number)
    return set(sure), unsure - sure.keys()


def _is_plainly_a_word(weighing: Weighing, candidate: Candidate) -> bool:
    """Tell whether a word is as likely to begin a sentence as "will", and the sentence goes on."""
    goes_on = weighing.line.gap(candidate.number) in (" ", "-")
    return candidate.base in weighing.words.never_subjects and goes_on


def _beside_name(weighing: Weighing, number: int, names: set[int]) -> bool:
    """Tell whether a word is coupled to a name, as in "Hope and Anna"."""
    line = weighing.line
    after = line.at(number + 1)
    coupled = line.at(number + 2)
    if after is not None and after.lower == "med" and coupled is not None and coupled.lower in WITH_OTHERS:
        return line.gap(number) == line.gap(number + 1) == " "
    by_word = after is not None and after.lower in LINKS and line.gap(number) == line.gap(number + 1) == " "
    if by_word and coupled is not None:
        return number + 2 in names or coupled.text in WRITER or _is_somebody(weighing, number + 2)
    if after is not None and line.gap(number) == " & " and after.text in WRITER:
        return True
    return line.gap(number) in (" & ", ", ") and number + 1 in names


def _is_somebody(weighing: Weighing, number: int) -> bool:
    """Tell whether a word begins what is said of a person: "kollegan", "our new supplier", "Fatima"."""
    around = weighing.words.around
    token = weighing.line.tokens[number]
    if token.capitalised:
        return token.lower in weighing.words.given and (
            weighing.likeness(token, token.lower) is Likeness.NONE
        )
    if token.lower in around.roles:
        return True
    near = [weighing.line.at(one) for one in range(number + 1, number + ROLE_WITHIN)]
    leads = token.lower in around.possessives or token.lower in LEADS
    return leads and any(one is not None and one.lower in around.roles for one in near)


def _strangers(weighing: Weighing, sure: set[int]) -> set[int]:
    """Return words that are first names, but of nobody in the directory."""
    found = set()
    for number, token in enumerate(weighing.line.tokens):
        if token.is_person or number in sure or not token.capitalised or weighing.candidate(number):
            continue
        for _, base, _ in token.stems():
            if base in weighing.words.given and weighing.likeness(token, base) is Likeness.NONE:
                found.add(number)
    return found


def _widened(weighing: Weighing, number: int, sure: set[int]) -> tuple[int, int]:
    """Return the place of a name with what would give the person away beside it."""
    line, token = weighing.line, weighing.line.tokens[number]
    first = last = number
    before, after = line.at(number - 1), line.at(number + 1)
    stem = token.stems()[0][0]
    if before is not None and number - 1 not in sure and _belongs_before(weighing, before, token, number):
        first = number - 1
    while (
        (earlier := line.at(first - 1)) is not None
        and earlier.lower in PARTICLES
        and line.gap(first - 1) in (" ", "-")
        and any(
            (folded(earlier.lower), stem) in weighing.index.pairs for stem, *_ in line.tokens[first].stems()
        )
    ):
        first -= 1
    if after is not None and number + 1 not in sure and _belongs_after(weighing, after, number):
        last = number + 1
    start, end = line.tokens[first].start, line.tokens[last].end
    if last == number and after is not None and len(after.text) == 1 and after.capitalised:
        end = _past_initial(weighing, stem, after, number, end)
    if first == number and before is not None and len(before.text) == 1 and before.capitalised:
        initial = folded(before.lower)
        if line.gap(number - 1) in (".", ". ", " ") and any(
            (initial, name) in weighing.index.initials for name, *_ in token.stems()
        ):
            start = before.start
    if GENITIVE_OF_INITIAL.match(line.text, end):
        end += 2
    if line.text[end - 1 : end] in ("s", "x", "z") and line.text[end : end + 1] in ("'", "’"):
        quoted = line.text[:start].endswith(("'", "‘", "’"))
        end += 0 if quoted else 1
    return start, end


def _past_initial(weighing: Weighing, stem: str, after: Token, number: int, end: int) -> int:
    """Take in the initial of a surname, and its dot unless that ends the sentence."""
    line = weighing.line
    dotted = line.text[after.end : after.end + 1] == "."
    if line.gap(number) != " " or not (dotted or weighing.has_initial(stem, folded(after.lower))):
        return end
    rest = line.text[after.end + 1 :].lstrip(" ")
    goes_on = bool(rest) and (rest[0].islower() or rest[0] in ",;:)")
    return after.end + 1 if dotted and goes_on else after.end


def _belongs_before(weighing: Weighing, before: Token, token: Token, number: int) -> bool:
    """Tell whether a stranger's first name stands before a known surname."""
    gap = weighing.line.gap(number - 1)
    if before.is_person or not before.capitalised or len(before.text) < 2:
        return False
    if gap == "-":
        return True
    is_surname = any(stem in weighing.index.lasts for stem, *_ in token.stems())
    return gap == " " and is_surname and token.capitalised and before.lower in weighing.words.given


def _belongs_after(weighing: Weighing, after: Token, number: int) -> bool:
    """Tell whether an unknown surname, or the rest of a hyphenated name, follows a known first name."""
    gap = weighing.line.gap(number)
    if after.is_person or len(after.text) < 2:
        return False
    base = after.stems()[-1][1]
    if gap == "-":
        return (after.capitalised and not after.shouted) or base in weighing.words.given
    if gap != " " or not after.capitalised or after.shouted:
        return False
    return base in weighing.words.family or not weighing.any_word(after.lower)


def _free(place: tuple[int, int], taken: Iterable[tuple[int, ...]]) -> bool:
    return all(place[1] <= one[0] or one[1] <= place[0] for one in taken)


def _joined(text: str, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join names that stand side by side, so that a full name leaves one placeholder."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and (start <= joined[-1][1] or _same_name(text[joined[-1][1] : start])):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _same_name(between: str) -> bool:
    if between in (" ", "-"):
        return True
    particles = between.casefold().replace("-", " ").split()
    parted = between[0].isspace() and (between[-1].isspace() or between[-1] == "-")
    return parted and bool(particles) and PARTICLES.issuperset(particles)
