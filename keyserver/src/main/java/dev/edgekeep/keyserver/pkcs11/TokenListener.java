package dev.edgekeep.keyserver.pkcs11;

/** Called when a token in use is lost, and when it can be used again. Any thread. */
public interface TokenListener {
  /** Ignores all calls. */
  TokenListener NONE =
      new TokenListener() {
        @Override
        public void lost(String token, String why) {}

        @Override
        public void returned(String token) {}
      };

  /**
   * A token is lost: operations with its keys fail from now on.
   *
   * @param token its label
   */
  void lost(String token, String why);

  /** A token was opened again. */
  void returned(String token);
}
