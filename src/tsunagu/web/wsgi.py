"""Django as an application of WSGI: what the lanes of the front run. The server runs ``tsunagu.web.asgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagu.settings")
application = get_wsgi_application()
