-- A neutralised database sends nothing of ours (S8): test mode, nothing planned, no provider, no secret.
UPDATE res_company
   SET appointment_live = false,
       appointment_live_in = NULL,
       appointment_webhook_secret = NULL,
       appointment_webhook_key = NULL,
       appointment_gateway_id = NULL,
       appointment_gateway_second_id = NULL;
-- Whole records, since settings of providers of other addons, and bodies that were written by hand, hold keys, too.
DELETE FROM appointment_gateway;
UPDATE res_company SET sms_provider = 'iap' WHERE sms_provider = 'http';
-- Staff can release what they want to see in the test outbox.
UPDATE appointment_notification SET held = true WHERE state = 'planned';
UPDATE appointment_notification
   SET state = 'in_doubt', reason = 'unknown_outcome', lease_until = NULL
 WHERE state = 'sending';
UPDATE appointment_notification SET lease_until = NULL WHERE state = 'in_doubt';
-- Odoo switches every scheduled action off, too; this does not rely on it.
UPDATE ir_cron SET active = false
 WHERE id IN (SELECT res_id FROM ir_model_data WHERE module = 'appointment_notify' AND model = 'ir.cron');
-- No link of a message opens here: neither of one that was sent by the real database, nor of a test.
UPDATE appointment_notification SET token_hash = NULL, token_hash_before = NULL
 WHERE token_hash IS NOT NULL OR token_hash_before IS NOT NULL;
-- No address of a client's calendar opens in a copy.
DELETE FROM appointment_feed;
