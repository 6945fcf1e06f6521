"""The catalog's pages: the list with its search and navigation, a product's own page, imports."""
