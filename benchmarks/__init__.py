"""The measured claims, one command each: python3 dev.py bench NAME."""
