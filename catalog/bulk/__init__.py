"""One attribute of many products at once: previewed, applied, and undone where nobody changed it since."""
