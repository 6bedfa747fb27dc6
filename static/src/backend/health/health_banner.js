import { Component, onWillStart, useState } from "@odoo/owl";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { SendingModeBanner } from "../notification/notification_views";

/** Tells managers, in red above the log, that messages do not leave (S4). */
export class HealthBanner extends Component {
    static template = "appointment_notify.HealthBanner";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.state = useState({ problems: [] });
        onWillStart(async () => {
            if (await user.hasGroup("appointment_notify.group_manager")) {
                this.state.problems = await this.orm.call("appointment.health", "get_problems", []);
            }
        });
    }
}

SendingModeBanner.components = { ...SendingModeBanner.components, HealthBanner };
