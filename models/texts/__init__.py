from . import appointment_signature_mixin
from . import appointment_signature
from . import appointment_rule
from . import appointment_rule_texts
from . import appointment_rule_editor
from . import mail_template
from . import res_company
from . import res_config_settings
