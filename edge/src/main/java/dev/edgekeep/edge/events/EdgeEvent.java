package dev.edgekeep.edge.events;

import dev.edgekeep.x509.path.Verdict;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something an operator will ask about: one line of the event log.
 *
 * @param host the host it concerns, or the name that was asked for; null when there was none
 * @param verdict the verdict about the client where that is the reason
 * @param detail a sentence that a person can act on
 * @param serial serial number of what the client presented
 * @param issuer its issuer
 * @param subject its subject
 * @param acceptableCas the CA names that would have been acceptable
 * @param requestId the {@code X-Request-Id} of the request, where it concerns one
 */
public record EdgeEvent(
    Instant time,
    Kind kind,
    @Nullable String host,
    @Nullable Verdict verdict,
    String detail,
    @Nullable InetSocketAddress clientAddress,
    @Nullable String serial,
    @Nullable String issuer,
    @Nullable String subject,
    List<String> acceptableCas,
    @Nullable String requestId) {

  /** What happened; {@link #label()} is its spelling in the log. */
  public enum Kind {
    HANDSHAKE_REFUSED("handshake-refused"),
    REQUEST_REFUSED("request-refused"),
    ORIGIN_FAILED("origin-failed"),
    SNAPSHOT_APPLIED("snapshot-applied"),
    SNAPSHOT_REFUSED("snapshot-refused"),
    STARTED("started"),
    DRAINING("draining"),
    STOPPED("stopped");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }
}
