def migrate(cr, version):
    """SMS that left before prices were kept: those of today, so that a price changed later leaves them as they are."""
    # In doubt since before: the moment of handing over was not kept.
    cr.execute(
        "UPDATE appointment_notification SET sent_at = COALESCE(due_at, send_at) "
        "WHERE state = 'in_doubt' AND sent_at IS NULL"
    )
    cr.execute(
        """
        UPDATE appointment_notification AS row
           SET price = CASE WHEN row.trigger IN ('custom', 'birthday') THEN company.appointment_price_custom
                            ELSE company.appointment_price_standard END,
               allowance = company.appointment_sms_allowance, currency_id = COALESCE(row.currency_id, company.currency_id)
          FROM res_company company
         WHERE company.id = row.company_id AND row.channel = 'sms' AND row.sent_at IS NOT NULL AND row.price IS NULL
           AND row.is_test IS NOT TRUE
        """
    )
