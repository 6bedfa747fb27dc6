// Reads calendar files given as a JSON list on stdin; answers with what ical.js makes of them.
const ical = require(process.argv[2]);
const read = (file) => new ical.Component(ical.parse(file)).getAllSubcomponents("vevent").map((part) => {
    const event = new ical.Event(part);
    return [
        event.uid, event.sequence, String(part.getFirstPropertyValue("status")),
        event.startDate.toUnixTime(), event.endDate.toUnixTime(), event.summary,
    ];
});
let given = "";
process.stdin.on("data", (part) => (given += part));
process.stdin.on("end", () => process.stdout.write(JSON.stringify(JSON.parse(given).map(read))));
