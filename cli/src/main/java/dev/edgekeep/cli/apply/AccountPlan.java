package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiAnswer;
import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
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

/** Key servers and server certificates, which belong to the account. One thread. */
final class AccountPlan {
  private static final ApiPath KEY_SERVERS = ApiPath.of("key-servers");
  private static final ApiPath CERTIFICATES = ApiPath.of("certificates");
  private static final Set<String> TOLD =
      Set.of("id", "name", "createdAt", "updatedAt", "health", "latencyMs", "lastCheck");

  private final ApiClient api;
  private final List<Step> steps = new ArrayList<>();
  // Those that are still to be uploaded have an id after their step.
  private final Map<String, @Nullable String> ids = new HashMap<>();

  AccountPlan(ApiClient api) {
    this.api = api;
  }

  List<Step> steps() {
    return steps;
  }

  /** Whether the file has a certificate of this id under a name. */
  boolean hasId(String certificate) {
    return ids.containsValue(certificate);
  }

  /** The id of a certificate that the file names; null: it gets one in its step. */
  @Nullable String idOf(String certificate) {
    return ids.get(certificate);
  }

  void keyServers(JsonNode wanted) throws CommandFailure, InterruptedException {
    for (Map.Entry<String, JsonNode> each : wanted.properties()) {
      ApiPath path = KEY_SERVERS.then(each.getKey());
      ApiAnswer found = api.find(path);
      if (found == null) {
        steps.add(
            Step.make("key server " + each.getKey(), () -> api.put(path, each.getValue(), null)));
        continue;
      }
      List<String> changed = Difference.of(each.getValue(), found.body(), TOLD);
      if (!changed.isEmpty()) {
        steps.add(
            Step.change(
                "key server %s: %s".formatted(each.getKey(), String.join(", ", changed)),
                () -> api.put(path, each.getValue(), found.etag())));
      }
    }
  }

  void certificates(JsonNode wanted) throws CommandFailure, InterruptedException {
    if (wanted.isEmpty()) {
      return;
    }
    List<JsonNode> found = Pages.all(api, CERTIFICATES);
    for (Map.Entry<String, JsonNode> each : wanted.properties()) {
      String name = each.getKey();
      JsonNode before = before(name, each.getValue(), found);
      ObjectNode body = (ObjectNode) each.getValue().deepCopy();
      body.put("name", name);
      ids.put(name, before == null ? null : before.path("id").asString(""));
      if (before == null) {
        steps.add(Step.make("certificate " + name, () -> upload(name, body)));
      } else if (!isSame(name, body, before)) {
        ApiPath path = CERTIFICATES.then(before.path("id").asString(""));
        steps.add(Step.change("certificate " + name, () -> api.put(path, body, null)));
      }
    }
  }

  /**
   * The one that there is: of the name with the same content, else of the name, else with the same
   * content.
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

  private ApiAnswer upload(String name, ObjectNode body)
      throws CommandFailure, InterruptedException {
    ApiAnswer answer = api.post(CERTIFICATES, body);
    ids.put(name, answer.body().path("id").asString(""));
    return answer;
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
      // As the API finds the leaf: the one that is no CA.
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
