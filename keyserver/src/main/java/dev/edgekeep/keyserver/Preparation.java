package dev.edgekeep.keyserver;

import dev.edgekeep.config.value.Problem;
import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.keyserver.access.Permission;
import dev.edgekeep.keyserver.config.ConfigResult;
import dev.edgekeep.keyserver.config.ConfigSource;
import dev.edgekeep.keyserver.config.KeyServerConfig;
import dev.edgekeep.keyserver.key.CryptoProvider;
import dev.edgekeep.keyserver.key.KeyLoad;
import dev.edgekeep.keyserver.key.KeySet;
import dev.edgekeep.keyserver.key.KeySources;
import dev.edgekeep.keyserver.serve.EdgeTrust;
import dev.edgekeep.keyserver.serve.ServerTls;
import dev.edgekeep.keyserver.serve.Serving;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads configuration and keys, and builds what is to be in force: whole, or not at all. Blocks.
 * One thread at a time.
 */
final class Preparation {
  private final ConfigSource source;
  private final KeySources keySources;
  private final CryptoProvider crypto;
  private final InstantSource clock;

  /**
   * @param crypto what the sources' keys compute with
   */
  Preparation(
      ConfigSource source, KeySources keySources, CryptoProvider crypto, InstantSource clock) {
    this.source = source;
    this.keySources = keySources;
    this.crypto = crypto;
    this.clock = clock;
  }

  CryptoProvider crypto() {
    return crypto;
  }

  /** What came of it. */
  sealed interface Result {
    /** The files and folders that were looked at. */
    Set<Path> files();
  }

  /** To be put in force, or given up with {@link #abandon}. */
  record Prepared(KeyServerConfig config, Serving serving, List<String> warnings, Set<Path> files)
      implements Result {
    /**
     * Gives up what was built.
     *
     * @param other what is in force instead, and may share some of it; null: nothing
     */
    void abandon(@Nullable Prepared other) {
      if (other == null || serving.tls() != other.serving.tls()) {
        serving.tls().release();
      }
    }
  }

  /** Something is wrong. */
  record Refused(List<String> problems, Set<Path> files) implements Result {}

  /**
   * Reads and builds.
   *
   * @param inForce what was prepared before and stays in use where it is the same; null at the
   *     start
   */
  Result prepare(@Nullable Prepared inForce) {
    return switch (source.read()) {
      case ConfigResult.Refused refused ->
          new Refused(texts(refused.problems()), withKeyFiles(refused.files(), inForce));
      case ConfigResult.Read read -> prepare(read, inForce);
    };
  }

  private Result prepare(ConfigResult.Read read, @Nullable Prepared inForce) {
    KeyServerConfig config = read.config();
    List<String> fixed = inForce == null ? List.of() : changesOfWhatIsFixed(config, inForce);
    if (!fixed.isEmpty()) {
      return new Refused(fixed, withKeyFiles(read.files(), inForce));
    }
    KeyLoad load = keySources.load(config.keys());
    Set<Path> files = new HashSet<>(read.files());
    files.addAll(load.watched());
    return switch (load) {
      case KeyLoad.Refused refused -> new Refused(refused.problems(), files);
      case KeyLoad.Loaded loaded -> build(read, loaded, inForce, files);
    };
  }

  private Result build(
      ConfigResult.Read read, KeyLoad.Loaded loaded, @Nullable Prepared inForce, Set<Path> files) {
    KeyServerConfig config = read.config();
    try {
      EdgeTrust trust = trust(config, inForce);
      ServerTls tls = tls(config, trust, inForce);
      Serving serving = new Serving(loaded.keys(), config.access(), trust, tls, config.limits());
      List<String> warnings = new ArrayList<>(slowness());
      warnings.addAll(texts(read.warnings()));
      warnings.addAll(loaded.warnings());
      warnings.addAll(absentKeys(config, loaded.keys()));
      return new Prepared(config, serving, List.copyOf(warnings), files);
    } catch (GeneralSecurityException e) {
      return new Refused(List.of(String.valueOf(e.getMessage())), files);
    }
  }

  /** The same object for the same CAs: what was verified under it stands. */
  private static EdgeTrust trust(KeyServerConfig config, @Nullable Prepared inForce) {
    return inForce != null && inForce.serving.trust().cas().equals(config.trust())
        ? inForce.serving.trust()
        : new EdgeTrust(config.trust());
  }

  private ServerTls tls(KeyServerConfig config, EdgeTrust trust, @Nullable Prepared inForce)
      throws GeneralSecurityException {
    return inForce != null && inForce.serving.tls().isOf(config.identity(), trust)
        ? inForce.serving.tls()
        : ServerTls.build(config.identity(), trust, clock);
  }

  private static List<String> changesOfWhatIsFixed(KeyServerConfig config, Prepared inForce) {
    KeyServerConfig before = inForce.config;
    List<String> problems = new ArrayList<>();
    if (!config.listen().equals(before.listen())) {
      problems.add("listen: the address can change at a restart only");
    }
    if (!Objects.equals(config.admin(), before.admin())) {
      problems.add("admin: the address can change at a restart only");
    }
    if (config.threads() != before.threads()) {
      problems.add("threads: the number can change at a restart only");
    }
    return problems;
  }

  /** Keys that an entry of {@code allow} names and that are not held: most often misspelled. */
  private static List<String> absentKeys(KeyServerConfig config, KeySet keys) {
    List<Permission> entries = config.access().entries();
    List<String> warnings = new ArrayList<>();
    for (int i = 0; entries != null && i < entries.size(); i++) {
      int index = i;
      Set<SubjectKeyId> named = entries.get(i).keys();
      (named == null ? Set.<SubjectKeyId>of() : named)
          .stream()
              .filter(ski -> keys.get(ski) == null)
              .forEach(
                  ski -> warnings.add("allow[%d].keys: no key %s is held".formatted(index, ski)));
    }
    return warnings;
  }

  /** Where the configuration cannot be read, the keys are looked at when it can be again. */
  private static Set<Path> withKeyFiles(Set<Path> files, @Nullable Prepared inForce) {
    Set<Path> all = new HashSet<>(files);
    if (inForce != null) {
      all.addAll(inForce.files);
    }
    return all;
  }

  private List<String> slowness() {
    String reason = crypto.slowBecause();
    return reason == null ? List.of() : List.of("cryptography will be slow: " + reason);
  }

  private static List<String> texts(List<Problem> problems) {
    return problems.stream().map(Problem::toString).toList();
  }
}
