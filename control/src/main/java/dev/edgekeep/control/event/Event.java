package dev.edgekeep.control.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An incident on an edge node or in the control plane: a refused handshake, a blocked request, a
 * failed key operation. Shown by the API as it is, with its id, and without the account.
 *
 * @param kind as {@code handshake-refused}
 * @param host the host that it concerns, or the name that a client asked for
 * @param verdict about the client, where that is the reason
 * @param detail a sentence that a person can act on
 * @param serial the serial number of the client's certificate, with colons
 * @param fingerprint the SHA-256 fingerprint of the client's certificate, in hexadecimal
 * @param clientAddress without port
 * @param rule the name of the rule that acted, as edge nodes call it: {@code SITE/NAME}
 * @param accountId the account that it concerns, where no host says so
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
    @Nullable String fingerprint,
    @Nullable String clientAddress,
    @Nullable String requestId,
    @Nullable String rule,
    @JsonIgnore @Nullable String accountId) {
  /** The node that the control plane's own events name. */
  public static final String CONTROL = "control";

  /**
   * An event that happened in the control plane itself, and concerns an account.
   *
   * @param accountId null: it concerns operators
   */
  public static Event ofAccount(
      @Nullable String accountId, Instant time, String kind, String detail) {
    return of(time, CONTROL, kind, detail).accountId(accountId).build();
  }

  /** The parts that every event has; the others are null until they are given. */
  public static Builder of(Instant time, String node, String kind, String detail) {
    return new Builder(time, node, kind, detail);
  }

  /** Builds an event. One thread. */
  public static final class Builder {
    private final Instant time;
    private final String node;
    private final String kind;
    private final String detail;
    private @Nullable String host;
    private @Nullable String verdict;
    private @Nullable String serial;
    private @Nullable String issuer;
    private @Nullable String subject;
    private @Nullable String fingerprint;
    private @Nullable String clientAddress;
    private @Nullable String requestId;
    private @Nullable String rule;
    private @Nullable String accountId;

    private Builder(Instant time, String node, String kind, String detail) {
      this.time = time;
      this.node = node;
      this.kind = kind;
      this.detail = detail;
    }

    public Builder host(@Nullable String name) {
      host = name;
      return this;
    }

    public Builder verdict(@Nullable String label) {
      verdict = label;
      return this;
    }

    /** The client's certificate. */
    public Builder client(
        @Nullable String serial, @Nullable String issuer, @Nullable String subject) {
      this.serial = serial;
      this.issuer = issuer;
      this.subject = subject;
      return this;
    }

    /** The SHA-256 fingerprint of the client's certificate, in hexadecimal. */
    public Builder fingerprint(@Nullable String sha256) {
      fingerprint = sha256;
      return this;
    }

    public Builder clientAddress(@Nullable String address) {
      clientAddress = address;
      return this;
    }

    public Builder requestId(@Nullable String id) {
      requestId = id;
      return this;
    }

    public Builder rule(@Nullable String name) {
      rule = name;
      return this;
    }

    public Builder accountId(@Nullable String id) {
      accountId = id;
      return this;
    }

    public Event build() {
      return new Event(
          time,
          node,
          kind,
          host,
          verdict,
          detail,
          serial,
          issuer,
          subject,
          fingerprint,
          clientAddress,
          requestId,
          rule,
          accountId);
    }
  }
}
