package dev.edgekeep.edge.forward;

import org.jspecify.annotations.Nullable;

/** Facts about a client's connection that header templates may name. Event loop only. */
public interface ConnectionInfo {
  /** Knows nothing. */
  ConnectionInfo NONE =
      new ConnectionInfo() {
        @Override
        public @Nullable String tlsVersion() {
          return null;
        }

        @Override
        public @Nullable String cipherSuite() {
          return null;
        }

        @Override
        public @Nullable String country() {
          return null;
        }
      };

  /** The negotiated protocol version as {@code TLSv1.3}; null in plaintext. */
  @Nullable String tlsVersion();

  /** The negotiated cipher suite; null in plaintext. */
  @Nullable String cipherSuite();

  /** The ISO 3166-1 code of the country of the client's address; null when it is unknown. */
  @Nullable String country();
}
