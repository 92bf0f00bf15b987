"""Both languages are complete, and no message mixes them."""

from __future__ import annotations

import ast
import re
from importlib import resources
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.content.prompts.importing import Fault
from bot.content.texts import MissingText, load_catalogue
from bot.learning.acts import Act
from bot.learning.ballot import LEVELS, Happened, Statement
from bot.learning.going_first import OPENERS
from bot.learning.language import Language
from bot.learning.missed import Why
from bot.learning.plans import Tried
from bot.learning.prompts import PromptKind
from bot.learning.reading import LinkProblem
from bot.learning.redaction import RemovedKind
from bot.learning.report import Deed
from bot.learning.rule_text import RuleProblemKind
from bot.learning.shadow.season import INTERVALS
from bot.slack.blocks.days_off import CHOICES
from bot.slack.blocks.highlight import Reason
from bot.slack.blocks.home.admin import AT_ONCE, TOOLS
from bot.slack.blocks.schedule import AUDIENCES, RHYTHMS
from bot.slack.blocks.shadow import SIZES
from bot.slack.courier import NOT_POSTED
from bot.slack.ids import Action, View
from bot.slack.installing.pages import Page
from bot.slack.listeners.commands import schedule
from bot.slack.outcomes import CHANNEL_BLOCKED, MEMBER_GONE
from bot.slack.reporting import REPORT_NOT_POSTED
from bot.store.sealed.mailbox import Asked
from bot.store.sealed.seal import Share
from bot.store.tables import DeliveryKind
from bot.store.trouble import Trouble

BOT = Path(__file__).resolve().parents[3] / "bot"
SWEDISH = re.compile(r"\b(?:och|inte|är|att|svaret|för|med|eller|rundan|någon|det|som)\b", re.IGNORECASE)
ENGLISH = re.compile(r"\b(?:the|and|is|are|your|you|with|not|this|nobody|answer|round|of)\b", re.IGNORECASE)
FIELD = re.compile(r"\{(\w+)\}")
ABOUT = re.compile(r"`[^`]*`|\{\w+\}|#\w+")


def entries(language: str) -> dict[str, list[str]]:
    place = resources.files("bot.content") / "locale" / language / "LC_MESSAGES" / "lardom.po"
    with place.open("rb") as file:
        catalogue = read_po(file)
    found = {}
    for message in catalogue:
        if message.id:
            name = message.id[0] if isinstance(message.id, tuple) else message.id
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            assert name not in found, f"{name} stands there twice"
            found[name] = [str(text) for text in texts]
    return found


SV, EN = entries("sv"), entries("en")


def used_in_code() -> set[str]:
    """Return the names of texts that the code asks for in so many words."""
    found = set()
    for file in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                for one in [*node.args[:1], *(kw.value for kw in node.keywords if kw.arg == "lead")]:
                    for part in ast.walk(one):
                        text = part.value if isinstance(part, ast.Constant) else None
                        if isinstance(text, str) and re.fullmatch(r"[a-z_]+\.[a-z0-9_]*[a-z0-9]", text):
                            found.add(text)
    return found


def test_both_languages_have_the_same_texts():
    assert set(SV) == set(EN)


@pytest.mark.parametrize("name", sorted(SV))
def test_a_text_has_the_same_fields_and_forms_in_both_languages(name):
    assert len(SV[name]) == len(EN[name])
    for sv, en in zip(SV[name], EN[name], strict=True):
        assert sv and en
        assert set(FIELD.findall(sv)) == set(FIELD.findall(en))


@pytest.mark.parametrize("name", sorted(SV))
def test_no_text_mixes_languages(name):
    for sv, en in zip(SV[name], EN[name], strict=True):
        assert not ENGLISH.search(ABOUT.sub(" ", sv)), sv
        assert not SWEDISH.search(ABOUT.sub(" ", en)), en


def test_every_text_that_the_code_asks_for_exists():
    wanted = {name for name in used_in_code() if name.split(".")[0] in {one.split(".")[0] for one in SV}}
    assert len(wanted) > 150, "the search finds what the code uses"
    missing = {name for name in wanted if name not in SV}
    assert missing <= {*map(str, Action), *map(str, View)}, missing


def test_every_kind_that_is_put_into_a_name_has_its_text():
    for kind in RuleProblemKind:
        assert f"rule_problem.{kind}" in SV
    for kind in RemovedKind:
        assert f"removed.{kind}" in SV
    for share in Share:
        assert {f"share.{share}", f"see.sealed_{share}", f"preview.lead_{share}"} <= set(SV)
    for reason in Reason:
        assert f"report.reason_{reason}" in SV
    for asked in (Asked.WAITS, Asked.NOT_ANSWERED_YET, Asked.ENOUGH):
        assert f"ask.{asked}" in SV
    for why in ("call", "reminder", "called", "changed"):
        assert f"curation.{why}" in SV
    for share in Share:
        assert f"lesson.done_{share}" in SV
    for kind in (DeliveryKind.REMINDER, DeliveryKind.LATER):
        assert f"again.{kind}" in SV
    for language in Language:
        assert f"digest.in_{language}" in SV
    for kind in DeliveryKind:
        assert f"kind.{kind}" in SV
    for ails in Trouble:
        assert f"storage.{ails}" in SV
    for reason in (*MEMBER_GONE, *CHANNEL_BLOCKED):
        assert f"reason.{reason}" in SV
    for why in (*NOT_POSTED, "other"):
        assert f"not_posted.{why}" in SV
    for happened in Happened:
        assert {f"shadow.happened_{happened}", f"shadow.done_{happened}"} <= set(SV)
    for statement in Statement:
        assert {f"statement.{statement}", f"statement.short_{statement}"} <= set(SV)
    for level in LEVELS:
        assert f"pulse.level_{level}" in SV
    for weeks in INTERVALS:
        assert f"shadow.every_{weeks}" in SV
    for size in SIZES:
        assert {f"shadow.size_{size}", f"shadow.times_{size}"} <= set(SV)
    for what in ("stop", "skip", "end"):
        assert {f"shadow.{what}", f"shadow.{what}_title", f"shadow.{what}_text"} <= set(SV)
    for tried in Tried:
        assert {f"tried.{tried}", f"look_back.done_{tried}"} <= set(SV)
    for act in Act:
        assert {f"act.{act}", f"act_short.{act}", f"plan_when.{act}"} <= set(SV)
    for problem in LinkProblem:
        assert f"link_problem.{problem}" in SV
    for deed in Deed:
        assert f"deed.{deed}" in SV
    for why in (*REPORT_NOT_POSTED, "other"):
        assert f"figures_lost.{why}" in SV
    for act in (*Act, "own"):
        for number in range(1, OPENERS + 1):
            assert f"opener.{act}_{number}" in SV
    for fault in Fault:
        assert f"import_fault.{fault}" in SV
    for kind_of_prompt in PromptKind:
        assert f"prompts.kind_{kind_of_prompt}" in SV
    for audience in AUDIENCES:
        assert f"audience.{audience}" in SV
    for page in Page:
        assert {f"{page}.title", f"{page}.lines"} <= set(SV)
    for word in {*schedule.ON_ONE}:
        assert f"home_do.{word}" in SV
    for word in AT_ONCE:
        assert f"home_sure.{word}" in SV
    for tool, _ in TOOLS:
        assert {f"tool.{tool}", f"tool.{tool}_open"} <= set(SV)
    for rhythm in RHYTHMS:
        assert f"rhythm.{rhythm}" in SV
    for why in Why:
        assert f"missed.{why}" in SV
    for days in CHOICES:
        assert {f"days_off.{days}", f"days_off.{days}_say"} <= set(SV)


def test_no_text_is_left_over():
    code = "\n".join(file.read_text(encoding="utf-8") for file in BOT.rglob("*.py"))
    families = ("rule_problem", "removed", "share", "see", "preview", "rhythm", "nth", "state", "late", "run")
    families += ("close", "publish", "curation", "report", "ask", "lesson", "digest", "again")
    families += (
        "kind",
        "reason",
        "not_posted",
        "figures_lost",
        "act",
        "act_short",
        "deed",
        "export",
        "copy",
        "checklist",
        "audience",
        "status",
        "days_off",
        "missed",
        "tried",
        "shadow",
        "pulse",
        "statement",
        "look_back",
        "storage",
        "opener",
        "lift",
        "import_fault",
        "prompts",
        "home_do",
        "home_sure",
        "tool",
        *Page,
        "plan_when",
        "link_problem",
    )
    unused = [name for name in SV if name not in code and name.split(".")[0] not in families]
    assert unused == []


def test_a_missing_text_is_an_error_and_not_an_empty_line():
    with pytest.raises(MissingText):
        load_catalogue()[Language.SV]("no.such_text")


def test_short_places_hold_short_texts():
    limits = {"how.title": 24, "write.title": 24, "preview.title": 24, "late.title": 24, "mask.title": 24}
    limits |= {"curation.title": 24, "schedule.title": 24, "settings.title": 24, "see.title": 24}
    limits |= {
        "first.title": 24,
        "withdraw.title": 24,
        "edit_later.title": 24,
        "error.title": 24,
        "digest.title": 24,
    }
    limits |= dict.fromkeys(("report", "leader_answer", "ask", "mailbox", "lesson", "terms", "leave"), 24)
    limits = {name if "." in name else f"{name}.title": most for name, most in limits.items()}
    for name, most in limits.items():
        assert all(len(text) <= most for text in (*SV[name], *EN[name])), name
    for name in SV:
        if name.endswith(("_note", "_say")) or name.startswith(
            ("share.", "late.carry", "late.named", "late.keep")
        ):
            assert all(len(text) <= 75 for text in (*SV[name], *EN[name])), name
