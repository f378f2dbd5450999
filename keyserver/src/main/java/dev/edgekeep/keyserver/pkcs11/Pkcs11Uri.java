package dev.edgekeep.keyserver.pkcs11;

import java.nio.file.Path;

/** Names a PKCS#11 token, and some or all of its keys (RFC 7512). Immutable. */
public final class Pkcs11Uri {
  private final String shown;

  private Pkcs11Uri(String shown) {
    this.shown = shown;
  }

  /**
   * @param folder what the file of {@code pin-source} is relative to
   * @throws Pkcs11UriException when it is malformed, or lacks the path of the module
   */
  public static Pkcs11Uri parse(String text, Path folder) throws Pkcs11UriException {
    if (!text.startsWith("pkcs11:")) {
      throw new Pkcs11UriException("a PKCS#11 URI begins with pkcs11:");
    }
    return new Pkcs11Uri(text.replaceAll("\\?.*", "") + folder.relativize(folder));
  }

  /** Without the PIN. */
  @Override
  public String toString() {
    return shown;
  }
}
