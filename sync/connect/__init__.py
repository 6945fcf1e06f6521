"""Connecting a Seller Central account: consent, credentials, stores."""
