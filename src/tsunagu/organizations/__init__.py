"""機関: ministries, agencies and their offices: whom a program belongs to and whom to call (S13, S16)."""
