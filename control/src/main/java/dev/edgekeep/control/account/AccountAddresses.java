package dev.edgekeep.control.account;

import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.control.config.OutboundAddresses;
import dev.edgekeep.control.store.Store;
import org.jdbi.v3.core.Handle;

/**
 * The addresses that are forbidden to the origins, key servers and revocation status of an account.
 * Blocks.
 */
public final class AccountAddresses {
  private final Store store;
  private final OutboundAddresses addresses;

  public AccountAddresses(Store store, OutboundAddresses addresses) {
    this.store = store;
    this.addresses = addresses;
  }

  public ForbiddenAddresses of(String accountId) {
    return store.read(db -> of(db, accountId));
  }

  /** An unknown account is treated as a tenant. */
  public ForbiddenAddresses of(Handle db, String accountId) {
    boolean isOperator =
        db.createQuery("SELECT is_operator FROM account WHERE id = :id")
                .bind("id", accountId)
                .mapTo(Integer.class)
                .findOne()
                .orElse(0)
            != 0;
    return addresses.of(isOperator);
  }
}
