"""Text messages that go nowhere: into a list for tests, onto the console of a demo."""

import sys

from deliveries.domain.notices import Answer, Outcome, Sms

outbox: list[Sms] = []


class MemoryGateway:
    def send(self, message: Sms) -> Answer:
        outbox.append(message)
        return Answer(Outcome.TAKEN)


class ConsoleGateway:
    def send(self, message: Sms) -> Answer:
        sys.stdout.write(f"SMS to {message.to}: {message.text}\n")
        return Answer(Outcome.TAKEN)
