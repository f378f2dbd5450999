package dev.edgekeep.edge.clientauth;

import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.x509.cert.Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The revocation status that this node obtains from elsewhere, for the client CAs that want it.
 * Immutable.
 */
public record RemoteSources(FetchedLists lists, Statuses statuses) {
  /** Nothing is obtained from elsewhere. */
  public static final RemoteSources NONE =
      new RemoteSources(FetchedLists.NONE, (ca, path, now) -> null);

  /** The status of clients' certificates by OCSP. Any thread; never blocks. */
  @FunctionalInterface
  public interface Statuses {
    /**
     * The status of the first certificate of a path; begins to ask for it where it is not known.
     *
     * @param path leaf first, anchor last: it is valid but for this status
     * @return null when the CA wants no OCSP, or the certificate is an anchor itself
     */
    @Nullable ClientStatus find(ClientCa ca, List<Certificate> path, Instant now);
  }
}
