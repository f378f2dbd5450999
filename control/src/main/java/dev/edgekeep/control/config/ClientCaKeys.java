package dev.edgekeep.control.config;

import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The places of the private keys of managed client CAs.
 *
 * @param made the token that new ones are made on; null: they are kept in the store, sealed
 * @param older tokens that have some of before
 */
public record ClientCaKeys(@Nullable Pkcs11Uri made, List<Pkcs11Uri> older) {
  /** All in the store. */
  public static final ClientCaKeys IN_STORE = new ClientCaKeys(null, List.of());

  public ClientCaKeys {
    older = List.copyOf(older);
  }

  /** Every token, that for new keys first. */
  public List<Pkcs11Uri> tokens() {
    List<Pkcs11Uri> tokens = new ArrayList<>(older);
    if (made != null) {
      tokens.remove(made);
      tokens.addFirst(made);
    }
    return List.copyOf(tokens);
  }
}
