"""The doors of the site to strengths: pages, the API and the terminal, on the shelves that every room has.

Here alone Django is used; decisions are made below.
"""
