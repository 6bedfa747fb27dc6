import { AttendeeCalendarCommonPopover } from "@calendar/views/attendee_calendar/common/attendee_calendar_common_popover";
import { AttendeeCalendarCommonRenderer } from "@calendar/views/attendee_calendar/common/attendee_calendar_common_renderer";
import { CalendarQuickCreateFormController } from "@calendar/views/calendar_form/calendar_quick_create";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

// What may be done, and when, is decided by the server (engine/words/booking.py): here is only how it looks.
const ACTIONS = {
    confirm: { method: "action_booking_confirm", label: _t("Confirm"), icon: "fa-thumbs-up" },
    done: { method: "action_booking_done", label: _t("Done"), icon: "fa-check" },
    no_show: { method: "action_booking_no_show", label: _t("No-show"), icon: "fa-user-times" },
    undo: { method: "action_booking_confirm", label: _t("Undo"), icon: "fa-undo" },
    cancel: {
        method: "action_booking_cancel",
        label: _t("Cancel booking"),
        icon: "fa-times",
        question: _t("Cancel this booking? Its clients are told."),
    },
    restore: { method: "action_booking_restore", label: _t("Restore"), icon: "fa-undo" },
};

const ICONS = {
    pending: "fa-question-circle",
    done: "fa-check-circle",
    no_show: "fa-user-times",
    cancelled: "fa-times-circle",
};

/** What staff do with a booking, in two clicks from the calendar (U1). */
patch(AttendeeCalendarCommonPopover.prototype, {
    async onWillStart() {
        await super.onWillStart(...arguments);
        const { model, record } = this.props;
        if (record.rawRecord.booking_state) {
            this.booking = await this.env.services.orm.call(model.resModel, "get_booking_popover", [[record.id]]);
        }
    },

    get bookingClients() {
        return this.booking?.clients || [];
    },

    /** @param {string[]} offered names of actions */
    actionsOf(offered) {
        return (offered || []).map((name) => ({ name, ...ACTIONS[name] }));
    },

    get bookingActions() {
        return this.bookingClients.length === 1 ? [] : this.actionsOf(
            (this.props.record.rawRecord.booking_offered || "").split(",").filter(Boolean)
        );
    },

    onClientAction(action, client) {
        return this.onBookingAction(action, { model: "calendar.attendee", id: client.id });
    },

    onAddNext() {
        const { record, close } = this.props;
        close();
        const stop = record.end.toUTC().toFormat("yyyy-MM-dd HH:mm:ss");
        return this.actionService.doAction("appointment_notify.calendar_event_next_action", {
            additionalContext: {
                default_start: stop,
                default_stop: stop,
                default_partner_ids: record.rawRecord.partner_ids,
                default_name: false,
            },
            onClose: () => this.props.model.load(),
        });
    },

    async onBookingAction({ method, label, question }, target) {
        const { model, record, close } = this.props;
        const { model: resModel, id } = target || { model: model.resModel, id: record.id };
        const act = async () => {
            await model.orm.call(resModel, method, [[id]]);
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
        record.bookingPlaces = record.rawRecord.booking_places;
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
