"""A diary of meetings from the calendar of the whole council. Set BASE to the address of the site. Prints a CSV."""
import csv
import os
import sys
from urllib.request import urlopen

from icalendar import Calendar

BASE = os.environ.get("BASE", "https://crier.example/cheltenham/")

with urlopen(f"{BASE}meetings/calendar.ics") as answer:
    calendar = Calendar.from_ical(answer.read())

out = csv.writer(sys.stdout)
out.writerow(["uid", "starts", "status", "url"])
for event in calendar.walk("VEVENT"):
    out.writerow([event["UID"], event["DTSTART"].dt.isoformat(), event.get("STATUS", ""), event.get("URL", "")])
