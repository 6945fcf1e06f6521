"""ASINs for products that have none: what Amazon's catalog is asked, what it answered, and who chooses."""
