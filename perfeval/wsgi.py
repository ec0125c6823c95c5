import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfeval.settings")

application = get_wsgi_application()

# Every page is loaded now: else the first person after each start waits for it, two seconds of a processor.
_ = get_resolver().url_patterns

# What is loaded by now stays for good, and one request makes some 10,000 objects: the collector comes less
# often and does not walk through the program each time.
gc.freeze()
gc.set_threshold(20_000, 10, 20)
