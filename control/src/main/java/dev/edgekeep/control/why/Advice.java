package dev.edgekeep.control.why;

import dev.edgekeep.x509.path.Verdict;

/** The sentence that says what to do about a verdict. */
final class Advice {
  private Advice() {}

  static String of(Verdict verdict) {
    return switch (verdict) {
      case VERIFIED -> "Nothing is wrong with this certificate here.";
      case ABSENT ->
          "Install a certificate with its private key on the client, and select it for this host.";
      case UNTRUSTED ->
          "Bind the client CA that issued the certificate to the host, or issue a certificate from"
              + " a client CA that is bound.";
      case CHAIN_INCOMPLETE ->
          "Install the missing intermediate on the client, or add it to the client CA.";
      case EXPIRED -> "Issue a new certificate for this client.";
      case NOT_YET_VALID ->
          "Wait until the certificate is valid, or check the clock of the machine that issued it.";
      case REVOKED ->
          "If the revocation is a mistake, activate the certificate again; else issue a new one.";
      case REVOCATION_UNKNOWN -> "Upload a current revocation list of the client CA.";
      case WRONG_USAGE -> "Issue a certificate with the extended key usage clientAuth.";
      case BAD_SIGNATURE, MALFORMED ->
          "Install the certificate again from its issuer; this one is damaged or forged.";
      case NOT_A_CA -> "Issue the certificate from a CA: its issuer is not one.";
      case PATH_TOO_LONG ->
          "Use fewer intermediates, or raise clientAuth.maxChainDepth of the host.";
      case NAME_NOT_PERMITTED ->
          "Issue a certificate with names that its CA may issue for, or use another CA.";
      case POLICY -> "Issue a certificate with the policies that its CA requires.";
      case UNKNOWN_CRITICAL_EXTENSION ->
          "Issue the certificate without the critical extension that is not supported.";
      case WEAK_ALGORITHM ->
          "Issue a certificate with RSA of 2048 bits and more, P-256 or P-384, signed with"
              + " SHA-256.";
      case NAME_MISMATCH -> "Issue a certificate for the name that is used.";
      case TOO_COMPLEX -> "Send fewer certificates: only the client's own and its intermediates.";
    };
  }
}
