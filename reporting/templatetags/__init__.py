"""Words for numbers on the pages."""
