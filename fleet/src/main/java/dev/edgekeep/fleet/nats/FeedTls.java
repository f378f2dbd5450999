package dev.edgekeep.fleet.nats;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.x509.cert.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards message servers. Immutable.
 *
 * @param identity presented to servers that ask for one; null: none
 * @param trust the CAs of the servers
 */
public record FeedTls(@Nullable Identity identity, List<Certificate> trust) {
  public FeedTls {
    trust = List.copyOf(trust);
    if (trust.isEmpty()) {
      throw new IllegalArgumentException("no CA of the message servers is given");
    }
  }
}
