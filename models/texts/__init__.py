from . import appointment_signature_mixin
from . import appointment_signature
from . import appointment_rule
from . import appointment_rule_texts
from . import appointment_rule_editor
from . import appointment_macro
from . import appointment_example
from . import mail_template
