package dev.edgekeep.config.material;

import dev.edgekeep.x509.cert.Certificate;
import java.util.List;

/** Who a process is to its peers: a certificate chain, leaf first, and its private key. */
public record Identity(List<Certificate> chain, PrivateKeyDer key) {
  public Identity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("an identity has no certificate");
    }
  }
}
