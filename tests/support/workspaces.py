"""Further workspaces of one app, as small as a test needs them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def small(
    team: str, name: str = "Södra", members: int = 8, *, enterprise: str | None = None, owners: bool = False
) -> Json:
    """Return a workspace with one owner, a channel that the app is in, and some members.

    Its people and channels have the ids of the demonstration's, so that any mix-up shows. With `owners` all
    of them may do everything there.
    """
    people: list[Json] = [
        {
            "id": "U0ANNA",
            "name": "anna",
            "first": "Annika",
            "last": "Söderlund",
            "locale": "sv-SE",
            "owner": True,
        }
    ]
    known = ("U0OSKAR", "U0KARIN", "U0TOM", "U0MAJA", "U0ELIN", "U0JUSSI", "U0LEILA", "U0PRIYA", "U0EMEKA")
    known += ("U0BJORN", "U0GRACE")
    for number in range(members - 1):
        user = known[number] if number < len(known) else f"U0M{number:05d}"
        people.append(
            {"id": user, "name": user.lower(), "first": f"Namn{number}", "last": "Ek", "locale": "sv-SE"}
            | {"owner": owners}
        )
    told: Json = {"id": team, "name": name, "domain": team.lower()}
    return {
        "team": told | ({"enterprise_id": enterprise} if enterprise else {}),
        "members": people,
        "channels": [{"id": "C0LARANDE", "name": "larande", "app": True, "members": "all"}],
    }
