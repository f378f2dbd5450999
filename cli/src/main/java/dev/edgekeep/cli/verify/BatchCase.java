package dev.edgekeep.cli.verify;

import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Suggestion;
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
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One case of a batch, as its JSON line gives it. The PEM texts are not parsed here. Immutable. */
record BatchCase(
    String id,
    List<String> anchors,
    List<String> intermediates,
    List<String> crls,
    String leaf,
    ValidationPolicy policy) {
  private static final String NIST_TEST_POLICY = "NIST-test-policy-";

  /** The members of a case; the last two are for the reader of the results. */
  private static final Set<String> MEMBERS =
      Set.of(
          "id",
          "anchors",
          "intermediates",
          "crls",
          "leaf",
          "time",
          "purpose",
          "name",
          "names",
          "max_depth",
          "policy",
          "features",
          "expected");

  /** The identifier of a line, so that the result of a malformed line has it, too. */
  static String id(JsonNode json) {
    return json.path("id").asString("");
  }

  /**
   * Reads a case.
   *
   * @throws IllegalArgumentException when a member is missing or has another type; names it
   */
  static BatchCase of(JsonNode json) {
    if (!json.isObject()) {
      throw new IllegalArgumentException("expected a JSON object");
    }
    text(json, "id");
    String leaf = text(json, "leaf");
    if (leaf == null) {
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

  /** A sentence for each member that has no meaning and is ignored. */
  static List<String> unknownMembers(JsonNode json) {
    return json.propertyNames().stream()
        .filter(member -> !MEMBERS.contains(member))
        .map(member ->
            "unknown member %s is ignored%s"
                .formatted(
                    Quoted.text(member),
                    Suggestion.nearest(member, MEMBERS)
                        .map(near -> "; did you mean %s?".formatted(Quoted.text(near)))
                        .orElse("")))
        .toList();
  }

  /** A member that passes a check; null when it is absent or null. */
  private static @Nullable JsonNode optional(
      JsonNode json, String member, Predicate<JsonNode> check, String expected) {
    JsonNode value = json.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!check.test(value)) {
      throw new IllegalArgumentException("%s: expected %s".formatted(member, expected));
    }
    return value;
  }

  private static @Nullable String text(JsonNode json, String member) {
    JsonNode value = optional(json, member, JsonNode::isString, "a text");
    return value == null ? null : value.stringValue();
  }

  private static boolean flag(JsonNode json, String member) {
    JsonNode value = optional(json, member, JsonNode::isBoolean, "true or false");
    return value != null && value.booleanValue();
  }

  private static List<JsonNode> list(
      JsonNode json, String member, Predicate<JsonNode> check, String expected) {
    JsonNode list =
        optional(
            json,
            member,
            value -> value.isArray() && value.valueStream().allMatch(check),
            "a list of " + expected);
    return list == null ? List.of() : list.valueStream().toList();
  }

  private static List<String> texts(JsonNode json, String member) {
    return list(json, member, JsonNode::isString, "texts").stream()
        .map(JsonNode::stringValue)
        .toList();
  }

  private static ValidationPolicy policy(JsonNode json) {
    Instant at = time(text(json, "time"));
    Purpose purpose = purpose(text(json, "purpose"));
    ValidationPolicy policy = ValidationPolicy.of(purpose, at);
    if (purpose == Purpose.SERVER) {
      policy = policy.withWebPkiProfile();
    }
    List<PeerName> names = new ArrayList<>();
    JsonNode single = optional(json, "name", JsonNode::isObject, "an object");
    if (single != null) {
      names.add(name(single));
    }
    list(json, "names", JsonNode::isObject, "objects").forEach(each -> names.add(name(each)));
    policy = policy.withNames(names.stream().distinct().toList());
    JsonNode depth = optional(json, "max_depth", BatchCase::isDepth, "an integer of 0 or more");
    if (depth != null) {
      policy = policy.withMaxDepth(depth.canConvertToInt() ? depth.intValue() : Integer.MAX_VALUE);
    }
    JsonNode inputs = optional(json, "policy", JsonNode::isObject, "an object");
    return inputs == null ? policy : policy.withPolicies(inputs(inputs));
  }

  private static boolean isDepth(JsonNode value) {
    return value.isIntegralNumber() && value.bigIntegerValue().signum() >= 0;
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

  private static PeerName name(JsonNode json) {
    String value = text(json, "value");
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("name: expected a value");
    }
    return switch (json.path("kind").asString("")) {
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

  private static PolicyInputs inputs(JsonNode json) {
    List<String> initial = texts(json, "initial").stream().map(BatchCase::policyOid).toList();
    return new PolicyInputs(
        initial.isEmpty() ? PolicyInputs.DEFAULT.initial() : Set.copyOf(initial),
        flag(json, "explicit"),
        flag(json, "inhibit_mapping"),
        flag(json, "inhibit_any"));
  }

  /** The OID of a PKITS policy name, whose number is the last arc below the arc of NIST. */
  private static String policyOid(String name) {
    if (name.equals("anyPolicy")) {
      return Policies.ANY;
    }
    return name.startsWith(NIST_TEST_POLICY)
        ? "2.16.840.1.101.3.2.1.48." + name.substring(NIST_TEST_POLICY.length())
        : name;
  }
}
