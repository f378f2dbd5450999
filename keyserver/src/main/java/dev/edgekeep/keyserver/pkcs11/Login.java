package dev.edgekeep.keyserver.pkcs11;

import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token that was found and opened with its PIN, and the keys that were seen on it. Everything in
 * it ends when the token is taken out or the module forgets us, and is made anew then. Immutable.
 *
 * @param anchor a session that stays open: with the last one the login ends (PKCS#11 v2.40 §5.6)
 * @param mechanisms what the token can do
 * @param keys by what names them
 * @param warnings about keys that are left out
 */
record Login(
    long slot,
    TokenInfo info,
    long anchor,
    Set<Long> mechanisms,
    Map<SubjectPublicKey, PrivateObject> keys,
    List<String> warnings) {
  /** Finds the token, opens it, and looks at its keys. */
  static Login open(Cryptoki cryptoki, Pkcs11Uri uri) throws Pkcs11Exception {
    long slot = slot(cryptoki, uri);
    TokenInfo info = cryptoki.tokenInfo(slot);
    long anchor = cryptoki.openSession(slot);
    try {
      enter(cryptoki, uri, info, anchor);
      Set<Long> mechanisms = cryptoki.mechanisms(slot);
      return new Login(slot, info, anchor, mechanisms, Map.of(), List.of()).searched(cryptoki, uri);
    } catch (Pkcs11Exception | RuntimeException e) {
      cryptoki.closeSession(anchor);
      throw e;
    }
  }

  private static long slot(Cryptoki cryptoki, Pkcs11Uri uri) throws Pkcs11Exception {
    List<Long> fitting = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (long slot : cryptoki.slots()) {
      TokenInfo info = cryptoki.tokenInfo(slot);
      if (uri.names(slot, info) && info.has(TokenInfo.INITIALIZED)) {
        fitting.add(slot);
      }
      if (info.has(TokenInfo.INITIALIZED)) {
        labels.add("\"%s\" (serial %s)".formatted(info.label(), info.serial()));
      }
    }
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    throw new Pkcs11Exception(
        "%s; the module %s has %s"
            .formatted(
                fitting.isEmpty()
                    ? "there is no such token"
                    : "this names %d tokens, add serial=… or slot-id=…".formatted(fitting.size()),
                uri.module(),
                labels.isEmpty() ? "none" : String.join(", ", labels)));
  }

  private static void enter(Cryptoki cryptoki, Pkcs11Uri uri, TokenInfo info, long session)
      throws Pkcs11Exception {
    boolean pinPad = info.has(TokenInfo.PROTECTED_AUTHENTICATION_PATH);
    if (uri.pin() == null && !pinPad) {
      if (info.has(TokenInfo.LOGIN_REQUIRED)) {
        throw new Pkcs11Exception("the token asks for a PIN; add pin-source=file:… to its URI");
      }
      return;
    }
    if (info.has(TokenInfo.PIN_LOCKED)) {
      throw new Pkcs11Exception(
          "the token's PIN is locked after too many wrong ones; its security officer can set a new"
              + " one",
          ReturnValue.CKR_PIN_LOCKED);
    }
    char[] pin = pin(uri);
    try {
      cryptoki.login(session, pin);
    } catch (Pkcs11Exception e) {
      throw e.isPinRefused()
          ? new Pkcs11Exception(
              "the token refuses the PIN (%s); correct it, as too many wrong ones lock the token"
                  .formatted(e.getMessage()),
              ReturnValue.CKR_PIN_INCORRECT)
          : e;
    } finally {
      if (pin != null) {
        Arrays.fill(pin, '\0');
      }
    }
  }

  private static char @Nullable [] pin(Pkcs11Uri uri) throws Pkcs11Exception {
    try {
      return uri.pin() == null ? null : uri.pin().read();
    } catch (IOException e) {
      throw new Pkcs11Exception("the PIN cannot be read: " + e.getMessage());
    }
  }

  /** The same with the keys that are on the token now. */
  Login searched(Cryptoki cryptoki, Pkcs11Uri uri) throws Pkcs11Exception {
    PrivateKeySearch search = new PrivateKeySearch(new ObjectSearch(cryptoki.library(), anchor));
    search.run(uri);
    return new Login(slot, info, anchor, mechanisms, search.found(), search.leftOut());
  }
}
