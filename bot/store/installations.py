"""Keep who installed the app, with tokens that nobody reads without the installation keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.columns import UtcDateTime
from bot.store.database import Database, affected, put
from bot.store.owing import Owed, owe
from bot.store.sealed.vault import Vault
from bot.store.tables import ADMIN, DeliveryKind, Lane, RoleGrant, Workspace
from bot.store.tenancy import Installation

REFRESH_LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Hold an installation's tokens; `refresh` is empty and `expires_at` None where they never end."""

    bot: str
    refresh: str = ""
    expires_at: datetime | None = None

    def __repr__(self) -> str:
        """Show no token, wherever this may be printed."""
        return f"Tokens(expires_at={self.expires_at})"


@dataclass(frozen=True, slots=True)
class Installed:
    """Hold an installation that works."""

    id: str
    team: str | None
    enterprise: str | None
    name: str
    bot_user: str
    tokens: Tokens
    app_id: str = ""
    bot_id: str = ""
    scopes: str = ""
    installed_by: str = ""

    @property
    def is_org_wide(self) -> bool:
        """Tell whether this covers every workspace of an organisation."""
        return self.team is None


class InstallationRepository:
    """Write, find and renew installations."""

    def __init__(self, database: Database, vault: Vault) -> None:
        """Use a database, and the vault that seals tokens."""
        self._database = database
        self._vault = vault

    async def save(self, installed: Installed, now: datetime) -> None:
        """Keep an installation, or what replaces it, and take its workspaces up again."""
        row = Installation(
            id=installed.id,
            team_id=installed.team,
            enterprise_id=installed.enterprise,
            name=installed.name,
            app_id=installed.app_id,
            bot_user_id=installed.bot_user,
            bot_id=installed.bot_id,
            scopes=installed.scopes,
            installed_by=installed.installed_by,
            installed_at=now,
            sealed=self._sealed(installed.id, installed.tokens),
            expires_at=installed.tokens.expires_at,
        )
        changing = [name for name in Installation.model_fields if name != "id"]
        async with self._database.write() as session:
            await put(session, row, replace=changing)
            if installed.team is not None:
                known = Workspace(
                    team_id=installed.team,
                    name=installed.name,
                    bot_user_id=installed.bot_user,
                    enterprise_id=installed.enterprise,
                )
                await put(session, known, replace=("name", "bot_user_id", "enterprise_id"))
                await back_again(session, col(Workspace.team_id) == installed.team)
                await _trust(session, installed.team, row, now)
            else:
                await back_again(session, col(Workspace.enterprise_id) == installed.enterprise)

    async def of(self, team: str) -> Installed | None:
        """Return what speaks for the app in a workspace: its own installation, or its organisation's.

        None when there is neither, or the workspace has removed the app. Raises TokensSealed.
        """
        async with self._database.read() as session:
            workspace = await session.get(Workspace, team)
            if workspace is None or workspace.gone_at is not None:
                return None
            row = await session.get(Installation, team)
            if row is None:
                row = await org_wide(session, workspace.enterprise_id)
        return None if row is None else self._opened(row)

    async def get(self, installation: str) -> Installed | None:
        """Return an installation by its id; None when it is gone."""
        async with self._database.read() as session:
            row = await session.get(Installation, installation)
        return None if row is None else self._opened(row)

    async def ids(self) -> list[str]:
        """Return every installation's id."""
        async with self._database.read() as session:
            return list((await session.execute(select(col(Installation.id)))).scalars().all())

    async def admit(self, team: str, enterprise: str | None, name: str, now: datetime) -> bool:
        """Take in a workspace that an organisation's installation covers; False when none does."""
        async with self._database.write() as session:
            row = await org_wide(session, enterprise)
            before = await session.get(Workspace, team)
            if row is None or (before is not None and before.enterprise_id not in (None, enterprise)):
                return False
            known = Workspace(
                team_id=team, name=name, bot_user_id=row.bot_user_id, enterprise_id=row.enterprise_id
            )
            await put(session, known, replace=("bot_user_id", "enterprise_id"))
            await back_again(session, col(Workspace.team_id) == team)
            if before is None:
                await _trust(session, team, row, now)
        return True

    async def ending(self, before: datetime) -> list[str]:
        """Return the installations whose tokens end before an instant, those that end first, first."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(col(Installation.id))
                .where(col(Installation.expires_at) <= before)
                .order_by(col(Installation.expires_at))
            )
            return list(rows.scalars().all())

    async def lease_renewal(self, installation: str, before: datetime, now: datetime) -> Tokens | None:
        """Let this process alone renew tokens that end before an instant; None when it is not to."""
        async with self._database.write() as session:
            held = await session.execute(
                update(Installation)
                .where(col(Installation.id) == installation, col(Installation.expires_at) <= before)
                .where(
                    or_(
                        col(Installation.refreshing_until).is_(None),
                        col(Installation.refreshing_until) <= self._lease_now(now),
                    )
                )
                .values(refreshing_until=self._lease_end(now))
            )
            if not affected(held):
                return None
            row = await session.get_one(Installation, installation)
        return self._opened(row).tokens

    async def renewed(self, installation: str, old: Tokens, new: Tokens) -> None:
        """Keep renewed tokens, unless the installation was replaced or removed meanwhile; end the lease."""
        async with self._database.write() as session:
            row = await session.get(Installation, installation, with_for_update=True)
            if row is None or self._opened(row).tokens.refresh != old.refresh:
                return
            row.sealed, row.expires_at = self._sealed(installation, new), new.expires_at
            row.refreshing_until = None

    async def seal_anew(self) -> int:
        """Seal everything under the newest key; return how many installations there were to change."""
        changed = 0
        async with self._database.write() as session:
            rows = (await session.execute(select(Installation).with_for_update())).scalars().all()
            for row in rows:
                if not self._vault.is_newest(row.sealed):
                    row.sealed = self._vault.seal(row.id, self._vault.open(row.id, row.sealed))
                    changed += 1
        return changed

    def _sealed(self, owner: str, tokens: Tokens) -> bytes:
        return self._vault.seal(owner, {"bot": tokens.bot, "refresh": tokens.refresh})

    def _opened(self, row: Installation) -> Installed:
        secrets = self._vault.open(row.id, row.sealed)
        return Installed(
            id=row.id,
            team=row.team_id,
            enterprise=row.enterprise_id,
            name=row.name,
            bot_user=row.bot_user_id,
            tokens=Tokens(secrets["bot"], secrets["refresh"], row.expires_at),
            app_id=row.app_id,
            bot_id=row.bot_id,
            scopes=row.scopes,
            installed_by=row.installed_by,
        )

    def _lease_now(self, now: datetime) -> ColumnElement[datetime]:
        return literal(now, UtcDateTime()) if self._database.is_sqlite else func.clock_timestamp()

    def _lease_end(self, now: datetime) -> ColumnElement[datetime]:
        if self._database.is_sqlite:
            return literal(now + REFRESH_LEASE, UtcDateTime())
        return func.clock_timestamp() + REFRESH_LEASE


async def _trust(session: AsyncSession, team: str, row: Installation, now: datetime) -> None:
    """Make whoever installed the app an admin of it, and owe them one note; other admins may dismiss them.

    An organisation's installer is written to once, in the first of its workspaces.
    """
    if row.installed_by:
        await put(session, RoleGrant(team_id=team, user_id=row.installed_by, role=ADMIN))
        key = f"{row.id}:installed"
        await owe(session, [Owed(key, team, DeliveryKind.INSTALLED, row.installed_by, now)])


async def back_again(session: AsyncSession, which: ColumnElement[bool]) -> None:
    """Let workspaces that had removed the app be served again, and their messages go out."""
    back = select(col(Workspace.team_id)).where(which, col(Workspace.gone_at).is_not(None))
    await session.execute(update(Lane).where(col(Lane.team_id).in_(back)).values(rests_until=None))
    await session.execute(update(Workspace).where(which).values(gone_at=None))


async def org_wide(session: AsyncSession, enterprise: str | None) -> Installation | None:
    """Return the installation that covers an organisation's workspaces."""
    row = None if enterprise is None else await session.get(Installation, enterprise)
    return row if row is not None and row.team_id is None else None
