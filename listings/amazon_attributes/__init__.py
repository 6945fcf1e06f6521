"""Amazon's attributes: what they are, which catalog attribute each fills, and the values that come in."""
