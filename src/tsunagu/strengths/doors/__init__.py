"""The doors of the site to strengths: pages, the API and the terminal. Here alone Django is used; decisions are made below."""
