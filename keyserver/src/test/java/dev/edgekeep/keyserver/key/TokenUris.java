package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.keyserver.pkcs11.Pkcs11UriException;
import dev.edgekeep.testing.SoftHsm;
import java.nio.file.Path;

/** Sources that are tokens of SoftHSM. */
final class TokenUris {
  private TokenUris() {}

  /**
   * @param path what stands behind {@code token=}, more attributes too
   * @param query what stands behind the module, such as {@code &pin-value=1234}
   */
  static KeySource.Token token(String path, String query) throws Pkcs11UriException {
    return uri("token=" + path, SoftHsm.MODULE, query);
  }

  static KeySource.Token uri(String path, Path module, String query) throws Pkcs11UriException {
    String text = "pkcs11:%s?module-path=%s%s".formatted(path, module, query);
    return new KeySource.Token(Pkcs11Uri.parse(text, Path.of("/")));
  }
}
