"""The application that the server runs: the front, and behind it Django in threads."""

from tsunagu.web.wsgi import application as django

# Only now, when Django is ready.
from tsunagu.web.front.making import front  # isort: skip

application = front(django)
