import { AttendeeCalendarCommonPopover } from "@calendar/views/attendee_calendar/common/attendee_calendar_common_popover";
import { AttendeeCalendarCommonRenderer } from "@calendar/views/attendee_calendar/common/attendee_calendar_common_renderer";
import { CalendarQuickCreateFormController } from "@calendar/views/calendar_form/calendar_quick_create";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

/** How they look; which of them may be done now is decided in engine/words/booking.py. */
const ACTIONS = [
    { name: "confirm", method: "action_booking_confirm", label: _t("Confirm"), icon: "fa-thumbs-up" },
    { name: "undo", method: "action_booking_confirm", label: _t("Confirm"), icon: "fa-thumbs-up" },
    { name: "done", method: "action_booking_done", label: _t("Done"), icon: "fa-check" },
    { name: "no_show", method: "action_booking_no_show", label: _t("No-show"), icon: "fa-user-times" },
    {
        name: "cancel",
        method: "action_booking_cancel",
        label: _t("Cancel booking"),
        icon: "fa-times",
        question: _t("Cancel this booking? Its clients are told."),
    },
    { name: "restore", method: "action_booking_restore", label: _t("Restore"), icon: "fa-undo" },
];

const ICONS = {
    pending: "fa-question-circle",
    done: "fa-check-circle",
    no_show: "fa-user-times",
    cancelled: "fa-times-circle",
};

/** What staff do with a booking, in two clicks from the calendar (U1). */
patch(AttendeeCalendarCommonPopover.prototype, {
    get bookingActions() {
        const offered = (this.isEventEditable && this.props.record.rawRecord.booking_actions) || "";
        return ACTIONS.filter((action) => offered.split(" ").includes(action.name));
    },

    async onBookingAction({ method, label, question }) {
        const { model, record, close } = this.props;
        const act = async () => {
            await model.orm.call(model.resModel, method, [[record.id]]);
            await model.load();
        };
        close();
        if (!question) {
            return act();
        }
        model.dialog.add(ConfirmationDialog, {
            title: label,
            body: question,
            confirm: act,
            confirmLabel: label,
            cancel: () => {},
            cancelLabel: _t("No, keep it"),
        });
    },
});

/** Appointments wear their state in the calendar. */
patch(AttendeeCalendarCommonRenderer.prototype, {
    eventClassNames({ event }) {
        const classes = super.eventClassNames(...arguments);
        const state = this.props.model.records[event.id]?.rawRecord.booking_state;
        if (state) {
            classes.push("o_booking", `o_booking_${state}`);
        }
        return classes;
    },

    convertRecordToEvent(record) {
        record.bookingIcon = ICONS[record.rawRecord.booking_state];
        return super.convertRecordToEvent(record);
    },
});

/** "More options" keeps the service that was chosen in the quick form. */
patch(CalendarQuickCreateFormController.prototype, {
    goToFullEvent() {
        const { service_id: service, agenda_id: agenda } = this.model.root.data;
        if (!service) {
            return super.goToFullEvent(...arguments);
        }
        const context = { ...this.props.context, default_service_id: service.id, default_agenda_id: agenda?.id };
        const withService = Object.create(this, { props: { value: { ...this.props, context } } });
        return super.goToFullEvent.call(withService);
    },
});
