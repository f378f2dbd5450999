package dev.edgekeep.cli.node;

import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.daemon.command.Version;
import dev.edgekeep.fleet.join.JoinRequest;
import dev.edgekeep.fleet.join.JoinToken;
import dev.edgekeep.fleet.join.NodeCredentials;
import dev.edgekeep.fleet.seal.NodeSealing;
import dev.edgekeep.snapshot.wire.WireException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a control plane to let a machine join its fleet. The control plane shows that it is the one
 * that made the token: by the certificate that the token names, and by its signature. Blocks.
 */
final class Joining {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int MAX_ANSWER = 1 << 20;

  /**
   * @throws CommandFailure when no control plane can be reached, or the token is refused
   */
  NodeCredentials join(JoinToken token, NodeKeys keys) throws CommandFailure, InterruptedException {
    JoinRequest request =
        new JoinRequest(
            token.id(),
            token.secret(),
            pem(keys.certificateRequest(token.name())),
            NodeSealing.publicOf(keys.sealing()),
            keys.identity().publicKey(),
            Version.current());
    List<String> failures = new ArrayList<>();
    for (String address : token.addresses()) {
      try {
        return credentials(token, address, send(token, address, request));
      } catch (IOException e) {
        failures.add(address + ": " + (e.getMessage() == null ? e.toString() : e.getMessage()));
      }
    }
    throw CommandFailure.outside(
        "the control plane cannot be reached: "
            + String.join("; ", failures)
            + "; the token stays valid for its hour, try again");
  }

  private static HttpResponse<String> send(JoinToken token, String address, JoinRequest request)
      throws IOException, InterruptedException, CommandFailure {
    URI url = URI.create(address.replaceAll("/+$", "") + "/api/v1/nodes/join");
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER);
    if (token.certificate() != null) {
      builder.sslContext(PinnedTrust.context(token.certificate()));
    }
    boolean https = "https".equals(url.getScheme());
    if (https != (token.certificate() != null) || !(https || isLoopback(url))) {
      throw CommandFailure.configuration(
          "the join token names %s, and no certificate to know it by; only an address as"
                  .formatted(address)
              + " http://127.0.0.1 needs none. Give the control plane a certificate (tls), and"
              + " create another token");
    }
    HttpRequest post =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(request.json()))
            .build();
    try (HttpClient client = builder.build()) {
      return client.send(post, HttpResponse.BodyHandlers.ofString());
    }
  }

  private static boolean isLoopback(URI url) throws IOException {
    return url.getHost() != null && InetAddress.getByName(url.getHost()).isLoopbackAddress();
  }

  private static NodeCredentials credentials(
      JoinToken token, String address, HttpResponse<String> answer)
      throws CommandFailure, IOException {
    if (answer.statusCode() >= 500) {
      throw new IOException("status " + answer.statusCode() + " " + detail(answer));
    }
    if (answer.statusCode() / 100 != 2) {
      throw CommandFailure.configuration(
          "the control plane at %s refuses the join token (status %d): %s"
              .formatted(address, answer.statusCode(), detail(answer)));
    }
    try {
      JsonNode json = json(answer);
      Base64.Decoder base64 = Base64.getUrlDecoder();
      NodeCredentials credentials =
          NodeCredentials.verify(
              base64.decode(json.path("credentials").asString("")),
              base64.decode(json.path("signature").asString("")),
              token.signer());
      if (!credentials.name().equals(token.name())) {
        throw new WireException("they are for the node " + credentials.name());
      }
      return credentials;
    } catch (WireException | IllegalArgumentException | JacksonException e) {
      throw CommandFailure.outside(
          "the answer of %s cannot be trusted: %s".formatted(address, e.getMessage()), e);
    }
  }

  private static String detail(HttpResponse<String> answer) {
    try {
      String detail = json(answer).path("detail").asString("");
      return detail.isEmpty() ? "no reason given" : detail;
    } catch (JacksonException _) {
      return "this is not the API of a control plane";
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    if (answer.body().length() > MAX_ANSWER) {
      throw new IllegalArgumentException("it is too long");
    }
    return JsonMapper.shared().readTree(answer.body());
  }

  private static String pem(byte[] request) {
    return "-----BEGIN CERTIFICATE REQUEST-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(request)
        + "\n-----END CERTIFICATE REQUEST-----\n";
  }
}
