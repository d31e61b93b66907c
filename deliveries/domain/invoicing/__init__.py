"""What a store is charged for a month: lines from delivered orders, VAT by rate, terms, references, reminders."""
