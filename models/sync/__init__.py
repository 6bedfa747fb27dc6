from . import calendar_sync
