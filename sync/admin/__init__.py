"""The admin's pages of what the sync does and of whom it does it for; importing them registers them."""

from sync.connect import admin_accounts, admin_stores

__all__ = ["admin_accounts", "admin_stores"]
