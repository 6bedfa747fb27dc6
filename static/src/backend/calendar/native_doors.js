import { AttendeeCalendarController } from "@calendar/views/attendee_calendar/attendee_calendar_controller";
import { AttendeeCalendarCommonPopover } from "@calendar/views/attendee_calendar/common/attendee_calendar_common_popover";
import { CalendarFormController } from "@calendar/views/calendar_form/calendar_form_controller";
import { patch } from "@web/core/utils/patch";

/** The bin asks our question for who keeps the appointment; others decline, as Odoo has it (A2). */
patch(AttendeeCalendarController.prototype, {
    async deleteRecord(record) {
        if (!record.rawRecord.booking_state) {
            return super.deleteRecord(...arguments);
        }
        const action = await this.orm.call("calendar.event", "action_unlink_event", [record.id]);
        return this.actionService.doAction(action, { onClose: () => this.model.load() });
    },
});

patch(CalendarFormController.prototype, {
    async deleteRecord() {
        if (!this.model.root.data.booking_state) {
            return super.deleteRecord(...arguments);
        }
        const action = await this.orm.call("calendar.event", "action_unlink_event", [this.model.root.resId]);
        return this.actionService.doAction(action);
    },
});

/** Whoever keeps an appointment neither accepts nor declines it. */
patch(AttendeeCalendarCommonPopover.prototype, {
    get displayAttendeeAnswerChoice() {
        return !this.props.record.rawRecord.booking_state && super.displayAttendeeAnswerChoice;
    },
});
