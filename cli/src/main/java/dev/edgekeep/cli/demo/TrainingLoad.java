package dev.edgekeep.cli.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A load of handshakes in both TLS versions, full, resumed and refused; of requests over HTTP/1.1
 * and HTTP/2, with and without bodies; and of admin pages.
 */
final class TrainingLoad {
  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int CONCURRENT = 16;
  private static final int ROUNDS = 50;
  private static final int BODY_BYTES = 256 * 1024;

  private final DemoFiles files;
  private final InetSocketAddress address;
  private final @Nullable InetSocketAddress admin;

  TrainingLoad(DemoFiles files, InetSocketAddress address, @Nullable InetSocketAddress admin) {
    this.files = files;
    this.address = address;
    this.admin = admin;
  }

  /** Runs handshakes for half of the time, and requests for the other half. */
  void run(int seconds) throws Exception {
    long start = System.nanoTime();
    long half = TimeUnit.SECONDS.toNanos(seconds) / 2;
    do {
      handshakes();
    } while (System.nanoTime() - start < half);
    do {
      requests(HttpClient.Version.HTTP_1_1);
      requests(HttpClient.Version.HTTP_2);
    } while (System.nanoTime() - start < 2 * half);
  }

  private void handshakes() throws Exception {
    for (String protocol : PROTOCOLS) {
      DemoClient client = DemoClient.as(files, "client");
      for (int resumed = 0; resumed < 3; resumed++) {
        expect("200", client.get(address, DemoFiles.REQUIRE_HOST, protocol));
      }
      for (String host : List.of(DemoFiles.REQUEST_HOST, DemoFiles.KEYLESS_HOST)) {
        expect("200", DemoClient.anonymous(files).get(address, host, protocol));
      }
      expectRefused(DemoClient.as(files, "stranger"), protocol);
      expectRefused(DemoClient.anonymous(files), protocol);
    }
  }

  private void requests(HttpClient.Version version) throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(version)
            .sslContext(DemoClient.as(files, "client").context())
            .connectTimeout(TIMEOUT)
            .build()) {
      URI page = URI.create("https://" + DemoFiles.REQUEST_HOST + ":" + address.getPort() + "/");
      for (int round = 0; round < ROUNDS; round++) {
        sendTogether(client, HttpRequest.newBuilder(page).build());
      }
      byte[] body = new byte[BODY_BYTES];
      send(client, HttpRequest.newBuilder(page).POST(BodyPublishers.ofByteArray(body)).build());
      lookAtAdmin(client);
    }
  }

  private void lookAtAdmin(HttpClient client) throws Exception {
    if (admin != null) {
      for (String page : List.of("/readyz", "/metrics", "/hosts")) {
        URI uri = URI.create("http://127.0.0.1:" + admin.getPort() + page);
        send(client, HttpRequest.newBuilder(uri).build());
      }
    }
  }

  private static void sendTogether(HttpClient client, HttpRequest request) throws Exception {
    List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
    for (int i = 0; i < CONCURRENT; i++) {
      answers.add(client.sendAsync(request, BodyHandlers.ofByteArray()));
    }
    for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
      expect("200", String.valueOf(answer.get(10, TimeUnit.SECONDS).statusCode()));
    }
  }

  private static void send(HttpClient client, HttpRequest request) throws Exception {
    HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
    expect("200", String.valueOf(answer.statusCode()));
  }

  /** Fails on an unexpected result: it would train the wrong code. */
  private static void expect(String wanted, String got) {
    if (!got.contains(wanted)) {
      throw new IllegalStateException("training expected " + wanted + ", got " + got);
    }
  }

  private void expectRefused(DemoClient client, String protocol) {
    try {
      String status = client.get(address, DemoFiles.REQUIRE_HOST, protocol);
      throw new IllegalStateException("training expected a refusal, got " + status);
    } catch (IOException _) {
      // Expected: the edge's alert.
    }
  }
}
