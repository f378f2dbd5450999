package dev.edgekeep.control.certificate;

/** What the secrets of server certificates are bound to when they are sealed. */
public final class CertificateSecrets {
  private CertificateSecrets() {}

  /** The private key, as PKCS#8 DER. */
  public static String privateKey(String certificateId) {
    return "certificate/%s/private-key".formatted(certificateId);
  }
}
