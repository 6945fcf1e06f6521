"""What we show on Amazon: listings, the tabs they stand on and why."""
