"""The demo: people, a catalog, and accounts at the sandbox. Nothing here is used in production."""
