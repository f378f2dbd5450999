package dev.edgekeep.snapshot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The TLS 1.2 cipher suites that the edge can speak, and the named choices among them. */
public final class CipherSuites {
  /** ECDHE with AEAD only. */
  public static final List<String> INTERMEDIATE =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** {@link #INTERMEDIATE}, then what old clients need: CBC, and RSA key exchange. */
  public static final List<String> COMPATIBLE =
      concat(
          INTERMEDIATE,
          List.of(
              "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
              "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
              "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
              "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
              "TLS_RSA_WITH_AES_128_GCM_SHA256",
              "TLS_RSA_WITH_AES_256_GCM_SHA384",
              "TLS_RSA_WITH_AES_128_CBC_SHA",
              "TLS_RSA_WITH_AES_256_CBC_SHA"));

  /** The suites of TLS 1.3 (RFC 8446 §B.4): always on. */
  public static final Set<String> TLS_1_3 =
      Set.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  /** Every known suite: OpenSSL's name by the IANA name, in order of preference. */
  private static final Map<String, String> OPENSSL_NAMES = opensslNames();

  private CipherSuites() {}

  /** The IANA names of every suite that can be chosen, in order of preference. */
  public static List<String> known() {
    return List.copyOf(COMPATIBLE);
  }

  /** OpenSSL's names by the IANA names. */
  public static Map<String, String> byIanaName() {
    return OPENSSL_NAMES;
  }

  private static Map<String, String> opensslNames() {
    Map<String, String> names = new LinkedHashMap<>();
    for (String iana : COMPATIBLE) {
      names.put(iana, opensslName(iana));
    }
    return Collections.unmodifiableMap(names);
  }

  /** {@code TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA} is {@code ECDHE-RSA-AES128-SHA} to OpenSSL. */
  private static String opensslName(String iana) {
    return iana.replace("TLS_RSA_WITH_", "")
        .replace("TLS_", "")
        .replace("WITH_", "")
        .replace("_CBC", "")
        .replace("AES_", "AES")
        .replace("POLY1305_SHA256", "POLY1305")
        .replace('_', '-');
  }

  private static List<String> concat(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }
}
