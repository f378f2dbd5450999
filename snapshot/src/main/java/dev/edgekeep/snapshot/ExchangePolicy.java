package dev.edgekeep.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * Settings of a host's exchanges, apart from what the origin learns about the client.
 *
 * @param compression null: responses are sent as the origin encoded them
 * @param maintenance whether every request gets 503
 * @param securityTxt null: the origin has its own, or none
 * @param certificatePage whether clients can look at the certificate that they presented and the
 *     verdict about it
 */
public record ExchangePolicy(
    HostLimits limits,
    @Nullable Compression compression,
    ErrorPages errorPages,
    boolean maintenance,
    @Nullable SecurityTxt securityTxt,
    boolean certificatePage) {
  public static final ExchangePolicy DEFAULT =
      new ExchangePolicy(HostLimits.DEFAULT, null, ErrorPages.NONE, false, null, false);

  /** The same policy with other limits. */
  public ExchangePolicy withLimits(HostLimits others) {
    return new ExchangePolicy(
        others, compression, errorPages, maintenance, securityTxt, certificatePage);
  }

  /** The same policy with another compression. */
  public ExchangePolicy withCompression(@Nullable Compression other) {
    return new ExchangePolicy(limits, other, errorPages, maintenance, securityTxt, certificatePage);
  }

  /** The same policy with other pages. */
  public ExchangePolicy withErrorPages(ErrorPages others) {
    return new ExchangePolicy(
        limits, compression, others, maintenance, securityTxt, certificatePage);
  }

  /** The same policy for a host in maintenance, or not. */
  public ExchangePolicy withMaintenance(boolean isOn) {
    return new ExchangePolicy(limits, compression, errorPages, isOn, securityTxt, certificatePage);
  }

  /** The same policy with another contact for reports of vulnerabilities. */
  public ExchangePolicy withSecurityTxt(@Nullable SecurityTxt other) {
    return new ExchangePolicy(limits, compression, errorPages, maintenance, other, certificatePage);
  }

  /** The same policy with the page on which clients see their certificate, or without. */
  public ExchangePolicy withCertificatePage(boolean isShown) {
    return new ExchangePolicy(limits, compression, errorPages, maintenance, securityTxt, isShown);
  }
}
