package dev.edgekeep.keyserver.pkcs11;

/** Told when a token that was in use is lost, and when it can be used again. Any thread. */
public interface TokenNotices {
  /** Tells nobody. */
  TokenNotices NONE =
      new TokenNotices() {
        @Override
        public void lost(String token, String why) {}

        @Override
        public void returned(String token) {}
      };

  /**
   * Operations with its keys fail from now on.
   *
   * @param token its label
   */
  void lost(String token, String why);

  /** It was opened again. */
  void returned(String token);
}
