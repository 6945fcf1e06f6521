"""The demo's users: one of each role, all with the same password."""

from amazon_channel.models import User
from amazon_channel.roles import ADMINISTRATOR, MERCHANT, OPERATOR, VIEWER

PASSWORD = "demo"  # short on purpose: it is typed in a second, and only where DEBUG is on
USERS = {"admin": ADMINISTRATOR, "operator": OPERATOR, "merchant": MERCHANT, "viewer": VIEWER}


def seed() -> list[User]:
    """The four users; those that are there already keep what they have."""
    return [_user(username, role) for username, role in USERS.items()]


def _user(username: str, role: str) -> User:
    found = User.objects.filter(username=username).first()
    return found or User.objects.create_user(username, password=PASSWORD, role=role)
