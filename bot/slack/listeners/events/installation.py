"""The app is removed from a workspace, or an organisation takes it away from one."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners.common import Body, Context
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register the ends of installations."""

    async def uninstalled(context: Context) -> None:
        if installation := _installation(context):
            await services.farewell.heard(installation, "app_uninstalled", in_doubt=False)

    async def revoked(event: Body, context: Context) -> None:
        tokens = event.get("tokens")
        installation = _installation(context)
        # Of people's own tokens the app has none.
        if installation and isinstance(tokens, dict) and tokens.get("bot"):
            await services.farewell.heard(installation, "tokens_revoked", in_doubt=True)

    async def taken_away(event: Body, context: Context) -> None:
        if enterprise := context.get("enterprise_id"):
            await services.farewell.taken_out(_teams(event), "team_access_revoked", str(enterprise))

    async def given(event: Body, context: Context) -> None:
        for team in _teams(event):
            await services.clients.admits(team, context.get("enterprise_id"), team)

    app.event("app_uninstalled")(uninstalled)
    app.event("tokens_revoked")(revoked)
    app.event("team_access_revoked")(taken_away)
    app.event("team_access_granted")(given)


def _installation(context: Context) -> str | None:
    found = context.get("enterprise_id" if context.get("is_enterprise_install") else "team_id")
    return str(found) if found else None


def _teams(event: Body) -> list[str]:
    teams = event.get("team_ids")
    return [str(team) for team in teams] if isinstance(teams, list) else []
