from . import res_company
from . import res_company_review
from . import res_company_sms_gateway
from . import res_company_sms_test
from . import res_company_sms_webhook
from . import res_config_settings
from . import res_config_settings_review
from . import res_config_settings_sending
