"""Whole screens and the parts of them that are fetched again when something changes."""

from __future__ import annotations

from typing import Any

from sandbox.page.conversation import days
from sandbox.page.emoji import Emoji
from sandbox.page.look import environment
from sandbox.page.viewer import Clock, Person, Viewer, Workspace, babel_locale, person, viewer
from sandbox.page.when import clock as time_of_day
from sandbox.page.words import ENGLISH, words_for

Json = dict[str, Any]


class Screens:
    """Draw what one person sees of a workspace."""

    def __init__(self, client: Workspace, clock: Clock, team: str, emoji: Emoji) -> None:
        """Take a view of the workspace, its clock, its name and the table of emoji."""
        self._client = client
        self._clock = clock
        self._team = team
        self._emoji = emoji
        self._look = environment()

    def knows(self, user: str) -> bool:
        """Say whether somebody of that id can be chosen."""
        return self._viewer(user) is not None

    def choose(self) -> str:
        """Draw the page on which one chooses whom to be."""
        now = self._clock.now()
        seen = {
            one.id: found
            for user in self._client.people()
            if (found := viewer(self._client, (one := person(user)).id, now, self._emoji))
        }
        people = [(found.people[user], found) for user, found in seen.items()]
        return self._draw(
            "choose.html",
            v=None,
            words=ENGLISH,
            people=[
                {
                    "person": one,
                    "time": time_of_day(now, found),
                    "place": one.tz.split("/")[-1].replace("_", " "),
                    "language": (babel_locale(one.locale).get_language_name("en") or "").capitalize(),
                    "words": words_for(one.locale),
                }
                for one, found in people
            ],
        )

    def first(self, user: str) -> str:
        """Return the conversation to show first: the app's when it has news, else a channel."""
        there = self._client.conversations(user)
        news = [one for one in there if one["kind"] == "im" and one.get("unread")]
        joined = [one for one in there if one["kind"] != "im" and one.get("is_member")]
        found = [*news, *joined, *there]
        return str(found[0]["id"]) if found else "home"

    def direct(self, user: str) -> str | None:
        """Return the app's direct conversation with a person; None until there is one."""
        apps = {one["id"] for one in self._client.people() if one.get("is_bot")}
        for one in self._client.conversations(user):
            if one["kind"] == "im" and one.get("with") in apps:
                return str(one["id"])
        return None

    def conversation(self, user: str, channel: str) -> str | None:
        """Draw a conversation with all around it; None when this person cannot see it."""
        return self._whole(user, channel)

    def home(self, user: str) -> str | None:
        """Draw the app's Home tab with all around it."""
        return self._whole(user, "home")

    def fragment(self, user: str, part: str, here: str) -> str | None:
        """Draw one part again: messages, sidebar, modal or home."""
        if part not in ("messages", "sidebar", "modal", "home"):
            return None
        seen = self._viewer(user)
        if seen is None or (part == "messages" and self._conversation(user, here) is None):
            return None
        return self._draw(f"{part}.html", **self._around(seen, here))

    def _whole(self, user: str, here: str) -> str | None:
        seen = self._viewer(user)
        if seen is None or (here != "home" and self._conversation(user, here) is None):
            return None
        return self._draw("workspace.html", **self._around(seen, here))

    def _around(self, seen: Viewer, here: str) -> Json:
        app = next((one for one in seen.people.values() if one.is_app), None)
        conversations = self._client.conversations(seen.user)
        direct = self.direct(seen.user)
        current = next((one for one in conversations if one["id"] == here), None)
        return {
            "v": seen,
            "words": seen.words,
            "me": seen.people[seen.user],
            "app": app,
            "here": here,
            "current": current,
            "partner": seen.people.get(str(current.get("with"))) if current else None,
            "in_app": app is not None and (here == "home" or here == direct),
            "direct": direct,
            "channels": [one for one in conversations if one["kind"] != "im"],
            "ims": [one for one in conversations if one["kind"] == "im" and one["id"] != direct],
            "app_im": next((one for one in conversations if one["id"] == direct), None),
            "days": days(self._client.messages(seen.user, here), seen) if current else [],
            "home": self._client.home(seen.user),
            "views": self._client.views(seen.user),
            "others": self._others(seen),
            "commands": self._client.commands(),
            "global_shortcuts": [one for one in self._client.shortcuts() if one.get("type") == "global"],
            "message_shortcuts": [one for one in self._client.shortcuts() if one.get("type") == "message"],
            "mentionable": sorted(seen.people.values(), key=lambda one: one.name),
        }

    def _others(self, seen: Viewer) -> list[Person]:
        return [one for one in seen.people.values() if not one.is_app and one.id != seen.user]

    def _conversation(self, user: str, channel: str) -> Json | None:
        return next((one for one in self._client.conversations(user) if one["id"] == channel), None)

    def _viewer(self, user: str) -> Viewer | None:
        return viewer(self._client, user, self._clock.now(), self._emoji)

    def _draw(self, template: str, **given: Any) -> str:
        return self._look.get_template(template).render(team=self._team, **given)
