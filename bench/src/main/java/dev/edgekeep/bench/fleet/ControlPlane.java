package dev.edgekeep.bench.fleet;

import dev.edgekeep.bench.measure.JavaHeap;
import dev.edgekeep.bench.measure.ProcessTree;
import dev.edgekeep.bench.peers.CertificateMaker;
import dev.edgekeep.bench.peers.CertificateMaker.KeyType;
import dev.edgekeep.bench.peers.Cores;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A real control plane as its users start it, with one site, and a client of its API. One thread at
 * a time; blocks.
 */
final class ControlPlane implements AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
  private static final int CALLS_AT_ONCE = 32;
  private static final Pattern LISTENING = Pattern.compile("https?://127\\.0\\.0\\.1:\\d+");
  private static final String DOMAIN = "fleet.bench.test";
  private static final String SITE = "/sites/" + DOMAIN;

  private final Process process;
  private final String api;
  private final String token;
  private final HttpClient client = HttpClient.newHttpClient();
  private String certificate = "";

  private ControlPlane(Process process, String api, String token) {
    this.process = process;
    this.api = api;
    this.token = token;
  }

  static ControlPlane start(Path launcher, Path folder, String feed, Cores cores)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("master.key"), "0123456789abcdef".repeat(4) + "\n");
    Path config =
        Files.writeString(
            folder.resolve("control.yaml"),
            """
            version: 1
            api: {address: "127.0.0.1:0"}
            store: {sqlite: edgekeep.db}
            masterKey: {file: master.key}
            adminToken: admin.token
            limits: {callsPerSecond: 100000}
            tenants: {allowAddresses: ["127.0.0.0/8"]}
            fleet: {nats: {servers: ["%s"]}}
            """
                .formatted(feed));
    Path output = folder.resolve("control.out");
    Process process =
        new ProcessBuilder(
                cores.onAll(List.of(launcher.toString(), "control", "--config", config.toString())))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    long end = System.nanoTime() + STARTS_WITHIN.toNanos();
    String said = "";
    while (!said.contains("\nready")) {
      if (!process.isAlive() || System.nanoTime() - end > 0) {
        throw new IOException("the control plane does not start: " + said);
      }
      Thread.sleep(20);
      said = Files.readString(output);
    }
    Matcher address = LISTENING.matcher(said);
    if (!address.find()) {
      throw new IOException("the control plane does not say where it listens: " + said);
    }
    return new ControlPlane(
        process, address.group(), Files.readString(folder.resolve("admin.token")).strip());
  }

  /** Creates hosts that require client certificates of the account's CA. */
  void createHosts(int hosts) throws IOException {
    call("POST", "/sites", "{\"name\": \"%s\"}".formatted(DOMAIN));
    call("PUT", SITE + "/origins/app", "{\"servers\": [\"http://127.0.0.1:9000\"]}");
    KeyPair keys = KeyType.P256.generate();
    CertificateMaker ca = new CertificateMaker("bench fleet CA", KeyType.P256);
    String chain = CertificateMaker.pem(ca.issueServer(keys, "*." + DOMAIN));
    String key = CertificateMaker.pem(keys.getPrivate());
    certificate =
        value(
            call(
                "POST",
                "/certificates",
                "{\"chain\": \"%s\", \"privateKey\": \"%s\"}"
                    .formatted(chain.replace("\n", "\\n"), key.replace("\n", "\\n"))),
            "id");
    List<CompletableFuture<?>> calls = new ArrayList<>();
    for (int i = 0; i < hosts; i++) {
      calls.add(later("PUT", host(i), hostBody(1)));
      if (calls.size() == CALLS_AT_ONCE || i == hosts - 1) {
        for (CompletableFuture<?> each : calls) {
          each.join();
        }
        calls.clear();
      }
    }
    call("PUT", SITE + "/client-ca/hosts", "{\"hosts\": [\"h0.%s\"]}".formatted(DOMAIN));
  }

  private static String host(int number) {
    return SITE + "/hosts/h%d.%s".formatted(number, DOMAIN);
  }

  private String hostBody(int hsts) {
    return "{\"certificate\": \"%s\", \"origin\": \"app\", \"https\": {\"hsts\": {\"maxAgeSeconds\": %d}}}"
        .formatted(certificate, hsts);
  }

  /** Creates nodes; the tokens with which they join. */
  List<String> createNodes(int nodes) throws IOException {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      tokens.add(
          value(call("POST", "/nodes", "{\"name\": \"node-%d\"}".formatted(i)), "joinToken"));
    }
    return tokens;
  }

  /** Changes a host; the version of the change. */
  long changeHost(int number, int hsts) throws IOException {
    return Long.parseLong(
        call("PUT", host(number), hostBody(hsts))
            .headers()
            .firstValue("X-Deployment")
            .orElseThrow(() -> new IOException("the change has no version")));
  }

  /** Issues a client certificate; its id. */
  String issueClient() throws IOException {
    return value(call("POST", SITE + "/client-certificates", "{\"keyType\": \"p256\"}"), "id");
  }

  void revoke(String id) throws IOException {
    call("POST", SITE + "/client-certificates/" + id + "/revoke", "");
  }

  /** The number of nodes that have the newest version, as far as the control plane knows. */
  long deployedNodes() throws IOException {
    long count = 0;
    String cursor = "";
    do {
      String page = call("GET", "/nodes?limit=1000" + cursor, null).body();
      count += page.split("\"deployment\": ?\"deployed\"", -1).length - 1;
      Matcher next = Pattern.compile("\"next\": ?\"([^\"]+)\"").matcher(page);
      cursor = next.find() ? "&cursor=" + next.group(1) : "";
    } while (!cursor.isEmpty());
    return count;
  }

  private CompletableFuture<HttpResponse<String>> later(String method, String path, String body) {
    return client
        .sendAsync(request(method, path, body), HttpResponse.BodyHandlers.ofString())
        .thenApply(answer -> {
          if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(path + ": " + answer.body());
          }
          return answer;
        });
  }

  private HttpRequest request(String method, String path, @Nullable String body) {
    return HttpRequest.newBuilder(URI.create(api + "/api/v1" + path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .method(
            method,
            body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private HttpResponse<String> call(String method, String path, @Nullable String body)
      throws IOException {
    try {
      HttpResponse<String> answer =
          client.send(request(method, path, body), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IOException(
            "%s %s: %d %s".formatted(method, path, answer.statusCode(), answer.body()));
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String value(HttpResponse<String> answer, String name) throws IOException {
    Matcher found = Pattern.compile("\"%s\": ?\"([^\"]+)\"".formatted(name)).matcher(answer.body());
    if (!found.find()) {
      throw new IOException("the answer has no %s: %s".formatted(name, answer.body()));
    }
    return found.group(1);
  }

  ProcessTree usage() {
    return new ProcessTree(process.toHandle());
  }

  long heapBytes() throws IOException, InterruptedException {
    return JavaHeap.liveBytes(process.pid());
  }

  @Override
  public void close() {
    client.close();
    List<ProcessHandle> descendants = process.toHandle().descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }
}
