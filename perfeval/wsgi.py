import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfeval.settings")

application = get_wsgi_application()

# What is loaded by now stays for good, and one request makes some 10,000 objects: the collector comes less
# often and does not walk through the program each time.
gc.freeze()
gc.set_threshold(20_000, 10, 20)
