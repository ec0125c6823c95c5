import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from perfeval import garbage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfeval.settings")

application = get_wsgi_application()

# Every page is loaded now: else the first person after each start waits for it, two seconds of a processor.
_ = get_resolver().url_patterns

garbage.between_answers()
