"""Everything that touches Amazon: pull, derive, push. Read run.py first."""
