package dev.edgekeep.keyserver.pkcs11;

import dev.edgekeep.config.material.Secret;
import dev.edgekeep.x509.der.Slice;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Names a PKCS#11 token, and some or all of its keys (RFC 7512). Null attributes match everything.
 * Immutable.
 *
 * @param shown the URI without its query, which may hold a PIN
 * @param module the library that speaks to the token, absolute
 * @param pin the source of the PIN that opens the token
 * @param token the token's label
 * @param manufacturer of the token
 * @param model of the token
 * @param serial of the token
 * @param slotId the slot of the token
 * @param object the label of the keys
 * @param id the identifier of the keys
 */
public record Pkcs11Uri(
    String shown,
    Path module,
    @Nullable Secret pin,
    @Nullable String token,
    @Nullable String manufacturer,
    @Nullable String model,
    @Nullable String serial,
    @Nullable Long slotId,
    @Nullable String object,
    @Nullable Slice id) {
  /**
   * @param folder the folder that {@code pin-source} and {@code module-path} are relative to
   * @throws Pkcs11UriException when it is malformed, names no module, or names objects that are not
   *     private keys
   */
  public static Pkcs11Uri parse(String text, Path folder) throws Pkcs11UriException {
    return new Pkcs11UriParser(text, folder.toAbsolutePath()).parse();
  }

  /**
   * The name of a key by the labels of token and key.
   *
   * @param pin null: the token asks for none, or has a PIN pad
   */
  public static Pkcs11Uri ofKey(Path module, String token, String label, @Nullable Secret pin) {
    String shown = "pkcs11:token=%s;object=%s".formatted(token, label);
    return new Pkcs11Uri(
        shown, module.toAbsolutePath(), pin, token, null, null, null, null, label, null);
  }

  /** Returns whether the URI names this token. */
  boolean names(long slot, TokenInfo info) {
    return (slotId == null || slotId == slot)
        && (token == null || token.equals(info.label()))
        && (manufacturer == null || manufacturer.equals(info.manufacturer()))
        && (model == null || model.equals(info.model()))
        && (serial == null || serial.equals(info.serial()));
  }

  /** Returns whether the URI names particular keys, and not all keys of the token. */
  public boolean namesKey() {
    return object != null || id != null;
  }

  /** The same token, whatever keys it has. */
  public Pkcs11Uri withoutKey() {
    return new Pkcs11Uri(
        shown, module, pin, token, manufacturer, model, serial, slotId, null, null);
  }

  /** Without the PIN. */
  @Override
  public String toString() {
    return shown;
  }
}
