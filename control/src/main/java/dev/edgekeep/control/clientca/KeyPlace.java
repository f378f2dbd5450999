package dev.edgekeep.control.clientca;

import dev.edgekeep.control.secret.Sealed;
import org.jspecify.annotations.Nullable;

/** The place of an issuer's private key: a part of the issuer's record. */
sealed interface KeyPlace {
  /** The spelling of the API. */
  String shown();

  /** In the database, encrypted. */
  record InStore(Sealed sealed) implements KeyPlace {
    @Override
    public String shown() {
      return "store";
    }

    /** Nothing of the key. */
    @Override
    public String toString() {
      return shown();
    }
  }

  /**
   * On a PKCS#11 token, which never gives it away.
   *
   * @param uri names the key for people (RFC 7512); it is found by its public half
   */
  record OnToken(String uri) implements KeyPlace {
    @Override
    public String shown() {
      return uri;
    }
  }

  /** The place that the columns of an issuer describe. */
  static KeyPlace of(byte[] sealed, @Nullable String tokenKey) {
    return tokenKey == null ? new InStore(new Sealed(sealed)) : new OnToken(tokenKey);
  }

  /** The value of the column for sealed keys; empty where there is none. */
  default byte[] sealedBytes() {
    return switch (this) {
      case InStore(Sealed sealed) -> sealed.bytes();
      case OnToken _ -> new byte[0];
    };
  }

  /** The value of the column for keys on tokens. */
  default @Nullable String tokenKey() {
    return switch (this) {
      case InStore _ -> null;
      case OnToken(String uri) -> uri;
    };
  }
}
