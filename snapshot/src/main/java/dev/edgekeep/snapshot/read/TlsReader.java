package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Suggestion;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.CipherSuites;
import dev.edgekeep.snapshot.TlsPolicy;
import dev.edgekeep.snapshot.TlsPolicy.Version;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a host's {@code tls}. */
final class TlsReader {
  private static final Map<String, Version> VERSIONS = versions();
  private static final Map<String, Profile> PROFILES = profiles();
  private static final Map<String, String> SUITES = suites();

  /** The meaning of a word for cipher suites: TLS 1.2 suites, and the lowest version. */
  private record Profile(List<String> suites, Version minVersion) {}

  private TlsReader() {}

  static TlsPolicy read(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return TlsPolicy.DEFAULT;
    }
    Value ciphers = section.get("ciphers");
    Value min = section.get("minVersion");
    Profile profile = profile(ciphers);
    Version minVersion = version(min, profile.minVersion);
    Version maxVersion = version(section.get("maxVersion"), Version.TLS_1_3);
    section.end();
    if (minVersion.compareTo(maxVersion) > 0) {
      section.error(
          min == null
              ? "ciphers: modern stands for TLS 1.3, and maxVersion is below it; say ciphers:"
                  + " intermediate"
              : "minVersion is above maxVersion");
      return TlsPolicy.DEFAULT;
    }
    if (minVersion == Version.TLS_1_2) {
      return new TlsPolicy(minVersion, maxVersion, profile.suites);
    }
    if (ciphers != null && ciphers.node() instanceof Sequence) {
      ciphers.warning("these are for TLS 1.2, which minVersion excludes: they have no effect");
    }
    return new TlsPolicy(minVersion, maxVersion, List.of());
  }

  private static Version version(@Nullable Value value, Version otherwise) {
    Version version = value == null ? null : value.choice(VERSIONS);
    return version == null ? otherwise : version;
  }

  private static Profile profile(@Nullable Value value) {
    Profile standard = new Profile(CipherSuites.INTERMEDIATE, Version.TLS_1_2);
    if (value == null) {
      return standard;
    }
    if (value.node() instanceof Sequence) {
      List<String> suites = suites(value);
      return suites.isEmpty() ? standard : new Profile(suites, Version.TLS_1_2);
    }
    Profile named = value.choice(PROFILES);
    return named == null ? standard : named;
  }

  private static List<String> suites(Value value) {
    List<Value> items = value.items();
    if (items.isEmpty()) {
      value.error("the list is empty; name a cipher suite, or remove ciphers");
    }
    Set<String> suites = new LinkedHashSet<>();
    for (Value item : items) {
      String suite = suite(item);
      if (suite != null && !suites.add(suite)) {
        item.error("this cipher suite is listed already; remove it");
      }
    }
    return List.copyOf(suites);
  }

  private static @Nullable String suite(Value item) {
    String name = item.text();
    if (name == null) {
      return null;
    }
    if (CipherSuites.TLS_1_3.contains(name)) {
      item.error("the TLS 1.3 cipher suites are always there and not listed; remove it");
      return null;
    }
    String suite = SUITES.get(name);
    if (suite == null) {
      item.error(
          "unknown cipher suite %s%s"
              .formatted(Quoted.text(name), Suggestion.among(name, SUITES.keySet())));
    }
    return suite;
  }

  private static Map<String, Version> versions() {
    Map<String, Version> versions = new LinkedHashMap<>();
    for (Version version : Version.values()) {
      versions.put(version.label(), version);
    }
    return versions;
  }

  private static Map<String, Profile> profiles() {
    Map<String, Profile> profiles = new LinkedHashMap<>();
    profiles.put("modern", new Profile(CipherSuites.INTERMEDIATE, Version.TLS_1_3));
    profiles.put("intermediate", new Profile(CipherSuites.INTERMEDIATE, Version.TLS_1_2));
    profiles.put("compatible", new Profile(CipherSuites.COMPATIBLE, Version.TLS_1_2));
    return profiles;
  }

  /** IANA names by themselves and by OpenSSL's names. */
  private static Map<String, String> suites() {
    Map<String, String> suites = new HashMap<>();
    CipherSuites.byIanaName()
        .forEach((iana, openssl) -> {
          suites.put(iana, iana);
          suites.put(openssl, iana);
        });
    return suites;
  }
}
