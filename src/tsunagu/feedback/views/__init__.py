"""Pages of this room: the letters of readers, and the inbox of those who may read them."""
