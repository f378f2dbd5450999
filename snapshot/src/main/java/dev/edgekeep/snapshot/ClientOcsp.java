package dev.edgekeep.snapshot;

import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.config.value.Bounds;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * OCSP for the certificates of a CA's clients (RFC 6960). Of a path, the client's own certificate
 * is asked about.
 *
 * @param timeout the time for which a handshake waits for a response
 * @param url the responder; null: the one that the client's certificate names
 */
public record ClientOcsp(Mode mode, Duration timeout, @Nullable HttpUrl url) {
  public static final Bounds TIMEOUT_MILLIS = new Bounds(100, 8_000);
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);

  public ClientOcsp {
    TIMEOUT_MILLIS.check("timeoutMillis", timeout);
  }

  /** What becomes of a client whose status cannot be determined. */
  public enum Mode {
    /** It is refused. */
    HARD,
    /** It is accepted. A client whose certificate is revoked is refused in any case. */
    SOFT
  }
}
