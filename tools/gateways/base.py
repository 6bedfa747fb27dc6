"""What every gateway has in common: a batch in, one outcome each."""
import math
import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait

from .outcome import (
    OF_CHANNEL,
    STATES,
    Message,
    Outcome,
    error_data,
    error_words,
    identifier,
    outcome_of,
    reason_of_status,
    reason_of_words,
    redacted,
    seconds_to_wait,
)
from .safe_http import Answer, Client, InDoubt, NotSent, Request

# After these nothing else can succeed; after any other trouble the next messages are tried.
ENDS_ALL = {"auth", "credit", "rate", "unreachable", "private", "redirect", "sender"}
PATIENCE = 3
_SECONDS_OF_OURS = 0.0005  # a little more than a call costs ourselves


class Gateway:
    """One provider's protocol over HTTP (G1). Subclasses say how to ask and how to read the answer.

    :param sender: used for messages that name none
    :param workers: calls under way at once, each over a connection that is kept
    :param allow_private, connect_timeout, read_timeout: see safe_http.Client
    """

    removes_duplicates = False  # by our reference: what is in doubt may then be sent again
    looks_up = False  # it can be asked whether it took a reference
    error_key = ""  # where the protocol's errors carry their code
    error_codes: Mapping[str, str] = {}  # the codes that tell more than the status
    wait_headers: Sequence[str] = ("Retry-After",)

    def __init__(self, *, sender="", workers=20, allow_private=False, connect_timeout=5.0, read_timeout=10.0):
        self.sender, self.workers = sender, workers
        self._longest_call = connect_timeout + read_timeout
        self.has_answered, self._seconds_a_call = False, None
        self._client = Client(allow_private=allow_private, connect_timeout=connect_timeout,
                              read_timeout=read_timeout, connections=workers)

    def send(self, messages: Sequence[Message], seconds: float = 30.0) -> list[Outcome]:
        """Send in parallel and tell what became of each message, in the same order (S1, S3).

        Never raises for a fault of the network or the provider. They go one by one until the first proper
        answer, and end there if one is in doubt: a wrong password is tried once, a hung gateway leaves one
        message in doubt, not twenty. Nothing is begun after a block, a rate limit, a failed connection, three
        troubles in a row, or `seconds`; what is left comes back 'unsent' with that reason and `tried` false.
        Calls still under way `connect_timeout` plus `read_timeout` after `seconds` are cut.
        """
        run = _Run(self, messages, time.monotonic() + seconds)
        helpers = max(0, min(self._useful(), len(messages)) - 1)
        self._together([run.lead, *[run.follow] * helpers], run.todo, seconds)
        return run.outcomes

    def _useful(self):
        """How many calls at once are worth a thread: to a gateway that answers in a millisecond, few."""
        if self._seconds_a_call is None:
            return self.workers
        return max(1, min(self.workers, math.ceil(self._seconds_a_call / _SECONDS_OF_OURS)))

    def look_up_all(self, pairs: Sequence[tuple[str, str]], seconds: float) -> list[Outcome]:
        """Ask about messages in doubt, [(reference, number)], in parallel and not for longer than `seconds`.

        The outcomes of those that the provider has; of all others no more is known than before.
        """
        todo, found, until = deque(pairs), [], time.monotonic() + seconds

        def work():
            while time.monotonic() < until:
                try:
                    pair = todo.popleft()
                except IndexError:
                    return
                if outcome := self.look_up(*pair):
                    found.append(outcome)

        self._together([work] * min(self.workers, len(pairs)), todo, seconds)
        return found

    def _together(self, works, todo, seconds):
        """Run in parallel; what is still under way a call's time after `seconds` is cut."""
        with ThreadPoolExecutor(len(works) or 1) as pool:
            try:
                threads = [pool.submit(work) for work in works]
                patience = seconds + self._longest_call
                while wait(threads, patience).not_done:
                    self._client.abort()
                    patience = 1.0
            finally:
                todo.clear()  # interrupted: begin nothing more

    def note_seconds(self, seconds):
        """Keep in mind how long a call takes, the last ones most."""
        known = self._seconds_a_call
        self._seconds_a_call = seconds if known is None else known + (seconds - known) / 10

    def close(self):
        """Close the connections that are kept open."""
        self._client.close()

    def look_up(self, reference: str, number: str) -> Outcome | None:
        """The outcome of a message in doubt, where the provider has it; None when that cannot be told. Never raises."""
        message = Message(reference, number, "")
        try:
            answer = self._client.call(self._question(message))
            if answer.status == 200 and (found := self._found(message, answer)):
                return self._outcome(message, provider_id=identifier(found))
        except Exception:  # no answer, or none that can be read: as much in doubt as before
            return None
        return None

    def deliver(self, message: Message) -> Outcome:
        """Make one call for one message. Never raises."""
        try:
            answer = self._client.call(self._request(message))
        except (NotSent, InDoubt) as error:
            return self._outcome(message, error.reason, error.detail)
        except Exception as error:  # no request can be made of it: this message's own fault (S3)
            return self._outcome(message, "unsendable", type(error).__name__)
        try:
            if not 200 <= answer.status < 300:
                return self._refusal(message, answer, self._reason(answer.status))
            if answer.body is None:
                raise ValueError
            return self._read(message, answer)
        except Exception:  # whatever it was, the message may have been taken
            return self._outcome(message, "garbled", f"HTTP {answer.status}")

    # What a protocol provides

    def _question(self, message: Message) -> Request:
        """The call that asks for a message by its reference, where the protocol looks up."""
        raise NotImplementedError

    def _found(self, message: Message, answer: Answer) -> object:
        """The provider's id of the message; empty when it has none."""
        raise NotImplementedError

    def _request(self, message: Message) -> Request:
        """The call that sends the message. Any exception: it cannot be sent."""
        raise NotImplementedError

    def _read(self, message: Message, answer: Answer) -> Outcome:
        """The outcome that a 2xx answer tells. Any exception: the answer cannot be read."""
        raise NotImplementedError

    def _secrets(self) -> Iterable[str]:
        """What no detail may show."""
        raise NotImplementedError

    def _reason(self, status: int) -> str:
        """The reason that a status other than 2xx gives."""
        return reason_of_status(status)

    # What protocols share

    def _outcome(self, message, reason="", detail="", **more):
        return outcome_of(message.reference, reason, detail, **more)

    def _refusal(self, message, answer, reason):
        """The outcome of an answer that says no, where its code or its words may tell more than `reason`."""
        private = (*self._secrets(), message.text, message.number, message.number.lstrip("+"))
        words = redacted(error_words(answer), private)
        if reason in ("rejected", "forbidden", "config"):
            code = str(error_data(answer).get(self.error_key))[:64]
            reason = self.error_codes.get(code) or reason_of_words(words) or reason
        pause = seconds_to_wait(answer.headers, self.wait_headers) if reason in ("rate", "busy") else None
        return self._outcome(message, reason, f"HTTP {answer.status} {words}", retry_after=pause)


class _Run:
    """One batch under way, shared by the threads that work on it."""

    def __init__(self, gateway, messages, until):
        self.outcomes = [None] * len(messages)
        self.todo = deque(enumerate(messages))
        self._gateway, self._until = gateway, until
        self._lock, self._open = threading.Lock(), threading.Event()
        if gateway.has_answered:
            self._open.set()
        self._end, self._troubles = None, 0

    def lead(self):
        """The first thread's work: begin alone, and let the others in once the gateway has answered."""
        try:
            self._work()
        finally:
            self._open.set()

    def follow(self):
        """The other threads' work."""
        self._open.wait()
        self._work()

    def _work(self):
        while True:
            try:
                index, message = self.todo.popleft()
            except IndexError:
                return
            self.outcomes[index] = self._held_back(message) or self._deliver(message)

    def _held_back(self, message):
        with self._lock:
            if self._end is None and time.monotonic() >= self._until:
                self._end = Outcome("", STATES["time_up"], "time_up")
        if self._end is None:
            return None
        return Outcome(message.reference, "unsent", self._end.reason,
                       retry_after=self._end.retry_after, tried=False)

    def _deliver(self, message):
        began = time.monotonic()
        outcome = self._gateway.deliver(message)
        with self._lock:
            self._gateway.note_seconds(time.monotonic() - began)
            if outcome.reason in OF_CHANNEL:
                self._troubles += 1
                if self._end is None and self._ends(outcome):
                    self._end = outcome
            elif outcome.reason != "unsendable":  # of which the gateway knows nothing
                self._troubles, self._gateway.has_answered = 0, True
                self._open.set()
        return outcome

    def _ends(self, outcome):
        if outcome.state == "unknown" and outcome.reason != "garbled" and not self._open.is_set():
            return True  # it is no message's fault until the gateway has answered another
        return outcome.reason in ENDS_ALL or outcome.retry_after is not None or self._troubles >= PATIENCE
