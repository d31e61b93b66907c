"""The container's health check: the web answers under its own host name."""

import http.client
import os
import sys

web = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
web.request("GET", "/health/live", headers={"Host": os.environ["ALLOWED_HOSTS"].split(",")[0].strip()})
sys.exit(web.getresponse().status != http.HTTPStatus.OK)
