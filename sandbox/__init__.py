"""A pretend Seller Central that speaks Amazon's Selling Partner API; it shares no code with what it tests."""
