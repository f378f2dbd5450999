package dev.edgekeep.rules.request;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.path.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Facts about a client from its certificate, at the time of the request.
 *
 * @param presented the presented chain, leaf first; empty if the client sent none that could be
 *     parsed
 * @param path the verified path, leaf first, root last; empty unless verified
 * @param clientCa the name of the client CA that the path ends at; null unless verified
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
