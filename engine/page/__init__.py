"""What the client's page needs beside messages' words: calendars and maps elsewhere, payment, notes to staff, the feed."""
