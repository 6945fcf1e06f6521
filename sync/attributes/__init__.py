"""Attributes from Amazon: what its product types know, and what each listing says."""
