package dev.edgekeep.config.material;

import dev.edgekeep.x509.cert.Certificate;
import java.util.List;

/** The identity of a process towards its peers: a chain, leaf first, and its key. Immutable. */
public record Identity(List<Certificate> chain, PrivateKeyDer key) {
  public Identity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("an identity has no certificate");
    }
  }
}
