"""One attribute of many products at once: previewed, applied in batches, undone where nobody changed it since."""
