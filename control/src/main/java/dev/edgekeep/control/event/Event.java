package dev.edgekeep.control.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened on an edge node: a refused handshake, a blocked request, a failed key
 * operation.
 *
 * @param kind as {@code handshake-refused}
 * @param host that it concerns, or the name that was asked for
 * @param verdict about the client, where that is the reason
 * @param detail a sentence that a person can act on
 * @param serial of what the client presented, with colons
 * @param clientAddress without port
 * @param rule the name of the rule that acted, as edge nodes call it: {@code SITE/NAME}
 * @param accountId whom it concerns, where no host tells
 */
public record Event(
    Instant time,
    String node,
    String kind,
    @Nullable String host,
    @Nullable String verdict,
    String detail,
    @Nullable String serial,
    @Nullable String issuer,
    @Nullable String subject,
    @Nullable String clientAddress,
    @Nullable String requestId,
    @Nullable String rule,
    @Nullable String accountId) {
  /** The node that the control plane's own events name. */
  public static final String CONTROL = "control";

  /**
   * Something that happened in the control plane itself, and concerns an account.
   *
   * @param accountId null: it concerns operators
   */
  public static Event ofAccount(
      @Nullable String accountId, Instant time, String kind, String detail) {
    return new Event(
        time, CONTROL, kind, null, null, detail, null, null, null, null, null, null, accountId);
  }
}
