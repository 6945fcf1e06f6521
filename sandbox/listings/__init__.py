"""Listings Items 2021-08-01."""
