package dev.edgekeep.control.clientca;

import dev.edgekeep.control.secret.Sealed;
import org.jspecify.annotations.Nullable;

/** Where the private key of an issuer is: a part of the issuer's record. */
sealed interface KeyPlace {
  /** As the API shows it. */
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

  /** Of the columns of an issuer. */
  static KeyPlace of(byte[] sealed, @Nullable String tokenKey) {
    return tokenKey == null ? new InStore(new Sealed(sealed)) : new OnToken(tokenKey);
  }

  /** What the column for sealed keys has; empty where there is none. */
  default byte[] sealedBytes() {
    return switch (this) {
      case InStore(Sealed sealed) -> sealed.bytes();
      case OnToken _ -> new byte[0];
    };
  }

  /** What the column for keys on tokens has. */
  default @Nullable String tokenKey() {
    return switch (this) {
      case InStore _ -> null;
      case OnToken(String uri) -> uri;
    };
  }
}
