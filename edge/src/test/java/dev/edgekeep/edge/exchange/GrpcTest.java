package dev.edgekeep.edge.exchange;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.testing.EchoService;
import dev.edgekeep.edge.testing.GrpcPeers;
import dev.edgekeep.edge.testing.RawHttp2Origin;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.testing.Eventually;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** gRPC through the edge, with clients and servers of gRPC for Java. */
final class GrpcTest {
  private final EdgeHarness edge = new EdgeHarness();
  private final EchoService service = new EchoService();
  private final Server server = GrpcPeers.server(service.definition(), UnaryOperator.identity());
  private final ManagedChannel client =
      GrpcPeers.client(edge.port(EdgeHarness.Protocol.HTTP_2), "www.example.com");

  GrpcTest() throws Exception {
    edge.serve(EdgeHarness.host("www.example.com", http2(server.getPort())));
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.shutdownNow();
    edge.close();
  }

  private static CallOptions options() {
    return CallOptions.DEFAULT.withDeadlineAfter(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private static Origin http2(int port) {
    return EdgeHarness.speaking(OriginPolicy.Protocol.HTTP2, EdgeHarness.origin(port));
  }

  private String unary(String request) {
    return ClientCalls.blockingUnaryCall(client, GrpcPeers.UNARY, options(), request);
  }

  private StatusRuntimeException failure(String request) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> unary(request));
  }

  /** The messages of a response in a queue, and its end as {@code end: STATUS}. */
  private static final class Messages implements StreamObserver<String> {
    final BlockingQueue<String> all = new LinkedBlockingQueue<>();

    String next() throws InterruptedException {
      String message = all.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no message came");
      }
      return message;
    }

    @Override
    public void onNext(String value) {
      all.add(value);
    }

    @Override
    public void onError(Throwable cause) {
      all.add("end: " + Status.fromThrowable(cause).getCode());
    }

    @Override
    public void onCompleted() {
      all.add("end: OK");
    }
  }

  private StreamObserver<String> call(
      MethodDescriptor<String, String> method, StreamObserver<String> response) {
    ClientCall<String, String> call = client.newCall(method, options());
    return method.getType() == MethodDescriptor.MethodType.CLIENT_STREAMING
        ? ClientCalls.asyncClientStreamingCall(call, response)
        : ClientCalls.asyncBidiStreamingCall(call, response);
  }

  @Test
  void allKindsOfCallsGoThrough() throws Exception {
    assertThat(unary("hello")).isEqualTo("hello");
    assertThat(unary("x".repeat(1_000_000))).hasSize(1_000_000);
    List<String> streamed = new ArrayList<>();
    ClientCalls.blockingServerStreamingCall(client, GrpcPeers.SERVER_STREAM, options(), "a")
        .forEachRemaining(streamed::add);
    assertThat(streamed).containsExactly("a0", "a1", "a2");
    Messages sum = new Messages();
    StreamObserver<String> parts = call(GrpcPeers.CLIENT_STREAM, sum);
    parts.onNext("a");
    parts.onNext("b");
    parts.onCompleted();
    assertThat(sum.next()).isEqualTo("ab");
    assertThat(sum.next()).isEqualTo("end: OK");
    Messages talk = new Messages();
    StreamObserver<String> ours = call(GrpcPeers.BOTH, talk);
    for (int i = 0; i < 10; i++) {
      ours.onNext("m" + i);
      assertThat(talk.next()).isEqualTo("m" + i);
    }
    ours.onCompleted();
    assertThat(talk.next()).isEqualTo("end: OK");
  }

  @Test
  void aFailureOfTheServiceArrivesWithItsTrailers() {
    StatusRuntimeException failure = failure("fail");
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(failure.getStatus().getDescription()).isEqualTo("no such thing: ü");
    Metadata trailers = requireNonNull(failure.getTrailers());
    assertThat(trailers.get(EchoService.TRAILER)).isEqualTo("why");
  }

  @Test
  void theServiceLearnsWhoTheClientIs() throws Exception {
    edge.verdicts = host -> ClientVerdict.ABSENT;
    edge.serve(
        EdgeHarness.host(
            "www.example.com",
            http2(server.getPort()),
            Mode.REQUEST,
            new ForwardPolicy(
                EnumSet.of(ForwardPolicy.CertificateHeader.VERDICT), "X-Forwarded-For", true),
            HttpsPolicy.NONE));
    assertThat(unary("hello")).isEqualTo("hello");
    Metadata head = nextHead();
    assertThat(text(head, "edgekeep-client-verdict")).isEqualTo("absent");
    assertThat(text(head, "x-forwarded-for")).isEqualTo("127.0.0.1");
    assertThat(text(head, "x-request-id")).isEqualTo(edge.nextEntry().requestId());
  }

  private static @Nullable String text(Metadata head, String name) {
    return head.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
  }

  /** Waits until the service notices that the call for {@code hang} is cancelled. */
  private void awaitCancelled() throws InterruptedException {
    String call = "";
    while (!call.equals("hang")) {
      call =
          requireNonNull(
              service.cancelled.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS),
              "nothing was cancelled");
    }
  }

  private Metadata nextHead() throws InterruptedException {
    return requireNonNull(
        service.heads.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS), "no call came");
  }

  @Test
  void aCallThatTheClientCancelsIsCancelledAtTheService() throws Exception {
    ClientCall<String, String> call = client.newCall(GrpcPeers.UNARY, options());
    Messages response = new Messages();
    ClientCalls.asyncUnaryCall(call, "hang", response);
    assertThat(service.requests.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo("hang");
    call.cancel("enough", null);
    assertThat(response.next()).isEqualTo("end: CANCELLED");
    awaitCancelled();
  }

  @Test
  void aDeadlineEndsTheCallAtTheServiceToo() throws Exception {
    // The first call would need more of its time for itself.
    assertThat(unary("hello")).isEqualTo("hello");
    nextHead();
    CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.SECONDS);
    Messages response = new Messages();
    ClientCalls.asyncUnaryCall(client.newCall(GrpcPeers.UNARY, soon), "hang", response);
    assertThat(response.next()).isEqualTo("end: DEADLINE_EXCEEDED");
    assertThat(text(nextHead(), "grpc-timeout")).matches("[0-9]+[um]");
    awaitCancelled();
  }

  @Test
  void theEdgeEndsACallAtItsDeadlineForAClientThatDoesNot() throws Exception {
    try (RawHttp2Client raw = new RawHttp2Client(edge)) {
      raw.headers(
          1,
          false,
          RawHttp2Client.request(
                  "POST",
                  "content-type",
                  "application/grpc",
                  "te",
                  "trailers",
                  "grpc-timeout",
                  "200m")
              .path("/test.Echo/Unary"));
      raw.data(1, true, "\0\0\0\0\4hang");
      RawHttp2Client.Response response = raw.response();
      assertThat(response.head().status()).hasToString("200");
      assertThat(response.head().get("grpc-status")).hasToString("4");
      awaitCancelled();
    }
  }

  @Test
  void aResetOfTheOriginHasTheStatusThatItMeans() throws Exception {
    try (RawHttp2Origin origin = new RawHttp2Origin()) {
      edge.serve(EdgeHarness.host("www.example.com", http2(origin.port())));
      Messages response = new Messages();
      ClientCalls.asyncUnaryCall(client.newCall(GrpcPeers.UNARY, options()), "a", response);
      RawHttp2Origin.Connection connection = origin.connection();
      connection.reset(connection.request().streamId(), 8);
      assertThat(response.next()).isEqualTo("end: CANCELLED");
      ClientCalls.asyncUnaryCall(client.newCall(GrpcPeers.UNARY, options()), "a", response);
      int second = connection.request().streamId();
      connection.headers(second, false, ":status", "200", "content-type", "application/grpc");
      connection.reset(second, 8);
      assertThat(response.next()).isEqualTo("end: CANCELLED");
      ClientCalls.asyncUnaryCall(client.newCall(GrpcPeers.UNARY, options()), "a", response);
      connection.reset(connection.request().streamId(), 11);
      assertThat(response.next()).isEqualTo("end: RESOURCE_EXHAUSTED");
    }
  }

  @Test
  void theEdgesOwnErrorsAreStatusesOfGrpc() throws Exception {
    edge.serve(EdgeHarness.host("www.example.com", http2(server.getPort()), Mode.REQUIRE));
    assertThat(failure("a").getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    edge.serve(EdgeHarness.host("other.example.com", http2(server.getPort())));
    // A call that meets the end of the connection to the host that is gone is unavailable.
    Eventually.await(
        "unimplemented", () -> failure("a").getStatus().getCode() == Status.Code.UNIMPLEMENTED);
    int port = server.getPort();
    server.shutdownNow().awaitTermination();
    edge.serve(EdgeHarness.host("www.example.com", http2(port)));
    StatusRuntimeException unavailable = failure("a");
    assertThat(unavailable.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(unavailable.getStatus().getDescription()).isEqualTo("Bad Gateway");
  }

  @Test
  void aCallThatAServerHasNotProcessedIsSentAgainWithItsMessages() throws Exception {
    try (RawHttp2Origin origin = new RawHttp2Origin()) {
      edge.serve(EdgeHarness.host("www.example.com", http2(origin.port())));
      Messages response = new Messages();
      ClientCalls.asyncUnaryCall(client.newCall(GrpcPeers.UNARY, options()), "hello", response);
      RawHttp2Origin.Connection first = origin.connection();
      String body = first.request().body();
      first.goAway(0, 0, "");
      RawHttp2Origin.Connection second = origin.connection();
      RawHttp2Origin.Request again = second.request();
      assertThat(again.body()).isEqualTo(body).endsWith("hello");
      second.headers(again.streamId(), false, ":status", "200", "content-type", "application/grpc");
      second.data(again.streamId(), false, "\0\0\0\0\2hi");
      second.headers(again.streamId(), true, "grpc-status", "0");
      assertThat(response.next()).isEqualTo("hi");
      assertThat(response.next()).isEqualTo("end: OK");
    }
  }

  @Test
  void aServerThatEndsItsConnectionsAgainAndAgainFailsNoCall() throws Exception {
    Server young =
        GrpcPeers.server(
            service.definition(),
            builder ->
                builder
                    .maxConnectionAge(50, TimeUnit.MILLISECONDS)
                    .maxConnectionAgeGrace(10, TimeUnit.SECONDS));
    try {
      edge.serve(EdgeHarness.host("www.example.com", http2(young.getPort())));
      long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      int calls = 0;
      while (System.nanoTime() < end) {
        assertThat(unary("hello")).isEqualTo("hello");
        calls++;
      }
      assertThat(calls).isPositive();
    } finally {
      young.shutdownNow();
    }
  }

  @Test
  void aThousandCallsAreOpenAtOnce() throws Exception {
    int count = 1_000;
    edge.limits = Limits.builder().maxConcurrentStreams(2 * count).build();
    List<Messages> responses = new ArrayList<>();
    List<StreamObserver<String>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Messages response = new Messages();
      responses.add(response);
      calls.add(call(GrpcPeers.BOTH, response));
    }
    for (int i = 0; i < count; i++) {
      calls.get(i).onNext("m" + i);
    }
    for (int i = 0; i < count; i++) {
      assertThat(responses.get(i).next()).isEqualTo("m" + i);
    }
    assertThat(service.open).hasValue(count);
    calls.forEach(StreamObserver::onCompleted);
    for (Messages response : responses) {
      assertThat(response.next()).isEqualTo("end: OK");
    }
  }
}
