package dev.edgekeep.keyserver.key;

import dev.edgekeep.x509.cert.KeyAlgorithm;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the keys of one load, and everything that is wrong with it. One thread only. */
final class LoadReport {
  private static final int LISTED = 100;

  private final List<HeldKey> keys = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Set<Path> watched = new LinkedHashSet<>();

  /** A private key and the public key that names it; their results were seen to agree. */
  record FoundKey(HeldKey key, SubjectPublicKey publicKey) {}

  void key(FoundKey found) {
    KeyInfo info = found.key().info();
    keys.add(found.key());
    if (found.publicKey().type() == KeyAlgorithm.RSA && RsaPublic.isWeak(found.publicKey())) {
      warning(
          "%s: a key of %s can be broken, and clients refuse it; make one of 2048 or 3072 bits"
              .formatted(info.origin(), info.algorithm()));
    }
  }

  /** Adds a problem: the load as a whole is refused. */
  void problem(String text) {
    problems.add(text);
  }

  void warning(String text) {
    warnings.add(text);
  }

  void watch(Path path) {
    watched.add(path);
  }

  KeyLoad result() {
    return problems.isEmpty()
        ? new KeyLoad.Loaded(new KeySet(keys), cut(warnings), watched)
        : new KeyLoad.Refused(cut(problems), cut(warnings), watched);
  }

  /** Of a folder with 10,000 mistakes only the first are listed. */
  private static List<String> cut(List<String> texts) {
    if (texts.size() <= LISTED) {
      return texts;
    }
    List<String> some = new ArrayList<>(texts.subList(0, LISTED));
    some.add("and %,d more".formatted(texts.size() - LISTED));
    return some;
  }
}
