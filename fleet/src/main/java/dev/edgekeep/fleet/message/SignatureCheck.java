package dev.edgekeep.fleet.message;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys whose signatures are accepted. Any thread; must not block. */
@FunctionalInterface
public interface SignatureCheck {
  /**
   * The key that may sign messages of this address.
   *
   * @param keyId its name ({@link Ed25519#keyId})
   * @return null: no such key is known, or it may not sign them
   */
  @Nullable PublicKey find(Address address, String keyId);

  /** Keys that may sign everything: those of the control plane, at a node. */
  static SignatureCheck of(Collection<PublicKey> keys) {
    Map<String, PublicKey> byId =
        keys.stream().collect(Collectors.toUnmodifiableMap(Ed25519::keyId, key -> key));
    return (address, keyId) -> byId.get(keyId);
  }

  /** Returns whether a signature is right. */
  static boolean verifies(PublicKey key, byte[] octets, byte[] signature) {
    try {
      Signature check = Ed25519.signature();
      check.initVerify(key);
      check.update(octets);
      return check.verify(signature);
    } catch (GeneralSecurityException _) {
      return false; // malformed, which is as wrong as another one
    }
  }
}
