package dev.edgekeep.cli.verify;

import dev.edgekeep.x509.cert.Policies;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.path.PeerName;
import dev.edgekeep.x509.path.PolicyInputs;
import dev.edgekeep.x509.path.Purpose;
import dev.edgekeep.x509.path.ValidationPolicy;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One case of a batch, as its JSON line gives it. The PEM texts are not looked at here. */
record BatchCase(
    String id,
    List<String> anchors,
    List<String> intermediates,
    List<String> crls,
    String leaf,
    ValidationPolicy policy) {
  private static final String NIST_TEST_POLICY = "NIST-test-policy-";

  /** The identifier of a line, so that even a wrong line is answered under its name. */
  static String id(Map<String, @Nullable Object> json) {
    return json.get("id") instanceof String id ? id : "";
  }

  /**
   * Reads a case.
   *
   * @throws IllegalArgumentException when a field is missing or of another type; says which
   */
  static BatchCase of(Map<String, @Nullable Object> json) {
    optional(json, "id", String.class, "a text");
    if (!(json.get("leaf") instanceof String leaf)) {
      throw new IllegalArgumentException("leaf: expected a PEM text");
    }
    return new BatchCase(
        id(json),
        texts(json, "anchors"),
        texts(json, "intermediates"),
        texts(json, "crls"),
        leaf,
        policy(json));
  }

  /** A member of this type; null when it is absent or null. */
  private static <T> @Nullable T optional(
      Map<?, ?> json, String field, Class<T> type, String expected) {
    Object value = json.get(field);
    if (value == null) {
      return null;
    }
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(field + ": expected " + expected);
    }
    return type.cast(value);
  }

  private static List<String> texts(Map<String, @Nullable Object> json, String field) {
    List<String> result = new ArrayList<>();
    for (Object each : list(json, field)) {
      if (!(each instanceof String text)) {
        throw new IllegalArgumentException(field + ": expected a list of PEM texts");
      }
      result.add(text);
    }
    return result;
  }

  private static List<?> list(Map<?, ?> json, String field) {
    return switch (json.get(field)) {
      case null -> List.of();
      case List<?> list -> list;
      default -> throw new IllegalArgumentException(field + ": expected a list");
    };
  }

  private static ValidationPolicy policy(Map<String, @Nullable Object> json) {
    Instant at = time(optional(json, "time", String.class, "a text"));
    Purpose purpose = purpose(optional(json, "purpose", String.class, "clientAuth or serverAuth"));
    ValidationPolicy policy = ValidationPolicy.of(purpose, at);
    if (purpose == Purpose.SERVER) {
      policy = policy.withWebPkiProfile();
    }
    List<PeerName> names = new ArrayList<>();
    Map<?, ?> single = optional(json, "name", Map.class, "an object");
    if (single != null) {
      names.add(name(single));
    }
    for (Object each : list(json, "names")) {
      if (!(each instanceof Map<?, ?> name)) {
        throw new IllegalArgumentException("names: expected a list of objects");
      }
      names.add(name(name));
    }
    policy = policy.withNames(names.stream().distinct().toList());
    Long depth = optional(json, "max_depth", Long.class, "an integer");
    if (depth != null) {
      if (depth < 0) {
        throw new IllegalArgumentException("max_depth: expected 0 or more");
      }
      policy = policy.withMaxDepth(Math.clamp(depth, 0, Integer.MAX_VALUE));
    }
    Map<?, ?> inputs = optional(json, "policy", Map.class, "an object");
    return inputs == null ? policy : policy.withPolicies(inputs(inputs));
  }

  private static Purpose purpose(@Nullable String value) {
    if (value == null) {
      return Purpose.ANY;
    }
    return switch (value) {
      case "clientAuth" -> Purpose.CLIENT;
      case "serverAuth" -> Purpose.SERVER;
      default -> throw new IllegalArgumentException("purpose: expected clientAuth or serverAuth");
    };
  }

  private static Instant time(@Nullable String value) {
    if (value == null) {
      return Instant.now();
    }
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("time: expected RFC 3339, as 2026-01-31T12:00:00Z", e);
    }
  }

  private static PeerName name(Map<?, ?> json) {
    String value = optional(json, "value", String.class, "a text");
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("name: expected a value");
    }
    return switch (String.valueOf(json.get("kind"))) {
      case "DNS" -> new PeerName.Dns(value);
      case "RFC822" -> new PeerName.Email(value);
      case "IP" ->
          PeerName.ofHost(value) instanceof PeerName.Ip(Slice octets)
              ? new PeerName.Ip(octets)
              : invalidAddress(value);
      default -> throw new IllegalArgumentException("name: expected DNS, IP or RFC822");
    };
  }

  private static PeerName invalidAddress(String value) {
    throw new IllegalArgumentException("name: \"" + value + "\" is not an IP address");
  }

  private static PolicyInputs inputs(Map<?, ?> json) {
    List<String> initial = new ArrayList<>();
    for (Object each : list(json, "initial")) {
      if (!(each instanceof String policy)) {
        throw new IllegalArgumentException("policy.initial: expected a list of texts");
      }
      initial.add(policyOid(policy));
    }
    return new PolicyInputs(
        initial.isEmpty() ? PolicyInputs.DEFAULT.initial() : Set.copyOf(initial),
        Boolean.TRUE.equals(optional(json, "explicit", Boolean.class, "true or false")),
        Boolean.TRUE.equals(optional(json, "inhibit_mapping", Boolean.class, "true or false")),
        Boolean.TRUE.equals(optional(json, "inhibit_any", Boolean.class, "true or false")));
  }

  /** PKITS calls its policies by name: n is the last arc of the arc that NIST has set aside. */
  private static String policyOid(String name) {
    if (name.equals("anyPolicy")) {
      return Policies.ANY;
    }
    return name.startsWith(NIST_TEST_POLICY)
        ? "2.16.840.1.101.3.2.1.48." + name.substring(NIST_TEST_POLICY.length())
        : name;
  }
}
