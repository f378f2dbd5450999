package dev.edgekeep.control.node;

import dev.edgekeep.control.access.OperatorAccount;
import dev.edgekeep.control.secret.Sealed;
import dev.edgekeep.control.secret.Vault;
import org.jdbi.v3.core.Handle;

/**
 * Seals the keys of the fleet, as secrets of the account that runs the installation. Any thread.
 */
final class FleetSecrets {
  private final Vault vault;

  FleetSecrets(Vault vault) {
    this.vault = vault;
  }

  /**
   * @param context names what is sealed, as {@code group_key/eu/3}
   */
  byte[] seal(Handle db, byte[] secret, String context) {
    return vault.seal(db, account(db), secret, context).bytes();
  }

  /**
   * @throws dev.edgekeep.control.secret.UnsealException when it is damaged, or sealed with another
   *     key
   */
  byte[] open(Handle db, byte[] sealed, String context) {
    return vault.open(db, account(db), new Sealed(sealed), context);
  }

  private static String account(Handle db) {
    return OperatorAccount.id(db)
        .orElseThrow(() -> new IllegalStateException("there is no account yet"));
  }
}
