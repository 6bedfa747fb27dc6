"""From a due notification to its outcome: a last look (check), the channels (sms, email), the result (store).
Plain functions, used by ``appointment.dispatcher``."""
