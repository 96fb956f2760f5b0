"""What a site must survive, tried on real servers on this machine, each with bounded time: ``make stress``."""
