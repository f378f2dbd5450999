package dev.edgekeep.control.account;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/**
 * The settings of an account.
 *
 * @param unreadable the reason why what is stored cannot be read; null when it can
 */
public record AccountSettings(
    AccountLimits limits,
    ClientCertificateScope clientCertificateScope,
    @Nullable String unreadable) {
  public static final AccountSettings DEFAULT =
      new AccountSettings(AccountLimits.DEFAULT, ClientCertificateScope.ACCOUNT);

  AccountSettings(AccountLimits limits, ClientCertificateScope clientCertificateScope) {
    this(limits, clientCertificateScope, null);
  }

  /**
   * The settings that are stored. Where they cannot be read, the stricter setting is in force: the
   * default limits and the scope {@link ClientCertificateScope#SITE}.
   */
  static AccountSettings stored(ObjectMapper json, String limits, String scope) {
    Optional<AccountLimits> known = limits(json, limits);
    String unreadable = null;
    if (known.isEmpty()) {
      unreadable = "the stored limits cannot be read, and the default ones apply; set them again";
    } else if (!ClientCertificateScope.byLabel().containsKey(scope)) {
      unreadable =
          "the stored clientCertificateScope cannot be read, and 'site' applies; set it again";
    }
    return new AccountSettings(
        known.orElse(AccountLimits.DEFAULT), ClientCertificateScope.stored(scope), unreadable);
  }

  private static Optional<AccountLimits> limits(ObjectMapper json, String stored) {
    try {
      return Optional.ofNullable(json.readValue(stored, AccountLimits.class));
    } catch (JacksonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
