"""What templates of this room use."""
