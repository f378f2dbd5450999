package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Plans the key servers and server certificates, which belong to the account. One thread. */
final class AccountPlan {
  private static final ApiPath KEY_SERVERS = ApiPath.of("key-servers");
  private static final ApiPath CERTIFICATES = ApiPath.of("certificates");

  /** Members that the API adds. */
  private static final Set<String> READ_ONLY =
      Set.of(
          "id", "name", "createdAt", "updatedAt", "unreadable", "health", "latencyMs", "lastCheck");

  private final CurrentState state;
  private final List<Step> steps = new ArrayList<>();

  /** Ids of the certificates of the file, by name; null: a step will create the certificate. */
  private final Map<String, @Nullable String> ids = new HashMap<>();

  AccountPlan(CurrentState state) {
    this.state = state;
  }

  List<Step> steps() {
    return steps;
  }

  /** Returns whether the certificate with this id is one of the file. */
  boolean hasId(String certificate) {
    return ids.containsValue(certificate);
  }

  /**
   * The id of a certificate, which the file may call by its name; the name itself while there is no
   * certificate of that name yet.
   */
  String idOf(String certificate, CreatedIds created) {
    String id = ids.get(certificate);
    return id == null ? created.get(CERTIFICATES.then(certificate), certificate) : id;
  }

  void keyServers(JsonNode wanted) throws CommandFailure, InterruptedException {
    for (Map.Entry<String, JsonNode> each : wanted.properties()) {
      String what = "key server " + each.getKey();
      ApiPath path = KEY_SERVERS.then(each.getKey());
      JsonNode found = state.find(path, what);
      Step.Call put = (api, _, etag) -> api.put(path, each.getValue(), etag);
      if (found.isMissingNode()) {
        steps.add(Step.createAt(path, what, put));
        continue;
      }
      List<String> changed = Difference.of(each.getValue(), found, READ_ONLY);
      if (!changed.isEmpty()) {
        steps.add(Step.update(path, "%s: %s".formatted(what, String.join(", ", changed)), put));
      }
    }
  }

  void certificates(JsonNode wanted) throws CommandFailure, InterruptedException {
    if (wanted.isEmpty()) {
      return;
    }
    List<JsonNode> found =
        state.list(
            CERTIFICATES,
            "certificate",
            each ->
                wanted.has(each.path("name").asString(""))
                    || ids.containsValue(each.path("id").asString("")));
    for (Map.Entry<String, JsonNode> each : wanted.properties()) {
      String name = each.getKey();
      String what = "certificate " + name;
      JsonNode before = before(name, each.getValue(), found);
      ObjectNode body = (ObjectNode) each.getValue().deepCopy();
      body.put("name", name);
      ids.put(name, before == null ? null : before.path("id").asString(""));
      if (before == null) {
        steps.add(
            Step.create(
                what,
                (api, created, _) ->
                    created.keep(CERTIFICATES.then(name), api.post(CERTIFICATES, body))));
      } else if (!isSame(name, body, before)) {
        ApiPath path = CERTIFICATES.then(before.path("id").asString(""));
        steps.add(Step.update(path, what, (api, _, etag) -> api.put(path, body, etag)));
      }
    }
  }

  /**
   * The certificate that the file means: the best match is one with its name and content, then one
   * with its name, then one with its content.
   */
  private static @Nullable JsonNode before(String name, JsonNode wanted, List<JsonNode> found)
      throws CommandFailure {
    String fingerprint = fingerprint(name, wanted);
    JsonNode best = null;
    int bestScore = 0;
    for (JsonNode each : found) {
      int score =
          (each.path("name").asString("").equals(name) ? 2 : 0)
              + (each.path("fingerprint").asString("").equals(fingerprint) ? 1 : 0);
      if (score > bestScore) {
        best = each;
        bestScore = score;
      }
    }
    return best;
  }

  private static boolean isSame(String name, JsonNode wanted, JsonNode found)
      throws CommandFailure {
    return found.path("fingerprint").asString("").equals(fingerprint(name, wanted))
        && found.path("keyServer").asString("").equals(wanted.path("keyServer").asString(""));
  }

  private static String fingerprint(String name, JsonNode wanted) throws CommandFailure {
    try {
      byte[] chain = wanted.path("chain").asString("").getBytes(StandardCharsets.US_ASCII);
      List<Certificate> certificates = PemFiles.certificates(chain);
      // The API takes the certificate that is not a CA for the leaf, too.
      return certificates.stream()
          .filter(each -> !each.isCa())
          .findFirst()
          .orElse(certificates.getFirst())
          .sha256()
          .toString();
    } catch (CertificateFormatException e) {
      throw CommandFailure.configuration(
          "certificates.%s.chain: %s".formatted(Quoted.text(name), e.getMessage()));
    }
  }
}
