"""Every write of this room, one function a verb."""
