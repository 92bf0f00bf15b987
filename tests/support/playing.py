"""End-to-end tests as scenes that attacks look on at, and what people sent in them."""

from __future__ import annotations

import copy
import inspect
from dataclasses import dataclass, field
from typing import Any

from bot.demo.once import ADMIN, CHANNEL, LEADER, NAME, curate, hold_and_mask, posted_digest
from bot.slack.ids import Action, View
from tests.e2e import (
    test_bad_input,
    test_escalation,
    test_following,
    test_going_first,
    test_good_examples,
    test_highlights,
    test_home,
    test_invitations,
    test_library,
    test_own_copy,
    test_plans,
    test_prompts,
    test_pulse,
    test_reach,
    test_reading,
    test_receipts,
    test_reports,
    test_schedules,
    test_sharing,
    test_shortcuts,
)
from tests.support.scenes import EVERYONE, all_answer, at_home, mixed, running_round

Json = dict[str, Any]
TEAM = "T0NORRBRO"
THE_REST = "the rest"
SCENES = {
    "a tip": (test_reading, "a_tip_can_be_changed"),
    "the library": (test_library, "a_lesson_is_found"),
    "turning pages": (test_library, "from_the_home_tab"),
    "receipts": (test_receipts, "a_receipt_shows_edits"),
    "forget": (test_receipts, "forgetting"),
    "after the mix": (test_receipts, "after_the_mix"),
    "below k": (test_receipts, "a_pool_below_k"),
    "masking": (test_receipts, "a_leader_masks"),
    "withdrawing": (test_receipts, "a_published_text_that_is_withdrawn"),
    "a colleague's plan": (test_plans, "a_plan_from_a_colleagues"),
    "an own plan": (test_plans, "a_plan_on_ones_own"),
    "thanks": (test_plans, "thanks_are_counted"),
    "mailbox": (test_highlights, "a_question_travels"),
    "leader's answer": (test_highlights, "a_leaders_answer"),
    "report": (test_highlights, "a_reported_highlight"),
    "a copy": (test_own_copy, "a_copy_holds"),
    "leaving from home": (test_own_copy, "whoever_has_had_enough"),
    "a report": (test_reports, "a_leader_sees_charts"),
    "a monthly report": (test_reports, "the_month_is_posted"),
    "terms": (test_sharing, "a_protected_word"),
    "leaving": (test_sharing, "whoever_leaves"),
    "lost message": (test_sharing, "a_lost_message"),
    "late": (test_bad_input, "a_text_sent_after"),
    "later": (test_reach, "later_comes_back"),
    "a pause": (test_reach, "a_pause_ends"),
    "own hours": (test_reach, "shift_workers"),
    "silence": (test_reach, "after_three_unanswered"),
    "changing a schedule": (test_schedules, "a_schedule_opens_for_change"),
    "deleting a schedule": (test_schedules, "a_schedule_is_deleted"),
    "going first": (test_going_first, "an_example_is_changed"),
    "not this time": (test_going_first, "whoever_leaves_it"),
    "a promise": (test_invitations, "whoever_will_do_it"),
    "what one wrote": (test_shortcuts, "what_one_wrote"),
    "lifting": (test_good_examples, "an_example_of_before"),
    "lifting and lowering": (test_good_examples, "a_lesson_shared_by_name"),
    "a report at home": (test_reports, "the_home_tab_sends"),
    "passing on": (test_escalation, "a_leader_leaves_it"),
    "following": (test_following, "whoever_cannot"),
    "following no more": (test_following, "whoever_stops"),
    "what following taught": (test_following, "what_was_learned"),
    "a season": (test_following, "a_season_ends"),
    "a pulse": (test_pulse, "answers_can_be_skipped"),
    "a pulse turned off": (test_pulse, "it_is_turned_off"),
    "a pulse at home": (test_pulse, "home_leads"),
    "how a pulse works": (test_pulse, "how_it_works"),
    "following at home": (test_following, "the_home_tab_invites"),
    "first steps": (test_home, "whoever_installed"),
    "a round from home": (test_home, "a_round_goes"),
    "a schedule's menu": (test_home, "a_schedule_is_looked_at"),
    "appointing": (test_home, "others_are_appointed"),
    "an admin's tools": (test_home, "words_status_and_export"),
    "the book of questions": (test_prompts, "a_question_is_added"),
    "questions pasted": (test_prompts, "many_are_pasted"),
    "a long act": (test_prompts, "a_long_act"),
}
EVERY_SCENE = (*SCENES, THE_REST)


@dataclass
class Recorder:
    """Keep what people sent."""

    payloads: list[Json] = field(default_factory=list)

    def note(self, body: Json) -> None:
        """Keep a press or a submission."""
        if body.get("type") in ("block_actions", "view_submission"):
            self.payloads.append(copy.deepcopy(body))

    @property
    def typed(self) -> dict[str, set[str]]:
        """Return what each person typed; a schedule's name is for everybody."""
        found: dict[str, set[str]] = {}
        for body in self.payloads:
            if (body.get("view") or {}).get("callback_id") == View.SCHEDULE:
                continue
            state = (body.get("view") or {}).get("state", {}).get("values", {})
            for block in state.values():
                for one in block.values():
                    if one.get("type") == "plain_text_input" and len(one.get("value") or "") > 12:
                        found.setdefault(body["user"]["id"], set()).add(one["value"])
        return found


async def press_what_is_left(theatre) -> None:
    """Press the buttons that no other scene presses."""
    async with theatre() as stage:
        people, bot = stage.people, stage.bot
        round_id = await running_round(stage)
        channel, prompt = await people.message_with("U0KARIN", bot, Action.ANSWER)
        await people.press_message("U0KARIN", channel, prompt, Action.HOW)
        await people.close("U0KARIN", await people.modal("U0KARIN", View.NOTE))
        texts = [f"Fråga hellre {n} gånger för mycket. {'Mät också. ' * 40}" for n in range(2, 9)]
        await all_answer(stage, zip(EVERYONE, texts, strict=True))
        await mixed(stage, round_id)
        await hold_and_mask(people, bot)
        await curate(people, bot)
        await people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")
        digest = await posted_digest(people, bot)
        await people.press_message("U0KARIN", CHANNEL, digest, Action.READ_ALL)
        await people.close("U0KARIN", await people.modal("U0KARIN", View.NOTE))
        await at_home(stage, "U0KARIN", Action.SHARE, View.WRITE)
        await at_home(stage, "U0KARIN", Action.HOME_SETTINGS, View.SETTINGS)
        await at_home(stage, "U0KARIN", Action.HOME_PAUSE)
        await at_home(stage, "U0KARIN", Action.HOME_RESUME)
        await at_home(stage, ADMIN, Action.HOME_NEW, View.SCHEDULE)
        await at_home(stage, LEADER, Action.EXAMPLES, View.EXAMPLES)
        await at_home(stage, ADMIN, Action.PROMPTS, View.PROMPTS)


async def played(scene: str, theatre) -> None:
    """Play the end-to-end test whose name begins as told."""
    if scene == THE_REST:
        await press_what_is_left(theatre)
        return
    module, beginning = SCENES[scene]
    (name,) = [one for one in dir(module) if one.startswith(f"test_{beginning}")]
    test = getattr(module, name)
    more = {"when": "daily"} if "when" in inspect.signature(test).parameters else {}
    await test(theatre, **more)
