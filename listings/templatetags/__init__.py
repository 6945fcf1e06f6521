"""Tags and filters of the listings' templates."""
