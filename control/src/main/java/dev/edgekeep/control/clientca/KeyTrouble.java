package dev.edgekeep.control.clientca;

import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.event.Event;
import dev.edgekeep.x509.signature.SigningException;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Reports keys of client CAs that cannot be used: once when it begins, and once when they can be
 * used again. Any thread.
 */
final class KeyTrouble {
  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private final Consumer<Event> events;
  private final InstantSource clock;

  KeyTrouble(Consumer<Event> events, InstantSource clock) {
    this.events = events;
    this.clock = clock;
  }

  /** Something that needs a key. */
  interface Use<T> {
    T run() throws SigningException;
  }

  /** One key; events about it go to its account. */
  final class Watch {
    private final String accountId;
    private final String what;

    private Watch(String accountId, String what) {
      this.accountId = accountId;
      this.what = what;
    }

    <T> T over(Use<T> use) throws SigningException {
      T result;
      try {
        result = use.run();
      } catch (SigningException e) {
        if (failing.add(accountId + "/" + what)) {
          tell(
              "client-ca-key-unavailable", "%s cannot be used: %s".formatted(what, e.getMessage()));
        }
        throw e;
      }
      if (failing.remove(accountId + "/" + what)) {
        tell("client-ca-key-available", what + " can be used again");
      }
      return result;
    }

    private void tell(String kind, String detail) {
      events.accept(Event.ofAccount(accountId, clock.instant(), kind, detail));
    }
  }

  /**
   * @param what as events name it
   */
  Watch watch(String accountId, String what) {
    return new Watch(accountId, what);
  }

  /** The refusal of a call whose key cannot be used. */
  static DomainException problem(SigningException e) {
    return DomainException.keyUnavailable(
        "the client CA cannot sign now: %s; nothing was changed".formatted(e.getMessage()),
        TokenTimeLimit.LIMIT);
  }
}
