"""Every write of this room: the files of registers are read in."""
