"""Installations by OAuth: codes, tokens that may end, refresh tokens, and whole organisations."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import WorkspaceClock
from sandbox.refusal import Refusal
from sandbox.world import World

Json = dict[str, Any]
CODE_LIFE = timedelta(minutes=10)


@dataclass
class Grant:
    """Hold one installation: of a workspace, or of an organisation's workspaces."""

    teams: set[str]
    enterprise: str | None
    refresh: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """Hold what a person agreed to."""

    user: str
    team: str
    org_wide: bool
    redirect_uri: str
    until: datetime


@dataclass
class Installs:
    """Know every token; `life` is how long one lives, None for ever."""

    clock: WorkspaceClock
    worlds: dict[str, World] = field(default_factory=dict)
    life: timedelta | None = None
    _codes: dict[str, Code] = field(default_factory=dict)
    _tokens: dict[str, tuple[Grant, datetime | None]] = field(default_factory=dict)

    def agree(self, user: str, team: str, redirect_uri: str, *, org_wide: bool = False) -> str:
        """Return the code that a browser brings back after a person agreed."""
        code = secrets.token_urlsafe(18)
        self._codes[code] = Code(user, team, org_wide, redirect_uri, self.clock.now() + CODE_LIFE)
        return code

    def buy(self, code: str, redirect_uri: str) -> Json:
        """Exchange a code for a token, once."""
        found = self._codes.pop(code, None)
        if found is None or self.clock.now() > found.until:
            raise Refusal("invalid_code")
        if found.redirect_uri != redirect_uri:
            raise Refusal("bad_redirect_uri")
        world = self.worlds[found.team]
        enterprise = world.team.get("enterprise_id")
        if found.org_wide:
            teams = {
                one for one, other in self.worlds.items() if other.team.get("enterprise_id") == enterprise
            }
            grant = Grant(teams, enterprise)
        else:
            grant = Grant({found.team}, None)
        for team in grant.teams:
            self.worlds[team].org_wide = found.org_wide
        organisation = {"id": enterprise, "name": f"{enterprise} AB"} if enterprise else None
        return {
            **self._issue(grant),
            "scope": ",".join(sorted(world.scopes())),
            "bot_user_id": world.bot_user,
            "app_id": world.app_id,
            "team": None if found.org_wide else {"id": found.team, "name": world.team["name"]},
            "enterprise": organisation,
            "is_enterprise_install": found.org_wide,
            "authed_user": {"id": found.user},
        }

    def renew(self, refresh: str) -> Json:
        """Exchange a refresh token, once; the token before it lives until its end."""
        grant = next((one for one, _ in self._tokens.values() if refresh and one.refresh == refresh), None)
        if grant is None:
            raise Refusal("invalid_refresh_token")
        return self._issue(grant)

    def world_of(self, token: str, team: str) -> World:
        """Return the workspace that a call with a token is about."""
        for world in self.worlds.values():
            if token == world.bot_token:
                if not world.installed:
                    raise Refusal("token_revoked")
                return world
        if token not in self._tokens:
            raise Refusal("invalid_auth")
        grant, ends = self._tokens[token]
        if not grant.teams:
            raise Refusal("token_revoked")
        if ends is not None and self.clock.now() >= ends:
            raise Refusal("token_expired")
        if team and grant.enterprise and team not in grant.teams:
            raise Refusal("team_access_not_granted")
        return self.worlds[team if team in grant.teams else min(grant.teams)]

    def revoke(self, token: str) -> None:
        """Let a token, or the installation it stands for, work no more."""
        if token in self._tokens:
            self._tokens[token][0].teams.clear()
        for world in self.worlds.values():
            if token == world.bot_token:
                world.installed = False

    def remove(self, team: str) -> None:
        """Take the app out of a workspace; out of the whole organisation where it was installed for all."""
        self.worlds[team].installed = False
        for grant, _ in self._tokens.values():
            if team in grant.teams:
                grant.teams.clear()

    def take_out(self, team: str) -> None:
        """Take one workspace out of its organisation's installation."""
        for grant, _ in self._tokens.values():
            if grant.enterprise:
                grant.teams.discard(team)

    def _issue(self, grant: Grant) -> Json:
        ends = None if self.life is None else self.clock.now() + self.life
        token = f"{'xoxe.' if ends else ''}xoxb-{secrets.token_hex(12)}"
        self._tokens[token] = (grant, ends)
        found: Json = {"access_token": token, "token_type": "bot"}
        if self.life is not None:
            grant.refresh = f"xoxe-{secrets.token_hex(16)}"
            found |= {"refresh_token": grant.refresh, "expires_in": int(self.life.total_seconds())}
        return found
