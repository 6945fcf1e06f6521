"""Amazon to our tables: reads what Amazon says and writes it to the listings' Amazon side; decides
nothing."""
