import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { TextField, textField } from "@web/views/fields/text/text_field";

const DELAY = 300; // ms without a key before the server is asked

/** What an SMS prints and costs in one language. */
export class SmsExample extends Component {
    static template = "appointment_notify.SmsExample";
    static props = { example: Object };

    get isOver() {
        return this.props.example.left < 0;
    }

    /** "142 characters · GSM-7 · 1 credit · 18 left" */
    get cost() {
        const { characters, credits, encoding, left } = this.props.example;
        return [
            _t("%s characters", characters),
            encoding === "gsm7" ? _t("GSM-7") : _t("Unicode"),
            credits === 1 ? _t("1 credit") : _t("%s credits", credits),
            this.isOver ? _t("%s too many", -left) : _t("%s left", left),
        ].join(" · ");
    }

    /** "ê → e, ’ → '" */
    get replaced() {
        return this.props.example.replaced.map(([from, to]) => `${from} → ${to || "∅"}`).join(", ");
    }
}

/**
 * The text of a message: macros to insert, and below it what it prints and costs, in every language. The server
 * counts, with the code that sends: what is shown is what is billed.
 */
export class AppointmentTextField extends TextField {
    static template = "appointment_notify.AppointmentTextField";
    static components = { ...TextField.components, Dropdown, DropdownItem, SmsExample };

    setup() {
        super.setup();
        this.action = useService("action");
        this.orm = useService("orm");
        this.answers = new KeepLast();
        this.told = useState({ examples: [], macros: [], unknown: [], warning: "", search: "" });
        this.askSoon = useDebounced(this.ask, DELAY);
        useRecordObserver((record) => {
            this.asked = this.valuesOf(record); // reading them makes a change of any call this again
            this.askSoon();
        });
    }

    valuesOf({ data, resId }) {
        return {
            rule_id: (data.rule_id ? data.rule_id.id : resId) || false,
            trigger: data.trigger,
            audience: data.audience,
            channel: data.channel,
            subject: data.subject || "",
            body: data[this.props.name] || "",
            sentence: data.sentence || "",
            max_credits: data.max_credits || 1,
            company_id: data.company_id ? data.company_id.id : false,
            service_ids: [...(data.service_ids?.currentIds || [])],
            agenda_ids: [...(data.agenda_ids?.currentIds || [])],
        };
    }

    /** What is to be explained: the record, with the text as it is being typed. */
    get values() {
        return { ...this.asked, body: this.textareaRef.el?.value ?? this.asked.body };
    }

    async ask() {
        if (!this.asked.trigger || !this.asked.audience || !this.asked.channel) {
            return;
        }
        const call = this.orm.silent.call("appointment.rule", "explain_text", [this.values]);
        Object.assign(this.told, await this.answers.add(call));
    }

    get macros() {
        const search = this.told.search.toLowerCase();
        return this.told.macros.filter((macro) =>
            [macro.name, macro.explanation, macro.example].some((text) => text.toLowerCase().includes(search))
        );
    }

    insert(macro) {
        const textarea = this.textareaRef.el;
        const at = Math.min(this.selectionStart, textarea.value.length);
        const glued = /[^\s(["'«]$/.test(textarea.value.slice(0, at));
        textarea.focus();
        textarea.setRangeText(`${glued ? " " : ""}${macro.name}`, at, at, "end");
        textarea.dispatchEvent(new InputEvent("input", { bubbles: true }));
        textarea.dispatchEvent(new Event("change", { bubbles: true }));
        this.selectionStart = textarea.selectionStart;
        this.told.search = "";
    }

    async preview() {
        const { service_ids, agenda_ids, ...values } = this.values;
        const context = Object.fromEntries(
            Object.entries({ ...values, service_ids: [[6, 0, service_ids]], agenda_ids: [[6, 0, agenda_ids]] })
                .filter(([, value]) => value !== false)
                .map(([name, value]) => [`default_${name}`, value])
        );
        await this.action.doAction("appointment_notify.appointment_preview_action", { additionalContext: context });
    }
}

registry.category("fields").add("appointment_text", {
    ...textField,
    component: AppointmentTextField,
    displayName: _t("Message with macros"),
    supportedTypes: ["text"],
    fieldDependencies: [
        { name: "trigger", type: "selection" },
        { name: "audience", type: "selection" },
        { name: "channel", type: "selection" },
        { name: "max_credits", type: "integer" },
    ],
});
