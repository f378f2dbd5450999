package dev.edgekeep.control.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Holds answers against {@code openapi.yaml}: their status, their content type, their members. */
public final class Contract {
  private static final ObjectMapper JSON = JsonMapper.shared();
  private static final String PREFIX = "/api/v1";

  private final JsonNode document;
  private final SchemaRegistry schemas =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private Contract(JsonNode document) {
    this.document = document;
  }

  public static Contract load() {
    try (InputStream in = Contract.class.getResourceAsStream("/openapi.yaml")) {
      Object loaded = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
      return new Contract(JSON.valueToTree(loaded));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every operation, as {@code GET /sites/{site}}. */
  public Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      for (String method : path.getValue().propertyNames()) {
        if (!method.equals("parameters")) {
          operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return operations;
  }

  /** Fails when the answer is not one that the contract has. */
  public void check(String method, String path, int status, String contentType, byte[] body) {
    String call = "%s %s answered %d".formatted(method, path, status);
    JsonNode operation = operation(method, path);
    if (operation == null) {
      assertThat(status).as(call + ", and is not in openapi.yaml").isIn(401, 404, 405, 429);
      return;
    }
    JsonNode response = operation.path("responses").path(Integer.toString(status));
    if (response.isMissingNode() && status >= 400) {
      response = operation.path("responses").path("default");
    }
    assertThat(response.isMissingNode()).as(call + ", which openapi.yaml does not have").isFalse();
    JsonNode content = resolve(response).path("content");
    if (content.isEmpty()) {
      assertThat(body).as(call).isEmpty();
      return;
    }
    String type = contentType.replaceFirst(";.*", "").strip();
    assertThat(content.propertyNames()).as(call).contains(type);
    if (type.endsWith("json")) {
      assertThat(errors(content.path(type).path("schema"), body))
          .as(call + ": " + new String(body, StandardCharsets.UTF_8))
          .isEmpty();
    }
  }

  private List<Error> errors(JsonNode schema, byte[] body) {
    ObjectNode whole = ((ObjectNode) schema.deepCopy());
    whole.set("components", document.get("components"));
    Schema compiled = schemas.getSchema(whole);
    return compiled.validate(JSON.readTree(body));
  }

  private JsonNode resolve(JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference.isMissingNode() ? node : document.at(reference.asString().substring(1));
  }

  private @Nullable JsonNode operation(String method, String path) {
    String plain = path.replaceFirst("\\?.*", "");
    if (!plain.startsWith(PREFIX)) {
      return null;
    }
    String below = plain.substring(PREFIX.length());
    JsonNode best = null;
    int variables = Integer.MAX_VALUE;
    for (Map.Entry<String, JsonNode> entry : document.get("paths").properties()) {
      int count = entry.getKey().split("\\{", -1).length;
      JsonNode operation = entry.getValue().path(method.toLowerCase(Locale.ROOT));
      if (pattern(entry.getKey()).matcher(below).matches() && count < variables) {
        best = operation.isMissingNode() ? null : operation;
        variables = count;
      }
    }
    return best;
  }

  private static Pattern pattern(String path) {
    return Pattern.compile(Pattern.quote(path).replaceAll("\\{[^}]+}", "\\\\E[^/]+\\\\Q"));
  }
}
