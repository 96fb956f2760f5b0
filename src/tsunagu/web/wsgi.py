"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from tsunagu.web.warming import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagu.settings")
application = get_wsgi_application()
warm()
