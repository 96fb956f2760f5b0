"""機関: ministries, agencies and their offices.

Organizations: whom a program belongs to and whom to call (S13, S16).
"""
