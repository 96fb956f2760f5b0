"""調査 / Surveys: a sheet put to many bodies in a year, its tally with bases, a year beside the year before (S70)."""
