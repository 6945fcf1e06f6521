"""The shops the sandbox can play: the demo, and any number of generated listings."""
