"""What the models of this room share: words in the context, and ways around Odoo's loading order."""

# In the context while changes from outside are applied.
FROM_SYNC = "appointment_from_sync"
# ... and while an account is being reset.
RESETTING = "appointment_account_reset"


def put_first(model_class, definition):
    """Have a model call this definition's methods before any other module's.

    Odoo loads modules by their depth: ours comes after the sync modules, so its methods are called first. Only
    in a process that has just installed one of them it is the other way round, until its next start. There we
    do at once what that start will do.
    """
    others = (base for base in model_class._base_classes__ if base is not definition)
    bases = (definition, *others)
    if bases != model_class._base_classes__:
        model_class._base_classes__ = model_class.__bases__ = bases


def keep_appointments(model_class):
    """Have the wizard that resets an account (a model that we cannot name without depending on it) keep appointments,
    and say how many."""
    reset_account = model_class.reset_account
    if hasattr(reset_account, "keeps_appointments"):
        return

    def reset_and_keep(self):
        deletes = self.delete_policy in ("delete_odoo", "delete_both")
        domain = [("user_id", "=", self.user_id.id), ("service_id", "!=", False), ("start", ">", self.env.cr.now())]
        kept = self.env["calendar.event"].sudo().search_count(domain) if deletes else 0
        result = reset_account(self.with_context(**{RESETTING: True}) if deletes else self)
        if not kept:
            return result
        words = self.env._(
            "%(count)s appointments to come were kept, and no client was told anything. Cancel them in the calendar if they"
            " are not to take place.", count=kept,
        )  # fmt: skip
        params = {"type": "warning", "message": words, "sticky": True, "next": {"type": "ir.actions.act_window_close"}}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    reset_and_keep.keeps_appointments = True
    model_class.reset_account = reset_and_keep
