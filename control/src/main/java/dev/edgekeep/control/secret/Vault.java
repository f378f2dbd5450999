package dev.edgekeep.control.secret;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/**
 * Seals and opens the secrets of accounts, each with the account's data key. Any thread.
 *
 * <p>The context names the record and what of it is sealed, as {@code certificate/ID/private-key}:
 * the same is needed to open it.
 */
public final class Vault {
  private final MasterKey master;
  private final Map<String, Aead> accounts = new ConcurrentHashMap<>();

  public Vault(MasterKey master) {
    this.master = master;
  }

  /** The sealed data key of a new account, to be stored with it. */
  public byte[] newDataKey(String accountId) {
    return master.newDataKey(context(accountId));
  }

  /** Seals a secret of an account. */
  public Sealed seal(Handle db, String accountId, byte[] secret, String context) {
    return new Sealed(of(db, accountId).seal(secret, context));
  }

  /** Seals a text of an account. */
  public Sealed seal(Handle db, String accountId, String secret, String context) {
    return seal(db, accountId, secret.getBytes(StandardCharsets.UTF_8), context);
  }

  /**
   * @throws UnsealException when the master key is another one than it was sealed with
   */
  public byte[] open(Handle db, String accountId, Sealed sealed, String context) {
    return of(db, accountId).open(sealed.bytes(), context);
  }

  /** Opens a text. */
  public String openText(Handle db, String accountId, Sealed sealed, String context) {
    return new String(open(db, accountId, sealed, context), StandardCharsets.UTF_8);
  }

  private Aead of(Handle db, String accountId) {
    Aead known = accounts.get(accountId);
    if (known != null) {
      return known;
    }
    byte[] sealed =
        db.createQuery("SELECT data_key FROM account WHERE id = :id")
            .bind("id", accountId)
            .mapTo(byte[].class)
            .one();
    Aead opened = new Aead(master.dataKey(sealed, context(accountId)));
    accounts.put(accountId, opened);
    return opened;
  }

  private static String context(String accountId) {
    return "account/%s/data-key".formatted(accountId);
  }
}
