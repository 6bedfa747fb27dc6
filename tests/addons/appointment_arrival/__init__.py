from . import arrival
