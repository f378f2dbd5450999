package dev.edgekeep.control.certificate;

/** Contexts that the sealed secrets of server certificates are bound to. */
public final class CertificateSecrets {
  private CertificateSecrets() {}

  /** The private key, as PKCS#8 DER. */
  public static String privateKey(String certificateId) {
    return "certificate/%s/private-key".formatted(certificateId);
  }
}
