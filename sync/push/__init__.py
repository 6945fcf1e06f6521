"""From wishes to Amazon: what is sent, and what Amazon makes of it."""
