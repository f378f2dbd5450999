package dev.edgekeep.rules.request;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.path.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a client by its certificate, at the moment of the request.
 *
 * @param presented what it sent, leaf first; empty when it sent nothing that could be read
 * @param path the verified path, leaf first, root last; empty unless verified
 * @param clientCa the name of the client CA that verified it; null unless verified
 */
public record ClientFacts(
    Verdict verdict,
    List<Certificate> presented,
    List<Certificate> path,
    @Nullable String clientCa) {
  /** No certificate. */
  public static final ClientFacts ABSENT =
      new ClientFacts(Verdict.ABSENT, List.of(), List.of(), null);
}
