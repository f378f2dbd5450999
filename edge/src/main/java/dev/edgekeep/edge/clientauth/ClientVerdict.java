package dev.edgekeep.edge.clientauth;

import dev.edgekeep.tls.PeerVerdict;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.path.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verdict about one client at one moment. It is never kept across requests: ask {@code
 * ClientConnection} again.
 *
 * @param presented the certificates that the client sent and that could be read, leaf first; empty
 *     when it sent nothing
 * @param path the verified path, leaf first, root last; empty unless verified
 * @param clientCa the name of the client CA that verified it; null unless verified
 * @param sentence why not, for a person to act on; empty when verified
 */
public record ClientVerdict(
    Verdict verdict,
    List<Certificate> presented,
    List<Certificate> path,
    @Nullable String clientCa,
    String sentence)
    implements PeerVerdict {
  /** No certificate was asked for, or none was sent. */
  public static final ClientVerdict ABSENT =
      new ClientVerdict(Verdict.ABSENT, List.of(), List.of(), null, PeerVerdict.ABSENT.sentence());

  public boolean isPresented() {
    return verdict != Verdict.ABSENT;
  }
}
