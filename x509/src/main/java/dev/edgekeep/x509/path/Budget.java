package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.signature.SignatureCheck;

/**
 * How much work one validation may cause. A peer chooses its certificates; whatever it chooses, the
 * decision ends after this much (about 30 ms in all). Real chains use a few percent of it.
 */
final class Budget {
  /** Presented certificates, the leaf included. */
  static final int MAX_PRESENTED = 256;

  /** Octets of all presented certificates together. */
  static final int MAX_PRESENTED_BYTES = 4 << 20;

  /** Certificates of one path, self-issued ones included. */
  static final int MAX_PATH = 40;

  private int signatureUnits = 500;
  private int steps = 6_000;
  private int comparisons = 250_000;

  /** The decision would cost too much. */
  static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Exhausted(String what) {
      super(what, null, false, false);
    }
  }

  void signature(SubjectPublicKey key) {
    signatureUnits -= SignatureCheck.cost(key);
    if (signatureUnits < 0) {
      throw new Exhausted("the certificates need too many signature checks");
    }
  }

  void step() {
    if (--steps < 0) {
      throw new Exhausted("the certificates can be put together in too many ways");
    }
  }

  /** One name against so many subtrees. */
  void compare(int subtrees) {
    comparisons -= subtrees;
    if (comparisons < 0) {
      throw new Exhausted("too many names under too many name constraints");
    }
  }
}
