"""What we own: products and their stock."""
