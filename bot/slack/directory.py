"""Know the people of a workspace: names, zones, languages, roles; from memory, refreshed from Slack."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from bot.clock import Clock
from bot.learning.away import Status
from bot.learning.language import Language
from bot.learning.redaction import NameIndex, PersonName
from bot.slack.clients import Clients, NotInstalled
from bot.store.ports import Recipient
from bot.store.tables import Schedule

PAGE = 200
ROLES_FRESH = timedelta(minutes=5)
ALL_FRESH = timedelta(hours=24)
NO_GROUPS = ("missing_scope", "paid_teams_only", "plan_upgrade_required", "team_not_found")
LONG_AGO = datetime.min.replace(tzinfo=UTC)
DEFAULT_ZONE = "Europe/Stockholm"


@dataclass(frozen=True, slots=True)
class Person:
    """Hold what Slack says of one member."""

    id: str
    names: PersonName
    zone: str
    language: Language
    is_admin: bool
    is_guest: bool
    is_bot: bool
    gone: bool
    seen_at: datetime
    status: Status = field(default_factory=Status)

    @property
    def may_be_asked(self) -> bool:
        """Tell whether prompts may go to this person."""
        return not (self.is_guest or self.is_bot or self.gone)


@dataclass
class Directory:
    """Keep the members of one workspace."""

    team: str
    clients: Clients
    clock: Clock
    _people: dict[str, Person] = field(default_factory=dict)
    _names: NameIndex | None = None
    _filled_at: datetime | None = None
    _filling: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def person(self, user: str, *, fresh: timedelta = ALL_FRESH) -> Person | None:
        """Return a member as Slack described it at most `fresh` ago; None when Slack knows none."""
        known = self._people.get(user)
        if known is not None and self.clock.now() - known.seen_at <= fresh:
            return known
        try:
            client = await self.clients.of(self.team)
            answer = await client.users_info(user=user, include_locale=True)
        except SlackApiError as problem:
            if problem.response.get("error") in ("user_not_found", "user_not_visible"):
                return None
            raise
        return self.learn(answer["user"])

    async def everyone(self) -> Mapping[str, Person]:
        """Return all members, read page by page at most once a day."""
        async with self._filling:
            now = self.clock.now()
            if self._filled_at is None or now - self._filled_at > ALL_FRESH:
                cursor = ""
                while True:
                    client = await self.clients.of(self.team)
                    page = await client.users_list(limit=PAGE, cursor=cursor, include_locale=True)
                    for user in page["members"]:
                        self.learn(user)
                    cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
                    if not cursor:
                        break
                self._filled_at = now
        return self._people

    async def look_again(self, user: str) -> None:
        """Ask Slack once more for a member whom this process knows: another was told that they changed."""
        if user not in self._people:
            return
        try:
            await self.person(user, fresh=timedelta(0))
        except (SlackApiError, NotInstalled, ClientError, TimeoutError):
            self.doubt(user)

    def doubt(self, user: str | None = None) -> None:
        """Take what is known of a member, or of everybody, for out of date."""
        for one in self._people if user is None else (user,):
            self._people[one] = replace(self._people[one], seen_at=LONG_AGO)
        if user is None:
            self._filled_at = None

    def known(self, user: str) -> Person | None:
        """Return what is known of a member without asking Slack."""
        return self._people.get(user)

    def learn(self, user: Mapping[str, Any]) -> Person:
        """Take in a user object, from a listing or an event."""
        person = read_person(user, self.clock.now(), self.team)
        if self._people.get(person.id, None) is None or self._people[person.id].names != person.names:
            self._names = None
        self._people[person.id] = person
        return person

    async def names(self) -> NameIndex:
        """Return an index of everybody's names, for redaction."""
        await self.everyone()
        if self._names is None:
            people = [one.names for one in self._people.values() if not one.is_bot]
            self._names = await asyncio.to_thread(NameIndex, people)
        return self._names

    async def members_of(self, channel: str) -> list[str]:
        """Return the ids of a channel's members, page by page."""
        found: list[str] = []
        cursor = ""
        while True:
            client = await self.clients.of(self.team)
            page = await client.conversations_members(channel=channel, limit=1000, cursor=cursor)
            found += page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return found

    async def of(self, schedule: Schedule) -> list[Recipient]:
        """Return the members of a schedule's audience who may be asked."""
        if schedule.audience_kind == "people":
            users: Iterable[str] = schedule.audience.split(",")
        elif schedule.audience_kind == "group":
            client = await self.clients.of(self.team)
            users = (await client.usergroups_users_list(usergroup=schedule.audience))["users"]
        else:
            users = await self.members_of(schedule.audience)
        people = await self.everyone()
        recipients = []
        for user in users:
            person = people.get(user) or await self.person(user)
            if person is not None and person.may_be_asked:
                recipients.append(Recipient(user, person.zone))
        return recipients

    async def groups(self) -> list[tuple[str, str]]:
        """Return the workspace's user groups, id and handle; none without the permission to see them."""
        try:
            client = await self.clients.of(self.team)
            answer = await client.usergroups_list()
        except SlackApiError as problem:
            if problem.response.get("error") in NO_GROUPS:
                return []
            raise
        return sorted(
            ((str(one["id"]), str(one["handle"])) for one in answer["usergroups"]), key=lambda one: one[1]
        )

    async def admins(self) -> list[str]:
        """Return Slack's admins and owners who may be asked."""
        people = await self.everyone()
        return sorted(one.id for one in people.values() if one.is_admin and one.may_be_asked)


def read_person(user: Mapping[str, Any], now: datetime, team: str) -> Person:
    """Turn Slack's user object into a person, as a workspace sees them."""
    profile = user.get("profile") or {}
    return Person(
        id=user["id"],
        names=PersonName(
            full=profile.get("real_name") or user.get("real_name") or "",
            first=profile.get("first_name") or "",
            last=profile.get("last_name") or "",
            display=profile.get("display_name") or "",
        ),
        zone=_zone(user.get("tz")),
        language=Language.of_locale(user.get("locale")),
        is_admin=bool(user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted"))
        or _is_stranger(user, team),
        is_bot=bool(user.get("is_bot") or user["id"] == "USLACKBOT"),
        gone=bool(user.get("deleted")),
        seen_at=now,
        status=_status(profile),
    )


def _is_stranger(user: Mapping[str, Any], team: str) -> bool:
    """Tell whether somebody belongs to another workspace and is met in a shared channel only."""
    if user.get("is_stranger"):
        return True
    organisation = user.get("enterprise_user")
    teams = organisation.get("teams") if isinstance(organisation, dict) else None
    own = user.get("team_id")
    if isinstance(teams, list) and teams:
        return team not in teams
    return isinstance(own, str) and own.startswith("T") and own != team


def _status(profile: Mapping[str, Any]) -> Status:
    expires = profile.get("status_expiration")
    return Status(
        text=str(profile.get("status_text") or ""),
        emoji=str(profile.get("status_emoji") or ""),
        expires_at=datetime.fromtimestamp(expires, UTC) if isinstance(expires, int) and expires else None,
    )


def _zone(name: str | None) -> str:
    try:
        return ZoneInfo(name).key if name else DEFAULT_ZONE
    except (ZoneInfoNotFoundError, ValueError):
        return DEFAULT_ZONE
