"""What the templates of this room say."""
