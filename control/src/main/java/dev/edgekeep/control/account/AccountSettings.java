package dev.edgekeep.control.account;

/** The settings of an account. */
public record AccountSettings(AccountLimits limits, ClientCertificateScope clientCertificateScope) {
  public static final AccountSettings DEFAULT =
      new AccountSettings(AccountLimits.DEFAULT, ClientCertificateScope.ACCOUNT);
}
