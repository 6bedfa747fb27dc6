from . import appointment_page_actions
from . import appointment_page
from . import appointment_page_move
from . import appointment_page_review
from . import appointment_page_portal
from . import appointment_page_choices
