"""The pages over products: the list with its search and navigation, a product's own page."""
