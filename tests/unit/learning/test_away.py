"""Whoever says that they are on leave or ill is left in peace, and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.learning.away import Status, is_away

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        # vacation
        "Semester",
        "semester!",
        "På semester v. 28–31",
        "Semester, åter 12 augusti",
        "SEMESTER – tillbaka på måndag",
        "Njuter av semestern",
        "Sommarledig till 10/8",
        "Julledig",
        "Ledig",
        "Ledig idag",
        "Lång ledighet? Nej, bara ledig till måndag",
        "På sportlov",
        "Kompledig fredag",
        "Tjänstledig",
        "Studieledig på halvtid",
        "On vacation until 12 Aug",
        "Vacationing",
        "On holiday",
        "On holidays, back on Monday",
        "Annual leave",
        "PTO",
        "OOO until Tuesday",
        "Out of office",
        "Out of the office this week",
        "Day off",
        "Holidays 🎄",
        "Åkt till fjällen på semester",
        "Off today",
        "Enjoying a day off",
        # parental leave
        "Föräldraledig",
        "Föräldraledig t.o.m. mars",
        "Pappaledig",
        "mammaledig",
        "Parental leave",
        "On paternity leave",
        "Maternity leave, back in May",
        "Mat leave",
        # ill, or a child is
        "Sjuk",
        "Hemma sjuk",
        "Sjukskriven",
        "Magsjuk idag",
        "VAB",
        "Vabbar",
        "vabbande",
        "Vård av barn",
        "Hemma med sjukt barn",
        "Out sick",
        "Off sick",
        "Sick",
        "Sick leave",
        "Home sick today",
        "Feeling unwell",
        "Semester ☀️ ring inte",
    ],
)
def test_a_status_of_leave_or_illness_counts(text):
    assert is_away(Status(text), NOW, STOCKHOLM)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "På möte",
        "Jobbar hemifrån",
        "In a meeting",
        "Commuting",
        "Working remotely",
        "Tillbaka från semester",
        "Tillbaka efter semestern",
        "Åter från föräldraledighet",
        "Back from vacation",
        "Back after sick leave",
        "Snart semester!",
        "Längtar till semestern",
        "Nedräkning till semester",
        "12 dagar till semester",
        "Semestern är slut",
        "Semesterplanering",
        "Not on vacation",
        "Inte sjuk längre",
        "Frisk igen efter sjukskrivning",
        "3 days until vacation",
        "Vacation is over",
        "Vacation planning",
        "Need a vacation",
        "Ledig för frågor",
        "Ledig att prata",
        "Sick of meetings",
        "Läser om vabelhandel i skärgården",
        "Musikhögskolan",
        "Leave me alone, I code",
        "Holiday calendar team",
        "Happy holidays!",
        "Semesterlönen betalas ut i maj",
    ],
)
def test_any_other_status_does_not(text):
    assert not is_away(Status(text), NOW, STOCKHOLM)


def test_a_status_that_lasts_beyond_today_counts_whatever_it_says():
    tonight = NOW.replace(hour=22, minute=59)
    assert not is_away(Status("Fokus", expires_at=tonight), NOW, STOCKHOLM), "22:59 UTC is 23:59 in Stockholm"
    assert is_away(Status("Fokus", expires_at=tonight + timedelta(minutes=1)), NOW, STOCKHOLM)
    kolkata = ZoneInfo("Asia/Kolkata")
    assert is_away(Status("Fokus", expires_at=NOW.replace(hour=19)), NOW, kolkata), "it is tomorrow there"


def test_a_status_that_has_expired_counts_for_nothing():
    assert not is_away(Status("Semester", expires_at=NOW - timedelta(seconds=1)), NOW, STOCKHOLM)
    assert is_away(Status("Semester", expires_at=NOW + timedelta(hours=1)), NOW, STOCKHOLM)


@pytest.mark.parametrize("emoji", [":palm_tree:", ":face_with_thermometer:", ":baby_bottle:"])
def test_slacks_own_signs_for_leave_and_illness_count_alone_and_not_beside_other_words(emoji):
    assert is_away(Status("", emoji), NOW, STOCKHOLM)
    assert not is_away(Status("Planerar sommarfesten", emoji), NOW, STOCKHOLM)
    assert not is_away(Status("", ":headphones:"), NOW, STOCKHOLM)
