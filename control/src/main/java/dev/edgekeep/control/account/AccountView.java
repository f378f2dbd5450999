package dev.edgekeep.control.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account as the API shows it.
 *
 * @param unreadable the reason why the stored settings cannot be read
 * @param token that administers the account; only in the answer that created it
 */
record AccountView(
    String id,
    String name,
    AccountLimits limits,
    String clientCertificateScope,
    Instant createdAt,
    @Nullable String unreadable,
    @Nullable String token) {
  static AccountView of(Account account) {
    return of(account, null);
  }

  static AccountView of(Account account, @Nullable String token) {
    return new AccountView(
        account.id(),
        account.name(),
        account.settings().limits(),
        account.settings().clientCertificateScope().label(),
        account.createdAt(),
        account.settings().unreadable(),
        token);
  }
}
