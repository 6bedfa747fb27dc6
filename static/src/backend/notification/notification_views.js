import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { listView } from "@web/views/list/list_view";
import { ListRenderer } from "@web/views/list/list_renderer";

/** Says above the log and the outbox whether the company's messages leave. */
export class SendingModeBanner extends Component {
    static template = "appointment_notify.SendingModeBanner";
    static props = { always: { type: Boolean, optional: true } };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ isLive: true, canSwitch: false });
        onWillStart(async () => {
            const [[company], canSwitch] = await Promise.all([
                this.orm.read("res.company", [user.activeCompany.id], ["appointment_live"]),
                user.hasGroup("base.group_system"),
            ]);
            Object.assign(this.state, { isLive: company.appointment_live, canSwitch });
        });
    }

    openSettings() {
        this.action.doAction("appointment_notify.res_config_settings_action");
    }
}

class NotificationListRenderer extends ListRenderer {
    static template = "appointment_notify.NotificationListRenderer";
    static components = { ...ListRenderer.components, SendingModeBanner };
}

class OutboxRenderer extends KanbanRenderer {
    static template = "appointment_notify.OutboxRenderer";
    static components = { ...KanbanRenderer.components, SendingModeBanner };
}

registry.category("views").add("appointment_notification_list", { ...listView, Renderer: NotificationListRenderer });
registry.category("views").add("appointment_outbox", { ...kanbanView, Renderer: OutboxRenderer });
