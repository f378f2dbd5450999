package dev.edgekeep.control.secret;

import dev.edgekeep.control.store.Store;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Seals the data keys of all accounts with another master key, in one transaction: the secrets
 * themselves stay as they are. No control plane may run meanwhile.
 */
public final class Rekeying {
  private Rekeying() {}

  /** The sealed data key of an account. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record DataKey(String account, byte[] sealed) {}

  /**
   * Moves a database to another master key. Blocks; tokens are asked before and after the
   * transaction, not within.
   *
   * @return the number of accounts
   * @throws IOException when a key cannot be read; nothing has changed
   * @throws UnsealException when the old key does not open the data key of an account; nothing has
   *     changed
   */
  public static int run(Store store, MasterKeySource from, MasterKeySource to) throws IOException {
    MasterKey old =
        switch (from) {
          case MasterKeySource.Outside outside -> outside.read();
          case MasterKeySource.OnToken token -> token.read(store);
        };
    return switch (to) {
      case MasterKeySource.Outside outside -> run(store, old, outside.read(), null);
      case MasterKeySource.OnToken token -> {
        byte[] wrapped = TokenUnwrapping.wrap(MasterKey.newText(), token.key());
        // A key that the token cannot unwrap must not become the only copy.
        yield run(store, old, token.opened(wrapped), wrapped);
      }
    };
  }

  private static int run(Store store, MasterKey old, MasterKey fresh, byte @Nullable [] wrapped) {
    return store.write(db -> {
      List<DataKey> keys =
          db.createQuery("SELECT id, data_key FROM account")
              .map((row, context) -> new DataKey(row.getString("id"), row.getBytes("data_key")))
              .list();
      keys.forEach(key -> seal(db, key, old, fresh));
      if (wrapped == null) {
        StoredMasterKey.remove(db);
      } else {
        StoredMasterKey.put(db, wrapped);
      }
      return keys.size();
    });
  }

  private static void seal(Handle db, DataKey key, MasterKey old, MasterKey fresh) {
    String context = Vault.context(key.account);
    byte[] opened = old.dataKey(key.sealed, context);
    db.createUpdate("UPDATE account SET data_key = :sealed WHERE id = :id")
        .bind("sealed", fresh.sealed(opened, context))
        .bind("id", key.account)
        .execute();
    Arrays.fill(opened, (byte) 0);
  }
}
