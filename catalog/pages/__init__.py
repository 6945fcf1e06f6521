"""The pages over products: the list with its search and navigation, what a product's page shows beside its form."""
