"""The merchant's pages over listings: the list by tabs, and the page of one listing."""
