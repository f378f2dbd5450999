package dev.edgekeep.snapshot;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.x509.cert.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that the edge presents to the servers of an origin. Immutable.
 *
 * @param chain leaf first; not empty
 */
public record OriginIdentity(List<Certificate> chain, ServerKey key) {
  public OriginIdentity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("an identity has no certificate");
    }
  }

  /** An identity whose key is with the edge. */
  public static OriginIdentity of(Identity held) {
    return new OriginIdentity(held.chain(), new ServerKey.Held(held.key()));
  }

  public Certificate leaf() {
    return chain.getFirst();
  }

  /** The key server that has the key; null when the edge has it. */
  public @Nullable KeyServer keyServer() {
    return key instanceof ServerKey.OnKeyServer(KeyServer server) ? server : null;
  }
}
