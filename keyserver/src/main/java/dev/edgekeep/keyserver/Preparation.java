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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads configuration and keys, and builds everything that is put in force: whole, or not at all.
 * Blocks. One thread at a time.
 */
final class Preparation {
  private final ConfigSource source;
  private final KeySources keySources;
  private final CryptoProvider crypto;

  /**
   * @param crypto the cryptography of the sources' keys
   */
  Preparation(ConfigSource source, KeySources keySources, CryptoProvider crypto) {
    this.source = source;
    this.keySources = keySources;
    this.crypto = crypto;
  }

  CryptoProvider crypto() {
    return crypto;
  }

  /** The result of a preparation. */
  sealed interface Result {
    /** The files and folders that were read. */
    Set<Path> files();
  }

  /** A configuration with its keys, to be put in force, or given up with {@link #abandon}. */
  record Prepared(KeyServerConfig config, Serving serving, List<String> warnings, Set<Path> files)
      implements Result {
    /**
     * Releases what was built.
     *
     * @param other in force instead, and may share parts of it; null for none
     */
    void abandon(@Nullable Prepared other) {
      if (other == null || serving.tls() != other.serving.tls()) {
        serving.tls().release();
      }
    }
  }

  /** The configuration or a key is wrong. */
  record Refused(List<String> problems, Set<Path> files) implements Result {}

  /**
   * Reads and builds.
   *
   * @param inForce the configuration in force, whose parts are used again where they are the same;
   *     null at the start
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
    List<String> fixed = inForce == null ? List.of() : fixedChanges(config, inForce);
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

  /** The same object for the same CAs, so that verified edges stay verified. */
  private static EdgeTrust trust(KeyServerConfig config, @Nullable Prepared inForce) {
    return inForce != null && inForce.serving.trust().cas().equals(config.trust())
        ? inForce.serving.trust()
        : new EdgeTrust(config.trust());
  }

  private static ServerTls tls(KeyServerConfig config, EdgeTrust trust, @Nullable Prepared inForce)
      throws GeneralSecurityException {
    return inForce != null && inForce.serving.tls().isOf(config.identity(), trust)
        ? inForce.serving.tls()
        : ServerTls.build(config.identity(), trust);
  }

  private static List<String> fixedChanges(KeyServerConfig config, Prepared inForce) {
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

  /** Warns of keys in {@code allow} that are not held: most often misspelled. */
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

  /** While the configuration cannot be read, the keys of before are watched as well. */
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
