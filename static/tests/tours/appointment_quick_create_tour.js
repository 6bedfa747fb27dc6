import { registry } from "@web/core/registry";

/** Click a slot of the week view as a mouse does: FullCalendar listens to plain mouse events. */
function clickSlot(weekday, time) {
    const column = document.querySelector(`.fc-timegrid-col.fc-day-${weekday}`);
    const slot = document.querySelector(`.fc-timegrid-slot-lane[data-time="${time}"]`);
    slot.scrollIntoView({ block: "center" });
    const { left, width } = column.getBoundingClientRect();
    const { top, height } = slot.getBoundingClientRect();
    const at = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, button: 0 };
    const target = document.elementFromPoint(at.clientX, at.clientY);
    for (const type of ["mousedown", "mousemove", "mouseup"]) {
        target.dispatchEvent(new MouseEvent(type, at));
    }
}

registry.category("web_tour.tours").add("appointment_quick_create", {
    steps: () => [
        {
            content: "Next week",
            trigger: ".o_calendar_renderer .fc-timegrid",
            async run() {
                document.querySelector(".o_calendar_button_next").click();
                await new Promise((resolve) => setTimeout(resolve, 1500));
            },
        },
        {
            content: "Wednesday at ten",
            trigger: ".o_calendar_renderer .fc-timegrid-col.fc-day-wed",
            run: () => clickSlot("wed", "10:00:00"),
        },
        {
            content: "The service",
            trigger: ".modal .o_field_widget[name=service_id] input",
            run: "edit Cut",
        },
        {
            trigger: ".ui-autocomplete .dropdown-item:contains(Cut), .o-autocomplete--dropdown-item:contains(Cut)",
            run: "click",
        },
        {
            content: "The client",
            trigger: ".modal .o_field_widget[name=partner_ids] input",
            run: "edit Vanessa",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Vanessa Durand)",
            run: "click",
        },
        {
            content: "The title was proposed: nothing to type",
            trigger: ".modal .o_field_widget[name=name] input:value(Vanessa Durand – Cut)",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "It stands in the calendar",
            trigger: ".o_calendar_renderer .fc-event:contains(Cut)",
        },
    ],
});
