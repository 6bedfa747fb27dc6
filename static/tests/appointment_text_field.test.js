import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { click, edit, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Rule extends models.Model {
    _name = "appointment.rule";

    trigger = fields.Char();
    audience = fields.Char();
    channel = fields.Char();
    max_credits = fields.Integer();
    sentence = fields.Char();
    body = fields.Text();

    _records = [
        { id: 1, trigger: "reminder", audience: "client", channel: "sms", max_credits: 1, body: "Hello _CLIENT-FIRST-NAME_" },
    ];
}

defineMailModels();
defineModels([Rule]);

const MACROS = [
    { name: "_CLIENT-FIRST-NAME_", explanation: "First name of the client", example: "Vanessa" },
    { name: "_START-TIME_", explanation: "Time of the appointment", example: "3:00 PM" },
];

function example(values) {
    return {
        lang: "en_US",
        language: "English (US)",
        is_current: true,
        text: "Hello Vanessa",
        encoding: "gsm7",
        characters: 13,
        credits: 1,
        left: 147,
        replaced: [],
        ...values,
    };
}

/** Answer as the server would; `asked` collects the bodies it was asked about. */
function answer(make, asked = []) {
    onRpc("appointment.rule", "explain_text", ({ args: [values] }) => {
        asked.push(values.body);
        return { macros: MACROS, unknown: [], warning: "", examples: [], ...make(values) };
    });
    return asked;
}

async function mountRule(fieldsXml = "") {
    await mountView({
        type: "form",
        resModel: "appointment.rule",
        resId: 1,
        arch: `<form><field name="trigger"/><field name="audience"/><field name="channel"/><field name="max_credits"/>
            ${fieldsXml}<field name="body" widget="appointment_text"/></form>`,
    });
    await settle();
}

async function settle() {
    await advanceTime(400);
    await animationFrame();
}

test("T4: says what the server says, for each language", async () => {
    answer(() => ({
        examples: [
            example({ text: "Hello Vanessa", characters: 142, left: 18 }),
            example({ lang: "ar_001", language: "Arabic", encoding: "ucs2", characters: 71, credits: 2, left: -1, text: "مرحبا" }),
        ],
    }));
    await mountRule();
    expect(queryAllTexts(".o_appointment_cost")).toEqual([
        "English (US) 142 characters · GSM-7 · 1 credit · 18 left",
        "Arabic 71 characters · Unicode · 2 credits · 1 too many",
    ]);
    expect(queryAllTexts(".o_appointment_bubble")).toEqual(["Hello Vanessa", "مرحبا"]);
    expect(".o_appointment_over").toHaveCount(1);
});

test("T4: counts while typing, once for a burst of keys", async () => {
    const asked = answer((values) => ({ examples: [example({ characters: values.body.length })] }));
    await mountRule();
    asked.length = 0;
    await click("textarea");
    await edit("Hello", { confirm: false });
    await settle();
    expect(asked).toEqual(["Hello"]);
    expect(".o_appointment_cost").toHaveText(/^English \(US\) 5 characters/);
});

test("T4: shows which characters are replaced", async () => {
    answer(() => ({ examples: [example({ replaced: [["ê", "e"], ["\u200b", ""]] })] }));
    await mountRule();
    expect(".o_appointment_replaced").toHaveText("Replaced: ê → e, \u200b → ∅");
});

test("T1: inserts a macro where the cursor was, with a space before it", async () => {
    answer(() => ({}));
    onRpc("appointment.rule", "web_save", ({ args }) => {
        expect.step(args[1].body);
    });
    await mountRule();
    const textarea = document.querySelector("textarea");
    textarea.focus();
    textarea.setSelectionRange(5, 5);
    textarea.blur();
    await contains(".o_appointment_insert").click();
    expect(queryAllTexts(".o_appointment_macro")).toEqual([
        "_CLIENT-FIRST-NAME_\nFirst name of the client · Vanessa",
        "_START-TIME_\nTime of the appointment · 3:00 PM",
    ]);
    await contains(".o-dropdown-item:contains(_START-TIME_)").click();
    expect("textarea").toHaveValue("Hello _START-TIME_ _CLIENT-FIRST-NAME_");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["Hello _START-TIME_ _CLIENT-FIRST-NAME_"]);
});

test("T1: the list of macros can be searched", async () => {
    answer(() => ({}));
    await mountRule();
    await contains(".o_appointment_insert").click();
    await contains(".o_appointment_macro_menu input").edit("time", { confirm: false });
    expect(queryAllTexts(".o_appointment_macro code")).toEqual(["_START-TIME_"]);
});

test("T1, T3: says what is wrong and what had better not be", async () => {
    answer(() => ({ unknown: ["_LIENN_ (line 1) is not a macro."], warning: "“annuler” invites clients to cancel." }));
    await mountRule();
    expect(".o_appointment_unknown").toHaveText("_LIENN_ (line 1) is not a macro.");
    expect(".o_appointment_warning").toHaveText("“annuler” invites clients to cancel.");
});

test("T10: previews the text that is being typed, unsaved", async () => {
    answer(() => ({}));
    mockService("action", {
        doAction(action, { additionalContext }) {
            expect.step([action, additionalContext.default_body, additionalContext.default_rule_id]);
        },
    });
    await mountRule();
    await click("textarea");
    await edit("Not saved yet", { confirm: false });
    await contains(".o_appointment_preview").click();
    expect.verifySteps([["appointment_notify.appointment_preview_action", "Not saved yet", 1]]);
});

test("a late answer to an earlier text is dropped", async () => {
    const first = Promise.withResolvers();
    onRpc("appointment.rule", "explain_text", async ({ args: [values] }) => {
        if (values.body === "first") {
            await first.promise;
        }
        return { macros: [], unknown: [], warning: "", examples: [example({ characters: values.body.length })] };
    });
    await mountRule();
    await click("textarea");
    await edit("first", { confirm: false });
    await settle();
    await edit("the second", { confirm: false });
    await settle();
    first.resolve();
    await settle();
    expect(".o_appointment_cost").toHaveText(/10 characters/);
});
