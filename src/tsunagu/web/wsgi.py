"""Django as an application of WSGI: what the lanes of the front run. The server runs ``tsunagu.web.asgi``."""

import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from tsunagu.operation.supervisor import follow_parent
from tsunagu.web.warming import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagu.settings")
if server := multiprocessing.parent_process():
    # Else a worker would keep the port of a server that was killed. It does not hear what it is told without it.
    follow_parent(server.pid, patience=0.5)
application = get_wsgi_application()
warm()
