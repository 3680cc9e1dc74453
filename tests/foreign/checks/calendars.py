"""icalendar: every .ics by RFC 5545: it parses without a complaint, and says when and where by its own time zone."""
from icalendar import Calendar
from published import at_least_one, spoil


def check(public, base_url):
    wrong = []
    for path in at_least_one(public.rglob("*.ics"), "calendar"):
        name = path.relative_to(public)
        wrong += [f"{name}: {problem}" for problem in problems(path.read_bytes())]
    return wrong


def problems(data):
    lines = data.split(b"\r\n")
    if b"\n" in b"".join(lines):
        yield "a line that does not end in CR LF"
    if max(map(len, lines)) > 75:
        yield "a line of more than 75 octets"
    calendar = Calendar.from_ical(data)
    if not calendar.get("PRODID") or calendar.get("VERSION") != "2.0":
        yield "no PRODID or VERSION"
    if not calendar.subcomponents:
        yield "no part at all, and a calendar has at least one"
    zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    seen = set()
    for part in calendar.walk():
        yield from (f"{part.name}: {where}: {error}" for where, error in part.errors)
    for event in calendar.walk("VEVENT"):
        uid = str(event.get("UID", ""))
        if not uid or uid in seen:
            yield f"UID missing or twice: {uid!r}"
        seen.add(uid)
        for needed in ("DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE"):
            if needed not in event:
                yield f"{uid}: no {needed}"
        for name in ("DTSTART", "DTEND"):
            zone = event[name].params.get("TZID") if name in event else None
            if zone and zone not in zones:
                yield f"{uid}: no VTIMEZONE for {zone}"
        if "DTEND" in event and event["DTEND"].dt <= event["DTSTART"].dt:
            yield f"{uid}: it ends before it starts"


def break_(copy):
    path = copy / "meetings/calendar.ics"
    spoil(path, "UID:", "X-UID:")
    return "meetings/calendar.ics: UID missing"
