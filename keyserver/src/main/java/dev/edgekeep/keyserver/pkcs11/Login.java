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
 * A token that was found and opened with its PIN, and its keys. All handles in it become invalid
 * when the token is removed or the module is initialised again. Immutable.
 *
 * @param anchor a session that stays open: the login ends with the last one (PKCS#11 v2.40 §5.6)
 * @param mechanisms the mechanisms of the token
 * @param keys by their public keys
 * @param warnings about keys that are left out
 */
record Login(
    long slot,
    TokenInfo info,
    long anchor,
    Set<Long> mechanisms,
    Map<SubjectPublicKey, PrivateKeySearch.Found> keys,
    List<String> warnings) {
  /** Finds the token, opens it, and reads its keys. */
  static Login open(Pkcs11Module module, Pkcs11Uri uri) throws Pkcs11Exception {
    Cryptoki cryptoki = module.cryptoki();
    long slot = slot(cryptoki, uri);
    TokenInfo info = cryptoki.tokenInfo(slot);
    long anchor = cryptoki.openSession(slot);
    try {
      enter(module, uri, info, anchor);
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

  private static void enter(Pkcs11Module module, Pkcs11Uri uri, TokenInfo info, long session)
      throws Pkcs11Exception {
    boolean pinPad = info.has(TokenInfo.PROTECTED_AUTHENTICATION_PATH);
    if (uri.pin() == null && !pinPad) {
      if (info.has(TokenInfo.LOGIN_REQUIRED)) {
        throw new Pkcs11Exception("the token asks for a PIN; add pin-source=file:… to its URI");
      }
      return;
    }
    AcceptedPin known = module.accepted(info);
    char[] pin = known == null ? pin(uri) : known.copy();
    try {
      boolean wasChecked = enter(module.cryptoki(), info, session, pin);
      if (wasChecked && pin != null) {
        module.accepted(info, new AcceptedPin(pin));
      }
    } finally {
      wipe(pin);
    }
  }

  private static boolean enter(
      Cryptoki cryptoki, TokenInfo info, long session, char @Nullable [] pin)
      throws Pkcs11Exception {
    if (info.has(TokenInfo.PIN_LOCKED)) {
      throw new Pkcs11Exception(
          "the token's PIN is locked after too many wrong ones; its security officer can set a new"
              + " one",
          ReturnValue.CKR_PIN_LOCKED);
    }
    try {
      return cryptoki.login(session, pin);
    } catch (Pkcs11Exception e) {
      throw e.isPinRefused()
          ? new Pkcs11Exception(
              "the token refuses the PIN (%s); correct it, as too many wrong ones lock the token"
                  .formatted(e.getMessage()),
              ReturnValue.CKR_PIN_INCORRECT)
          : e;
    }
  }

  /**
   * Has the token check a PIN. Nobody may be logged in: the module was just initialised.
   *
   * @throws Pkcs11Exception when the token refuses it
   */
  static void tryPin(Cryptoki cryptoki, Pkcs11Uri uri, char[] pin) throws Pkcs11Exception {
    long slot = slot(cryptoki, uri);
    long session = cryptoki.openSession(slot);
    try {
      enter(cryptoki, cryptoki.tokenInfo(slot), session, pin);
    } finally {
      cryptoki.closeSession(session);
    }
  }

  /**
   * Reads the PIN from its source; the caller wipes it.
   *
   * @throws Pkcs11Exception when it cannot be read, or is empty
   */
  static char @Nullable [] pin(Pkcs11Uri uri) throws Pkcs11Exception {
    if (uri.pin() == null) {
      return null;
    }
    try {
      char[] pin = uri.pin().read();
      if (pin.length == 0) {
        throw new Pkcs11Exception("the PIN is empty; write it into the file of pin-source");
      }
      return pin;
    } catch (IOException e) {
      throw new Pkcs11Exception("the PIN cannot be read: " + e.getMessage());
    }
  }

  static void wipe(char @Nullable [] pin) {
    if (pin != null) {
      Arrays.fill(pin, '\0');
    }
  }

  /** The same with the keys that are on the token now. */
  Login searched(Cryptoki cryptoki, Pkcs11Uri uri) throws Pkcs11Exception {
    PrivateKeySearch search = new PrivateKeySearch(new ObjectSearch(cryptoki.library(), anchor));
    search.run(uri);
    return new Login(slot, info, anchor, mechanisms, search.found(), search.leftOut());
  }
}
