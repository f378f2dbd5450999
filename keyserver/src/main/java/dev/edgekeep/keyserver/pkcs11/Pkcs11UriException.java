package dev.edgekeep.keyserver.pkcs11;

/**
 * A text is not a PKCS#11 URI that can be used; the message says where and why, without the PIN.
 */
public final class Pkcs11UriException extends Exception {
  private static final long serialVersionUID = 1;

  Pkcs11UriException(String message) {
    super(message);
  }

  /**
   * @param index of the character, from 0
   */
  static Pkcs11UriException at(int index, String message) {
    return new Pkcs11UriException("at character %d: %s".formatted(index + 1, message));
  }
}
