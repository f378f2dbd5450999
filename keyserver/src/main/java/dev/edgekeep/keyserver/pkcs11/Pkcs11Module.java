package dev.edgekeep.keyserver.pkcs11;

import java.nio.file.Path;

/** A module that was loaded and initialised, once for all its tokens. Any thread. */
final class Pkcs11Module {
  private final Cryptoki cryptoki;
  private boolean ours;

  private Pkcs11Module(Cryptoki cryptoki) {
    this.cryptoki = cryptoki;
  }

  static Pkcs11Module load(Path path) throws Pkcs11Exception {
    Pkcs11Module module = new Pkcs11Module(new Cryptoki(CryptokiLibrary.load(path)));
    module.initialize();
    return module;
  }

  Cryptoki cryptoki() {
    return cryptoki;
  }

  /** Does nothing when it is initialised, by whomever. */
  synchronized void initialize() throws Pkcs11Exception {
    ours |= cryptoki.initialize();
  }

  /** What somebody else in this process has initialised is left to them. Nobody may be in it. */
  synchronized void close() {
    if (ours) {
      cryptoki.finish();
      ours = false;
    }
  }
}
