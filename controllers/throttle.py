import threading
import time
from collections import Counter


class Throttle:
    """Counts what comes in a minute, in this process alone: with several workers each has its own count.

    All counts are forgotten when the minute is over, so memory holds no more than a minute's visitors.
    """

    def __init__(self, limit, seconds=60):
        self.limit = limit
        self._seconds = seconds
        self._window = None
        self._counts = Counter()
        self._lock = threading.Lock()

    def hit(self, key):
        """Count one more of that key; whether it is one too many."""
        with self._lock:
            self._forget()
            self._counts[key] += 1
            return self._counts[key] > self.limit

    def is_over(self, key):
        """Whether that key has used up its minute."""
        with self._lock:
            self._forget()
            return self._counts[key] >= self.limit

    def reset(self):
        with self._lock:
            self._counts.clear()

    def _forget(self):
        window = time.monotonic() // self._seconds
        if window != self._window:
            self._window = window
            self._counts.clear()
