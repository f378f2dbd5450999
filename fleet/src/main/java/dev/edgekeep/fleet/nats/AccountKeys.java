package dev.edgekeep.fleet.nats;

import io.nats.client.NKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

/**
 * The keys of an installation at its message servers: NKeys as seeds, all of them secret. The
 * operator signs accounts, and the account signs its users. Immutable; the text form does not
 * contain them.
 *
 * @param system the account of the servers themselves, whose user changes accounts
 */
public record AccountKeys(String operator, String account, String system) {
  /** New keys. */
  public static AccountKeys create(SecureRandom random) {
    try {
      return new AccountKeys(
          new String(NKey.createOperator(random).getSeed()),
          new String(NKey.createAccount(random).getSeed()),
          new String(NKey.createAccount(random).getSeed()));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("NKeys cannot be created", e);
    }
  }

  public AccountKeys {
    check(operator, NKey.Type.OPERATOR);
    check(account, NKey.Type.ACCOUNT);
    check(system, NKey.Type.ACCOUNT);
  }

  private static void check(String seed, NKey.Type type) {
    if (NKey.fromSeed(seed.toCharArray()).getType() != type) {
      throw new IllegalArgumentException("not the seed of an NKey of type " + type);
    }
  }

  @Override
  public String toString() {
    return "AccountKeys[…]";
  }
}
