"""What of a register can be decided without a database."""
