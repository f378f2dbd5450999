package dev.edgekeep.control.clientca;

import dev.edgekeep.control.change.Change;
import dev.edgekeep.keyserver.pkcs11.Curve;
import dev.edgekeep.x509.cert.Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Issuers that were created before the writer's turn. Keys of those that no change has stored are
 * removed from their token at the end. One thread at a time.
 */
final class NewIssuers implements AutoCloseable {
  private final CaKeys keys;
  private final List<NewKey> created = new ArrayList<>();
  private final List<NewIssuer> all = new ArrayList<>();
  private volatile boolean isStored;

  NewIssuers(CaKeys keys) {
    this.keys = keys;
  }

  /** An issuer without a record. */
  record NewIssuer(CaIssuer.Kind kind, NewKey key, Certificate certificate) {}

  /** A key that an issuer of these will have. */
  NewKey key(String accountId, Curve curve, String label) {
    NewKey key = keys.create(accountId, curve, label);
    created.add(key);
    return key;
  }

  void add(NewIssuer issuer) {
    all.add(issuer);
  }

  /** The issuers in the order in which to store them; the change keeps them if it succeeds. */
  List<NewIssuer> storedBy(Change change) {
    isStored = true;
    change.ifUndone(() -> isStored = false);
    return List.copyOf(all);
  }

  @Override
  public void close() {
    if (!isStored) {
      created.forEach(keys::discard);
    }
  }
}
