"""What a person wants to see at once."""
