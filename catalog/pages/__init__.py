"""The catalog's pages in the back office."""
