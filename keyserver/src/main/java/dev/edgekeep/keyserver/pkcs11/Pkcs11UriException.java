package dev.edgekeep.keyserver.pkcs11;

/** A text is not a PKCS#11 URI that can be used; the message says where and why. */
public final class Pkcs11UriException extends Exception {
  private static final long serialVersionUID = 1;

  Pkcs11UriException(String message) {
    super(message);
  }
}
