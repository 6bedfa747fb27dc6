"""Price and payment of a booking in the client's words (P8)."""

DUE, PARTLY, PAID = "due", "partly", "paid"


def state(attendee, price):
    """``due``, ``partly`` or ``paid`` (A8).

    :param attendee: sudo
    :param price: of the service, in the company's currency; 0 where it names none
    """
    if not attendee.booking_paid:
        return DUE
    if attendee.booking_marked_paid:
        return PAID
    invoices = attendee.invoice_ids.filtered(lambda invoice: invoice.state == "posted")
    paid = sum(invoice.amount_total - invoice.amount_residual for invoice in invoices)
    return PARTLY if any(invoice.payment_state == "partial" for invoice in invoices) or paid < price else PAID


def line(attendee, facts, company):
    """(label, text) of what the appointment costs and whether it is paid; None where there is nothing to say."""
    _ = attendee.env._
    now = state(attendee, facts.price) if attendee else DUE
    words = {DUE: _("not paid yet"), PARTLY: _("partly paid"), PAID: _("paid")}[now]
    if not facts.price:
        return None if now == DUE else (_("Payment"), words)
    price = company.currency_id.with_context(lang=attendee.env.lang).format(facts.price)
    return _("Price"), f"{price} ({words})"
