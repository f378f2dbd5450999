package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.signature.SignatureCheck;

/**
 * The work that one validation may cause. A peer chooses its certificates; whatever it sends, the
 * decision ends within this budget (about 30 ms in total). Real chains use a few percent.
 */
final class Budget {
  /** The maximum number of presented certificates, including the leaf. */
  static final int MAX_PRESENTED = 256;

  /** The maximum size of all presented certificates together, in octets. */
  static final int MAX_PRESENTED_BYTES = 4 << 20;

  /** The maximum number of certificates in a path, including self-issued ones. */
  static final int MAX_PATH = 40;

  private int signatureUnits = 500;
  private int steps = 6_000;
  private int comparisons = 250_000;

  /** The budget is exhausted. */
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

  /** Charges for comparing a name with this number of subtrees. */
  void compare(int subtrees) {
    comparisons -= subtrees;
    if (comparisons < 0) {
      throw new Exhausted("too many names under too many name constraints");
    }
  }
}
