"""Signs users in by name and password, and answers permission questions from the table of roles."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from amazon_channel.models import User
from amazon_channel.roles import permissions_of


class RoleBackend(ModelBackend):
    """Permissions come from the user's role alone; Django's groups and per-user permissions are not asked."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not isinstance(user_obj, User) or not user_obj.is_active or obj is not None:
            return set()
        return set(permissions_of(user_obj.role))

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))
