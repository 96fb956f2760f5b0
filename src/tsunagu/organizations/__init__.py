"""機関・人・もの: bodies of every kind, names on any day, parts, people, windows (S36, S37, S39, S44, S68, S72)."""
