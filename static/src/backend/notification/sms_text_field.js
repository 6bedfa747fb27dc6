import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const LINK = /(https?:\/\/\S+)/;

/**
 * The text of a message, its links to be clicked. In live mode the link is masked in the log (it would be
 * dead), so only those of a test message are made clickable.
 */
export class SmsTextField extends Component {
    static template = "appointment_notify.SmsTextField";
    static props = { ...standardFieldProps };

    /** The text in pieces; each is { text, isLink }. */
    get pieces() {
        const text = this.props.record.data[this.props.name] || "";
        return text
            .split(LINK)
            .filter(Boolean)
            .map((piece) => ({ text: piece, isLink: this.props.record.data.is_test && LINK.test(piece) }));
    }
}

registry.category("fields").add("appointment_sms_text", {
    component: SmsTextField,
    supportedTypes: ["text"],
    fieldDependencies: [{ name: "is_test", type: "boolean" }],
});
