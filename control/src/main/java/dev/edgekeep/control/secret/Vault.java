package dev.edgekeep.control.secret;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens the secrets of accounts, each with the account's data key. Any thread.
 *
 * <p>The context names the record and what of it is sealed, as {@code certificate/ID/private-key}:
 * the same is needed to open it.
 */
public final class Vault {
  private volatile @Nullable MasterKey master;
  private final Map<String, Aead> accounts = new ConcurrentHashMap<>();

  /** Gives it the master key: before anything is sealed or opened, and once. */
  public void open(MasterKey key) {
    master = key;
  }

  private MasterKey master() {
    return Objects.requireNonNull(master, "the master key has not been read yet");
  }

  /**
   * Checks that this master key is the one that the database was made with.
   *
   * @throws UnsealException when it opens the secrets of no account
   */
  public void requireFits(Handle db) {
    List<Boolean> opened =
        db.createQuery("SELECT id, data_key FROM account")
            .map((row, context) -> opens(row.getString("id"), row.getBytes("data_key")))
            .list();
    if (!opened.isEmpty() && !opened.contains(true)) {
      throw new UnsealException(
          "the master key is not the one that the database was made with, and opens none of its"
              + " secrets: put the right one in its place (masterKey in the configuration)");
    }
  }

  private boolean opens(String accountId, byte[] sealed) {
    try {
      Arrays.fill(master().dataKey(sealed, context(accountId)), (byte) 0);
      return true;
    } catch (UnsealException e) {
      return false; // this account's may be damaged alone; then its records say so
    }
  }

  /** The sealed data key of a new account, to be stored with it. */
  public byte[] newDataKey(String accountId) {
    return master().newDataKey(context(accountId));
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
    Aead opened = new Aead(master().dataKey(sealed, context(accountId)));
    accounts.put(accountId, opened);
    return opened;
  }

  static String context(String accountId) {
    return "account/%s/data-key".formatted(accountId);
  }
}
