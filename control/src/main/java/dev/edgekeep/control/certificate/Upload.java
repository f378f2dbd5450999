package dev.edgekeep.control.certificate;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.x509.cert.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An uploaded server certificate, checked.
 *
 * @param name null: its first host name
 * @param chain leaf first, in order
 * @param privateKey null: a key server has it
 * @param keyServer the name of the key server; null: the key was uploaded
 * @param hostNames the names that it is for, in lower case
 * @param notices about what was repaired, and further remarks
 */
record Upload(
    @Nullable String name,
    List<Certificate> chain,
    @Nullable PrivateKeyDer privateKey,
    @Nullable String keyServer,
    List<String> hostNames,
    List<String> notices) {
  Upload {
    chain = List.copyOf(chain);
    hostNames = List.copyOf(hostNames);
    notices = List.copyOf(notices);
  }

  Certificate leaf() {
    return chain.getFirst();
  }
}
