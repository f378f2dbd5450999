import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.JSON;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Validates Kubernetes manifests with the schema of the API: required and unknown fields, and types. Prints "KIND NAME" of
 * each resource; exit status 1 if one is not valid.
 */
private static final Map<String, String> KINDS =
    Map.of(
        "v1", "V1",
        "apps/v1", "V1",
        "policy/v1", "V1",
        "networking.k8s.io/v1", "V1",
        "batch/v1", "V1");

void main(String[] files) throws Exception {
  boolean valid = true;
  for (String file : files) {
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(Files.readString(Path.of(file)))) {
      valid &= isValid(file, new JSON().getGson().toJsonTree(document).getAsJsonObject());
    }
  }
  System.exit(valid ? 0 : 1);
}

boolean isValid(String file, JsonObject resource) throws Exception {
  String kind = resource.get("kind").getAsString();
  String prefix = KINDS.get(resource.get("apiVersion").getAsString());
  if (prefix == null) {
    System.err.println(file + ": unknown apiVersion " + resource.get("apiVersion"));
    return false;
  }
  Class<?> model = Class.forName("io.kubernetes.client.openapi.models." + prefix + kind);
  try {
    model.getMethod("validateJsonElement", JsonElement.class).invoke(null, resource);
    new JSON().getGson().fromJson(resource, model);
  } catch (InvocationTargetException e) {
    System.err.println(file + ": " + kind + ": " + e.getCause().getMessage());
    return false;
  } catch (RuntimeException e) {
    System.err.println(file + ": " + kind + ": " + e.getMessage());
    return false;
  }
  System.out.println(kind + " " + resource.getAsJsonObject("metadata").get("name").getAsString());
  return isConfined(file, resource);
}

/** Checks what the schema leaves open: rights, memory limits, probes and named ports of each container. */
boolean isConfined(String file, JsonObject resource) {
  JsonObject template = resource.has("spec") ? resource.getAsJsonObject("spec").getAsJsonObject("template") : null;
  if (template == null) {
    return true;
  }
  JsonObject pod = template.getAsJsonObject("spec");
  List<String> problems = new ArrayList<>();
  require(problems, pod, "securityContext.runAsNonRoot", "true");
  require(problems, pod, "securityContext.seccompProfile.type", "RuntimeDefault");
  require(problems, pod, "automountServiceAccountToken", "false");
  for (String list : List.of("initContainers", "containers")) {
    for (JsonElement element : pod.has(list) ? pod.getAsJsonArray(list) : new JsonArray()) {
      JsonObject container = element.getAsJsonObject();
      require(problems, container, "securityContext.readOnlyRootFilesystem", "true");
      require(problems, container, "securityContext.allowPrivilegeEscalation", "false");
      require(problems, container, "securityContext.capabilities.drop", "[\"ALL\"]");
      require(problems, container, "resources.limits.memory", null);
      if (list.equals("containers")) {
        require(problems, container, "readinessProbe", null);
        require(problems, container, "livenessProbe", null);
        checkPorts(problems, container);
      }
      checkMounts(problems, container, pod, resource);
    }
  }
  problems.forEach(problem -> System.err.println(file + ": " + problem));
  return problems.isEmpty();
}

void require(List<String> problems, JsonObject object, String path, String wanted) {
  JsonElement value = object;
  for (String name : path.split("\\.")) {
    value = value == null ? null : value.getAsJsonObject().get(name);
  }
  if (value == null || (wanted != null && !value.toString().replace("\"" + wanted + "\"", wanted).equals(wanted))) {
    problems.add(object.get("name") + ": " + path + " is " + value);
  }
}

void checkPorts(List<String> problems, JsonObject container) {
  Set<String> names = new HashSet<>();
  container.getAsJsonArray("ports").forEach(port -> names.add(port.getAsJsonObject().get("name").getAsString()));
  for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
    JsonObject get = container.has(probe) ? container.getAsJsonObject(probe).getAsJsonObject("httpGet") : null;
    if (get != null && !names.contains(get.get("port").getAsString())) {
      problems.add(container.get("name") + ": " + probe + " names no port of the container");
    }
  }
}

void checkMounts(List<String> problems, JsonObject container, JsonObject pod, JsonObject resource) {
  Set<String> names = new HashSet<>();
  pod.getAsJsonArray("volumes").forEach(volume -> names.add(volume.getAsJsonObject().get("name").getAsString()));
  JsonArray claims = resource.getAsJsonObject("spec").getAsJsonArray("volumeClaimTemplates");
  if (claims != null) {
    claims.forEach(claim -> names.add(claim.getAsJsonObject().getAsJsonObject("metadata").get("name").getAsString()));
  }
  for (JsonElement mount : container.getAsJsonArray("volumeMounts")) {
    if (!names.contains(mount.getAsJsonObject().get("name").getAsString())) {
      problems.add(container.get("name") + ": no volume for " + mount);
    }
  }
}
