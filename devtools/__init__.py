"""What dev.py does: installs, starts local services, runs commands with them. Standard library only."""
