"""The only place that speaks HTTP: deadlines, size caps, retries, politeness, conditional GET.

```
SourceHttp.request   follow redirects and try again     client.py, retry.py, redirects.py
  └ Turns.turn       one request at a time per host     turns.py
    └ Wire.exchange  one request, one answer            wire.py (alone knows httpx), inflate.py
      └ guard        every read bounded by the deadline network.py
```
Whatever goes wrong leaves here as an `HttpError`, one line long, its URL masked.
"""

from amends.http.answer import Response, Validators
from amends.http.client import Http, SourceHttp
from amends.http.deadline import Deadline
from amends.http.masking import mask, without_user

__all__ = ["Deadline", "Http", "Response", "SourceHttp", "Validators", "mask", "without_user"]
