"""The application that the server runs: the front, and behind it Django in threads. Each worker imports this anew."""

import multiprocessing

from tsunagu.operation.supervisor import follow_parent
from tsunagu.web.warming import warm
from tsunagu.web.wsgi import application as django

# Only now, when Django is ready.
from tsunagu.web.front.making import front  # isort: skip

if server := multiprocessing.parent_process():
    # Else a worker would keep the port of a server that was killed. It does not hear what it is told without it.
    follow_parent(server.pid, patience=0.5)
application = front(django)
warm()
