"""The pages of Amazon's attributes: the list, one attribute's mapping, its values beside ours."""
