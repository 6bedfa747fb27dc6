from . import manage
